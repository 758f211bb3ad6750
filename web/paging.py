"""A long list cut into pages, and the page numbers that its links name."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Paging:
    """One page of ``total`` things, ``size`` on each; ``page`` counts from 1 and lies within the pages there are."""

    total: int
    size: int
    page: int

    @classmethod
    def of(cls, total: int, size: int, page: int) -> Paging:
        """The page asked for, or the nearest there is: one that stood at the end may be gone."""
        return cls(total, size, max(1, min(page, -(-total // size))))

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many things stand before this page."""
        return (self.page - 1) * self.size

    @property
    def first(self) -> int:
        """The number of the first thing shown, from 1; 0 where there is none."""
        return self.offset + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)

    @property
    def links(self) -> list[int | None]:
        """The numbers to link: the first, the last and those around this page; ``None`` where some are left out."""
        near = {1, self.pages, *range(max(1, self.page - 2), min(self.pages, self.page + 2) + 1)}
        links: list[int | None] = []
        before = 0
        for number in sorted(near):
            if number == before + 2:
                links.append(number - 1)  # a gap of one is no shorter than its number
            elif number > before + 2:
                links.append(None)
            links.append(number)
            before = number
        return links
