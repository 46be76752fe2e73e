"""What happens to entitlements: that somebody was told what a customer may use."""

from datetime import datetime
from typing import Any, ClassVar, Self

from tollgate.entitlements.reported_check import ReportedCheck
from tollgate.shared.events import DomainEvent


class EntitlementEvent(DomainEvent):
    """A check was made. It is about the customer's entitlement to a feature, and changes nothing of it."""

    source: ClassVar[str] = "entitlements"

    @classmethod
    def of(cls, check: ReportedCheck, *, at: datetime) -> Self:
        """Return the event with what was asked and answered."""
        payload: dict[str, Any] = check.model_dump(mode="json", by_alias=True)
        return cls(
            aggregate=f"ENTITLEMENT#{check.feature_id}", parent_id=check.customer_id, occurred_at=at, payload=payload
        )


class EntitlementRequested(EntitlementEvent):
    """Somebody asked whether a feature may be used."""

    event_type: ClassVar[str] = "ENTITLEMENT_REQUESTED"


class EntitlementGranted(EntitlementEvent):
    """It was granted."""

    event_type: ClassVar[str] = "ENTITLEMENT_GRANTED"


class EntitlementDenied(EntitlementEvent):
    """It was denied; `result.accessDeniedReason` says why."""

    event_type: ClassVar[str] = "ENTITLEMENT_DENIED"
