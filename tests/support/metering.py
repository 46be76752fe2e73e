"""Builders for what metering reads: features, plan versions, customers and what they are subscribed to."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tollgate import wiring
from tollgate.catalog.addon import Addon
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import EnumValue, Feature, FeatureType, MeterType
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.plan import Plan
from tollgate.customers.access import Access, SubscriptionAccess
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod
from tollgate.shared.scope import ActorType, Scope

SCOPE = Scope(account_id="account-test", environment_id="development")
START = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)


def entitlement(feature_id: str = "calls", **changes: Any) -> FeatureEntitlement:
    """A hard limit of ten on a feature that is counted up and never reset."""
    values: dict[str, Any] = {
        "feature_id": feature_id,
        "uuid": "u",
        "feature_type": FeatureType.NUMBER,
        "meter_type": MeterType.INCREMENTAL,
        "usage_limit": Decimal(10),
        "created_at": START,
        "updated_at": START,
    }
    return FeatureEntitlement(**{**values, **changes})


def boolean(feature_id: str = "sso", **changes: Any) -> FeatureEntitlement:
    """A feature that is there or not."""
    off = {"feature_type": FeatureType.BOOLEAN, "meter_type": MeterType.NONE, "usage_limit": None}
    return entitlement(feature_id, **{**off, **changes})


def configured(feature_id: str = "retention", **changes: Any) -> FeatureEntitlement:
    """A number that is configured and not counted."""
    return entitlement(feature_id, **{"meter_type": MeterType.NONE, **changes})


def values_of(feature_id: str = "regions", *values: str, **changes: Any) -> FeatureEntitlement:
    """Some of a list of values."""
    return boolean(feature_id, **{"feature_type": FeatureType.ENUM, "enum_values": values, **changes})


def resetting(
    period: ResetPeriod = ResetPeriod.MONTH, anchor: ResetAnchor | None = None, **changes: Any
) -> FeatureEntitlement:
    """A hard limit of ten that starts from zero again."""
    return entitlement(**{"reset_period": period, "reset_anchor": anchor, **changes})


def plan(plan_id: str, *entitlements: FeatureEntitlement, version: int = 1) -> Plan:
    """A published version of a plan."""
    return Plan(
        id=plan_id,
        uuid="u",
        product_id=f"product-{plan_id}",
        version_number=version,
        status=PackageStatus.PUBLISHED,
        display_name=plan_id,
        entitlements=entitlements,
        created_at=START,
        updated_at=START,
    )


def addon(addon_id: str, *entitlements: FeatureEntitlement, version: int = 1) -> Addon:
    """A published version of an add-on."""
    like = plan(addon_id, *entitlements, version=version)
    return Addon(**{name: getattr(like, name) for name in Addon.model_fields if hasattr(like, name)})


def subscription_access(plan_id: str = "basic", **changes: Any) -> SubscriptionAccess:
    """What a live subscription to the first version of a plan gives, since the 5th of January 2026."""
    values: dict[str, Any] = {
        "id": f"subscription-{plan_id}",
        "product_id": f"product-{plan_id}",
        "plan_id": plan_id,
        "plan_version": 1,
        "starts_at": START,
        "usage_anchor": START,
        "updated_at": START,
    }
    return SubscriptionAccess(**{**values, **changes})


@dataclass
class Sold:
    """Writes what was sold straight into the tables: metering is tested without the operations that sell."""

    scope: Scope = SCOPE

    def feature(self, like: FeatureEntitlement, **changes: Any) -> None:
        """Define the feature of an entitlement."""
        values = {
            "id": like.feature_id,
            "uuid": "u",
            "display_name": like.feature_id.title(),
            "feature_type": like.feature_type,
            "meter_type": like.meter_type,
            "enum_configuration": tuple(EnumValue(display_name=v, value=v) for v in like.enum_values or ()) or None,
            "created_at": START,
            "updated_at": START,
        }
        feature = Feature(**{**values, **changes})
        self._write(
            lambda: wiring.features().find(self.scope, feature.id) or wiring.features().add(self.scope, feature)
        )

    def plan(self, plan_id: str, *entitlements: FeatureEntitlement, version: int = 1) -> None:
        """Publish a version of a plan, and define its features."""
        for each in entitlements:
            self.feature(each)
        self._write(lambda: wiring.plans().publish(self.scope, plan(plan_id, *entitlements, version=version)))

    def addon(self, addon_id: str, *entitlements: FeatureEntitlement, version: int = 1) -> None:
        """Publish a version of an add-on, and define its features."""
        for each in entitlements:
            self.feature(each)
        self._write(lambda: wiring.addons().publish(self.scope, addon(addon_id, *entitlements, version=version)))

    def customer(self, customer_id: str, *resource_ids: str) -> None:
        """Make a customer and its resources known."""
        for owner in (None, *resource_ids):
            self._add(Access(customer_id=customer_id, resource_id=owner))

    def resource(self, customer_id: str, resource_id: str) -> None:
        """Make a resource of a customer known."""
        self._add(Access(customer_id=customer_id, resource_id=resource_id))

    def archive(self, customer_id: str) -> None:
        """Mark a customer as archived."""
        self._change(customer_id, None, lambda item: item.but(is_archived=True))

    def subscribe(self, customer_id: str, row: SubscriptionAccess, *, resource_id: str | None = None) -> None:
        """Give a customer or a resource a subscription, in the place of the one with the same id."""
        self._change(customer_id, resource_id, lambda item: item.with_subscription(row))

    def unsubscribe(self, customer_id: str, subscription_id: str) -> None:
        """Take a subscription away."""
        self._change(customer_id, None, lambda item: item.without_subscription(subscription_id))

    def basic(self, *entitlements: FeatureEntitlement, customer_id: str = "acme") -> None:
        """Sell a plan with these entitlements to a new customer."""
        self.plan("basic", *entitlements)
        self.customer(customer_id)
        self.subscribe(customer_id, subscription_access())

    def reschedule(
        self, *entitlements: FeatureEntitlement, version: int, customer_id: str = "acme", **row: Any
    ) -> None:
        """Move the customer's subscription to a version of the plan with other entitlements."""
        self.plan("basic", *entitlements, version=version)
        self.subscribe(customer_id, subscription_access(plan_version=version, **row))

    def _add(self, item: Access) -> None:
        self._write(lambda: wiring.access().add(self.scope, item))

    def _change(self, customer_id: str, resource_id: str | None, change: Any) -> None:
        def work() -> None:
            item = wiring.access().find(self.scope, customer_id, resource_id)
            assert item is not None
            wiring.access().save(self.scope, change(item))

        self._write(work)

    def _write(self, work: Any) -> None:
        wiring.transact(work, actor=ActorType.SYSTEM)
