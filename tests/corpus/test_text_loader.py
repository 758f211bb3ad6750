from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

from corpus.documents import Line, Table
from corpus.loaders.text import lines_of


def words(content: list[Line | Table]) -> Counter[str]:
    text = "\n".join(item.text if isinstance(item, Line) else " ".join(map(" ".join, item.rows)) for item in content)
    return Counter(re.findall(r"\w+", text))


def test_blank_lines_stay() -> None:
    assert lines_of("một\r\n\r\nhai\n") == [Line("một"), Line(""), Line("hai")]


def test_a_table_with_bars_becomes_a_table() -> None:
    text = "| STT | Việc | Chủ trì |\n|---|:---:|---|\n| 1 | Rà soát | Sở Y tế |\n| 2 | Tập huấn |\n"
    assert lines_of(text) == [Table((("STT", "Việc", "Chủ trì"), ("1", "Rà soát", "Sở Y tế"), ("2", "Tập huấn", "")))]


def test_a_letterhead_table_becomes_lines() -> None:
    text = (
        "| UBND TỈNH A ------- | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc ------- |\n"
        "|---|---|\n| Số: 1/KH-UBND | A, ngày 2 tháng 3 năm 2024 |\n"
    )
    assert [item.text for item in lines_of(text) if isinstance(item, Line)] == [
        "UBND TỈNH A",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 1/KH-UBND",
        "A, ngày 2 tháng 3 năm 2024",
    ]


def test_recipients_in_a_layout_cell_stand_on_lines_of_their_own() -> None:
    text = "| Nơi nhận: - Thường trực; - Các Sở, ban; - Lưu: VT. | KT. CHỦ TỊCH Lê Văn An |\n|---|---|\n"
    assert [item.text for item in lines_of(text) if isinstance(item, Line)] == [
        "Nơi nhận:",
        "- Thường trực;",
        "- Các Sở, ban;",
        "- Lưu: VT.",
        "KT. CHỦ TỊCH",
        "Lê Văn An",
    ]


def test_a_letter_in_one_cell_with_its_addressee_keeps_its_numbered_points_apart() -> None:
    text = (
        "|\n**Kính gửi:** Các đơn vị\n- Góp sách cho\ncác xã.\n**2. Phòng\nNội vụ:** Lập danh sách.\n|\n|\nLưu: VT\n|\n"
    )
    found = [item.text for item in lines_of(text) if isinstance(item, Line)]
    assert [line.replace("*", "") for line in found if "sách" in line] == [
        "- Góp sách cho các xã.",
        "2. Phòng Nội vụ: Lập danh sách.",
    ]


FLAT = """|
**STT**
|
**Việc**
|
**Chủ trì**
|
|
**I**
|
**Nhóm một**
|
|
1
|
Rà soát các
quy định
|
Sở Y tế
|
|
2
|
Tập huấn
|
|
"""


def test_a_flattened_table_is_rebuilt_with_its_empty_and_merged_cells() -> None:
    assert lines_of(FLAT) == [
        Table(
            (
                ("**STT**", "**Việc**", "**Chủ trì**"),
                ("**I**", "**Nhóm một**", "**Nhóm một**"),
                ("1", "Rà soát các quy định", "Sở Y tế"),
                ("2", "Tập huấn", ""),
            )
        )
    ]


def test_a_header_of_two_rows_is_one_row() -> None:
    rows = [["TT", "Việc", "Năm"], ["2026", "2027"], ["1", "a", "5", "6"]]
    flat = "\n".join("|\n" + "\n|\n".join(row) + "\n|" for row in rows)
    (table,) = lines_of(flat)
    assert isinstance(table, Table)
    assert table.rows == (("TT", "Việc", "Năm - 2026", "Năm - 2027"), ("1", "a", "5", "6"))


