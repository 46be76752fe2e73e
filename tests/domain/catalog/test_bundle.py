"""The rule of bundles: how many items have to be taken, and which of them cost nothing."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.pricing import money
from tollgate.catalog.bundle import ChosenAddon, FreeItem, free_items_of
from tollgate.catalog.package_group_errors import TooFewItemsOfGroup
from tollgate.catalog.plan import CompatiblePackageGroup
from tollgate.shared.errors import InvalidInput


def offer(min_items: int | None = None, free_items: int | None = None) -> CompatiblePackageGroup:
    """Return a plan's offer of the bundle."""
    return CompatiblePackageGroup(package_group_id="bundle", min_items=min_items, free_items=free_items)


def chosen(*items: tuple[str, int, str | None]) -> list[ChosenAddon]:
    """Return choices, given as add-on, quantity and unit price."""
    return [
        ChosenAddon(addon_id=addon_id, quantity=quantity, unit_price=None if price is None else money(price))
        for addon_id, quantity, price in items
    ]


CASES: list[tuple[str, int | None, list[tuple[str, int, str | None]], list[tuple[str, int]]]] = [
    ("nothing is free where nothing is said", None, [("a", 3, "5")], []),
    ("nothing is free where zero is", 0, [("a", 3, "5")], []),
    ("nothing is free of nothing", 2, [], []),
    ("the cheapest units are free", 2, [("a", 1, "9"), ("b", 3, "4")], [("b", 2)]),
    ("then the next cheapest", 4, [("a", 2, "9"), ("b", 3, "4")], [("b", 3), ("a", 1)]),
    ("of the same price the first id is", 1, [("b", 1, "4"), ("a", 1, "4")], [("a", 1)]),
    ("ids decide however prices are written", 1, [("b", 1, "4.0"), ("a", 1, "4.00")], [("a", 1)]),
    ("no more is free than is taken", 9, [("a", 1, "9"), ("b", 1, "4")], [("b", 1), ("a", 1)]),
    ("what has no price is the cheapest", 1, [("a", 1, "0.01"), ("b", 1, None)], [("b", 1)]),
    ("what is not taken is not free", 2, [("a", 0, "1"), ("b", 1, "4")], [("b", 1)]),
    ("the smallest difference counts", 1, [("a", 1, "0.00002"), ("b", 1, "0.00001")], [("b", 1)]),
]


@pytest.mark.parametrize(("free", "items", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_which_units_are_free(
    free: int | None, items: list[tuple[str, int, str | None]], expected: list[tuple[str, int]]
) -> None:
    found = free_items_of(offer(free_items=free), chosen(*items))
    assert found == tuple(FreeItem(addon_id=addon_id, quantity=quantity) for addon_id, quantity in expected)


@pytest.mark.parametrize(("asked", "taken", "is_enough"), [(None, 0, True), (0, 0, True), (3, 3, True), (3, 2, False)])
def test_how_many_items_are_enough(asked: int | None, taken: int, is_enough: bool) -> None:
    items = chosen(("a", taken, "5"))
    if is_enough:
        assert free_items_of(offer(min_items=asked), items) == ()
        return
    with pytest.raises(TooFewItemsOfGroup) as refused:
        free_items_of(offer(min_items=asked), items)
    assert refused.value.message == "Choose at least 3 items of the package group bundle, not 2"
    assert refused.value.code == "PackageGroupMinItemsError"


def test_items_of_several_add_ons_are_counted_together() -> None:
    assert free_items_of(offer(min_items=3), chosen(("a", 1, "5"), ("b", 2, "6"))) == ()


def test_prices_in_several_currencies_are_not_compared() -> None:
    items = [ChosenAddon(addon_id=each, quantity=1, unit_price=money("1", each)) for each in ("usd", "eur")]
    with pytest.raises(InvalidInput):
        free_items_of(offer(free_items=1), items)


PRICES = st.one_of(st.none(), st.decimals(0, 100, places=2).map(lambda amount: money(str(amount))))
CHOICES = st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 5), PRICES)).map(
    lambda drawn: [
        ChosenAddon(addon_id=addon_id, quantity=quantity, unit_price=price)
        for addon_id, (quantity, price) in drawn.items()
    ]
)


def unit_prices(items: list[ChosenAddon], quantities: dict[str, int]) -> list[Decimal]:
    """Return the price of each unit, lowest first."""
    amounts = {each.addon_id: each.unit_price.amount if each.unit_price else Decimal(0) for each in items}
    return sorted(amounts[addon_id] for addon_id, count in quantities.items() for _ in range(count))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(CHOICES, st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_free_units_are_as_many_and_as_cheap_as_can_be_whatever_the_order(
    items: list[ChosenAddon], free: int, shuffler: object
) -> None:
    found = free_items_of(offer(free_items=free), items)
    quantities = {each.addon_id: each.quantity for each in found}
    taken = {each.addon_id: each.quantity for each in items}
    assert len(quantities) == len(found), "each add-on stands once"
    assert sum(quantities.values()) == min(free, sum(taken.values()))
    assert all(0 < quantity <= taken[addon_id] for addon_id, quantity in quantities.items())
    assert unit_prices(items, quantities) == unit_prices(items, taken)[: sum(quantities.values())]
    shuffled = list(items)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    assert free_items_of(offer(free_items=free), shuffled) == found
