"""What happens to promotional entitlements."""

from datetime import datetime
from typing import Any, ClassVar, Self

from tollgate.catalog.feature import Feature
from tollgate.customers.customer import Customer
from tollgate.customers.events import public_view
from tollgate.customers.promotion import PromotionalEntitlement
from tollgate.shared.entity import Entity
from tollgate.shared.events import DomainEvent

_VALUES = {"usage_limit", "has_unlimited_usage", "has_soft_limit", "enum_values", "reset_period"}


class PromotionalEntitlementEvent(DomainEvent):
    """Something happened to a promotional entitlement."""

    source: ClassVar[str] = "customers"
    tells_of: ClassVar[type[Entity]] = PromotionalEntitlement

    @classmethod
    def of(cls, promotion: PromotionalEntitlement, customer: Customer, feature: Feature, *, at: datetime) -> Self:
        """Return the event with the grant, its feature and its customer."""
        payload: dict[str, Any] = {
            "id": promotion.id,
            "status": promotion.status_at(at, is_archived=customer.is_archived).value,
            "feature": _feature(feature),
            "customer": public_view(customer),
            **_granted(promotion),
        }
        return cls(
            aggregate=f"PROMOTIONAL_ENTITLEMENT#{promotion.id}",
            parent_id=customer.id,
            occurred_at=at,
            payload=payload,
        )

    def as_of(self, former: PromotionalEntitlement) -> Self:
        """Return the event as it would tell of the former grant, of the same feature to the same customer."""
        status = former.status_at(self.occurred_at, is_archived=False).value
        return self.but(payload={**self.payload, "status": status, **_granted(former)})


def _granted(promotion: PromotionalEntitlement) -> dict[str, Any]:
    granted, anchor = promotion.entitlement, promotion.entitlement.reset_anchor
    return {
        **granted.model_dump(mode="json", by_alias=True, include=_VALUES),
        "resetPeriodConfiguration": {"accordingTo": anchor.value} if anchor is not None else None,
        **promotion.model_dump(mode="json", by_alias=True, include={"is_visible", "period"}),
        **_dates(promotion),
    }


def _feature(feature: Feature) -> dict[str, Any]:
    shown = feature.model_dump(mode="json", by_alias=True, include={"id", "description", "feature_type", "meter_type"})
    return {
        **shown,
        "name": feature.display_name,
        "unit": feature.feature_units,
        "units": feature.feature_units_plural,
        "status": feature.feature_status.value,
    }


def _dates(promotion: PromotionalEntitlement) -> dict[str, Any]:
    dates = promotion.model_dump(mode="json", include={"starts_at", "ends_at"})
    return {"startDate": dates["starts_at"], "endDate": dates["ends_at"]}


class PromotionalEntitlementGranted(PromotionalEntitlementEvent):
    """A feature was granted beside any plan."""

    event_type: ClassVar[str] = "PROMOTIONAL_ENTITLEMENT_GRANTED"


class PromotionalEntitlementUpdated(PromotionalEntitlementEvent):
    """A feature that was granted already was granted again, with another value or for another time."""

    event_type: ClassVar[str] = "PROMOTIONAL_ENTITLEMENT_UPDATED"


class PromotionalEntitlementEndsSoon(PromotionalEntitlementEvent):
    """A grant ends in a week."""

    event_type: ClassVar[str] = "PROMOTIONAL_ENTITLEMENT_ENDS_SOON"


class PromotionalEntitlementExpired(PromotionalEntitlementEvent):
    """The time of a grant was over."""

    event_type: ClassVar[str] = "PROMOTIONAL_ENTITLEMENT_EXPIRED"


class PromotionalEntitlementRevoked(PromotionalEntitlementEvent):
    """A grant was taken back before its time."""

    event_type: ClassVar[str] = "PROMOTIONAL_ENTITLEMENT_REVOKED"
