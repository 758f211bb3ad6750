"""Long lists cut into pages."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from web.paging import Paging

totals = st.integers(0, 5000)
sizes = st.integers(1, 200)


@given(totals, sizes)
def test_the_pages_show_everything_once_and_in_order(total: int, size: int) -> None:
    pages = Paging.of(total, size, 1).pages
    shown = [range(page.offset, page.last) for page in (Paging.of(total, size, n + 1) for n in range(pages))]
    assert list(itertools.chain.from_iterable(shown)) == list(range(total))


@given(totals, sizes, st.integers(-10, 10**9))
def test_a_page_that_is_not_there_is_the_nearest_that_is(total: int, size: int, asked: int) -> None:
    paging = Paging.of(total, size, asked)
    assert 1 <= paging.page <= paging.pages
    assert paging.page == asked or asked < 1 or asked > paging.pages
    assert paging.first <= paging.last <= total


@given(totals, sizes, st.integers(1, 300))
def test_links_lead_to_both_ends_and_the_neighbours_and_stay_few(total: int, size: int, asked: int) -> None:
    paging = Paging.of(total, size, asked)
    numbers = [link for link in paging.links if link is not None]
    assert numbers == sorted(set(numbers))
    wanted = {1, paging.pages, paging.page, max(1, paging.page - 1), min(paging.pages, paging.page + 1)}
    assert wanted <= set(numbers) <= set(range(1, paging.pages + 1))
    assert len(paging.links) <= 11
    for before, link, after in zip(paging.links, paging.links[1:], paging.links[2:], strict=False):
        if link is None:
            assert before is not None and after is not None and after - before > 2
