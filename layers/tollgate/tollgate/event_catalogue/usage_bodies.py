"""What events of entitlements and of usage tell."""

from typing import Any

from tollgate.event_catalogue.envelope import Body
from tollgate.event_catalogue.parts import (
    CreditCurrency,
    CustomerMin,
    FeatureInFull,
    FeatureMin,
    Part,
    ResetConfiguration,
    ResourceRef,
)
from tollgate.event_catalogue.ports import Directory
from tollgate.shared.entity import Amount, Instant
from tollgate.shared.events import RecordedEvent
from tollgate.shared.reset_period import ResetPeriod
from tollgate.shared.scope import ActorType, Scope


class EntitledCustomer(Part):
    """The customer that a list of entitlements is of."""

    id: str
    name: str | None = None
    email: str | None = None
    billing_id: str | None = None


class CreditBalance(Part):
    """What is left of the credits of a currency, of all that is granted and has not expired."""

    credit_currency: CreditCurrency
    total_granted: Amount
    remaining_balance: Amount
    remaining_balance_percentage: Amount


class EntitlementRow(Part):
    """What may be used of a feature; with a balance, its usage burns those credits.

    Credits that no feature of the list burns have a row of their own, without a feature.
    """

    feature: FeatureInFull | None = None
    usage_limit: Amount | None = None
    has_unlimited_usage: bool
    has_soft_limit: bool
    current_usage: Amount | None = None
    usage_period_anchor: Instant | None = None
    usage_period_start: Instant | None = None
    usage_period_end: Instant | None = None
    reset_period: ResetPeriod | None = None
    reset_period_configuration: ResetConfiguration | None = None
    enum_values: tuple[str, ...] | None = None
    credit_balance: CreditBalance | None = None


class ToldActor(Part):
    """Who caused a change."""

    type: ActorType


class EntitlementsBody(Body):
    """Everything that a customer, or one of its resources, may use from now on: it replaces what was told before."""

    trigger: str
    customer: EntitledCustomer
    resource: ResourceRef | None = None
    entitlements: tuple[EntitlementRow, ...]
    entitlements_updated_at: Instant
    event_id: str
    actor: ToldActor

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the list with its customer, and the names of the credits in it."""
        told, scope = event.payload, event.scope
        customer = CustomerMin.found(scope, told["customer"]["id"], directory)
        return {
            **told,
            "customer": customer.model_dump(include=set(EntitledCustomer.model_fields)),
            "entitlements": [_row(scope, each, directory) for each in told["entitlements"]],
            "eventId": event.id,
            "actor": {"type": event.actor},
        }


class MeasurementBody(Body):
    """Usage that was reported, and where it stands now; both in the units of the limit.

    `nextResetDate` is the end of the period that was counted; null where usage never starts from zero again.
    """

    current_change: Amount
    current_usage: Amount
    usage_limit: Amount | None = None
    usage_used_percentage: int | None = None
    has_unlimited_usage: bool
    next_reset_date: Instant | None = None
    feature: FeatureMin
    customer: CustomerMin
    resource: ResourceRef | None = None

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the usage with its customer as that stands."""
        told = event.payload
        return {**told, "customer": CustomerMin.found(event.scope, told["customer"]["id"], directory)}


class NamedPlan(Part):
    """A plan by its name."""

    id: str
    name: str | None = None


class GivingSubscription(Part):
    """A subscription that gives a feature."""

    id: str
    start_date: Instant
    plan: NamedPlan


class UsageExceededBody(Body):
    """Usage that came to a threshold of its limit, in percent, and the subscriptions that give the feature."""

    threshold_percentage: int
    usage_used_percentage: int
    current_usage: Amount
    usage_limit: Amount | None = None
    has_unlimited_usage: bool
    has_soft_limit: bool
    usage_period_anchor: Instant | None = None
    usage_period_start: Instant | None = None
    usage_period_end: Instant | None = None
    reset_period: ResetPeriod | None = None
    reset_period_configuration: ResetConfiguration | None = None
    feature: FeatureMin
    customer: CustomerMin
    resource: ResourceRef | None = None
    active_subscriptions: tuple[GivingSubscription, ...]

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the usage as it stood then, with its customer as that stands."""
        told = event.payload
        return {**told, "customer": CustomerMin.found(event.scope, told["customer"]["id"], directory)}


def _row(scope: Scope, told: dict[str, Any], directory: Directory) -> dict[str, Any]:
    balance = told.get("creditBalance")
    if balance is None:
        return told
    currency_id = balance["creditCurrency"]["id"]
    currency = CreditCurrency.of(directory.currency(scope, currency_id), currency_id)
    return {**told, "creditBalance": {**balance, "creditCurrency": currency}}
