"""Whether a change of plan is an upgrade or a downgrade."""

from collections.abc import Mapping

import pytest

from tests.support.catalog import a_sold_plan
from tests.support.pricing import annually, base, monthly, per_call, per_seat
from tollgate.catalog.plan import Plan
from tollgate.charges.pricing_model import MinimumSpend, PriceSet
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod
from tollgate.subscriptions.direction import direction_of
from tollgate.subscriptions.future_update import PlanDirection

UP, DOWN, NONE = PlanDirection.UPGRADE, PlanDirection.DOWNGRADE, PlanDirection.NONE


def priced(plan_id: str, *models: object, **fields: object) -> Plan:
    return a_sold_plan(plan_id, "PAID", charges=PriceSet(pricing_models=models, **fields))


def minimum(amount: str) -> tuple[MinimumSpend, ...]:
    money = Money(amount=amount, currency="usd")  # type: ignore[arg-type]
    return (MinimumSpend.model_validate({"billing_period": BillingPeriod.MONTHLY, "minimum": money.model_dump()}),)


FREE, OTHER_FREE = a_sold_plan("free"), a_sold_plan("free-too")
CUSTOM, OTHER_CUSTOM = a_sold_plan("custom", "CUSTOM"), a_sold_plan("custom-too", "CUSTOM")
TEN, TWENTY = priced("ten", base(monthly("10"))), priced("twenty", base(monthly("20")))
YEARLY = priced("yearly", base(annually("120")))
CHEAP_YEAR = priced("cheap-year", base(monthly("20"), annually("60")))
SEATS = priced("seats", base(monthly("5")), per_seat(monthly("3"), min_unit_quantity=5))
SPEND = priced("spend", per_call(monthly("0.01")), minimum_spend=minimum("15"))
ABROAD = priced("abroad", base(monthly("10"), monthly("90", billing_country_code="DE")))
USAGE = priced("usage", per_call(monthly("0.01")))

CASES = [
    ("both free", FREE, OTHER_FREE, NONE),
    ("both custom", CUSTOM, OTHER_CUSTOM, NONE),
    ("free to paid", FREE, TEN, UP),
    ("paid to free", TEN, FREE, DOWN),
    ("paid to custom", TWENTY, CUSTOM, UP),
    ("custom to free", CUSTOM, FREE, DOWN),
    ("a higher price", TEN, TWENTY, UP),
    ("a lower price", TWENTY, TEN, DOWN),
    ("a year counts for a twelfth of it", YEARLY, TEN, NONE),
    ("the cheapest period counts", CHEAP_YEAR, TEN, UP),
    ("the seats one has to take count", TEN, SEATS, UP),
    ("a minimum spend counts", TEN, SPEND, UP),
    ("default prices count, not those of a country", ABROAD, TWENTY, UP),
    ("usage alone starts at nothing", TEN, USAGE, DOWN),
]


@pytest.mark.parametrize(("former", "chosen", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_what_taking_one_plan_in_the_place_of_another_is(former: Plan, chosen: Plan, expected: PlanDirection) -> None:
    assert direction_of(former, chosen, plans={}) is expected


def family(*links: tuple[str, str | None]) -> Mapping[str, Plan]:
    """Return plans that cost ten less with each generation, by id: each with its parent."""
    return {
        name: priced(name, base(monthly(str(100 - 10 * index)))).but(parent_plan_id=parent)
        for index, (name, parent) in enumerate(links)
    }


def test_a_plan_that_builds_on_another_is_more_whatever_it_costs() -> None:
    plans = family(("grandparent", None), ("parent", "grandparent"), ("child", "parent"))
    assert direction_of(plans["parent"], plans["child"], plans=plans) is UP
    assert direction_of(plans["grandparent"], plans["child"], plans=plans) is UP
    assert direction_of(plans["child"], plans["grandparent"], plans=plans) is DOWN


def test_siblings_are_compared_by_price_and_circles_come_to_an_end() -> None:
    plans = family(("parent", "younger"), ("older", "parent"), ("younger", "older"))
    siblings = family(("parent", None), ("dear", "parent"), ("cheap", "parent"))
    assert direction_of(siblings["dear"], siblings["cheap"], plans=siblings) is DOWN
    assert direction_of(plans["older"], plans["younger"], plans=plans) is UP


def test_a_parent_that_is_not_sold_any_more_ends_the_line() -> None:
    plans = family(("child", "gone"), ("other", None))
    assert direction_of(plans["other"], plans["child"], plans=plans) is UP
