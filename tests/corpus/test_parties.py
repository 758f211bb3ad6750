"""The bodies that have parts in tasks."""

from __future__ import annotations

from pathlib import Path

from corpus.parties import party_key
from corpus.settings import Settings
from corpus.store import Store
from index.library import Library

DISTRICTS = {
    "cl.txt": """ỦY BAN NHÂN DÂN HUYỆN CAO LỘC
Số: 11/KH-UBND
Cao Lộc, ngày 05 tháng 02 năm 2024
KẾ HOẠCH
Kiểm tra chợ năm 2024
II. TỔ CHỨC THỰC HIỆN
1. Phòng Tài chính - Kế hoạch
Chủ trì, phối hợp với Phòng Nội vụ, UBND xã Thụy Hùng và xã Bảo Lâm lập dự toán sửa chữa chợ trước ngày 30/6/2024.
2. Phòng Nội vụ
Rà soát danh sách cán bộ quản lý chợ, báo cáo UBND huyện trước ngày 15/3/2024.
""",
    "ml.txt": """ỦY BAN NHÂN DÂN HUYỆN MƯỜNG LA
Số: 12/KH-UBND
Mường La, ngày 07 tháng 02 năm 2024
KẾ HOẠCH
Sửa chữa kênh mương năm 2024
II. TỔ CHỨC THỰC HIỆN
1. Phòng Nội vụ
Chủ trì lập danh sách dân công trước ngày 20/4/2024.
""",
}


def test_a_body_is_told_by_its_name_and_the_issuer(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    for name, text in DISTRICTS.items():
        (plans / name).write_text(text, encoding="utf-8")
    settings = Settings(data=tmp_path / "data")
    Library(settings).ingest([plans])
    parties = Store(settings.store_path).parties()
    offices = [party for party in parties if party.key == "phong noi vu"]
    assert [party.issuer for party in offices] == ["Ủy ban nhân dân huyện Cao Lộc", "Ủy ban nhân dân huyện Mường La"]
    first, second = offices
    assert (len(first.leading), len(first.coordinating), len(second.leading)) == (1, 1, 1)
    assert first.name == second.name == "Phòng Nội vụ"
    names = [party.name for party in parties if party.issuer and party.issuer.endswith("Cao Lộc")]
    assert "UBND xã Bảo Lâm" in names and "UBND xã Thụy Hùng" in names
    assert names.index("Phòng Nội vụ") < names.index("Phòng Tài chính - Kế hoạch") < names.index("UBND xã Bảo Lâm")


def test_short_and_long_forms_are_one_name() -> None:
    assert party_key("UBND huyện") == party_key("Uỷ ban Nhân dân Huyện")
    assert party_key("…") == ""


def test_every_task_of_the_samples_stands_once_under_a_body(sample_settings: Settings) -> None:
    store = Store(sample_settings.store_path)
    parties = store.parties()
    for party in parties:
        assert len(set(party.tasks)) == len(party.tasks) > 0
    leading = {id for party in parties for id in party.leading}
    assert leading == {task.id for task in store.tasks() if task.task.lead}