def test_a_short_flattened_row_takes_what_is_merged_from_above() -> None:
    rows = [
        ["TT", "Việc", "Chủ trì", "Hạn"],
        ["1", "Rà soát", "Sở Y tế", "Quý I"],
        ["2", "Sửa chữa", "Sở Nội vụ", "Quý II"],
        ["Nghiệm thu", "Sở Y tế"],
        ["3", "Tập huấn", "Quý II"],
    ]
    (table,) = lines_of("\n".join("|\n" + "\n|\n".join(row) + "\n|" for row in rows))
    assert isinstance(table, Table)
    assert table.rows[3:] == (("2", "Nghiệm thu", "Sở Y tế", "Quý II"), ("3", "Tập huấn", "Sở Y tế", "Quý II"))


def test_the_title_between_two_flattened_tables_is_a_line() -> None:
    one = "|\nSTT\n|\nViệc\n|\nChủ trì\n|\n|\n1\n|\nTập huấn\n|\nSở Y tế\n"
    content = lines_of(f"{one}|\nPHỤ LỤC II\n{one}|\n")
    assert [type(item) for item in content] == [Table, Line, Table]
    assert content[1] == Line("PHỤ LỤC II")


def test_a_long_cell_of_a_flattened_table_stays_in_its_row() -> None:
    cell = "\n".join(f"câu thứ {number}" for number in range(30))
    text = f"|\nSTT\n|\nViệc\n|\nKết quả\n|\n|\n1\n|\n{cell}\n|\nxong\n|\n|\n2\n|\nb\n|\nxong\n|\n"
    (table,) = lines_of(text)
    assert isinstance(table, Table) and [row[2] for row in table.rows] == ["Kết quả", "xong", "xong"]


def test_a_table_with_bars_in_broken_lines_keeps_its_rows() -> None:
    text = (
        "| TT | Tên văn bản | Cơ quan trình | Tiến độ |\n|\n| I. Nhóm |\n| |||\n"
        "| | Luật A | Bộ Y tế\n| - Tháng 2;\n- tháng 3 | |\n| Luật B | Bộ\nNội vụ | Tháng 5\n| ||\n"
    )
    (table,) = lines_of(text)
    assert isinstance(table, Table)
    assert table.rows[1:] == (
        ("I. Nhóm",) * 4,
        ("", "Luật A", "Bộ Y tế", "- Tháng 2; - tháng 3"),
        ("", "Luật B", "Bộ Nội vụ", "Tháng 5"),
    )


def test_cells_between_tabs_are_a_table() -> None:
    text = "Phụ lục\nSTT\tNội dung\tChủ trì\n1\tRà soát\tSở Y tế\n2\tTập huấn\t\nHết."
    rows = (("STT", "Nội dung", "Chủ trì"), ("1", "Rà soát", "Sở Y tế"), ("2", "Tập huấn", ""))
    assert lines_of(text) == [Line("Phụ lục"), Table(rows), Line("Hết.")]


def test_cells_on_lines_of_their_own_without_bars_are_a_table() -> None:
    rows = [
        ["STT", "Nội dung", "Chủ trì"],
        ["I", "Nhóm một"],
        ["1", "Rà soát", "Sở Y tế"],
        ["2", "Tập huấn", "Sở Nội vụ"],
    ]
    text = "\n".join(cell for row in rows for cell in row) + "\nNơi nhận:"
    assert lines_of(text) == [
        Table((tuple(rows[0]), ("I", "Nhóm một", "Nhóm một"), tuple(rows[2]), tuple(rows[3]))),
        Line("Nơi nhận:"),
    ]


def test_no_word_of_a_real_plan_is_lost(shared: Path) -> None:
    for path in sorted((shared / "corpus" / "plans").glob("*.txt")):
        text = unicodedata.normalize("NFC", path.read_text("utf-8"))
        assert not Counter(re.findall(r"\w+", text)) - words(lines_of(text)), path.name


def test_the_real_appendix_has_its_columns(shared: Path) -> None:
    for name, columns in (("p004", 5), ("p018", 5), ("p024", 3), ("p037", 7)):
        content = lines_of((shared / "corpus" / "plans" / f"{name}.txt").read_text("utf-8"))
        tables = [item for item in content if isinstance(item, Table)]
        assert [len(table.rows[0]) for table in tables] == [columns], name
