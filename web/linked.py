"""The JSON shapes of what a document hangs together with: its relations to others, and its other versions."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from corpus.links import Link, Links
from corpus.related import Kind
from corpus.stored import StoredDocument
from web.shapes import OtherDocument


class RelationItem(BaseModel):
    """A relation that the document states, or (`stated_by` "other") that another one states of it.

    `type`, `number`, `issuer`, `date` and `year` are the target's as cited in `text`, which is `[start, end)` of the text of the
    document that states it. `document` is the one at the other end, null where the store does not hold it.
    """

    kind: Kind
    stated_by: Literal["this", "other"]
    part: str | None = Field(description="What is touched of the target, in the words of the text; null: the whole.")
    type: str | None
    number: str | None
    issuer: str | None
    date: datetime.date | None
    year: int | None
    start: int
    end: int
    text: str
    document: OtherDocument | None

    @classmethod
    def of(cls, link: Link, stated_by: Literal["this", "other"]) -> RelationItem:
        other = link.target if stated_by == "this" else link.source
        same = ("kind", "part", "type", "number", "issuer", "year", "start", "end")
        return cls(
            **{name: getattr(link.relation, name) for name in same},
            date=datetime.date.fromisoformat(link.relation.date) if link.relation.date else None,
            text=link.relation.words,
            stated_by=stated_by,
            document=OtherDocument.of(other) if other else None,
        )


class VersionItem(OtherDocument):
    """The same document in another file; `answers` where questions are answered from that one."""

    source: str
    ingested_at: datetime.datetime
    same_text: bool = Field(description="Else it is an earlier or a later version.")
    scanned: bool
    answers: bool


class Linked(BaseModel):
    """What a document hangs together with."""

    relations: list[RelationItem]
    versions: list[VersionItem]


def linked(links: Links, document: StoredDocument) -> dict[str, Any]:
    """The fields of ``Linked``."""
    answering = links.answering(document.row)
    return {
        "relations": [
            *(RelationItem.of(link, "this") for link in links.stating(document.row)),
            *(RelationItem.of(link, "other") for link in links.stated(document.row)),
        ],
        "versions": [
            VersionItem(
                **OtherDocument.of(version.document).model_dump(),
                source=version.document.source,
                ingested_at=datetime.datetime.fromisoformat(version.document.ingested_at),
                same_text=version.same,
                scanned=version.scanned,
                answers=answering is not None and answering.row == version.document.row,
            )
            for version in links.versions(document.row)
        ],
    }
