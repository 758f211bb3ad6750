"""The page of all documents: finding them, adding files with and without JavaScript, and taking files out."""

from __future__ import annotations

import html
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.errors import EncryptedFile
from corpus.settings import Settings
from tests.conftest import serving
from tests.web.conftest import Office, amiss
from web.frame import STRINGS

VI = STRINGS["vi"]
PLAN = """ỦY BAN NHÂN DÂN XÃ MẪU SƠN
Số: {number}/KH-UBND
Mẫu Sơn, ngày 05 tháng 02 năm 2031
KẾ HOẠCH
Trồng cây năm 2031
1. Hội Người cao tuổi chủ trì trồng hai trăm cây đào chuông trước ngày 18/4/2031.
"""
#: What drops files onto the page, as a browser does it.
DROP = """(files) => {
  const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([text], name));
  for (const type of ["dragover", "drop"])
    document.querySelector("main").dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: transfer}));
}"""


def added(office: Office, name: str) -> list[str]:
    return [document.id for document in office.store.documents() if document.source == name]


def test_good_and_bad_files_go_by_the_form_and_each_says_what_became_of_it(
    visitor: Page, office: Office, tmp_path: Path
) -> None:
    good, bad, damaged = tmp_path / "tốt & <b>.txt", tmp_path / "bảng.xlsx", tmp_path / "hỏng.pdf"
    good.write_text(PLAN.format(number=71), encoding="utf-8")
    bad.write_bytes(b"PK")
    damaged.write_bytes(b"%PDF-1.7 and no more")
    visitor.goto("/documents")
    visitor.locator("#files").set_input_files([good, bad, damaged])
    if visitor.locator(".upload.live").count() == 0:
        visitor.get_by_role("button", name=VI["upload_send"]).click()
    outcomes = visitor.locator("#received > li")
    expect(outcomes.and_(visitor.locator(".stored, .failed"))).to_have_count(3)
    stored = visitor.locator(".outcome.stored")
    expect(stored).to_contain_text(good.name)
    failed = visitor.locator(".outcome.failed")
    expect(failed).to_have_count(2)
    expect(failed.nth(0)).to_contain_text(VI["reason_unsupported"])
    expect(failed.nth(0)).to_contain_text(VI["remedy_unsupported"])
    expect(failed.nth(1)).to_contain_text(VI["reason_unreadable"])
    expect(visitor.locator("main b b")).to_have_count(0)
    expect(visitor.locator("#list .file", has_text=good.name)).to_have_count(1)
    (document,) = added(office, good.name)
    stored.get_by_role("link").click()
    expect(visitor.locator("h1")).to_contain_text("Trồng cây năm 2031")
    httpx.delete(f"{office.base}/api/documents/{document}")


def test_files_that_are_dropped_are_read_one_by_one(browser: Browser, office: Office) -> None:
    page = browser.new_page(base_url=office.base)
    page.goto("/documents?lang=en")
    page.evaluate(DROP, [["thả.txt", PLAN.format(number=72)], ["rỗng.txt", ""]])
    expect(page.locator(".outcome.stored")).to_contain_text("thả.txt")
    expect(page.locator(".outcome.failed")).to_contain_text(STRINGS["en"]["reason_unreadable"])
    expect(page.locator("#list .file", has_text="thả.txt")).to_have_count(1)
    (document,) = added(office, "thả.txt")
    page.evaluate(DROP, [["thả.txt", PLAN.format(number=72)]])
    expect(page.locator(".outcome.unchanged")).to_contain_text("thả.txt")
    httpx.delete(f"{office.base}/api/documents/{document}")
    page.close()


def test_a_server_that_is_gone_is_told_for_each_file(browser: Browser, office: Office) -> None:
    page = browser.new_page(base_url=office.base)
    page.goto("/documents")
    page.route("**/documents/file*", lambda route: route.abort())
    page.evaluate(DROP, [["một.txt", PLAN.format(number=73)]])
    expect(page.locator(".outcome.failed")).to_contain_text(VI["upload_lost"])
    page.close()


def test_a_form_without_a_file_says_so(office: Office) -> None:
    for files in ({"files": ("", b"")}, {"other": ("a.txt", b"x")}):
        answer = httpx.post(f"{office.base}/documents", files=files)
        assert answer.status_code == 422 and VI["upload_none"] in answer.text


def test_a_form_over_the_limit_is_answered_by_a_page_with_the_remedy(
    browser: Browser, sample_settings: Settings, tmp_path: Path
) -> None:
    big = tmp_path / "lớn.txt"
    big.write_bytes(b"a" * (20 * 2**20))
    with serving(sample_settings.model_copy(update={"data": tmp_path / "data", "max_file_mb": 1})) as base:
        context = browser.new_context(base_url=base, java_script_enabled=False)
        page = context.new_page()
        page.goto("/documents")
        page.locator("#files").set_input_files(big)
        page.get_by_role("button", name=VI["upload_send"]).click()
        expect(page.locator(".notice")).to_contain_text(VI["error_413"])
        page.get_by_role("link", name=VI["back_to_form"].format(page=VI["nav_documents"])).click()
        expect(page.locator("#files")).to_have_count(1)
        context.close()
        # What asks for no page, as the script of the page and programs do, is told in JSON.
        refused = httpx.post(f"{base}/documents", files={"files": ("lớn.txt", big.read_bytes())})
        assert refused.status_code == 413 and refused.json()["error"]["remedy"]
        start = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        chunks = (start if at == 0 else b"a" * 2**16 for at in range(64))
        headers = {"content-type": "multipart/form-data; boundary=x", "accept": "text/html"}
        unstated = httpx.post(f"{base}/documents", content=chunks, headers=headers)
        assert unstated.status_code == 413 and VI["error_413"] in unstated.text


