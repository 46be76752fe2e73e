"""What versions of a plan and its add-ons make of the terms, and what they refuse."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from tests.support.catalog import a_sold_plan, an_addon
from tests.support.metering import entitlement
from tests.support.pricing import ANNUALLY, MONTHLY, annually, base, money, monthly, per_call, per_seat, tiers
from tollgate.billing.sold import SoldItem
from tollgate.catalog.addon import Addon
from tollgate.catalog.bundle import FreeItem
from tollgate.catalog.entitlement import EntitlementBehavior
from tollgate.catalog.package import PackageStatus, PricingType
from tollgate.catalog.plan import CompatiblePackageGroup, OfferedPackageGroup, Plan
from tollgate.charges.price import BillingCadence, TiersMode
from tollgate.charges.pricing_model import (
    MinimumSpend,
    OverageBillingPeriod,
    OveragePricingModel,
    PriceSet,
)
from tollgate.customers.access import AddonAccess, UnitAccess
from tollgate.shared.errors import DomainError
from tollgate.subscriptions.limits import limit_of
from tollgate.subscriptions.offer import Offer, offer_of
from tollgate.subscriptions.terms import AddonWish, AgreedPrice, ChargeType, Quantity, Terms


def plan(*models: Any, **fields: Any) -> Plan:
    """Return a paid plan of ten dollars a month, unless other charges are given."""
    charges = fields.pop("charges", PriceSet(pricing_models=models or (base(monthly("10"), annually("100")),)))
    offered = fields.pop("addons", ("boost", "extra"))
    return a_sold_plan("pro", "PAID", charges=charges, compatible_addon_ids=offered, **fields)


def addon(addon_id: str = "boost", price: str | None = "4", **fields: Any) -> Addon:
    """Return an add-on at this price, free without one."""
    models = () if price is None else (base(monthly(price), annually(str(10 * Decimal(price)))),)
    kind = PricingType.FREE if price is None else PricingType.PAID
    sold = {"status": PackageStatus.PUBLISHED, "is_latest": True, "pricing_type": kind, "product_id": "product-main"}
    return an_addon(addon_id, **{**sold, "charges": PriceSet(pricing_models=models), **fields})


def terms(*addons: tuple[str, int], seats: int | None = None, **fields: Any) -> Terms:
    wishes = tuple(AddonWish(id=addon_id, quantity=quantity) for addon_id, quantity in addons)
    quantities = () if seats is None else (Quantity(id="seats", quantity=Decimal(seats)),)
    return Terms(**{"billing_period": MONTHLY, "addons": wishes, "quantities": quantities, **fields})


def made(asked: Terms, of: Plan | None = None, addons: Sequence[Addon] = ()) -> Offer:
    known = addons or (addon(), addon("extra", "6"))
    return offer_of(asked, of or plan(), {each.id: each for each in known})


def told(offer: Offer) -> list[tuple[str, str, str]]:
    """Return what is sold as (package, amount, quantity)."""
    return [(each.package_id, _amount(each), f"{each.quantity:f}") for each in offer.items]


def _amount(item: SoldItem) -> str:
    return f"{item.price.price.amount:f}" if item.price.price is not None else "tiers"


SEATS = (base(monthly("10")), per_seat(monthly("3"), min_unit_quantity=2, max_unit_quantity=5))


def test_a_plan_is_sold_once_and_its_addons_as_often_as_asked() -> None:
    offer = made(terms(("boost", 3), ("extra", 1)))
    assert told(offer) == [("pro", "10", "1"), ("boost", "4", "3"), ("extra", "6", "1")]
    assert offer.currency == "usd"
    assert offer.addons == (
        AddonAccess(id="boost", version_number=1, quantity=3),
        AddonAccess(id="extra", version_number=1, quantity=1),
    )


def test_prices_are_of_the_billing_period() -> None:
    assert told(made(terms(("boost", 2), billing_period=ANNUALLY))) == [("pro", "100", "1"), ("boost", "40", "2")]


@pytest.mark.parametrize(
    ("models", "asked", "bought"),
    [
        (SEATS, None, "2"),
        (SEATS, 2, "2"),
        (SEATS, 5, "5"),
        ((per_seat(monthly("3")),), None, "1"),
        ((per_seat(monthly("3")),), 0, "0"),
        ((per_seat(monthly("3"), min_unit_quantity=0),), None, "0"),
        ((per_seat(monthly("3"), min_unit_quantity=0),), 0, "0"),
    ],
)
def test_units_are_bought_as_asked_else_the_least_there_are(models: Any, asked: int | None, bought: str) -> None:
    offer = made(terms(seats=asked), plan(*models))
    assert [each.quantity for each in offer.items if each.price.feature_id == "seats"] == [Decimal(bought)]
    assert offer.units == (UnitAccess(feature_id="seats", units=Decimal(bought)),)


def test_who_buys_a_whole_tier_may_use_all_of_it() -> None:
    steps = tiers(("10", None, "50"), ("20", None, "90"), (None, None, "150"))
    stairs = per_seat(monthly(price=None, tiers=steps), tiers_mode=TiersMode.VOLUME)
    assert made(terms(seats=11), plan(stairs)).units == (UnitAccess(feature_id="seats", units=Decimal(20)),)


def test_units_come_with_addons_too() -> None:
    seats = addon("boost", charges=PriceSet(pricing_models=(per_seat(monthly("2")),)))
    offer = made(terms(("boost", 1), seats=7), addons=[seats])
    assert offer.units == (UnitAccess(feature_id="seats", units=Decimal(7), addon_id="boost"),)


REFUSED: list[tuple[str, Terms, Plan, str, str | None]] = [
    ("fewer than the least", terms(seats=1), plan(*SEATS), "InvalidQuantity", "charges[0].quantity"),
    ("more than the most", terms(seats=6), plan(*SEATS), "InvalidQuantity", "charges[0].quantity"),
    ("zero of what has a least", terms(seats=0), plan(*SEATS), "InvalidQuantity", "charges[0].quantity"),
    ("units of what is not sold by them", terms(seats=1), plan(), "InvalidQuantity", "charges[0].id"),
    ("no price for the period", terms(billing_period=ANNUALLY), plan(*SEATS), "PriceNotFound", "billingPeriod"),
    ("an add-on twice", terms(("boost", 1), ("boost", 2)), plan(), "DuplicateAddonProvisionedError", "addons"),
    ("an add-on the plan is not sold with", terms(("boost", 1)), plan(addons=()), "IncompatibleSubscriptionAddon",
     "addons[0].id"),
    ("the second of two", terms(("boost", 1), ("extra", 1)), plan(addons=("boost",)), "IncompatibleSubscriptionAddon",
     "addons[1].id"),
    ("none of an add-on", terms(("boost", 0)), plan(), "InvalidArgumentError", "addons[0].quantity"),
    ("too many to count", terms(("boost", 1_000_000)), plan(), "InvalidArgumentError", "addons[0].quantity"),
    ("a minimum spend in another currency", terms(minimum_spend=money("50", "eur")), plan(),
     "InvalidArgumentError", "minimumSpend.currency"),
    ("an override of an add-on that is not held", terms(prices=(AgreedPrice(addon_id="boost", base_charge=True,
     amount=Decimal(1)),)), plan(), "PriceNotFound", "priceOverrides[0].addonId"),
    ("an override of no charge", terms(prices=(AgreedPrice(feature_id="calls", amount=Decimal(1)),)), plan(),
     "PriceNotFound", "priceOverrides[0].featureId"),
    ("a negative price", terms(prices=(AgreedPrice(base_charge=True, amount=Decimal(-1)),)), plan(),
     "InvalidUpdatePriceUnitAmountError", "priceOverrides[0].amount"),
    ("another currency", terms(prices=(AgreedPrice(base_charge=True, amount=Decimal(1), currency="eur"),)), plan(),
     "InvalidArgumentError", "priceOverrides[0].currency"),
    ("an override twice", terms(prices=(AgreedPrice(base_charge=True, amount=Decimal(1)),) * 2), plan(),
     "InvalidArgumentError", "priceOverrides[1].baseCharge"),
    ("an override that says nothing", terms(prices=(AgreedPrice(base_charge=True),)), plan(), "InvalidArgumentError",
     "priceOverrides[0].amount"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "of", "code", "field"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_cannot_be_is_refused_by_its_place(asked: Terms, of: Plan, code: str, field: str | None) -> None:
    with pytest.raises(DomainError) as refused:
        made(asked, of)
    assert (refused.value.code, refused.value.details.get("field")) == (code, field)


ADDONS_REFUSED = [
    ("more than there may be", addon(max_quantity=2), ("boost", 3), "AddonQuantityExceedsLimitError",
     "addons[0].quantity"),
    ("without what it needs", addon(dependencies=("extra",)), ("boost", 1), "AddonDependencyMissingError",
     "addons[0].id"),
    ("at no price in the currency", addon(charges=PriceSet(pricing_models=(base(monthly("4", "eur")),))),
     ("boost", 1), "PriceNotFound", "currency"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sold", "wish", "code", "field"), [case[1:] for case in ADDONS_REFUSED], ids=[c[0] for c in ADDONS_REFUSED]
)
def test_an_addon_says_how_it_may_be_held(sold: Addon, wish: tuple[str, int], code: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        made(terms(wish), addons=[sold, addon("extra", "6")])
    assert (refused.value.code, refused.value.details.get("field")) == (code, field)


def test_an_addon_is_held_beside_what_it_needs_and_up_to_its_most() -> None:
    offer = made(terms(("boost", 2), ("extra", 1)), addons=[addon(max_quantity=2, dependencies=("extra",)),
                                                            addon("extra", "6")])  # fmt: skip
    assert [each.id for each in offer.addons] == ["boost", "extra"]


def test_nothing_is_paid_on_top_of_what_is_free_or_custom() -> None:
    free = a_sold_plan("free", compatible_addon_ids=("boost",))
    with pytest.raises(DomainError) as refused:
        made(terms(("boost", 1)), free)
    assert (refused.value.code, refused.value.details["field"]) == ("IncompatibleSubscriptionAddon", "addons[0].id")
    offer = made(terms(("boost", 1)), free, [addon(price=None)])
    assert offer == Offer(addons=(AddonAccess(id="boost", version_number=1, quantity=1),))
    custom = a_sold_plan("custom", "CUSTOM", compatible_addon_ids=("boost",))
    assert made(terms(("boost", 2)), custom).items == ()


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("charges", {"seats": 2}),
        ("priceOverrides", {"prices": (AgreedPrice(base_charge=True, amount=Decimal(1)),)}),
        ("minimumSpend", {"minimum_spend": money("5")}),
    ],
)
def test_what_is_not_priced_has_nothing_to_agree_on(field: str, fields: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refused:
        made(terms(**fields), a_sold_plan("custom", "CUSTOM"))
    assert (refused.value.code, refused.value.details["field"]) == ("InvalidArgumentError", field)


def in_bundle(minimum: int | None, free: int | None) -> Plan:
    return plan(
        addons=(),
        compatible_package_groups=(
            CompatiblePackageGroup(package_group_id="bundle", min_items=minimum, free_items=free),
        ),
        offered_package_groups=(
            OfferedPackageGroup(package_group_id="bundle", version_number=1, addon_ids=("boost", "extra")),
        ),
    )


def test_the_cheapest_items_of_a_bundle_cost_nothing() -> None:
    offer = made(terms(("boost", 2), ("extra", 2)), in_bundle(2, 3))
    assert offer.free_items == (FreeItem(addon_id="boost", quantity=2), FreeItem(addon_id="extra", quantity=1))
    assert [(each.package_id, each.charged_quantity) for each in offer.items] == [
        ("pro", Decimal(1)),
        ("boost", Decimal(0)),
        ("extra", Decimal(1)),
    ]


def test_a_bundle_asks_for_as_many_items_as_it_says() -> None:
    with pytest.raises(DomainError) as refused:
        made(terms(("boost", 1)), in_bundle(2, None))
    assert (refused.value.code, refused.value.details["refId"]) == ("PackageGroupMinItemsError", "bundle")


LOCALIZED = (base(monthly("10"), monthly("9", "eur", billing_country_code="DE")),)
ABROAD = addon(charges=PriceSet(pricing_models=(base(monthly("4"), monthly("3", "eur", billing_country_code="DE")),)))


@pytest.mark.parametrize(
    ("country", "currency", "amounts"),
    [(None, "usd", ["10", "4"]), ("DE", "eur", ["9", "3"]), ("FR", "usd", ["10", "4"])],
)
def test_prices_are_those_of_the_country_else_the_default_ones(
    country: str | None, currency: str, amounts: list[str]
) -> None:
    offer = made(terms(("boost", 1), billing_country_code=country), plan(*LOCALIZED), [ABROAD])
    assert (offer.currency, [amount for _, amount, _ in told(offer)]) == (currency, amounts)


def test_agreed_prices_stand_in_the_place_of_the_catalogues() -> None:
    agreed = (
        AgreedPrice(base_charge=True, amount=Decimal(8)),
        AgreedPrice(feature_id="seats", amount=Decimal("2.5")),
        AgreedPrice(addon_id="boost", base_charge=True, amount=Decimal(0)),
    )
    offer = made(terms(("boost", 1), seats=2, prices=agreed), plan(*SEATS))
    assert told(offer) == [("pro", "8", "1"), ("pro", "2.5", "2"), ("boost", "0", "1")]
    assert all(each.price.is_override for each in offer.items)


MINIMUM = (MinimumSpend(billing_period=MONTHLY, minimum=money("100")),)


@pytest.mark.parametrize(("agreed", "amount"), [(None, "100"), ("150", "150"), ("0", "0")])
def test_a_minimum_spend_is_the_plans_or_agreed(agreed: str | None, amount: str) -> None:
    charges = PriceSet(pricing_models=(per_call(monthly("1")),), minimum_spend=MINIMUM)
    asked = terms(minimum_spend=None if agreed is None else money(agreed))
    assert told(made(asked, plan(charges=charges))) == [("pro", "1", "0"), ("pro", amount, "1")]


def test_what_is_paid_once_is_sold_beside() -> None:
    setup = base(monthly("25"), billing_cadence=BillingCadence.ONE_OFF)
    offer = made(terms(), plan(base(monthly("10")), setup))
    assert [each.is_one_off for each in offer.items] == [False, True]


def with_overage(limit: int, period: OverageBillingPeriod = OverageBillingPeriod.ON_SUBSCRIPTION_RENEWAL) -> Plan:
    charges = PriceSet(
        pricing_models=(base(monthly("10"), annually("100")),),
        overage_pricing_models=(OveragePricingModel(feature_id="calls", price_periods=(monthly("1"), annually("1"))),),
        overage_billing_period=period,
    )
    return plan(charges=charges, entitlements=(entitlement("calls", usage_limit=Decimal(limit)),))


def test_usage_beyond_a_limit_is_sold_beside() -> None:
    (_, overage) = made(terms(), with_overage(10)).items
    assert (overage.is_overage, overage.is_measured, overage.quantity) == (True, True, Decimal(0))


@pytest.mark.parametrize(
    ("period", "billed", "bills_monthly"),
    [
        (OverageBillingPeriod.MONTHLY, ANNUALLY, True),
        (OverageBillingPeriod.MONTHLY, MONTHLY, False),
        (OverageBillingPeriod.ON_SUBSCRIPTION_RENEWAL, ANNUALLY, False),
    ],
)
def test_overage_of_a_year_is_billed_by_the_month_where_the_plan_says_so(
    period: OverageBillingPeriod, billed: Any, bills_monthly: bool
) -> None:
    assert made(terms(billing_period=billed), with_overage(10, period)).bills_monthly is bills_monthly


OVERRIDE = EntitlementBehavior.OVERRIDE
TEN, TWENTY = entitlement(usage_limit=Decimal(10)), entitlement(usage_limit=Decimal(20))
UNLIMITED = entitlement(usage_limit=None, has_unlimited_usage=True)

LIMITS: list[tuple[str, Any, dict[str, Any], dict[str, int], int | None]] = [
    ("nothing is granted", None, {}, {}, 0),
    ("what the plan says", TEN, {}, {}, 10),
    ("an add-on comes on top", TEN, {"boost": TWENTY}, {"boost": 1}, 30),
    ("as often as it is held", TEN, {"boost": TWENTY}, {"boost": 2}, 50),
    ("without the plan's own", None, {"boost": TWENTY}, {"boost": 2}, 40),
    ("one that overrides decides alone", TEN, {"boost": TWENTY.but(behavior=OVERRIDE)}, {"boost": 1}, 20),
    ("the highest of several", TEN, {"boost": TWENTY.but(behavior=OVERRIDE), "extra": TEN.but(behavior=OVERRIDE)},
     {"boost": 1, "extra": 1}, 20),
    ("unlimited by the plan", UNLIMITED, {"boost": TWENTY}, {"boost": 1}, None),
    ("unlimited by an add-on", TEN, {"boost": UNLIMITED}, {"boost": 1}, None),
    ("unlimited by what overrides", TEN, {"boost": UNLIMITED.but(behavior=OVERRIDE)}, {"boost": 1}, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "added", "held", "expected"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS]
)
def test_how_much_is_granted_by_number(
    own: Any, added: dict[str, Any], held: dict[str, int], expected: int | None
) -> None:
    sold = plan(entitlements=(own,) if own is not None else ())
    addons = [addon(name, entitlements=(each,)) for name, each in added.items()]
    found = limit_of("calls", terms(*held.items()), sold, addons)
    assert found == (None if expected is None else Decimal(expected))


def test_an_agreed_entitlement_stands_in_the_place_of_the_plans() -> None:
    asked = terms(("boost", 1), overrides=(entitlement(usage_limit=Decimal(7)),))
    more = addon(entitlements=(TWENTY,))
    assert limit_of("calls", asked, plan(entitlements=(TEN,)), [more]) == Decimal(27)


def test_units_that_were_bought_are_the_limit() -> None:
    seats = plan(per_seat(monthly("3")), entitlements=(entitlement("seats", usage_limit=Decimal(3)),))
    assert limit_of("seats", terms(seats=8), seats, []) == Decimal(8)
    assert ChargeType.FEATURE is terms(seats=8).quantities[0].type
