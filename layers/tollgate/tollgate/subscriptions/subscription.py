"""A subscription: the agreement between a customer and a plan."""

from datetime import datetime
from enum import StrEnum

from tollgate.catalog.plan import PricingType
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.period import BillingPeriod


class SubscriptionStatus(StrEnum):
    """Where a subscription is in its life; CANCELED and EXPIRED are final."""

    PAYMENT_PENDING = "PAYMENT_PENDING"
    NOT_STARTED = "NOT_STARTED"
    IN_TRIAL = "IN_TRIAL"
    ACTIVE = "ACTIVE"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing can happen to the subscription any more."""
        return self in {SubscriptionStatus.CANCELED, SubscriptionStatus.EXPIRED}


class CancelReason(StrEnum):
    """Why a subscription ended; the mixed spelling is the contract's."""

    UPGRADE_OR_DOWNGRADE = "UPGRADE_OR_DOWNGRADE"
    CANCELLED_BY_BILLING = "CANCELLED_BY_BILLING"
    EXPIRED = "EXPIRED"
    DETACH_BILLING = "DETACH_BILLING"
    TRIAL_ENDED = "TRIAL_ENDED"
    IMMEDIATE = "Immediate"
    TRIAL_CONVERTED = "TRIAL_CONVERTED"
    PENDING_PAYMENT_EXPIRED = "PENDING_PAYMENT_EXPIRED"
    SCHEDULED_CANCELLATION = "ScheduledCancellation"
    CUSTOMER_ARCHIVED = "CustomerArchived"
    AUTO_CANCELLATION_RULE = "AutoCancellationRule"


class PaymentCollection(StrEnum):
    """How the collection of the latest payment stands."""

    NOT_REQUIRED = "NOT_REQUIRED"
    PROCESSING = "PROCESSING"
    FAILED = "FAILED"
    ACTION_REQUIRED = "ACTION_REQUIRED"


class PaymentCollectionMethod(StrEnum):
    """How payments are collected: charged, by invoice, or not at all."""

    CHARGE = "CHARGE"
    INVOICE = "INVOICE"
    NONE = "NONE"


class Subscription(Entity):
    """The agreement between a customer and a plan version, for the customer itself or for one of its resources.

    `billing_cycle_anchor` is the instant billing periods count from; `usage_anchor` is what usage windows count from
    and survives a change of plan in the slot (customer, product, resource). Only paid plans have billing periods.
    """

    id: str
    uuid: str
    customer_id: str
    resource_id: str | None = None
    product_id: str
    plan_id: str
    plan_version: int
    pricing_type: PricingType
    status: SubscriptionStatus
    payment_collection: PaymentCollection = PaymentCollection.NOT_REQUIRED
    payment_collection_method: PaymentCollectionMethod | None = None
    billing_period: BillingPeriod | None = None
    billing_cycle_anchor: Instant | None = None
    current_billing_period_start: Instant | None = None
    current_billing_period_end: Instant | None = None
    usage_anchor: Instant
    start_date: Instant
    end_date: Instant | None = None
    cancellation_date: Instant | None = None
    cancel_reason: CancelReason | None = None
    billing_id: str | None = None
    paying_customer_id: str | None = None
    salesforce_id: str | None = None
    metadata: dict[str, str] = {}
    created_at: Instant
    updated_at: Instant

    @property
    def effective_end_date(self) -> datetime | None:
        """Return the instant at which access ends or ended, the earliest of those that are set."""
        return min((moment for moment in (self.end_date, self.cancellation_date) if moment is not None), default=None)
