"""Bodies, times and sentences in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bodies import bodies, body_of_heading, separate
from corpus.clauses import own_subject
from corpus.sentences import sentences
from corpus.times import times, years


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Phòng Giáo dục và Đào tạo tham mưu", ["Phòng Giáo dục và Đào tạo"]),
        ("phối hợp với Phòng Tài chính - Kế hoạch cân đối", ["Phòng Tài chính - Kế hoạch"]),
        ("Sở Văn hóa, Thể thao và Du lịch chủ trì", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("UBND xã Thụy Hùng và xã Bảo Lâm hướng dẫn", ["UBND xã Thụy Hùng và xã Bảo Lâm"]),
        ("Công an huyện, Sở Y tế tổ chức kiểm tra", ["Công an huyện, Sở Y tế"]),
        ("các cơ quan, đơn vị có liên quan xây dựng", ["các cơ quan, đơn vị có liên quan"]),
        ("Trung tâm Phát triển quỹ đất", ["Trung tâm Phát triển quỹ đất"]),
        ("Hội Cựu chiến binh, Đoàn Thanh niên", ["Hội Cựu chiến binh, Đoàn Thanh niên"]),
        ("Đơn vị được giao phải báo cáo", []),
        ("nâng cao chất lượng giáo dục", []),
    ],
)
def test_the_name_of_a_body_ends_before_its_task(text: str, named: list[str]) -> None:
    assert [span.text for span in bodies(text)] == named


@pytest.mark.parametrize(
    "name",
    [
        "Trung tâm Kiểm soát bệnh tật tỉnh",
        "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện",
        "Ban Quản lý các khu công nghiệp",
        "Ban Quản lý rừng phòng hộ",
        "Chi cục Trồng trọt và Bảo vệ thực vật",
        "Đội Quản lý thị trường số 3",
        "Ngân hàng nhà nước Việt Nam - Chi nhánh Khu vực II",
        "Hội Chữ thập đỏ huyện",
        "Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh",
        "Liên đoàn Lao động tỉnh, Liên minh Hợp tác xã",
        "Các doanh nghiệp viễn thông, doanh nghiệp bưu chính",
        "Các cơ sở đào tạo đại học",
        "Trạm Y tế xã",
        "UBND cấp huyện, cấp xã",
        "Bộ trưởng, Thủ trưởng cơ quan ngang Bộ, Thủ trưởng cơ quan thuộc Chính phủ",
        "Ban Tuyên giáo",
        "Trưởng thôn, tổ trưởng tổ dân phố",
    ],
)
@pytest.mark.parametrize("duty", [" chủ trì rà soát hồ sơ.", " tổ chức tuyên truyền.", " có trách nhiệm báo cáo."])
def test_usual_names_of_bodies_are_whole(name: str, duty: str) -> None:
    own = own_subject(name + duty)
    assert own is not None
    assert own.name == name


def test_the_business_of_a_body_does_not_become_its_name() -> None:
    own = own_subject("Sở Công Thương quản lý thị trường trong dịp Tết.")
    assert own is not None
    assert own.name == "Sở Công Thương"


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("4. Phòng Tài nguyên và Môi trường", "Phòng Tài nguyên và Môi trường"),
        ("2. Giao Sở Nội vụ", "Sở Nội vụ"),
        ("8. UBND các xã, thị trấn", "UBND các xã, thị trấn"),
        ("3. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"),
        ("1. Mục đích", None),
        ("Ban hành văn bản", None),
    ],
)
def test_a_heading_names_the_body_whose_tasks_follow(heading: str, body: str | None) -> None:
    assert body_of_heading(heading) == body


@pytest.mark.parametrize(
    ("names", "single"),
    [
        ("UBND xã Phú Mỹ và xã Tân Lập", ("UBND xã Phú Mỹ", "UBND xã Tân Lập")),
        ("Sở Văn hóa, Thể thao và Du lịch và Sở Y tế", ("Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế")),
        ("các sở, ban, ngành, UBND các huyện, thành phố", ("các sở, ban, ngành", "UBND các huyện, thành phố")),
        ("Phòng Nội vụ, các cơ quan, đơn vị có liên quan", ("Phòng Nội vụ", "các cơ quan, đơn vị có liên quan")),
        ("Trường Mầm non Hoa Mai, trường Tiểu học Phú Mỹ", ("Trường Mầm non Hoa Mai", "trường Tiểu học Phú Mỹ")),
        ("Văn phòng HĐND và UBND thị xã", ("Văn phòng HĐND và UBND thị xã",)),
    ],
)
def test_a_list_of_bodies_comes_apart_into_full_names(names: str, single: tuple[str, ...]) -> None:
    assert separate(names) == single


@given(st.text())
def test_bodies_are_slices_of_any_text(text: str) -> None:
    for span in bodies(text):
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thời gian hoàn thành trong quý II năm 2024.", ["hoàn thành trong quý II năm 2024"]),
        ("báo cáo trước ngày 15/12 hằng năm", ["trước ngày 15/12 hằng năm"]),
        ("Định kỳ 3 tháng/lần báo cáo", ["Định kỳ 3 tháng/lần"]),
        ("từ năm học 2020 - 2021", ["từ năm học 2020 - 2021"]),
        ("đến cuối năm 2022", ["đến cuối năm 2022"]),
        ("Quý IV/2025", ["Quý IV/2025"]),
        ("chậm nhất trước ngày 31/12/2025", ["chậm nhất trước ngày 31/12/2025"]),
        ("Nghị quyết số 32/NQ-CP ngày 20/3/2024 của Chính phủ", []),
        ("mở từ ngày 05/3 đến ngày 20/3", ["từ ngày 05/3 đến ngày 20/3"]),
        ("tập huấn từ 05 đến 20/3/2025", ["từ 05 đến 20/3/2025"]),
    ],
)
def test_times_are_found_as_plans_write_them(text: str, found: list[str]) -> None:
    assert [span.text for span in times(text)] == found


def test_years_are_named_once_in_order() -> None:
    assert years("giai đoạn 2021-2025, năm 2024 và 2021") == (2021, 2025, 2024)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Một câu. Câu hai.", ["Một câu.", "Câu hai."]),
        ("TT. HĐND huyện họp. Sau đó báo cáo.", ["TT. HĐND huyện họp.", "Sau đó báo cáo."]),
        ("Theo mục III.4. Phòng Nội vụ trình.", ["Theo mục III.4. Phòng Nội vụ trình."]),
        ("đạt 12,5% và 1.500 em. Hết.", ["đạt 12,5% và 1.500 em.", "Hết."]),
        ("Rà soát hồ sơ; lập danh sách.", ["Rà soát hồ sơ;", "lập danh sách."]),
        ("Tiêu đề\nNội dung", ["Tiêu đề", "Nội dung"]),
        ("Theo nghị quyết khóa XI. Sơ kết việc này.", ["Theo nghị quyết khóa XI.", "Sơ kết việc này."]),
        ("Chương II. Quy định chung", ["Chương II. Quy định chung"]),
        ("Rà soát cơ chế một cửa về TTHC. Báo cáo kết quả.", ["Rà soát cơ chế một cửa về TTHC.", "Báo cáo kết quả."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]) -> None:
    assert [sentence.text for sentence in sentences(text)] == parts


@given(st.text())
def test_sentences_are_slices_that_cover_any_text(text: str) -> None:
    found = sentences(text)
    assert all(text[span.start : span.end] == span.text for span in found)
    covered = "".join(span.text for span in found)
    assert "".join(covered.split()) == "".join(text.split())
