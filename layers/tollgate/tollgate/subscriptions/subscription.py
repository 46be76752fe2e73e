"""A subscription: the agreement between a customer and a plan."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import model_validator

from tollgate.catalog.package import PricingType
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.period import BillingPeriod, billing_period_at


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
    `plan_version` says what the subscription grants, `price_version` by which version's prices it is sold: publishing
    a version to all customers moves the one and leaves the other.
    """

    id: str
    uuid: str
    customer_id: str
    resource_id: str | None = None
    product_id: str
    plan_id: str
    plan_version: int
    price_version: int
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

    @model_validator(mode="before")
    @classmethod
    def _priced_by_its_plan_version(cls, fields: Any) -> Any:
        """Read what says nothing of a version of prices, as older documents do: it is that of the plan."""
        if not isinstance(fields, dict) or fields.keys() & {"price_version", "priceVersion"}:
            return fields
        return {**fields, "price_version": fields.get("planVersion", fields.get("plan_version"))}

    @property
    def effective_end_date(self) -> datetime | None:
        """Return the instant at which access ends or ended, the earliest of those that are set."""
        return min((moment for moment in (self.end_date, self.cancellation_date) if moment is not None), default=None)

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing can happen to the subscription any more."""
        return self.status.has_ended

    @property
    def is_bought(self) -> bool:
        """Tell whether it is an active one that money or a contract stands behind."""
        return self.status is SubscriptionStatus.ACTIVE and self.pricing_type is not PricingType.FREE

    @property
    def due_at(self) -> datetime | None:
        """Return the instant at which something happens to the subscription by itself: its billing period ends."""
        return None if self.has_ended else self.current_billing_period_end

    def is_due(self, now: datetime) -> bool:
        """Tell whether that instant has come."""
        return self.due_at is not None and self.due_at <= now

    def is_behind(self, plan_id: str, version: int) -> bool:
        """Tell whether it goes on, and by an earlier version of this plan."""
        return not self.has_ended and self.plan_id == plan_id and self.plan_version < version

    def on_version(self, version: int, *, at: datetime) -> Self:
        """Return the subscription with what another version of its plan grants, at the price it has."""
        return self.but(plan_version=version, updated_at=at)

    def renewed(self) -> Self:
        """Return the subscription in the billing period that follows its current one, as of that boundary."""
        boundary = self.current_billing_period_end
        return self if boundary is None else self._in_period_of(boundary).but(updated_at=boundary)

    def seen_at(self, now: datetime) -> Self:
        """Return the subscription as it stands at an instant, also where what fell due is not stored yet."""
        return self._in_period_of(now) if self.is_due(now) else self

    def ended(self, reason: CancelReason, *, at: datetime) -> Self:
        """Return the subscription as its end leaves it, in the billing period it ended in."""
        return self.seen_at(at).but(
            status=SubscriptionStatus.CANCELED, cancel_reason=reason, cancellation_date=at, end_date=at, updated_at=at
        )

    def _in_period_of(self, moment: datetime) -> Self:
        if self.billing_period is None or self.billing_cycle_anchor is None:
            return self
        period = billing_period_at(self.billing_cycle_anchor, self.billing_period, moment)
        return self.but(current_billing_period_start=period.start, current_billing_period_end=period.end)
