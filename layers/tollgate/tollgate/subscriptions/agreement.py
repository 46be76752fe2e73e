"""The pure part of provisioning: what may be agreed on, and what the agreement then says."""

from datetime import datetime

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.package import PricingType, named
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product, UsageResetCutoff
from tollgate.charges.localization import billing_periods_of, prices_for
from tollgate.customers.access import SubscriptionAccess
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.ids import require_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.period import BillingPeriod, billing_period_at, start_of_day
from tollgate.shared.scope import Scope
from tollgate.subscriptions.errors import BillingPeriodMissing
from tollgate.subscriptions.subscription import PaymentCollectionMethod, Subscription, SubscriptionStatus


class ProvisionRequest(Value):
    """Which plan is given to whom. Without an `id` one is generated.

    `restarts_billing_cycle` counts billing periods from now on; otherwise a paid plan that follows another one of
    the same billing period keeps its cycle.
    """

    scope: Scope
    customer_id: str
    plan_id: str
    id: str | None = None
    resource_id: str | None = None
    billing_period: BillingPeriod | None = None
    restarts_billing_cycle: bool = False
    payment_collection_method: PaymentCollectionMethod | None = None
    billing_id: str | None = None
    salesforce_id: str | None = None
    metadata: dict[str, str] = {}


def check_fields(request: ProvisionRequest) -> None:
    """Raise `InvalidInput` for ids and metadata that cannot be, whatever is stored."""
    if request.id is not None:
        require_id(request.id, field="id")
    if request.resource_id is not None:
        require_id(request.resource_id, field="resourceId")
    checked_metadata(request.metadata)


def check_terms(request: ProvisionRequest, plan: Plan, product: Product) -> None:
    """Raise `InvalidInput` where the request does not fit what the plan and its product ask for."""
    if product.multiple_subscriptions and request.resource_id is None:
        raise InvalidInput(f"Plans of {product.id} are subscribed per resource: name a resourceId", field="resourceId")
    if not product.multiple_subscriptions and request.resource_id is not None:
        raise InvalidInput(
            f"Plans of {product.id} are not subscribed per resource: omit resourceId", field="resourceId"
        )
    variable = next((each for each in plan.all_granted if each.is_custom), None)
    if variable is not None:
        details = {"featureId": variable.feature_id} if isinstance(variable, FeatureEntitlement) else {}
        raise InvalidInput(
            f"{plan.id} leaves the value of {named(variable)} to each subscription, which cannot name it yet",
            field="entitlements",
            **details,
        )


def agreed_period(request: ProvisionRequest, plan: Plan) -> BillingPeriod | None:
    """Return the billing period of a paid plan: the one asked for, else the only one there are prices for.

    Raises `BillingPeriodMissing` where there is a choice and `PriceNotFound` where there is no such price. Plans that
    were published before there were prices go with every period.
    """
    if plan.pricing_type is not PricingType.PAID:
        return request.billing_period
    prices = plan.charges.all_prices()
    offered = billing_periods_of(prices)
    if request.billing_period is None and len(offered) != 1:
        raise BillingPeriodMissing(f"{plan.id} is a paid plan: name a billingPeriod", field="billingPeriod")
    period = request.billing_period or next(iter(offered))
    if offered:
        prices_for(prices, billing_period=period, country=None)
    return period


def is_same_agreement(request: ProvisionRequest, plan: Plan, former: Subscription) -> bool:
    """Tell whether the subscription that occupies the slot is what the request asks for already."""
    return former.plan_id == plan.id and (
        plan.pricing_type is not PricingType.PAID
        or (former.billing_period is request.billing_period and not request.restarts_billing_cycle)
    )


def begin(
    request: ProvisionRequest, *, id: str, uuid: str, plan: Plan, former: Subscription | None, now: datetime
) -> Subscription:
    """Return the subscription that begins now, in the place of the former one, if any, of its slot.

    Usage goes on being counted from the former one's anchor; only paid plans have billing periods.
    """
    begun = Subscription(
        id=id,
        uuid=uuid,
        product_id=plan.product_id,
        plan_version=plan.version_number,
        price_version=plan.version_number,
        pricing_type=plan.pricing_type or PricingType.FREE,
        status=SubscriptionStatus.ACTIVE,
        usage_anchor=former.usage_anchor if former is not None else start_of_day(now),
        start_date=now,
        created_at=now,
        updated_at=now,
        **request.model_dump(exclude={"scope", "id", "billing_period", "restarts_billing_cycle"}),
    )
    if begun.pricing_type is not PricingType.PAID or request.billing_period is None:
        return begun
    anchor = _billing_anchor(request, former, now)
    period = billing_period_at(anchor, request.billing_period, now)
    return begun.but(
        billing_period=request.billing_period,
        billing_cycle_anchor=anchor,
        current_billing_period_start=period.start,
        current_billing_period_end=period.end,
    )


def access_of(begun: Subscription, *, usage_cut: datetime | None = None) -> SubscriptionAccess:
    """Return what the subscription gives; resettable usage starts from zero at the cut, where there is one."""
    return SubscriptionAccess(
        id=begun.id,
        product_id=begun.product_id,
        plan_id=begun.plan_id,
        plan_version=begun.plan_version,
        starts_at=begun.start_date,
        usage_anchor=begun.usage_anchor,
        usage_cut=usage_cut,
        updated_at=begun.start_date,
    )


def usage_cut_of(
    begun: Subscription, former: Subscription, *, before: datetime | None, cutoff: UsageResetCutoff
) -> datetime | None:
    """Return the instant of the last cut of usage, once a subscription has replaced another in its slot.

    A billing period changes with the anchor it is counted from. `before` is the cut that holds so far: where the
    change of plan makes none, usage from before an earlier one must not come back.
    """
    has_new_cycle = begun.billing_cycle_anchor != former.billing_cycle_anchor
    is_kept = cutoff is UsageResetCutoff.NEVER_RESET or (
        cutoff is UsageResetCutoff.BILLING_PERIOD_CHANGE and not has_new_cycle
    )
    return before if is_kept else begun.start_date


def _billing_anchor(request: ProvisionRequest, former: Subscription | None, now: datetime) -> datetime:
    keeps_cycle = former is not None and former.billing_period is request.billing_period
    if former is None or former.billing_cycle_anchor is None or not keeps_cycle or request.restarts_billing_cycle:
        return now
    return former.billing_cycle_anchor
