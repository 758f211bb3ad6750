"""Plans that follow one another, for tests of what replaces what: a plan, the one that replaces it, and what carries that out."""

from __future__ import annotations

from pathlib import Path

LETTERHEAD = """{issuer}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}
{place}, ngày {day:02} tháng {month:02} năm {year}

KẾ HOẠCH
{title}

{basis}
I. MỤC TIÊU
{goal}
II. TỔ CHỨC THỰC HIỆN
1. {lead}
Chủ trì, phối hợp với Hội Nông dân {work} trước ngày {due}.
{last}
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
{signer}
"""
OLD = LETTERHEAD.format(
    issuer="ỦY BAN NHÂN DÂN TỈNH SƠN HÀ",
    number="12/KH-UBND",
    place="Sơn Hà",
    day=3,
    month=2,
    year=2025,
    title="Nạo vét kênh Khuổi Luông tỉnh Sơn Hà",
    basis="Căn cứ Nghị quyết số 7-NQ/TU ngày 10/01/2025 của Tỉnh ủy Sơn Hà về thủy lợi;",
    goal="Nạo vét 14 km kênh mương, bảo đảm nước tưới cho vụ xuân.",
    lead="Chi cục Thủy lợi",
    work="nạo vét kênh Khuổi Luông",
    due="30/5/2025",
    last="Kế hoạch được sơ kết hằng năm.",
    signer="Lý Văn Báo",
)
NEW = LETTERHEAD.format(
    issuer="ỦY BAN NHÂN DÂN TỈNH SƠN HÀ",
    number="45/KH-UBND",
    place="Sơn Hà",
    day=5,
    month=1,
    year=2026,
    title="Kiên cố hóa hệ thống tưới tiêu của tỉnh Sơn Hà",
    basis="Căn cứ Nghị quyết số 7-NQ/TU ngày 10/01/2025 của Tỉnh ủy Sơn Hà về thủy lợi;",
    goal="Bê tông hóa 20 km mương, thay 3 trạm bơm dầu bằng trạm bơm điện.",
    lead="Sở Nông nghiệp và Môi trường",
    work="đổ bê tông mương Nà Lầu",
    due="31/8/2026",
    last="Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh Sơn Hà.",
    signer="Lý Văn Báo",
)
COMMUNE = LETTERHEAD.format(
    issuer="ỦY BAN NHÂN DÂN XÃ BẢN VẼ",
    number="3/KH-UBND",
    place="Bản Vẽ",
    day=20,
    month=1,
    year=2026,
    title="Làm mương bê tông ở xã Bản Vẽ",
    basis="Thực hiện Kế hoạch số 45/KH-UBND ngày 05/01/2026 của UBND tỉnh Sơn Hà về kiên cố hóa hệ thống tưới tiêu.",
    goal="Làm xong 2 km mương ở ba thôn.",
    lead="Phòng Kinh tế",
    work="vận động nhân dân hiến đất làm mương",
    due="30/4/2026",
    last="Các thôn báo cáo hằng tháng.",
    signer="Hoàng Thị Nga",
)


def plans_in(folder: Path) -> Path:
    """A folder that holds the three plans, and the newest of them once more in another format."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("cu.txt", OLD), ("moi.txt", NEW), ("xa.txt", COMMUNE)):
        (folder / name).write_text(text, encoding="utf-8")
    paragraphs = "".join(f"<p>{line}</p>" for line in NEW.splitlines() if line)
    (folder / "moi.html").write_text(f"<html><body>{paragraphs}</body></html>", encoding="utf-8")
    return folder
