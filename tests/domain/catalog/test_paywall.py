"""Which plans a pricing table shows, at which prices, and how often it is put together."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.catalog import THEN, a_feature, a_plan
from tests.support.memory_catalog import (
    MemoryFeatures,
    MemoryPackageGroups,
    MemoryPackages,
    MemoryProducts,
    NoCurrencies,
)
from tests.support.pricing import base, monthly, per_seat
from tollgate.catalog.addon import Addon
from tollgate.catalog.entitlement import Widget
from tollgate.catalog.errors import ProductNotFound
from tollgate.catalog.paywall import Catalogue, Paywall, PaywallRequest, in_paywall, paywall_of
from tollgate.catalog.paywall_errors import AllCountriesNotAllowed
from tollgate.catalog.plan import Plan
from tollgate.catalog.read_paywall import PaywallPorts, read_paywall
from tollgate.charges.pricing_model import PriceSet
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Caller, KeyKind, Scope
from tollgate.storage.kept_paywalls import KeptPaywalls

SCOPE = Scope(account_id="account-test", environment_id="development")
CALLER = Caller(scope=SCOPE, key_id="api-key-test", kind=KeyKind.FULL)
LOCAL = PriceSet(pricing_models=(base(monthly("10"), monthly("9", "eur", billing_country_code="DE")),))


def shown(*plans: Plan, **fields: Any) -> Paywall:
    """Return the pricing table of these plans."""
    catalogue = Catalogue(plans=plans, addons=(), groups=(), features=(), products=(), currencies=())
    return paywall_of(catalogue, PaywallRequest(**fields))


def amounts_of(paywall: Paywall) -> list[str]:
    """Return what the plans cost, in the order of their prices."""
    prices = (price for plan in paywall.plans for price in plan.charges.prices())
    return [f"{each.price.amount} {each.price.currency}" for each in prices if each.price is not None]


def points_of(paywall: Paywall) -> list[tuple[str, str | None, str]]:
    """Return plan, country and amount of the price points."""
    return [
        (each.plan_id, each.point.billing_country_code, f"{each.point.amount.amount} {each.point.amount.currency}")
        for each in paywall.price_points
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["plan-a", "plan-c", "plan-other"]),
        ({"product_id": "product-main"}, ["plan-a", "plan-c"]),
        ({"product_id": "product-other"}, ["plan-other"]),
        ({"product_id": "product-empty"}, []),
        ({"widget": Widget.CHECKOUT}, ["plan-a", "plan-b", "plan-other"]),
        ({"widget": Widget.CUSTOMER_PORTAL}, ["plan-a", "plan-b", "plan-c", "plan-other"]),
        ({"has_hidden_plans": True}, ["plan-a", "plan-b", "plan-c", "plan-other"]),
    ],
)
def test_plans_are_shown_in_the_order_they_were_made_unless_they_are_hidden(
    fields: dict[str, Any], expected: list[str]
) -> None:
    plans = [
        a_plan("plan-other", product_id="product-other", created_at=THEN + timedelta(days=1)),
        a_plan("plan-c", hidden_from_widgets=(Widget.CHECKOUT,)),
        a_plan("plan-b", hidden_from_widgets=(Widget.PAYWALL,)),
        a_plan("plan-a"),
    ]
    assert [each.id for each in in_paywall(plans, PaywallRequest(**fields))] == expected


@pytest.mark.parametrize(
    ("fields", "amounts", "currency"),
    [
        ({}, ["10 usd"], "usd"),
        ({"billing_country_code": "FR"}, ["10 usd"], "usd"),
        ({"billing_country_code": "DE"}, ["9 eur"], "eur"),
        ({"has_all_countries": True}, ["10 usd", "9 eur"], "usd"),
        ({"has_all_countries": True, "billing_country_code": "DE"}, ["10 usd", "9 eur"], "eur"),
    ],
)
def test_prices_and_currency_are_those_of_the_country(
    fields: dict[str, Any], amounts: list[str], currency: str
) -> None:
    paywall = shown(a_plan(charges=LOCAL), **fields)
    assert (amounts_of(paywall), paywall.currency) == (amounts, currency)


def test_a_plan_without_prices_for_the_country_shows_its_default_ones_beside_one_that_has_them() -> None:
    paywall = shown(
        a_plan("plan-a", charges=LOCAL),
        a_plan("plan-b", charges=PriceSet(pricing_models=(base(),))),
        billing_country_code="DE",
    )
    assert amounts_of(paywall) == ["9 eur", "10 usd"]
    assert points_of(paywall) == [("plan-a", "DE", "9.00 eur"), ("plan-b", None, "10.00 usd")]


def test_all_countries_have_points_of_their_own() -> None:
    assert points_of(shown(a_plan(charges=LOCAL), has_all_countries=True)) == [
        ("plan-pro", None, "10.00 usd"),
        ("plan-pro", "DE", "9.00 eur"),
    ]


def test_the_currency_is_that_of_the_first_price_and_dollars_where_nothing_costs_anything() -> None:
    euros = a_plan("plan-b", charges=PriceSet(pricing_models=(per_seat(monthly("5", "eur")),)))
    assert shown(a_plan("plan-a"), euros).currency == "eur"
    assert shown(a_plan("plan-a")).currency == "usd"


class Versions:
    """Satisfies `CatalogVersions`: tells these versions one after the other, the last one for ever."""

    def __init__(self, *versions: int) -> None:
        self._left = list(versions)

    def current(self, scope: Scope) -> int:
        """Return the next version."""
        return self._left.pop(0) if len(self._left) > 1 else self._left[0]


class Reading:
    """Reads paywalls, and counts how often one is made."""

    def __init__(self, *versions: int, most_kept: int = 64) -> None:
        self.made = 0
        self.versions = Versions(*versions)
        self.products = MemoryProducts(scope=SCOPE)
        self._kept: KeptPaywalls[int] = KeptPaywalls(most_kept)
        self._plans, self._addons = MemoryPackages(Plan), MemoryPackages(Addon)
        features = MemoryFeatures()
        features.add(SCOPE, a_feature())
        self._features = features

    def read(self, caller: Caller = CALLER, **fields: Any) -> int:
        """Return the number of the paywall that is shown."""
        ports = PaywallPorts(
            versions=self.versions,
            products=self.products,
            plans=self._plans,
            addons=self._addons,
            groups=MemoryPackageGroups(),
            features=self._features,
            currencies=NoCurrencies(),
            kept=self._kept,
            make=self._make,
        )
        return read_paywall(caller, PaywallRequest(**fields), ports=ports)

    def _make(self, _: Scope, __: Paywall) -> int:
        self.made += 1
        return self.made


def test_a_paywall_is_made_once_while_the_catalogue_stands_still() -> None:
    reading = Reading(7)
    assert [reading.read(), reading.read(), reading.read(billing_country_code="DE"), reading.read()] == [1, 1, 2, 1]


def test_a_paywall_is_made_anew_after_a_change() -> None:
    reading = Reading(7, 7, 7, 8)
    assert [reading.read(), reading.read(), reading.read(), reading.read()] == [1, 1, 2, 2]


def test_a_paywall_that_a_change_came_in_between_is_made_again() -> None:
    reading = Reading(7, 8)
    assert [reading.read(), reading.read()] == [2, 2]


def test_where_changes_keep_coming_the_last_one_is_shown_and_not_kept() -> None:
    reading = Reading(1, 2, 3, 4, 5)
    assert [reading.read(), reading.read(), reading.read()] == [3, 4, 4]


def test_what_was_shown_longest_ago_is_forgotten_first() -> None:
    reading = Reading(7, most_kept=2)
    shown = [reading.read(billing_country_code=code) for code in ("DE", "FR", "DE", "IT", "DE", "FR")]
    assert shown == [1, 2, 1, 3, 1, 4]


def test_environments_have_paywalls_of_their_own() -> None:
    reading = Reading(7)
    other = CALLER.but(scope=SCOPE.but(environment_id="production"))
    assert [reading.read(), reading.read(other), reading.read()] == [1, 2, 1]


def test_a_browser_shows_one_country_at_a_time() -> None:
    reading = Reading(7)
    reading.read(has_all_countries=True)
    with pytest.raises(AllCountriesNotAllowed) as refused:
        reading.read(CALLER.but(kind=KeyKind.PUBLISHABLE), has_all_countries=True)
    assert refused.value.details == {"field": "fetchAllCountriesPrices"}


@pytest.mark.parametrize("code", ["", "de", "DEU", "D1"])
def test_a_country_is_two_capital_letters(code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Reading(7).read(billing_country_code=code)
    assert refused.value.details == {"field": "billingCountryCode"}


def test_an_unknown_product_is_told() -> None:
    with pytest.raises(ProductNotFound):
        Reading(7).read(product_id="product-unknown")