def test_deleting_asks_first_and_takes_all_documents_of_the_file(visitor: Page, office: Office) -> None:
    source = "cong-van-trien-khai-ke-hoach-129-duyen-hai-2023.docx"
    content = office.store.file(added(office, source)[0])[1]
    name = "công văn & kế hoạch.docx"
    uploaded = httpx.post(f"{office.base}/api/documents", files={"file": (name, content)}, timeout=60)
    titles = [each["title"] for each in uploaded.json()["documents"]]
    assert len(titles) == 2
    visitor.goto("/documents?order=added")
    visitor.locator("#list li.card", has_text=name).first.get_by_role("link", name=VI["delete"]).click()
    for title in titles:
        expect(visitor.locator("main")).to_contain_text(title)
    visitor.get_by_role("link", name=VI["delete_no"]).click()
    assert len(added(office, name)) == 2
    visitor.locator("#list li.card", has_text=name).first.get_by_role("link", name=VI["delete"]).click()
    visitor.get_by_role("button", name=VI["delete_yes"]).click()
    expect(visitor.get_by_role("status").first).to_have_text(VI["removed"].format(name=name))
    assert added(office, name) == []


def test_a_page_of_another_site_can_neither_add_nor_delete(office: Office) -> None:
    elsewhere = {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}
    document = office.store.documents()[0].id
    form = {"files": ("xấu.txt", PLAN.format(number=74).encode())}
    assert httpx.post(f"{office.base}/documents", files=form, headers=elsewhere).status_code == 403
    assert httpx.post(f"{office.base}/documents/{document}/delete", headers=elsewhere).status_code == 403
    audience = f"{office.base}/documents/{document}/audience"
    assert httpx.post(audience, data={"internal": "true"}, headers=elsewhere).status_code == 403
    assert added(office, "xấu.txt") == [] and office.store.document(document)


def test_the_public_reads_the_list_and_is_offered_nothing_to_change(office: Office) -> None:
    outside = {"x-forwarded-for": "203.0.113.7"}
    page = httpx.get(f"{office.base}/documents", headers=outside)
    assert page.status_code == 200 and "Chuyển đổi số huyện Cao Lộc" in page.text
    for words in ('type="file"', "/delete", "documents.js", VI["upload_title"], "/audience"):
        assert words not in page.text
    document = office.store.documents()[0].id
    own = f"/documents/{document}"
    assert "/audience" not in httpx.get(f"{office.base}{own}", headers=outside).text
    for path in ("/documents", "/documents/file", f"{own}/delete", f"{own}/audience", "/inbox/unanswered/1"):
        assert httpx.post(f"{office.base}{path}", headers=outside).status_code == 403
    for path in ("/inbox", "/evaluation", "/evaluation/report", f"/documents/{document}/delete"):
        assert httpx.get(f"{office.base}{path}", headers=outside).status_code == 403
    assert office.store.document(document)


def public(office: Office) -> list[str]:
    """The ids of the documents that everyone sees."""
    listed = httpx.get(f"{office.base}/api/documents?audience=public").json()["documents"]
    return [each["id"] for each in listed]


def test_a_document_is_kept_for_the_office_and_shown_to_everyone_again(visitor: Page, office: Office) -> None:
    visitor.goto("/documents?issuer=Ủy ban nhân dân huyện Mường La&order=title")
    card = visitor.locator("#list li.card")
    document = (card.get_attribute("id") or "").removeprefix("d-")
    assert document in public(office)
    card.get_by_role("button", name=VI["withhold"]).click()
    expect(card.locator(".internal")).to_have_text(VI["internal"])
    expect(card.get_by_role("status")).to_contain_text(VI["withheld"])
    expect(visitor.locator("#order")).to_have_value("title")
    assert document not in public(office)
    card.locator("h2 a").click()
    expect(visitor.locator(".letterhead .internal")).to_have_text(VI["internal"])
    expect(visitor.get_by_role("button", name=VI["publish_yes"])).to_be_hidden()
    visitor.locator(".actions summary").click()
    visitor.get_by_role("button", name=VI["publish_yes"]).click()
    expect(visitor.get_by_role("status")).to_contain_text(VI["published"])
    expect(visitor.locator(".letterhead .internal")).to_have_count(0)
    assert document in public(office)
    visitor.get_by_role("button", name=VI["withhold"]).click()
    expect(visitor.get_by_role("status")).to_contain_text(VI["withheld"])
    visitor.goto("/documents?issuer=Ủy ban nhân dân huyện Mường La&lang=en")
    card.locator("summary").click()
    card.get_by_role("button", name=STRINGS["en"]["publish_yes"]).click()
    expect(card.get_by_role("status")).to_contain_text(STRINGS["en"]["published"])
    assert document in public(office)


