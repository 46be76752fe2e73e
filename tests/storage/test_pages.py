"""Pages over an index: full whatever the index gives, bounded for rare rows, right in both directions."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.faults import PartialReads
from tollgate import wiring
from tollgate.shared.errors import BadUserInput
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import ActorType, Scope
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory, page_of_index
from tools.bench.calls import counting
from tools.bench.hook import hooked

SCOPE = Scope(account_id="account-test", environment_id="development")
CURSOR = Cursor(SCOPE, "THING", {"colour": "red"})

on_moto = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
partitions = iter(range(1_000_000))

Pager = Callable[[PageRequest], Page[str]]


@pytest.fixture
def things(dynamodb: None) -> Iterator[Callable[[list[bool]], Pager]]:
    """Rows in an index, newest last; True says that the row fits the filter. They come as a function of pages."""

    def write(fits: list[bool]) -> Pager:
        partition = f"THINGS-{next(partitions)}"
        with Document.batch_write() as batch:
            for number, fit in enumerate(fits):
                name = f"{number:04d}"
                row = Document(f"{partition}#{name}", "T", body=name if fit else "", version=1)
                row.list_pk, row.list_sk = partition, name
                batch.save(row)

        def page(request: PageRequest) -> Page[str]:
            return page_of_index(
                wiring.session(),
                Document.by_list,
                partition,
                request,
                CURSOR,
                sort_key="list_sk",
                read=lambda row: row.body or None,
            )

        return page

    with wiring.working(actor=ActorType.SYSTEM):
        yield write


@given(fits=st.lists(st.booleans(), max_size=30), limit=st.integers(1, 8), is_partial=st.booleans())
@on_moto
def test_a_walk_shows_every_fitting_row_once_newest_first(
    things: Callable[[list[bool]], Pager], fits: list[bool], limit: int, is_partial: bool
) -> None:
    page = things(fits)
    expected = [f"{number:04d}" for number, fit in enumerate(fits) if fit][::-1]
    with hooked(*([PartialReads()] if is_partial else [])):
        pages = list(walk(page, limit))
    assert [row for each in pages for row in each.rows] == expected
    assert all(len(each.rows) == limit for each in pages[:-1])


@given(fits=st.lists(st.booleans(), max_size=30), limit=st.integers(1, 8))
@on_moto
def test_a_walk_back_shows_the_same_pages(things: Callable[[list[bool]], Pager], fits: list[bool], limit: int) -> None:
    page = things(fits)
    pages = list(walk(page, limit))
    back = [pages[-1].rows]
    cursor = pages[-1].prev
    while cursor is not None:
        earlier = page(PageRequest(limit=limit, before=cursor))
        back.append(earlier.rows)
        cursor = earlier.prev
    assert back[::-1] == [each.rows for each in pages]


@given(names=st.sets(st.text("abc", min_size=1, max_size=3)), limit=st.integers(1, 5))
def test_a_list_in_memory_walks_both_ways(names: set[str], limit: int) -> None:
    def page(request: PageRequest) -> Page[str]:
        return page_in_memory([(name, name) for name in names], request, CURSOR)

    pages = list(walk(page, limit))
    assert [row for each in pages for row in each.rows] == sorted(names, reverse=True)
    for earlier, later in pairwise(pages):
        assert page(PageRequest(limit=limit, before=later.prev)).rows == earlier.rows


def test_a_filter_that_hardly_anything_fits_is_cut_short_but_loses_nothing(
    things: Callable[[list[bool]], Pager],
) -> None:
    fits = [False] * 1_200
    fits[1_190] = fits[5] = True
    page = things(fits)
    with counting() as calls:
        first = page(PageRequest(limit=2))
    assert first.rows == ("1190",)
    assert calls.round_trips <= 20
    assert first.next is not None
    second = page(PageRequest(limit=2, after=first.next))
    assert (second.rows, second.next) == (("0005",), None)


def test_a_page_is_empty_only_at_the_end(things: Callable[[list[bool]], Pager]) -> None:
    page = things([True] + [False] * 1_200)
    assert page(PageRequest(limit=2)).rows == ("0000",)
    assert page(PageRequest(limit=2, after=CURSOR.at("0000"))) == Page(rows=())


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "!",
        "ü",
        "e30",
        CURSOR.at("x")[:-3],
        CURSOR.at(""),
        CURSOR.at("ü"),
        CURSOR.at("x" * 2_000),
        urlsafe_b64encode(b"[" * 50_000).decode(),
        Cursor(SCOPE, "THING", {"colour": "blue"}).at("x"),
        Cursor(SCOPE, "OTHER", {"colour": "red"}).at("x"),
        Cursor(SCOPE.but(environment_id="production"), "THING", {"colour": "red"}).at("x"),
    ],
    ids=range(12),
)
def test_a_cursor_that_is_not_one_of_this_list_is_refused(broken: str) -> None:
    with pytest.raises(BadUserInput) as refused:
        page_in_memory([("a", "a")], PageRequest(after=broken), CURSOR)
    assert refused.value.details == {"field": "after"}


def walk(page: Pager, limit: int) -> Iterator[Page[str]]:
    """Yield every page from the newest on; a page that leads on is never empty."""
    cursor = None
    while True:
        shown = page(PageRequest(limit=limit, after=cursor))
        yield shown
        cursor = shown.next
        if cursor is None:
            return
        assert shown.rows
