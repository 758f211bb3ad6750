"""What questions ask for, in full, without accents, in the shorthand of staff and in English."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import KehoachError
from corpus.syllables import fold
from qa.glossary import glossary
from qa.question_words import QuestionWords, Wanted
from qa.tables import DATA, rows, split

KINDS = frozenset(
    (
        "lead",
        "advise",
        "coordinate",
        "deadline",
        "date",
        "frequency",
        "target",
        "count",
        "money",
        "person",
        "signer",
        "reference",
        "number",
        "list",
        "where",
        "how",
        "why",
        "yesno",
        "what",
    )
)

ACCENTED = [
    ("Trạm y tế xã hay trung tâm y tế huyện, đơn vị nào tổ chức tiêm sởi cho trẻ?", "lead"),
    ("Việc cấp giấy phép lễ hội thuộc thẩm quyền của phòng nào?", "lead"),
    ("Cơ quan thường trực của kế hoạch là cơ quan nào?", "lead"),
    ("Ai đứng đầu việc dọn kênh mương trước mùa mưa?", "lead"),
    ("Những đơn vị nào của huyện chủ trì trồng cây đầu xuân?", "lead"),
    ("Phòng nào tham mưu phê duyệt bảng giá đất?", "advise"),
    ("Cảnh sát giao thông đi kiểm tra xe khách cùng những lực lượng nào?", "coordinate"),
    ("Ai giúp các xã đo đạc lại ranh giới rừng?", "coordinate"),
    ("Đơn vị phối hợp tổ chức hội chợ là ai?", "coordinate"),
    ("Làm đường vào rẫy, xã phải phối hợp với những nơi nào?", "coordinate"),
    ("Báo cáo quyết toán nộp về Sở Tài chính không muộn hơn ngày bao nhiêu?", "deadline"),
    ("Hạn nộp hồ sơ đấu giá đất là khi nào?", "deadline"),
    ("Trạm y tế phải sửa xong trong mấy tháng?", "deadline"),
    ("Lễ hội chùa Hương khai hội hôm nào?", "date"),
    ("Nước sinh hoạt phải lấy mẫu kiểm nghiệm mấy tháng một lần?", "frequency"),
    ("Thu ngân sách dự kiến tăng gấp mấy lần so với năm trước?", "target"),
    ("Tỷ lệ bao phủ bảo hiểm y tế phải lên tới mức nào?", "target"),
    ("Trong 12 việc của chương trình mục tiêu quốc gia đã xong đúng hạn mấy việc?", "count"),
    ("Tiền làm đường liên xã trích từ nguồn nào?", "what"),
    ("Một mét vuông đất ở trung tâm huyện giá bao nhiêu?", "money"),
    ("Trưởng Ban tổ chức lễ hội là ông nào?", "person"),
    ("Ai đứng đầu đội dân phòng của thôn?", "person"),
    ("Ai làm trưởng ban chỉ đạo phòng chống dịch?", "person"),
    ("Chỉ thị về an toàn giao thông do vị lãnh đạo nào ký?", "signer"),
    ("Văn bản nào bị bãi bỏ khi quy định mới về phí đỗ xe ra đời?", "reference"),
    ("Quyết định số mấy phê duyệt quy hoạch sử dụng đất?", "reference"),
    ("Công văn của Sở Y tế về cúm A số mấy?", "number"),
    ("Những tuyến phố nào cấm xe tải giờ cao điểm?", "list"),
    ("Phân cho mấy sở nào chỉ tiêu trồng rừng?", "list"),
    ("Công an xã có nhiệm vụ gì?", "list"),
    ("Lễ phát động tổ chức tại xã nào?", "where"),
    ("Hộ dân muốn tách thửa thì phải làm thủ tục ra sao?", "how"),
    ("Sao dự toán chi cho thể thao lại bị cắt?", "why"),
    ("Kế hoạch đã được Hội đồng nhân dân thông qua chưa?", "yesno"),
    ("Khẩu hiệu của năm an toàn giao thông là gì?", "what"),
    ("Công cụ AI của tỉnh ra mắt khi nào?", "date"),
    ("Nơi nào giải quyết đơn xin tách thửa?", "lead"),
    ("Chỗ nào lo vớt bèo trên kênh?", "lead"),
    ("Xã nào chịu trách nhiệm giữ đoạn đê này?", "lead"),
    ("Lễ hội hoa diễn ra ở nơi nào?", "where"),
    ("Những nơi nào bị cấm đốt rơm?", "list"),
    ("Mấy hầm chứa hư hỏng phải sửa xong trước ngày nào?", "deadline"),
    ("Mấy ngày tới dân vùng trũng phải làm gì?", "list"),
    ("Huyện có mấy trạm bơm đã hỏng?", "count"),
    ("Theo văn bản chỉ đạo nào mà dừng thu phí?", "reference"),
    ("Thông báo kết luận nào cho dừng công trình?", "reference"),
    ("Thôn phải báo lên những con số gì về đàn lợn?", "list"),
    ("Xin phép đào giếng gồm mấy bước?", "list"),
    ("Gắn máy quay trên đường lớn để theo dõi cái gì?", "what"),
    ("Tiền xây bể bơi lấy ở đâu?", "what"),
    ("Kinh phí diễn tập lấy từ đâu ra?", "what"),
    ("Ai trả tiền khám mắt cho học sinh?", "what"),
    ("Nộp học phí ở đâu?", "where"),
    ("Ưu tiên sửa loại phòng nào trước?", "what"),
    ("Huy động lực lượng nào đi dập lửa?", "what"),
    ("Đơn xin nghỉ gửi cho phòng nào?", "where"),
    ("Hồ sơ vay vốn nộp qua tổ chức nào?", "where"),
    ("Thấy đê rò thì báo cáo ai?", "where"),
    ("Chương trình bơi lội giao cho sở nào?", "lead"),
    ("Hộ nào được hỗ trợ giống cây?", "list"),
    ("Buổi lễ diễn ra lúc mấy giờ?", "date"),
    ("Cứ mấy tháng thì xả kênh một lần?", "frequency"),
    ("Gọi số điện thoại nào khi có cháy?", "what"),
    ("Phòng nào giúp huyện tham mưu đặt tên đường?", "advise"),
]
SHORTHAND = [
    ("đv phụ trách phân luồng lễ hội đền Hùng", "lead"),
    ("cq thẩm định giá đất", "lead"),
    ("CSGT p/h ai ktra nồng độ cồn tết", "coordinate"),
    ("hạn nộp hs đấu giá QSDĐ khu A", "deadline"),
    ("hạn gửi ds kê khai giá BN", "deadline"),
    ("ngày khai mạc hội Lim", "date"),
    ("tần suất họp BCĐ ATGT", "frequency"),
    ("% trẻ tiêm đủ vx 2025", "target"),
    ("tổng thiệt hại bão số 3", "target"),
    ("sl vụ TNGT 9 tháng", "count"),
    ("mức hỗ trợ BHYT hộ cận nghèo", "money"),
    ("ng ký QĐ phân bổ NS 2025", "signer"),
    ("QĐ 12 thay QĐ nào", "reference"),
    ("số QĐ thu hồi đất chợ cũ", "number"),
    ("ds xã thiếu bác sĩ", "list"),
    ("ds xã thiếu bác sĩ gửi trước ngày nào", "deadline"),
    ("địa điểm tiêm vx quận 3", "where"),
    ("lý do chậm GPMB đường vành đai", "why"),
    ("nguồn KP đề án cây xanh", "what"),
    ("PCT nào phụ trách GPMB", "person"),
    ("đv điều phối xe cứu trợ", "lead"),
    ("bc quý gửi sở nào", "where"),
    ("ngày tựu trường khối 6", "date"),
    ("XK gạo bn tr.USD", "money"),
]
ENGLISH = [
    ("Whose job is it to inspect food stalls at the festival?", "lead"),
    ("Which provincial department's staff inspect the stalls?", "lead"),
    ("Which agency advises on land prices?", "advise"),
    ("Which Party committee board does the culture department work with?", "coordinate"),
    ("Which other agencies take part in the inspection led by the police?", "coordinate"),
    ("What's the cut-off for festival licence applications?", "deadline"),
    ("How long do districts have to settle complaints?", "deadline"),
    ("When was the road opened?", "date"),
    ("How many times a year does the board meet?", "frequency"),
    ("How many times GRDP should payments reach?", "target"),
    ("By how much should traffic deaths fall?", "target"),
    ("How many black spots are there on Highway 1?", "count"),
    ("What will the new clinic cost?", "money"),
    ("Who heads the steering committee?", "person"),
    ("On what date does the WHO inspect the clinics?", "date"),
    ("Which vice chairman signed the plan?", "signer"),
    ("Which Prime Minister's decision approved the master plan?", "reference"),
    ("What is the number of the ministry's letter?", "number"),
    ("Which communes still have no health station?", "list"),
    ("When goods are handed out after floods, which groups come first?", "list"),
    ("What is the board responsible for?", "list"),
    ("In which ward will the clinic be built?", "where"),
    ("How do residents register?", "how"),
    ("For what reason was spending cut?", "why"),
    ("Do temporary residents get free check-ups?", "yesno"),
    ("What was the theme of the festival?", "what"),
    ("To which ministry do provinces report on fires?", "where"),
    ("Who do the wards report to?", "where"),
    ("Through which office are claims submitted?", "where"),
    ("To which unit is the drafting of the report assigned?", "lead"),
    ("Who reports to the ministry?", "lead"),
    ("Where does the money for the pool come from?", "what"),
    ("Who pays for the eye checks?", "what"),
    ("Which budget covers the drills?", "what"),
    ("What budget is set aside for the drills?", "money"),
    ("Which figures must wards report after a storm?", "list"),
    ("How many steps are there, and what are they?", "list"),
    ("In what ways can people pay?", "list"),
    ("Whom should the town mobilise?", "what"),
    ("Which deputy minister is in charge of schools?", "person"),
    ("Who chairs the steering committee?", "person"),
    ("Which bodies work with the army on rescue?", "coordinate"),
    ("How far ahead must papers be sent?", "deadline"),
    ("What are the cameras for?", "why"),
]


@pytest.fixture(scope="module")
def words() -> QuestionWords:
    return glossary().question_words


@pytest.mark.parametrize(("question", "expected"), ACCENTED + SHORTHAND)
def test_a_vietnamese_question_tells_what_it_asks_for(words: QuestionWords, question: str, expected: str) -> None:
    assert words.asks(question, "vi") == expected


@pytest.mark.parametrize(("question", "expected"), [pair for pair in ACCENTED if "AI" not in pair[0]])
def test_it_tells_the_same_without_accents(words: QuestionWords, question: str, expected: str) -> None:
    assert words.asks(fold(question), "vi") == expected


@pytest.mark.parametrize(("question", "expected"), ENGLISH)
def test_an_english_question_tells_what_it_asks_for(words: QuestionWords, question: str, expected: str) -> None:
    assert words.asks(question, "en") == expected


@pytest.mark.parametrize(
    ("question", "language", "asks", "also"),
    [
        ("By what date and to which department must the report be sent?", "en", "deadline", ("where",)),
        ("Đơn vị nào chủ trì sửa cầu và phải xong trước ngày nào?", "vi", "lead", ("deadline",)),
        ("ai chu tri va bao gio xong", "vi", "lead", ("deadline",)),
        ("cq chủ trì và thời hạn làm sổ đỏ", "vi", "lead", ("deadline",)),
        ("Hạn nộp hồ sơ và gửi cho ai?", "vi", "deadline", ("where",)),
        ("Nghỉ Tết từ ngày nào đến ngày nào?", "vi", "date", ()),
    ],
)
def test_a_question_may_ask_for_more_than_one_thing(
    words: QuestionWords, question: str, language: str, asks: str, also: tuple[str, ...]
) -> None:
    found = words.wanted(question, language)
    assert (found.asks, found.also) == (asks, also)


@pytest.mark.parametrize(
    ("question", "language", "unit"),
    [
        ("Bố trí bao nhiêu tỷ đồng sửa quốc lộ?", "vi", "ty dong"),
        ("xuat khau ca phe bao nhieu trieu usd", "vi", "trieu usd"),
        ("Xuất khẩu cà phê được bao nhiêu (nghìn USD)?", "vi", "nghin usd"),
        ("Bao nhiêu phần trăm hộ có nước sạch?", "vi", "%"),
        ("% trẻ tiêm đủ vx", "vi", "phan tram"),
        ("Có mấy lớp học?", "vi", "lop"),
        ("hai tram cach nhau bn km", "vi", "km"),
        ("Mở cửa lúc mấy giờ?", "vi", "gio"),
        ("What percentage of households have clean water?", "en", "%"),
        ("How many billion dong is set aside?", "en", "ty dong"),
        ("What is the export value in million USD?", "en", "trieu usd"),
        ("How many schools are repaired?", "en", "truong"),
        ("How many hectares are planted?", "en", "ha"),
        ("Mỗi hộ nhận bao nhiêu ki-lô-gam giống?", "vi", "kg"),
        ("Mỗi người được mấy cân gạo?", "vi", "kg"),
        ("Xe cứu trợ chở bao nhiêu nghìn thùng mì?", "vi", "thung"),
        ("Tiền đền bù được mấy trăm triệu?", "vi", "trieu dong"),
        ("Có bao nhiêu điểm trường bị ngập?", "vi", "diem truong"),
        ("xuat khau gao bn tr.USD", "vi", "trieu usd"),
        ("How many fishing boats are registered?", "en", "tau ca"),
    ],
)
def test_the_unit_that_should_stand_beside_the_figure_is_told(
    words: QuestionWords, question: str, language: str, unit: str
) -> None:
    assert unit in words.wanted(question, language).units


def test_a_figure_of_the_question_is_no_unit_of_the_answer(words: QuestionWords) -> None:
    assert words.wanted("Chỉ tiêu 30 tỷ đồng đạt năm nào?", "vi").units == ()
    assert words.wanted("tỷ trọng kinh tế số 2030", "vi").units == ()
    assert words.wanted("Tệp trên phần mềm nặng tối đa bao nhiêu?", "vi").units == ()


def test_a_list_that_tells_its_number_needs_no_figure(words: QuestionWords) -> None:
    assert words.wanted("Đề án có mấy nhóm việc, là những nhóm nào?", "vi") == Wanted(
        "list", ("count",), (), True, ("nhom",)
    )
    assert words.asks("Mở bao nhiêu lớp học bơi, ở những tỉnh nào?", "vi") == "count"


def test_an_english_thing_that_is_counted_is_translated() -> None:
    assert glossary().wanted("How many kindergartens are there?", "en").units != ("kindergartens",)


@pytest.mark.parametrize(
    ("question", "language", "several"),
    [
        ("Những sở nào phối hợp?", "vi", True),
        ("sở nào phối hợp", "vi", False),
        ("Which departments cooperate?", "en", True),
        ("Which department cooperates?", "en", False),
        ("Liệt kê các lễ hội", "vi", True),
    ],
)
def test_plurals_want_several_things(words: QuestionWords, question: str, language: str, several: bool) -> None:
    assert words.wanted(question, language).several is several


def test_another_language_asks_nothing(words: QuestionWords) -> None:
    assert words.wanted("wer leitet", "de") == Wanted("what")


def test_the_phrases_people_type_are_written_out(words: QuestionWords) -> None:
    assert {"khi nào", "ngày nào", "cơ quan nào", "bao nhiêu phần trăm"} <= set(words.phrases)
    assert not {"cq nào", "số nào"} & set(words.phrases)


def test_no_phrase_stands_twice_in_a_role() -> None:
    for name, columns in (("question_words.tsv", 4), ("question_units.tsv", 4)):
        seen: set[tuple[str, ...]] = set()
        for row in rows(DATA / name, columns):
            role = (row[1], row[3] if row[1] == "cue" else "") if name == "question_words.tsv" else ("unit", "")
            phrases = row[2] if name == "question_words.tsv" else row[1]
            for phrase in split(phrases):
                key = (row[0], *role, phrase.lstrip("^!"))
                assert phrase and key not in seen, (name, key)
                seen.add(key)


def test_a_table_with_an_empty_column_names_the_file_and_the_line(tmp_path: Path) -> None:
    (tmp_path / "question_words.tsv").write_text("language\trole\tphrases\tmeans\nvi\task\t\twhich\n", "utf-8")
    with pytest.raises(KehoachError, match=r"question_words\.tsv, line 2"):
        QuestionWords(tmp_path)


def test_a_question_is_read_in_about_a_millisecond(words: QuestionWords) -> None:
    questions = [question for question, _ in ACCENTED + SHORTHAND]
    started = time.perf_counter()
    for question in questions:
        words.wanted(question, "vi")
    # Ten times what it takes alone, for a machine that has other work.
    assert (time.perf_counter() - started) / len(questions) < 0.005


@given(st.text(max_size=120), st.sampled_from(["vi", "en", "de"]))
def test_any_text_asks_for_a_known_kind(text: str, language: str) -> None:
    found = glossary().wanted(text, language)
    assert {found.asks, *found.also} <= KINDS
    assert found.asks not in found.also


_PIECES = "ai|nào|sở|số|mấy|bao nhiêu|là|gì|và|hạn|phối hợp|với|ký|tỷ đồng|các|,|?|thì|không|ngày|bn|đâu|%"


@given(st.lists(st.sampled_from(_PIECES.split("|"))))
def test_no_mixture_of_question_words_breaks_it(parts: list[str]) -> None:
    words = glossary().question_words
    text = " ".join(parts)
    assert words.wanted(text, "vi").asks in KINDS
    assert words.wanted(fold(text), "vi").asks in KINDS


_ENGLISH_PIECES = (
    "who|which|what|is|the|how many|how much|body|date|with|by|'s|number|of|and|does|work|,|when|dong|sign|ed"
)


@given(st.lists(st.sampled_from(_ENGLISH_PIECES.split("|"))))
def test_no_mixture_of_english_question_words_breaks_it(parts: list[str]) -> None:
    assert glossary().question_words.wanted(" ".join(parts), "en").asks in KINDS


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Nhà máy phải thành lập hội đồng gì để nghiệm thu?", "what"),
        ("Hội đồng nào chủ trì nghiệm thu nhà máy?", "lead"),
        ("Xã đăng lịch tiếp dân trên trang web nào?", "what"),
        ("Theo công điện của Thủ tướng, cơ quan nào ở xã trực đêm?", "lead"),
        ("Kế hoạch nào do Chủ tịch Lê Thu Hà ký?", "reference"),
    ],
)
def test_the_noun_that_asks_is_told_by_what_stands_before_it(
    words: QuestionWords, question: str, expected: str
) -> None:
    assert words.asks(question, "vi") == words.asks(fold(question), "vi") == expected


def test_half_a_word_and_a_number_are_no_unit(words: QuestionWords) -> None:
    assert words.wanted("Giảm bao nhiêu thời gian giải quyết hồ sơ?", "vi").units == ()
    assert words.wanted("Phụ cấp tổ trưởng là bao nhiêu một tháng?", "vi").asks == "money"
    assert words.wanted("Rác hữu cơ chiếm bao nhiêu phần lượng rác?", "vi").units == ("%", "phan tram")


@pytest.mark.parametrize(
    ("question", "language", "things"),
    [
        ("Xã phải thành lập hội đồng gì?", "vi", ("hoi dong",)),
        ("Khởi công những ngôi trường nào?", "vi", ("truong",)),
        ("Ưu tiên sửa loại phòng nào?", "vi", ("phong",)),
        ("Ưu tiên sửa kiểu nhà nào?", "vi", ("nha",)),
        ("Làm theo văn bản chỉ đạo nào?", "vi", ("van ban",)),
        ("Phương châm của đợt thi đua là gì?", "vi", ("phuong cham",)),
        ("Nghị định nào quy định mức trợ cấp?", "vi", ("nghi dinh",)),
        ("Hạn nộp là ngày nào?", "vi", ()),
        ("Ai chủ trì?", "vi", ()),
        ("Which decree sets the rates?", "en", ("nghi dinh",)),
        ("Which department leads?", "en", ()),
    ],
)
def test_what_the_question_word_chooses_from_is_a_thing_to_be_named(
    question: str, language: str, things: tuple[str, ...]
) -> None:
    assert glossary().wanted(question, language).things == things
