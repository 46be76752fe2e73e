"""What happens when what a customer may use is made anew: the whole list is told."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from tollgate.catalog.feature import Feature
from tollgate.customers.customer import Customer
from tollgate.entitlements.entitlement import AccessDeniedReason, CreditEntitlement, Entitlement
from tollgate.entitlements.list import Listing
from tollgate.shared.entity import json_number, wire_instant
from tollgate.shared.events import DomainEvent


class EntitlementsUpdated(DomainEvent):
    """What a customer, or one of its resources, may use from now on: all of it, so that receivers replace theirs."""

    event_type: ClassVar[str] = "ENTITLEMENTS_UPDATED"
    source: ClassVar[str] = "entitlements"

    @classmethod
    def of(cls, listing: Listing, customer: Customer, *, trigger: str) -> Self:
        """Return the event; `trigger` names what led to it, as `subscription_updated` does.

        What is denied is not told, but for what usage or credits deny: there is something to use, if not now.
        """
        return cls(
            aggregate=f"CUSTOMER#{customer.id}",
            occurred_at=listing.now,
            payload={
                "trigger": trigger,
                "customer": customer.model_dump(
                    mode="json", by_alias=True, include={"id", "name", "email", "billing_id"}
                ),
                "resource": {"id": listing.resource_id} if listing.resource_id is not None else None,
                "entitlements": _rows(listing),
                "entitlementsUpdatedAt": wire_instant(listing.now),
            },
        )


_USED_UP = frozenset((AccessDeniedReason.REQUESTED_USAGE_EXCEEDING_LIMIT, AccessDeniedReason.INSUFFICIENT_CREDITS))
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


def _rows(listing: Listing) -> list[dict[str, Any]]:
    effective = [each for each in listing.entitlements if each.is_granted or each.access_denied_reason in _USED_UP]
    balances = {each.currency_id: each for each in listing.credits}
    burnt = {each.credit_rate.currency_id for each in effective if each.credit_rate is not None}
    rows = [_shown(each, balances) for each in effective]
    return rows + [_of_credits(each) for each in listing.credits if each.currency_id not in burnt]


def _shown(entitlement: Entitlement, balances: Mapping[str, CreditEntitlement]) -> dict[str, Any]:
    anchor, rate = entitlement.reset_anchor, entitlement.credit_rate
    balance = balances.get(rate.currency_id) if rate is not None else None
    return {
        "feature": _feature(entitlement.feature, entitlement.feature_id),
        **entitlement.model_dump(mode="json", by_alias=True, include=_SHOWN),
        "resetPeriodConfiguration": {"accordingTo": anchor.value} if anchor is not None else None,
        "creditBalance": _balance(balance) if balance is not None else None,
    }


def _of_credits(credit: CreditEntitlement) -> dict[str, Any]:
    """Return the row of credits that no feature of the list burns."""
    return {
        "feature": None,
        "hasUnlimitedUsage": False,
        "hasSoftLimit": credit.has_soft_limit,
        "creditBalance": _balance(credit),
    }


def _balance(credit: CreditEntitlement) -> dict[str, Any]:
    granted, left = credit.usage_limit, credit.usage_limit - credit.current_usage
    return {
        "creditCurrency": {"id": credit.currency_id},
        "totalGranted": json_number(granted),
        "remainingBalance": json_number(left),
        "remainingBalancePercentage": json_number(left * 100 / granted) if granted else 0,
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
