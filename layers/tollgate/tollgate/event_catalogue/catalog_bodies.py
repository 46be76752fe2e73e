"""What events of the catalogue tell: products, features and their groups, package groups and coupons."""

from typing import Any

from tollgate.catalog.coupon import CouponStatus, CouponType
from tollgate.catalog.feature import EnumValue, FeatureStatus, FeatureType, MeterType
from tollgate.catalog.feature_group import FeatureGroupStatus
from tollgate.catalog.package_group import PackageGroupStatus
from tollgate.catalog.product import ProductStatus, UsageResetCutoff
from tollgate.catalog.product_settings import AutoCancellationRule
from tollgate.event_catalogue.envelope import Body
from tollgate.event_catalogue.parts import FeatureMin, Part
from tollgate.event_catalogue.ports import Directory
from tollgate.shared.entity import Amount, Instant
from tollgate.shared.events import RecordedEvent
from tollgate.shared.money import Money


class UsageResetCutoffRule(Part):
    """Whether usage that resets starts from zero at a change of plan."""

    behavior: UsageResetCutoff


class ProductBody(Body):
    """A product as the change left it. `name` is its display name."""

    entity_id: str
    id: str
    display_name: str
    name: str
    description: str | None = None
    status: ProductStatus
    is_default: bool
    multiple_subscriptions: bool
    metadata: dict[str, str]
    usage_reset_cutoff_rule: UsageResetCutoffRule
    auto_cancellation_rules: tuple[AutoCancellationRule, ...]

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the product's fields."""
        told = event.payload
        return {
            **told,
            "entityId": told["uuid"],
            "name": told["displayName"],
            "usageResetCutoffRule": {"behavior": told["usageResetCutoff"]},
        }


class FeatureBody(Body):
    """A feature as the change left it."""

    entity_id: str
    id: str
    name: str
    description: str | None = None
    unit: str | None = None
    units: str | None = None
    feature_type: FeatureType
    meter_type: MeterType
    status: FeatureStatus
    enum_configuration: tuple[EnumValue, ...] | None = None
    metadata: dict[str, str]

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the feature's fields."""
        told = event.payload
        return {
            **told,
            "entityId": told["uuid"],
            "name": told["displayName"],
            "unit": told.get("featureUnits"),
            "units": told.get("featureUnitsPlural"),
            "status": told["featureStatus"],
        }


class FeatureGroupBody(Body):
    """A feature group as the change left it, with its features."""

    entity_id: str
    id: str
    name: str
    description: str | None = None
    status: FeatureGroupStatus
    version: int
    features: tuple[FeatureMin, ...]

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the group's fields; its event names the features by their ids."""
        told = event.payload
        known = directory.features(event.scope, told["features"])
        return {
            **told,
            "entityId": told["uuid"],
            "name": told["displayName"],
            "version": told["versionNumber"],
            "features": [FeatureMin.of(known.get(each), each) for each in told["features"]],
        }


class PackageGroupBody(Body):
    """A package group as the change left it, with the ids of its add-ons."""

    entity_id: str
    id: str
    name: str
    description: str | None = None
    product_id: str
    status: PackageGroupStatus
    version: int
    addons: tuple[str, ...]

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the group's fields."""
        told = event.payload
        return {
            **told,
            "entityId": told["uuid"],
            "name": told["displayName"],
            "version": told["versionNumber"],
        }


class CouponBody(Body):
    """A coupon as the change left it; `entityId` is the id it was given.

    `discountValue` is the share in percent, or the sum taken off in the first of the coupon's currencies.
    """

    entity_id: str
    name: str
    description: str | None = None
    coupon_type: CouponType
    status: CouponStatus
    discount_value: Amount
    amounts_off: tuple[Money, ...] | None = None
    duration_in_months: int | None = None
    metadata: dict[str, str]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the coupon's fields."""
        told = event.payload
        percent = told.get("percentOff")
        return {
            **told,
            "entityId": told["id"],
            "couponType": told["type"],
            "discountValue": percent if percent is not None else told["amountsOff"][0]["amount"],
        }
