"""What happens in billing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from tollgate.billing.ports import AccruedUsage
from tollgate.billing.sold import Sold
from tollgate.shared.entity import wire_instant
from tollgate.shared.errors import DomainError
from tollgate.shared.events import DomainEvent
from tollgate.shared.period import Period


class UsageEvent(DomainEvent):
    """Something happened to the usage that a subscription charges for."""

    source: ClassVar[str] = "billing"

    @classmethod
    def of(
        cls,
        sold: Sold,
        usage: Sequence[AccruedUsage],
        *,
        period: Period,
        invoice_id: str | None = None,
        at: datetime,
    ) -> Self:
        """Return the event: how much of which feature, in which billing period, and on which invoice."""
        payload: dict[str, Any] = {
            "id": sold.subscription_id,
            "customer": {"id": sold.customer_id},
            "resource": {"id": sold.resource_id} if sold.resource_id is not None else None,
            "periodStart": wire_instant(period.start),
            "periodEnd": wire_instant(period.end),
            "usage": [each.model_dump(mode="json", by_alias=True) for each in usage],
            "invoiceBillingId": invoice_id,
        }
        return cls(
            aggregate=f"SUBSCRIPTION#{sold.subscription_id}",
            parent_id=sold.customer_id,
            occurred_at=at,
            payload=payload,
        )


class SubscriptionUsageChargeTriggered(UsageEvent):
    """Usage of a subscription was charged before its billing period ended."""

    event_type: ClassVar[str] = "SUBSCRIPTION_USAGE_CHARGE_TRIGGERED"


class SubscriptionUsageUpdated(UsageEvent):
    """The provider was told what was used."""

    event_type: ClassVar[str] = "SUBSCRIPTION_USAGE_UPDATED"


class CustomerPaymentFailed(DomainEvent):
    """A payment for a subscription failed, or waits for the payer to act."""

    event_type: ClassVar[str] = "CUSTOMER_PAYMENT_FAILED"
    source: ClassVar[str] = "billing"

    @classmethod
    def of(
        cls,
        *,
        customer_id: str,
        customer: Mapping[str, Any],
        subscription: Mapping[str, Any],
        error: DomainError | str,
        originating_event_id: str | None = None,
        at: datetime,
    ) -> Self:
        """Return the event with the public views of the payer and the subscription, and why it failed."""
        told = {"code": error.code, "message": error.message} if isinstance(error, DomainError) else {"message": error}
        payload: dict[str, Any] = {
            "timestamp": wire_instant(at),
            "customer": dict(customer),
            "subscription": dict(subscription),
            "error": told,
            "originatingEventId": originating_event_id,
        }
        return cls(aggregate=f"CUSTOMER#{customer_id}", occurred_at=at, payload=payload)
