"""What is asked and uploaded over HTTP, and the shapes that must come back."""

from __future__ import annotations

import datetime
from typing import Any

import httpx

HOTICH = "Việc số hóa sổ hộ tịch giai đoạn 1990 - 2015 giao cho cơ quan nào chủ trì?"
HOTICH_LEAD = "Phòng Tư pháp"
NOTICE = """ỦY BAN NHÂN DÂN XÃ TAM GIA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 77/KH-UBND
Tam Gia, ngày 05 tháng 02 năm 2031
KẾ HOẠCH
Nạo vét mương Khuổi Sao năm 2031
I. TỔ CHỨC THỰC HIỆN
1. Ban Phát triển thôn Pò Có
Chủ trì, phối hợp với Hội Cựu chiến binh xã nạo vét mương Khuổi Sao trước ngày 18/4/2031.
2. Công chức Địa chính xã
Cắm mốc hành lang mương trong tháng 3 năm 2031.
"""
DITCH = "ai chủ trì nạo vét mương Khuổi Sao"


def samples_of(client: httpx.Client) -> set[str]:
    return {document["id"] for document in client.get("/api/documents").json()["documents"]}


def error_of(response: httpx.Response) -> dict[str, str]:
    """The error of a response, its shape checked."""
    body = response.json()
    assert set(body) == {"error"}
    assert {"message", "remedy"} <= set(body["error"]) <= {"message", "remedy", "field"}
    assert all(isinstance(value, str) and value for value in body["error"].values())
    return dict(body["error"])


def upload(client: httpx.Client, name: str, content: bytes) -> httpx.Response:
    return client.post("/api/documents", files={"file": (name, content)})


def check_passage(item: dict[str, Any]) -> None:
    assert isinstance(item["document_id"], str)
    assert {"title", "number", "type", "issuer", "date", "source"} <= set(item["document"])
    assert isinstance(item["document"]["source"], str)
    if item["document"]["date"] is not None:
        datetime.date.fromisoformat(item["document"]["date"])
    assert all(isinstance(heading, str) for heading in item["section"])
    assert item["page"] is None or isinstance(item["page"], int)
    assert isinstance(item["start"], int)
    assert isinstance(item["end"], int)
    assert isinstance(item["text"], str)
    assert isinstance(item["score"], float)