def test_files_are_sent_for_the_office_alone(visitor: Page, office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "nội bộ.txt"
    secret.write_text(PLAN.format(number=75), encoding="utf-8")
    visitor.goto("/documents")
    visitor.get_by_label(VI["upload_internal"]).check()
    visitor.locator("#files").set_input_files(secret)
    if visitor.locator(".upload.live").count() == 0:
        visitor.get_by_role("button", name=VI["upload_send"]).click()
    expect(visitor.locator(".outcome.stored .internal")).to_have_text(VI["internal"])
    (document,) = added(office, secret.name)
    assert document not in public(office)
    httpx.delete(f"{office.base}/api/documents/{document}")


def test_all_documents_of_a_file_change_their_audience_together(office: Office) -> None:
    ids = added(office, "cong-van-trien-khai-ke-hoach-129-duyen-hai-2023.docx")
    address = f"{office.base}/documents/{ids[1]}/audience"
    page = httpx.post(address, data={"internal": "true"}, follow_redirects=True)
    assert page.status_code == 200 and VI["changed_together"].format(count=2) in page.text
    assert not set(ids) & set(public(office))
    httpx.post(address, data={"internal": "false"})
    assert set(ids) <= set(public(office))
    assert httpx.post(f"{office.base}/documents/nothing/audience", data={"internal": "true"}).status_code == 404
    assert httpx.post(address, data={"internal": "perhaps"}).status_code == 422


def test_the_list_is_narrowed_and_ordered(visitor: Page) -> None:
    visitor.goto("/documents")
    every = visitor.locator("#list li.card")
    before = every.count()
    visitor.locator("#text").fill("cao loc 2025")
    visitor.locator("#order").select_option("title")
    visitor.get_by_role("button", name=VI["list_filter"]).click()
    expect(visitor.locator("#list li.card h2").first).to_contain_text("Chuyển đổi số huyện Cao Lộc")
    assert every.count() < before
    expect(visitor.locator("#order")).to_have_value("title")
    visitor.get_by_role("link", name=VI["list_all"]).click()
    visitor.locator("#issuer").select_option("Ủy ban nhân dân huyện Mường La")
    visitor.get_by_role("button", name=VI["list_filter"]).click()
    expect(every).to_have_count(1)
    visitor.goto("/documents?text=không+có+văn+bản+nào+như+thế")
    expect(every).to_have_count(0)
    expect(visitor.locator(".count")).to_have_text(VI["list_found"].format(found=0, count=before))


def test_files_of_folders_that_cannot_be_read_stay_in_sight_with_reason_and_remedy(
    visitor: Page, office: Office, tmp_path: Path
) -> None:
    locked = EncryptedFile("khóa.pdf needs a password.", "Remove it & save.")
    office.store.failures.keep("/kế hoạch/<b>khóa</b>.pdf", "<b>khóa</b>.pdf", locked, "1", None, None)
    visitor.goto("/documents")
    failure = visitor.locator(".failures li")
    for words in ("<b>khóa</b>.pdf", VI["reason_encrypted"], VI["remedy_encrypted"]):
        expect(failure).to_contain_text(words)
    failure.locator("summary").click()
    expect(failure).to_contain_text("Remove it & save.")
    failure.get_by_role("button", name=VI["failure_forget"]).click()
    expect(visitor.locator(".failures")).to_have_count(0)
    assert office.store.failures.count() == 0


def test_a_wrong_parameter_is_a_page_that_says_so(office: Office) -> None:
    for query in ("order=best", "year=x", "page=0"):
        answer = httpx.get(f"{office.base}/documents?{query}")
        assert answer.status_code == 422 and html.escape(VI["error_422"]) in answer.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_is_amiss_on_any_screen(browser: Browser, office: Office, width: int, scheme: str) -> None:
    page = browser.new_page(
        base_url=office.base,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto("/documents")
    page.evaluate(DROP, [["bảng-dài-tên-rất-dài-không-có-dấu-cách-nào-cả-để-thử-xuống-dòng.xlsx", "x"]])
    expect(page.locator(".outcome.failed")).to_have_count(1)
    assert amiss(page, width) == []
    document = office.store.documents()[0].id
    httpx.post(f"{office.base}/documents/{document}/audience", data={"internal": "true"})
    for path in (f"/documents?changed={document}", f"/documents/{document}?changed=yes"):
        page.goto(path)
        page.locator(".audience summary").first.click()
        assert amiss(page, width) == []
    httpx.post(f"{office.base}/documents/{document}/audience", data={"internal": "false"})
    page.goto(f"/documents/{document}/delete")
    assert amiss(page, width) == []
    page.close()
