"""What connections do with filters, orders and pages, whatever is listed: against the plainest reading of them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.catalog import THEN
from tollgate.graphql.lists.comparisons import fits, is_like
from tollgate.graphql.lists.connection import Asked, ConnectionView, Listed
from tollgate.graphql.lists.filters import Fields
from tollgate.shared.errors import BadUserInput, DomainError, UnsupportedParameter
from tollgate.shared.scope import Scope

SCOPE = Scope(account_id="account-test", environment_id="development")


class Book(NamedTuple):
    """A row: with a text, a text that may be missing, a switch and an instant."""

    id: str
    title: str
    subtitle: str | None
    is_lent: bool
    created_at: datetime


FIELDS: Fields[Book] = {
    "id": lambda book: (f"uuid-{book.id}", book.id),
    "title": lambda book: book.title,
    "subtitle": lambda book: book.subtitle,
    "isLent": lambda book: book.is_lent,
    "createdAt": lambda book: book.created_at,
}
BOOKS = Listed(SCOPE, "BOOK", FIELDS)


def a_book(id: str, **fields: Any) -> Book:
    """Return a book."""
    return Book(**{"id": id, "title": id, "subtitle": None, "is_lent": False, "created_at": THEN, **fields})


def found(books: list[Book], **asked: Any) -> list[str]:
    """Return the ids of a page of books."""
    return [edge.node for edge in page(books, **asked).edges]


def page(books: list[Book], **asked: Any) -> ConnectionView:
    """Return a page of books, shown by their ids."""
    return BOOKS.connection(books, Asked(**asked), lambda book: book.id)


COMPARED: list[tuple[dict[str, Any], Any, bool]] = [
    ({"eq": "a"}, "a", True),
    ({"eq": "a"}, "b", False),
    ({"eq": "a"}, None, False),
    ({"neq": "a"}, "b", True),
    ({"neq": "a"}, "a", False),
    ({"neq": "a"}, None, False),
    ({"in": ["a", "b"]}, "b", True),
    ({"in": []}, "b", False),
    ({"notIn": ["a"]}, "b", True),
    ({"notIn": ["a"]}, "a", False),
    ({"notIn": []}, "a", True),
    ({"notIn": []}, None, False),
    ({"gt": "a"}, "b", True),
    ({"gt": "a"}, "a", False),
    ({"gte": "a"}, "a", True),
    ({"lt": "a"}, "a", False),
    ({"lte": "a"}, "a", True),
    ({"lt": "b"}, None, False),
    ({"like": "a%"}, "abc", True),
    ({"like": "A%"}, "abc", False),
    ({"iLike": "A%C"}, "abc", True),
    ({"notLike": "a%"}, "b", True),
    ({"notLike": "a%"}, None, False),
    ({"notILike": "A%"}, "abc", False),
    ({"is": None}, None, True),
    ({"is": None}, "a", False),
    ({"isNot": None}, "a", True),
    ({"isNot": None}, None, False),
    ({"is": True}, True, True),
    ({"is": False}, True, False),
    ({"isNot": True}, False, True),
    ({"isNot": True}, None, True),
    ({"is": True}, "a", False),
    ({"between": {"lower": THEN, "upper": THEN}}, THEN, True),
    ({"between": {"lower": THEN, "upper": THEN}}, THEN + timedelta(milliseconds=1), False),
    ({"notBetween": {"lower": THEN, "upper": THEN}}, THEN + timedelta(milliseconds=1), True),
    ({"notBetween": {"lower": THEN, "upper": THEN}}, None, False),
    ({"gte": "a", "lt": "c"}, "b", True),
    ({"gte": "a", "lt": "c"}, "c", False),
    ({"eq": None, "gt": "a"}, "b", True),
    ({}, None, True),
    ({"eq": "public"}, ("internal", "public"), True),
    ({"neq": "public"}, ("internal", "public"), False),
]


@pytest.mark.parametrize(("comparison", "value", "expected"), COMPARED)
def test_a_comparison_fits_or_not(comparison: dict[str, Any], value: Any, expected: bool) -> None:
    assert fits(comparison, value) is expected


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("", "", True),
        ("", "%", True),
        ("", "_", False),
        ("abc", "abc", True),
        ("abc", "ab", False),
        ("abc", "a_c", True),
        ("abc", "%b%", True),
        ("abc", "%%c", True),
        ("abcbd", "a%bd", True),
        ("abab", "%ab", True),
        ("a\nc", "a%c", True),
        ("50%", r"50\%", True),
        ("50x", r"50\%", False),
        ("a_c", r"a\_c", True),
        ("abc", r"a\_c", False),
        ("a\\", "a\\\\", True),
        ("a\\", "a\\", True),
        ("a.c", "a.c", True),
        ("abc", "a.c", False),
        ("a" * 255, "%a" * 120 + "b", False),
    ],
)
def test_a_pattern_is_read_as_sql_reads_it(text: str, pattern: str, expected: bool) -> None:
    assert is_like(text, pattern) is expected


def test_fields_and_nested_filters_must_all_hold_and_one_of_the_alternatives() -> None:
    books = [a_book("a", title="x", is_lent=True), a_book("b", title="x"), a_book("c", title="y", is_lent=True)]
    lent: dict[str, Any] = {"isLent": {"is": True}}
    assert found(books, filter={**lent, "title": {"eq": "x"}}) == ["a"]
    assert found(books, filter={"and": [lent, {"title": {"eq": "y"}}]}) == ["c"]
    assert found(books, filter={"or": [{"title": {"eq": "y"}}, {"id": {"eq": "b"}}]}) == ["c", "b"]
    assert found(books, filter={**lent, "or": [{"title": {"eq": "y"}}, {"id": {"eq": "uuid-b"}}]}) == ["c"]
    assert found(books, filter={"and": [{"or": [lent, {"id": {"eq": "b"}}]}, {"title": {"eq": "x"}}]}) == ["b", "a"]
    assert found(books, filter={"and": [], "or": [], "title": None, "isLent": {}}) == ["c", "b", "a"]
    assert found(books, filter=None) == ["c", "b", "a"]


def test_rows_are_newest_first_unless_an_order_is_asked_for() -> None:
    later = THEN + timedelta(days=1)
    books = [a_book("a", created_at=later), a_book("b", subtitle="s"), a_book("c", title="a", subtitle="r")]

    def ordered(*sorting: dict[str, Any]) -> list[str]:
        return found(books, sorting=sorting)

    assert ordered() == ["a", "c", "b"]
    assert ordered({"field": "title", "direction": "ASC"}) == ["a", "c", "b"]
    assert ordered({"field": "title", "direction": "DESC"}) == ["b", "a", "c"]
    assert ordered({"field": "subtitle", "direction": "ASC"}) == ["c", "b", "a"]
    assert ordered({"field": "subtitle", "direction": "DESC"}) == ["a", "b", "c"]
    assert ordered({"field": "subtitle", "direction": "ASC", "nulls": "NULLS_FIRST"}) == ["a", "c", "b"]
    assert ordered({"field": "subtitle", "direction": "DESC", "nulls": "NULLS_LAST"}) == ["b", "c", "a"]
    by_title = {"field": "title", "direction": "ASC"}
    assert ordered(by_title, {"field": "createdAt", "direction": "ASC"}) == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("asked", "error", "field"),
    [
        ({"paging": {"first": 0}}, BadUserInput, "paging.first"),
        ({"paging": {"first": 101}}, BadUserInput, "paging.first"),
        ({"paging": {"last": -1}}, BadUserInput, "paging.last"),
        ({"paging": {"first": 1, "last": 1}}, BadUserInput, "paging.last"),
        ({"paging": {"first": 1, "before": "x"}}, BadUserInput, "paging.before"),
        ({"paging": {"after": "x", "before": "x"}}, BadUserInput, "paging.before"),
        ({"paging": {"after": "x"}}, BadUserInput, "paging.after"),
        ({"paging": {"before": "x"}}, BadUserInput, "paging.before"),
        ({"sorting": [{"field": "title", "direction": "ASC"}] * 11}, BadUserInput, "sorting"),
        ({"filter": {"title": {"like": "x" * 256}}}, BadUserInput, "filter.title.like"),
        ({"filter": {"lender": {"eq": "x"}}}, UnsupportedParameter, "filter.lender"),
        ({"filter": {"or": [{}, {"and": [{"lender": {}}]}]}}, UnsupportedParameter, "filter.or[1].and[0].lender"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], error: type[DomainError], field: str) -> None:
    with pytest.raises(error) as refused:
        page([a_book("a")], **asked)
    assert refused.value.details["field"] == field


def test_a_filter_is_nested_ten_deep_at_most() -> None:
    filter: dict[str, Any] = {"title": {"eq": "a"}}
    for _ in range(9):
        filter = {"and": [filter]}
    assert found([a_book("a")], filter=filter) == ["a"]
    with pytest.raises(BadUserInput):
        page([a_book("a")], filter={"and": [filter]})


def test_a_page_tells_of_what_lies_beyond_it() -> None:
    books = [a_book(id) for id in "abcde"]
    first = page(books, paging={"first": 2})
    assert [edge.node for edge in first.edges] == ["e", "d"]
    assert (first.total_count, first.page_info.has_next_page, first.page_info.has_previous_page) == (5, True, False)
    assert (first.page_info.start_cursor, first.page_info.end_cursor) == (first.edges[0].cursor, first.edges[1].cursor)
    second = page(books, paging={"first": 2, "after": first.page_info.end_cursor})
    assert [edge.node for edge in second.edges] == ["c", "b"]
    assert (second.page_info.has_next_page, second.page_info.has_previous_page) == (True, True)
    third = page(books, paging={"after": second.page_info.end_cursor})
    assert ([edge.node for edge in third.edges], third.page_info.has_next_page) == (["a"], False)
    last = page(books, paging={"last": 2})
    assert ([edge.node for edge in last.edges], last.page_info.has_next_page) == (["b", "a"], False)
    back = page(books, paging={"before": second.page_info.start_cursor})
    assert ([edge.node for edge in back.edges], back.page_info.has_previous_page) == (["e", "d"], False)
    nothing = page([], paging={"first": 2})
    assert (nothing.edges, nothing.page_info) == ([], (False, False, None, None))


def test_a_page_has_twenty_rows_unless_a_number_is_given() -> None:
    books = [a_book(f"book-{number:03}") for number in range(30)]
    assert [len(found(books, paging=paging)) for paging in (None, {}, {"first": 30})] == [20, 20, 30]


def test_a_cursor_belongs_to_its_filter_its_order_and_its_environment() -> None:
    books = [a_book(id) for id in "abc"]
    cursor = page(books, paging={"first": 1}).page_info.end_cursor
    elsewhere = Listed(SCOPE.but(environment_id="production"), "BOOK", FIELDS)
    other_lists: list[Callable[[], object]] = [
        lambda: page(books, paging={"after": cursor}, filter={"title": {"eq": "a"}}),
        lambda: page(books, paging={"after": cursor}, sorting=[{"field": "title", "direction": "ASC"}]),
        lambda: elsewhere.connection(books, Asked(paging={"after": cursor}), lambda book: book.id),
    ]
    for other_list in other_lists:
        with pytest.raises(BadUserInput):
            other_list()


def test_the_row_of_a_cursor_may_be_gone_and_new_ones_have_come() -> None:
    books = [a_book(id) for id in "abcd"]
    cursor = page(books, paging={"first": 2}).page_info.end_cursor
    left = [book for book in books if book.id != "c"] + [a_book("e"), a_book("bb")]
    assert found(left, paging={"after": cursor}) == ["bb", "b", "a"]


# Against a model that does the same in the plainest way, for texts and instants of a small alphabet.

TEXTS = st.text(alphabet="ab", max_size=3)
INSTANTS = st.integers(0, 3).map(lambda days: THEN + timedelta(days=days))
ROWS = st.lists(
    st.builds(
        Book, id=TEXTS.filter(bool), title=TEXTS, subtitle=st.none() | TEXTS, is_lent=st.booleans(), created_at=INSTANTS
    ),
    max_size=12,
    unique_by=lambda book: book.id,
)


def _comparisons(values: st.SearchStrategy[Any], *, between: bool) -> st.SearchStrategy[dict[str, Any]]:
    one = {operator: values for operator in ("eq", "neq", "gt", "gte", "lt", "lte")}
    lists = {operator: st.lists(values, max_size=2) for operator in ("in", "notIn")}
    spans = st.tuples(values, values).map(lambda pair: {"lower": pair[0], "upper": pair[1]})
    ranged = {operator: spans for operator in ("between", "notBetween")} if between else {}
    return st.fixed_dictionaries({}, optional={**one, **lists, **ranged, "is": st.none(), "isNot": st.none()}).filter(
        lambda comparison: len(comparison) < 3
    )


SWITCH = st.fixed_dictionaries({}, optional={"is": st.none() | st.booleans(), "isNot": st.none() | st.booleans()})
PLAIN = st.fixed_dictionaries(
    {},
    optional={
        "title": _comparisons(TEXTS, between=False),
        "subtitle": _comparisons(TEXTS, between=False),
        "isLent": SWITCH,
        "createdAt": _comparisons(INSTANTS, between=True),
    },
)
FILTERS = st.recursive(
    PLAIN,
    lambda inner: st.tuples(PLAIN, st.sampled_from(["and", "or"]), st.lists(inner, max_size=2)).map(
        lambda parts: {**parts[0], parts[1]: parts[2]}
    ),
    max_leaves=4,
)
SORTS = st.lists(
    st.fixed_dictionaries(
        {
            "field": st.sampled_from(["title", "subtitle", "isLent", "createdAt"]),
            "direction": st.sampled_from(["ASC", "DESC"]),
        },
        optional={"nulls": st.sampled_from(["NULLS_FIRST", "NULLS_LAST"])},
    ),
    max_size=3,
)
MODEL: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, operand: value is not None and value == operand,
    "neq": lambda value, operand: value is not None and value != operand,
    "gt": lambda value, operand: value is not None and value > operand,
    "gte": lambda value, operand: value is not None and value >= operand,
    "lt": lambda value, operand: value is not None and value < operand,
    "lte": lambda value, operand: value is not None and value <= operand,
    "in": lambda value, operand: value is not None and value in operand,
    "notIn": lambda value, operand: value is not None and value not in operand,
    "between": lambda value, operand: operand["lower"] <= value <= operand["upper"],
    "notBetween": lambda value, operand: not operand["lower"] <= value <= operand["upper"],
    "is": lambda value, operand: value is operand,
    "isNot": lambda value, operand: value is not operand,
}


def says(filter: dict[str, Any], book: Book) -> Iterator[bool]:
    """Yield what every part of a filter says of a book, all of which must hold."""
    for name, given_here in filter.items():
        if name == "and":
            yield from (all(says(each, book)) for each in given_here)
        elif name == "or":
            yield not given_here or any(all(says(each, book)) for each in given_here)
        else:
            yield from (MODEL[operator](FIELDS[name](book), operand) for operator, operand in given_here.items())


def in_order(books: list[Book], sorting: list[dict[str, Any]]) -> list[str]:
    """Return the ids by one stable sort per field, the least important first."""
    ordered = sorted(books, key=lambda book: (book.created_at, book.id), reverse=True)
    for sort in reversed(sorting):
        field, is_down = FIELDS[sort["field"]], sort["direction"] == "DESC"
        some = sorted((book for book in ordered if field(book) is not None), key=field, reverse=is_down)
        none = [book for book in ordered if field(book) is None]
        nulls_first = sort.get("nulls", "NULLS_FIRST" if is_down else "NULLS_LAST") == "NULLS_FIRST"
        ordered = none + some if nulls_first else some + none
    return [book.id for book in ordered]


def walked(books: list[Book], size: int, *, back: bool, **asked: Any) -> list[str]:
    """Return the ids on all pages in the order of the list, walked from one end to the other."""
    seen: list[str] = []
    paging: dict[str, Any] = {"last" if back else "first": size}
    while True:
        shown = page(books, paging=paging, **asked)
        ids = [edge.node for edge in shown.edges]
        assert len(ids) <= size
        seen = ids + seen if back else seen + ids
        info = shown.page_info
        if not (info.has_previous_page if back else info.has_next_page):
            return seen
        paging["before" if back else "after"] = info.start_cursor if back else info.end_cursor


@settings(max_examples=400, deadline=None, derandomize=True)
@given(books=ROWS, filter=FILTERS, sorting=SORTS, size=st.integers(1, 4))
def test_a_list_is_what_the_model_says_on_any_pages_and_both_ways(
    books: list[Book], filter: dict[str, Any], sorting: list[dict[str, Any]], size: int
) -> None:
    expected = in_order([book for book in books if all(says(filter, book))], sorting)
    assert found(books, filter=filter, sorting=sorting) == expected
    assert page(books, filter=filter, sorting=sorting, paging={"first": 1}).total_count == len(expected)
    for back in (False, True):
        assert walked(books, size, back=back, filter=filter, sorting=sorting) == expected
