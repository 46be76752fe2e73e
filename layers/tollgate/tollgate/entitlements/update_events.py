"""What happens when what a customer may use is made anew: the whole list is told."""

from typing import Any, ClassVar, Self

from tollgate.catalog.feature import Feature
from tollgate.customers.customer import Customer
from tollgate.entitlements.entitlement import Entitlement
from tollgate.entitlements.list import Listing
from tollgate.shared.entity import wire_instant
from tollgate.shared.events import DomainEvent


class EntitlementsUpdated(DomainEvent):
    """What a customer, or one of its resources, may use from now on: all of it, so that receivers replace theirs."""

    event_type: ClassVar[str] = "ENTITLEMENTS_UPDATED"
    source: ClassVar[str] = "entitlements"

    @classmethod
    def of(cls, listing: Listing, customer: Customer, *, trigger: str) -> Self:
        """Return the event; `trigger` names what led to it, as `subscription_updated` does."""
        return cls(
            aggregate=f"CUSTOMER#{customer.id}",
            occurred_at=listing.now,
            payload={
                "trigger": trigger,
                "customer": customer.model_dump(
                    mode="json", by_alias=True, include={"id", "name", "email", "billing_id"}
                ),
                "resource": {"id": listing.resource_id} if listing.resource_id is not None else None,
                "entitlements": [_shown(each) for each in listing.entitlements],
                "entitlementsUpdatedAt": wire_instant(listing.now),
            },
        )


_CUSTOMER = {"id", "name", "email", "billing_id"}
_SHOWN = {
    "usage_limit",
    "has_unlimited_usage",
    "has_soft_limit",
    "current_usage",
    "usage_period_anchor",
    "usage_period_start",
    "usage_period_end",
    "reset_period",
    "enum_values",
}
_FEATURE = {
    "id",
    "feature_type",
    "meter_type",
    "feature_units",
    "feature_units_plural",
    "feature_status",
    "description",
    "enum_configuration",
}


def _shown(entitlement: Entitlement) -> dict[str, Any]:
    anchor = entitlement.reset_anchor
    return {
        "feature": _feature(entitlement.feature, entitlement.feature_id),
        **entitlement.model_dump(mode="json", by_alias=True, include=_SHOWN),
        "resetPeriodConfiguration": {"accordingTo": anchor.value} if anchor is not None else None,
        "creditBalance": None,
    }


def _feature(feature: Feature | None, feature_id: str) -> dict[str, Any]:
    if feature is None:
        return {"id": feature_id}
    shown = feature.model_dump(mode="json", by_alias=True, include=_FEATURE)
    return {
        "entityId": feature.uuid,
        "id": feature.id,
        "name": feature.display_name,
        "description": shown["description"],
        "featureType": shown["featureType"],
        "meterType": shown["meterType"],
        "unit": feature.feature_units,
        "units": feature.feature_units_plural,
        "status": shown["featureStatus"],
        "enumConfiguration": shown["enumConfiguration"],
    }
