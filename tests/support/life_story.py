"""Stories of subscriptions for state machines: a small catalogue with prices reckoned by hand, and what may be done."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.support.catalog import a_product, a_sold_plan, an_addon
from tests.support.memory_lifecycle import SCOPE, MemoryShop
from tests.support.pricing import annually, base, monthly, per_seat
from tollgate.billing.invoice import ProrationBehavior
from tollgate.catalog.addon import Addon
from tollgate.catalog.package import PackageStatus, PricingType
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.catalog.product_settings import (
    AutoCancellationRule,
    ProductSettings,
    SubscriptionCancellationTime,
    SubscriptionEndSetup,
)
from tollgate.catalog.trial import TrialConfig, TrialEndBehavior, TrialPeriodUnits
from tollgate.charges.pricing_model import PriceSet
from tollgate.shared.errors import DomainError
from tollgate.shared.period import BillingPeriod
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.cancel_subscription import CancelRequest, cancel_subscription
from tollgate.subscriptions.move_to_version import move_to_version
from tollgate.subscriptions.provision_subscription import provision_subscription
from tollgate.subscriptions.status import CancellationAction, ScheduleStrategy
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AddonWish, BillingInformation, Quantity
from tollgate.subscriptions.trials import TrialWish
from tollgate.subscriptions.update_request import UpdateRequest
from tollgate.subscriptions.update_subscription import update_subscription
from tollgate.tasks.subscription_migration import MigrationTarget

BEGUN = datetime(2026, 1, 31, 9, tzinfo=UTC)
MONTHLY, ANNUALLY = BillingPeriod.MONTHLY, BillingPeriod.ANNUALLY
FEES = {"basic": 10, "pro": 30, "site": 7}
SEAT, BOOST, RISE = 5, 4, 3
"""What a seat of `pro` and a boost cost by the month, and by how much each version of a plan costs more."""


def price_of(subscription: Subscription) -> Decimal:
    """Return what a period of a subscription costs, reckoned from its terms by hand; a year is ten months."""
    if subscription.terms.billing_period is None:
        return Decimal(0)
    terms = subscription.terms
    fee = FEES[subscription.plan_id] + RISE * (subscription.price_version - 1)
    seats = next((each.quantity for each in terms.quantities if each.id == "seats"), Decimal(1))
    boosts = sum(each.quantity for each in terms.addons)
    month = fee + (SEAT * seats if subscription.plan_id == "pro" else 0) + BOOST * boosts
    return Decimal(month * (10 if terms.billing_period is ANNUALLY else 1))


def a_shop(*, is_followed: bool = True, downgrades_later: bool = False, now: datetime = BEGUN) -> MemoryShop:
    """Return a shop with two products and one customer."""
    end = SubscriptionEndSetup.DOWNGRADE_TO_FREE if is_followed else SubscriptionEndSetup.CANCEL_SUBSCRIPTION
    settings = ProductSettings(
        subscription_end_setup=end,
        downgrade_plan_id="free" if is_followed else None,
        downgrade_at_end_of_billing_period=downgrades_later,
    )
    shop = MemoryShop(*_products(settings), now=now)
    for plan in (
        a_sold_plan("free", product_id="app"),
        _paid("basic", compatible_addon_ids=("boost",)),
        _paid("pro", per_seat(monthly(str(SEAT)), annually(str(10 * SEAT))), compatible_addon_ids=("boost",)),
        a_sold_plan("enterprise", "CUSTOM", product_id="app"),
        _paid("site", product_id="sites"),
    ):
        shop.plans.publish(SCOPE, plan)
    shop.addons.publish(SCOPE, _boost())
    shop.given_customer()
    return shop


def publish(shop: MemoryShop, plan_id: str) -> Plan:
    """Publish a version of a plan that costs more; return it."""
    latest = shop.plans.latest(SCOPE, plan_id)
    assert latest is not None
    number = latest.version_number + 1
    if plan_id not in FEES:
        version = latest.but(version_number=number)
    else:
        others = latest.charges.pricing_models[1:]
        version = latest.but(version_number=number, charges=_charges(plan_id, *others, version=number))
    shop.plans.publish(SCOPE, version)
    return version


def _products(settings: ProductSettings) -> tuple[Product, Product]:
    rule = AutoCancellationRule(source_plan_id="pro", target_plan_id="site")
    app = a_product("app", product_settings=settings, auto_cancellation_rules=(rule,))
    return app, a_product("sites", multiple_subscriptions=True)


def _paid(plan_id: str, *others: Any, product_id: str = "app", **fields: Any) -> Plan:
    tried = TrialConfig(
        duration=Decimal(14), units=TrialPeriodUnits.DAY, trial_end_behavior=TrialEndBehavior.CONVERT_TO_PAID
    )
    fields |= {"product_id": product_id, "default_trial_config": tried if plan_id == "pro" else None}
    return a_sold_plan(plan_id, "PAID", charges=_charges(plan_id, *others), **fields)


def _charges(plan_id: str, *others: Any, version: int = 1) -> PriceSet:
    fee = FEES[plan_id] + RISE * (version - 1)
    return PriceSet(pricing_models=(base(monthly(str(fee)), annually(str(10 * fee))), *others))


def _boost() -> Addon:
    charges = PriceSet(pricing_models=(base(monthly(str(BOOST)), annually(str(10 * BOOST))),))
    sold = {"status": PackageStatus.PUBLISHED, "is_latest": True, "pricing_type": PricingType.PAID}
    return an_addon("boost", product_id="app", charges=charges, **sold)


class Deed(NamedTuple):
    """Something that is done in a shop: its kind, what it is about, and how."""

    kind: str
    target: Any
    fields: Mapping[str, Any]


def aimed(deed: Deed, shop: MemoryShop) -> Deed | None:
    """Return a deed about a subscription that is there, by a number: mostly one that goes on. None where none is."""
    if not isinstance(deed.target, int):
        return deed
    going_on = [each for each in shop.subscriptions if not each.has_ended]
    chosen = going_on if deed.target < 8 else shop.subscriptions
    return deed._replace(target=chosen[deed.target % len(chosen)].id) if chosen else None


def do(shop: MemoryShop, deed: Deed) -> str:
    """Do it, and return "done", or the code by which it was refused; time is not moved by this."""
    try:
        shop.run(lambda: _DEEDS[deed.kind](shop, deed))
    except DomainError as refusal:
        return refusal.code
    return "done"


def _provision(shop: MemoryShop, deed: Deed) -> None:
    fields = dict(deed.fields)
    for name in ("start_date", "cancellation_date"):
        if name in fields:
            fields[name] = shop.clock.now() + fields[name]
    if "trial" in fields and fields["trial"].is_trial:
        fields["trial"] = fields["trial"].but(end_date=shop.clock.now() + timedelta(days=10))
    request = ProvisionRequest(scope=SCOPE, customer_id="acme", plan_id=deed.target, **fields)
    provision_subscription(request, shop.life)


def _update(shop: MemoryShop, deed: Deed) -> None:
    name, fields = deed.target, dict(deed.fields)
    for moved in ("trial_end_date", "cancellation_date"):
        if isinstance(fields.get(moved), timedelta):
            fields[moved] = shop.clock.now() + fields[moved]
    update_subscription(UpdateRequest(scope=SCOPE, id=name, **fields), shop.life)


def _cancel(shop: MemoryShop, deed: Deed) -> None:
    name, fields = deed.target, dict(deed.fields)
    if "end_date" in fields:
        fields["end_date"] = shop.clock.now() + fields["end_date"]
    cancel_subscription(CancelRequest(scope=SCOPE, id=name, **fields), shop.life)


def _publish(shop: MemoryShop, deed: Deed) -> None:
    version = publish(shop, deed.target)
    if not deed.fields["to_all"]:
        return
    for each in [each for each in shop.subscriptions if each.is_behind(version.id, version.version_number)]:
        life = shop.life
        move_to_version(
            SCOPE,
            each,
            MigrationTarget(plan_id=version.id, version_number=version.version_number),
            at=shop.clock.now(),
            subscriptions=life.subscriptions,
            access=life.access,
            events=life.events,
        )


_DEEDS: dict[str, Callable[[MemoryShop, Deed], None]] = {
    "provision": _provision,
    "update": _update,
    "cancel": _cancel,
    "publish": _publish,
}

_days = st.integers(1, 70).map(lambda days: timedelta(days=days))
_quantities = st.integers(0, 6).map(lambda number: (Quantity(id="seats", quantity=Decimal(number)),))
_addons = st.integers(0, 3).map(lambda number: (AddonWish(id="boost", quantity=number),) if number else ())
_strategies = st.sampled_from(ScheduleStrategy)
_trials = st.sampled_from(
    [
        TrialWish(is_trial=False),
        TrialWish(is_trial=True, end_behavior=TrialEndBehavior.CONVERT_TO_PAID),
        TrialWish(is_trial=True, end_behavior=TrialEndBehavior.CANCEL_SUBSCRIPTION),
    ]
)


_PRORATIONS = [
    BillingInformation(proration_behavior=each)
    for each in (ProrationBehavior.INVOICE_IMMEDIATELY, ProrationBehavior.CREATE_PRORATIONS)
]


def _some(**choices: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=choices)


provisions = st.one_of(
    st.builds(
        Deed,
        st.just("provision"),
        st.sampled_from(["free", "enterprise"]),
        _some(start_date=_days, schedule_strategy=_strategies, trial=_trials),
    ),
    st.builds(
        lambda plan, period, fields, seats: Deed(
            "provision", plan, {"billing_period": period, **fields, **({"quantities": seats} if plan == "pro" else {})}
        ),
        st.sampled_from(["basic", "pro"]),
        st.sampled_from(BillingPeriod),
        _some(
            start_date=_days,
            addons=_addons,
            trial=_trials,
            skips_trial=st.booleans(),
            schedule_strategy=_strategies,
            cancellation_date=_days,
            restarts_billing_cycle=st.booleans(),
        ),
        _quantities,
    ),
)
sites = st.builds(
    lambda resource, period: Deed("provision", "site", {"billing_period": period, "resource_id": resource}),
    st.sampled_from(["north", "south"]),
    st.sampled_from(BillingPeriod),
)
_updates = st.one_of(
    _some(quantities=_quantities, schedule_strategy=_strategies, billing_information=st.sampled_from(_PRORATIONS)),
    _some(addons=_addons, schedule_strategy=_strategies, billing_information=st.sampled_from(_PRORATIONS)),
    _some(billing_period=st.sampled_from(BillingPeriod), addons=_addons, schedule_strategy=_strategies),
    _some(cancellation_date=_days | st.none()),
    _some(trial_end_date=st.integers(-5, 30).map(lambda days: timedelta(days=days))),
    _some(restarts_billing_cycle=st.booleans(), addons=_addons),
)
updates = st.builds(Deed, st.just("update"), st.integers(0, 9), _updates)
cancellations = st.builds(
    Deed,
    st.just("cancel"),
    st.integers(0, 9),
    st.one_of(
        _some(
            time=st.sampled_from(
                [
                    SubscriptionCancellationTime.IMMEDIATE,
                    SubscriptionCancellationTime.END_OF_BILLING_PERIOD,
                ]
            ),
            action=st.sampled_from(CancellationAction),
            is_prorated=st.booleans(),
        ),
        st.builds(lambda end: {"time": SubscriptionCancellationTime.SPECIFIC_DATE, "end_date": end}, _days),
    ),
)
publications = st.builds(
    lambda plan, to_all: Deed("publish", plan, {"to_all": to_all}),
    st.sampled_from(["free", "basic", "pro", "site"]),
    st.booleans(),
)
lapses = st.integers(1, 200 * 24).map(lambda hours: timedelta(hours=hours))
