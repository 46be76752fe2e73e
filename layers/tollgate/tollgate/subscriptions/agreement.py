"""The pure part of provisioning: what may be agreed on, and what the agreement then says."""

from datetime import datetime
from typing import Any

from tollgate.billing.checkout import CheckoutOptions
from tollgate.catalog.create_package_entitlements import NewEntitlement
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.package import PricingType, named
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product, UsageResetCutoff
from tollgate.charges.localization import billing_periods_of, prices_for
from tollgate.charges.price import BillingModel
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.ids import require_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod, start_of_day, start_of_hour
from tollgate.shared.scope import Scope
from tollgate.subscriptions.coupons import CouponWish
from tollgate.subscriptions.errors import BillingPeriodMissing
from tollgate.subscriptions.offer import Offer
from tollgate.subscriptions.state_machine import Trigger, transition
from tollgate.subscriptions.status import PaymentCollectionMethod, ScheduleStrategy
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import (
    AddonWish,
    AgreedPrice,
    AppliedCoupon,
    BillingInformation,
    Budget,
    Quantity,
    Terms,
)
from tollgate.subscriptions.timeline import TRIAL_NOTICE
from tollgate.subscriptions.trials import Trial, TrialWish


class ProvisionRequest(Value):
    """Which plan is given to whom, and on which terms. Without an `id` one is generated.

    `restarts_billing_cycle` counts billing periods from now on; otherwise a paid plan that follows another one of
    the same billing period keeps its cycle. `unit_quantity` is the quantity of the only charge there is by the unit.
    """

    scope: Scope
    customer_id: str
    plan_id: str
    id: str | None = None
    resource_id: str | None = None
    billing_period: BillingPeriod | None = None
    billing_country_code: str | None = None
    restarts_billing_cycle: bool = False
    schedule_strategy: ScheduleStrategy | None = None
    start_date: Instant | None = None
    cancellation_date: Instant | None = None
    addons: tuple[AddonWish, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    unit_quantity: Amount | None = None
    prices: tuple[AgreedPrice, ...] = ()
    entitlements: tuple[NewEntitlement, ...] = ()
    minimum_spend: Money | None = None
    budget: Budget | None = None
    coupon: CouponWish | None = None
    trial: TrialWish | None = None
    skips_trial: bool = False
    payment_collection_method: PaymentCollectionMethod | None = None
    awaits_payment: bool = True
    checkout_options: CheckoutOptions | None = None
    billing_information: BillingInformation = BillingInformation()
    paying_customer_id: str | None = None
    contract_id: str | None = None
    end_date: Instant | None = None
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
    checked_metadata(request.billing_information.metadata, path="billingInformation.metadata")
    check_amounts(request.budget, request.minimum_spend, request.billing_information)
    check_quantities(request.quantities)


def check_amounts(budget: Budget | None, minimum_spend: Money | None, billing: BillingInformation) -> None:
    """Raise `InvalidInput` for amounts that cannot be."""
    if budget is not None and budget.limit < 0:
        raise InvalidInput("A budget is zero or more", field="budget.limit")
    if minimum_spend is not None and minimum_spend.amount < 0:
        raise InvalidInput("A minimum spend is zero or more", field="minimumSpend.amount")
    if billing.tax_percentage is not None and not 0 <= billing.tax_percentage <= 100:
        raise InvalidInput("A tax is between 0 and 100 percent", field="billingInformation.taxPercentage")


def check_quantities(quantities: tuple[Quantity, ...]) -> None:
    """Raise `InvalidInput` where more than one quantity of the same is asked for."""
    named: set[tuple[str, str]] = set()
    for index, each in enumerate(quantities):
        if (each.type, each.id) in named:
            raise InvalidInput(f"Name one quantity of {each.id}", field=f"charges[{index}].id")
        named.add((each.type, each.id))


def check_terms(request: ProvisionRequest, plan: Plan, product: Product) -> None:
    """Raise `InvalidInput` where the request does not fit what the plan and its product ask for."""
    if product.multiple_subscriptions and request.resource_id is None:
        raise InvalidInput(f"Plans of {product.id} are subscribed per resource: name a resourceId", field="resourceId")
    if not product.multiple_subscriptions and request.resource_id is not None:
        raise InvalidInput(
            f"Plans of {product.id} are not subscribed per resource: omit resourceId", field="resourceId"
        )
    if request.entitlements and plan.pricing_type is PricingType.FREE:
        raise InvalidInput(f"{plan.id} is free and grants what it grants", field="entitlements")
    agreed = {each.id for each in request.entitlements}
    variable = next((each for each in plan.all_granted if each.is_custom and named(each) not in agreed), None)
    if variable is not None:
        details = {"featureId": variable.feature_id} if isinstance(variable, FeatureEntitlement) else {}
        message = f"{plan.id} leaves the value of {named(variable)} to each subscription: name it"
        raise InvalidInput(message, field="entitlements", **details)


def agreed_period(wish: BillingPeriod | None, plan: Plan) -> BillingPeriod | None:
    """Return the billing period of a paid plan: the one asked for, else the only one there are prices for.

    Raises `BillingPeriodMissing` where there is a choice and `PriceNotFound` where there is no such price. Plans that
    were published before there were prices go with every period.
    """
    if plan.pricing_type is not PricingType.PAID:
        return None
    prices = plan.charges.all_prices()
    offered = billing_periods_of(prices)
    if wish is None and len(offered) != 1:
        raise BillingPeriodMissing(f"{plan.id} is a paid plan: name a billingPeriod", field="billingPeriod")
    period = wish or next(iter(offered))
    if offered:
        prices_for(prices, billing_period=period, country=None)
    return period


def with_unit_quantity(terms: Terms, quantity: Amount | None, plan: Plan) -> Terms:
    """Return the terms with a quantity of the only charge by the unit; raises `InvalidInput` where it is not plain."""
    if quantity is None:
        return terms
    models = [each for each in plan.charges.pricing_models if each.billing_model is BillingModel.PER_UNIT]
    if len(models) != 1 or models[0].feature_id is None:
        message = f"{plan.id} does not have exactly one charge by the unit: use charges"
        raise InvalidInput(message, field="unitQuantity")
    return terms.with_quantity(Quantity(id=models[0].feature_id, quantity=quantity))


def begin(
    request: ProvisionRequest,
    *,
    id: str,
    uuid: str,
    plan: Plan,
    terms: Terms,
    offer: Offer,
    coupon: AppliedCoupon | None,
    trial: Trial | None,
    former: Subscription | None,
    test_clock_id: str | None,
    now: datetime,
) -> Subscription:
    """Return the subscription that begins now, began before, or will begin.

    Where it takes the place of a former one of its slot, usage goes on being counted from that one's anchor, and so do
    billing periods of the same length. Only paid plans have billing periods, and not in a trial.
    """
    start = request.start_date or now
    trigger = Trigger.PROVISIONED if trial is None else Trigger.PROVISIONED_IN_TRIAL
    if start > now:
        trigger = Trigger.PROVISIONED_LATER
    same = ("customer_id", "resource_id", "plan_id", "billing_information", "paying_customer_id", "contract_id")
    also = ("payment_collection_method", "cancellation_date", "end_date", "billing_id", "salesforce_id", "metadata")
    begun = Subscription(
        **{name: getattr(request, name) for name in (*same, *also)},
        **sold_fields(offer),
        id=id,
        uuid=uuid,
        product_id=plan.product_id,
        plan_version=plan.version_number,
        price_version=plan.version_number,
        pricing_type=plan.pricing_type or PricingType.FREE,
        status=transition(None, trigger, of=id).target,
        terms=terms,
        coupon=coupon,
        budget=request.budget or (trial.budget if trial is not None else None),
        is_trial=trial is not None,
        is_trial_end_told=trial is not None and trial.end_date - TRIAL_NOTICE <= start,
        trial_end_date=trial.end_date if trial is not None else None,
        trial_end_behavior=trial.end_behavior if trial is not None else None,
        usage_anchor=former.usage_anchor if former is not None else start_of_day(start),
        start_date=start,
        test_clock_id=test_clock_id,
        created_at=now,
        updated_at=now,
    )
    is_paid_for = begun.pricing_type is PricingType.PAID and trigger is Trigger.PROVISIONED
    return in_first_period(begun, former, restarts=request.restarts_billing_cycle, at=now) if is_paid_for else begun


def in_first_period(begun: Subscription, former: Subscription | None, *, restarts: bool, at: datetime) -> Subscription:
    """Return a paid subscription in its first billing period."""
    anchor = begun.start_date
    keeps_cycle = former is not None and former.billing_period is begun.terms.billing_period and not restarts
    if former is not None and former.billing_cycle_anchor is not None and keeps_cycle:
        anchor = former.billing_cycle_anchor
    charged_from = start_of_hour(begun.start_date) if former is None else at
    return begun.in_cycle(anchor, at=at).but(charged_from=charged_from, arrears_from=begun.start_date)


def sold_fields(offer: Offer) -> dict[str, Any]:
    """Return the fields of a subscription that an offer fills."""
    return {name: getattr(offer, name) for name in type(offer).model_fields}


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
