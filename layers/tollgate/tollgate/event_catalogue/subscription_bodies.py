"""What events of subscriptions and of payments for them tell."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from tollgate.catalog.package import PackageStatus, PricingType
from tollgate.entitlements.entitlement import Entitlement
from tollgate.event_catalogue.envelope import Body
from tollgate.event_catalogue.parts import CustomerMin, FeatureMin, Part, ResourceRef
from tollgate.event_catalogue.ports import Directory
from tollgate.shared.entity import Amount, Instant
from tollgate.shared.events import RecordedEvent
from tollgate.shared.period import BillingPeriod
from tollgate.shared.reset_period import ResetPeriod
from tollgate.shared.scope import Scope
from tollgate.subscriptions.status import PaymentCollection, SubscriptionStatus


class SoldPlan(Part):
    """The plan of a subscription, in the version that it holds."""

    id: str
    name: str | None = None
    description: str | None = None
    pricing_type: PricingType | None = None
    status: PackageStatus | None = None


class SoldAddon(Part):
    """An add-on of a subscription, in the version that it holds, so many times."""

    id: str
    name: str | None = None
    description: str | None = None
    status: PackageStatus | None = None
    quantity: int


class SubscriptionMin(Part):
    """A subscription, as every event shows it. `entityId` is its internal id."""

    entity_id: str | None = None
    id: str
    billing_id: str | None = None
    status: SubscriptionStatus
    start_date: Instant | None = None
    end_date: Instant | None = None
    cancellation_date: Instant | None = None
    trial_end_date: Instant | None = None
    current_billing_period_start: Instant | None = None
    current_billing_period_end: Instant | None = None
    billing_period: BillingPeriod | None = None
    billing_currency: str | None = None
    is_trial_subscription: bool
    payment_collection: PaymentCollection
    resource: ResourceRef | None = None
    plan: SoldPlan
    addons: tuple[SoldAddon, ...]
    metadata: dict[str, str]

    @classmethod
    def told(cls, scope: Scope, view: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
        """Return the fields of a subscription that an event shows, with the names of what it holds."""
        return {
            **view,
            "plan": _plan(scope, view["plan"], directory),
            "addons": [_addon(scope, each, directory) for each in view["addons"]],
        }


class SubscriptionBody(SubscriptionMin, Body):
    """A subscription as it stood then, with its customer."""

    customer: CustomerMin

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the subscription's fields, and the customer as it stands."""
        customer = CustomerMin.found(event.scope, event.payload["customer"]["id"], directory)
        return {**SubscriptionMin.told(event.scope, event.payload, directory), "customer": customer}


class SubscriptionChangedBody(SubscriptionBody):
    """A subscription that was provisioned or changed.

    `isUpgrade` and `isDowngrade` tell what it is to the one it replaced; null where it replaced none by this event.
    """

    is_upgrade: bool | None = None
    is_downgrade: bool | None = None


class TrialConvertedBody(SubscriptionBody):
    """A subscription whose trial is paid for from now on; `reason` is TRIAL_ENDED or PAID_SUBSCRIPTION_PROVISIONED."""

    reason: str | None = None


class SpendLimitBody(SubscriptionBody):
    """A subscription whose usage came to cost as much as its budget allows, in the billing currency."""

    spend_limit: Amount
    current_spend: Amount
    current_spend_percentage: Amount | None = None
    threshold_percentage: int
    is_soft_limit: bool | None = None

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the subscription's fields, its limit, and what its usage costs."""
        budget = event.payload.get("budget") or {}
        limit, spend = _exact(budget.get("limit")), _exact(event.payload["currentSpend"]["amount"])
        return {
            **super().fields_of(event, directory),
            "spendLimit": limit,
            "currentSpend": spend,
            "currentSpendPercentage": spend * 100 // limit if limit else None,
            "thresholdPercentage": 100,
            "isSoftLimit": budget.get("hasSoftLimit"),
        }


class MonthEntitlement(Part):
    """What may be used of a feature, and how much was used of it in its own period."""

    feature: FeatureMin
    usage_limit: Amount | None = None
    has_unlimited_usage: bool
    current_usage: Amount | None = None
    usage_period_anchor: Instant | None = None
    usage_period_start: Instant | None = None
    usage_period_end: Instant | None = None
    reset_period: ResetPeriod | None = None

    @classmethod
    def of(cls, entitlement: Entitlement) -> Self:
        """Return the entitlement as the end of a billing month shows it."""
        shown = {name: getattr(entitlement, name) for name in cls.model_fields if name != "feature"}
        return cls(feature=FeatureMin.of(entitlement.feature, entitlement.feature_id), **shown)


class MonthEndsSoonBody(SubscriptionBody):
    """A subscription whose billing month is over in an hour, with what was used so far of all that may be used."""

    current_billing_month_start: Instant
    current_billing_month_end: Instant
    entitlements: tuple[MonthEntitlement, ...]

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the subscription's fields, and the usage as it stands."""
        told = event.payload
        resource_id = told["resource"]["id"] if told.get("resource") is not None else None
        held = directory.entitlements(event.scope, told["customer"]["id"], resource_id)
        return {**super().fields_of(event, directory), "entitlements": [MonthEntitlement.of(each) for each in held]}


class CreationFailedBody(Body):
    """A subscription that was not provisioned: what was asked for, and the billing provider's words."""

    input: dict[str, Any]
    error: str


class PaymentError(Part):
    """Why a payment failed; `code` where there is a published word for it."""

    code: str | None = None
    message: str


class PaymentFailedBody(Body):
    """A payment for a subscription that failed or waits for the payer, who is the customer told of.

    `originatingEventId` is the billing provider's event, where one told of it.
    """

    customer: CustomerMin
    subscription: SubscriptionMin
    error: PaymentError
    originating_event_id: str | None = None

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the payer as it stands, and the subscription as it stood then."""
        told, scope = event.payload, event.scope
        return {
            **told,
            "customer": CustomerMin.found(scope, told["customer"]["id"], directory),
            "subscription": SubscriptionMin.told(scope, told["subscription"], directory),
        }


def _exact(number: int | float | None) -> Decimal:
    return Decimal(str(number or 0))


def _plan(scope: Scope, told: Mapping[str, Any], directory: Directory) -> SoldPlan:
    plan = directory.plan(scope, told["id"], told["versionNumber"])
    if plan is None:
        return SoldPlan(id=told["id"], pricing_type=told.get("pricingType"))
    return SoldPlan(
        id=plan.id,
        name=plan.display_name,
        description=plan.description,
        pricing_type=plan.pricing_type,
        status=plan.status,
    )


def _addon(scope: Scope, told: Mapping[str, Any], directory: Directory) -> SoldAddon:
    addon = directory.addon(scope, told["id"], told["versionNumber"])
    if addon is None:
        return SoldAddon(id=told["id"], quantity=told["quantity"])
    return SoldAddon(
        id=addon.id,
        name=addon.display_name,
        description=addon.description,
        status=addon.status,
        quantity=told["quantity"],
    )
