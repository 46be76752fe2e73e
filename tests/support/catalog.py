"""Catalogue entities, with everything defaulted but what a test is about, and the same made through the API."""

from datetime import UTC, datetime
from typing import Any

from tests.support.made_once import made_once
from tests.support.template_api import TemplateApi
from tollgate.catalog.addon import Addon
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import EnumValue, Feature, FeatureType, MeterType
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.package import PackageStatus, PricingType
from tollgate.catalog.package_group import PackageGroup, PackageGroupStatus
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def a_feature(id: str = "feature-seats", *, values: tuple[str, ...] = (), **fields: Any) -> Feature:
    """Return a metered feature, unless other fields are given; `values` are those of an ENUM feature."""
    kind = {"feature_type": FeatureType.NUMBER, "meter_type": MeterType.INCREMENTAL}
    if values:
        configuration = tuple(EnumValue(display_name=value.title(), value=value) for value in values)
        kind = {"feature_type": FeatureType.ENUM, "meter_type": MeterType.NONE}
        fields["enum_configuration"] = configuration
    defaults = {"uuid": f"uuid-{id}", "display_name": id, "created_at": THEN, "updated_at": THEN}
    return Feature(id=id, **{**defaults, **kind, **fields})


def an_entitlement(feature: Feature, **fields: Any) -> FeatureEntitlement:
    """Return an entitlement to a feature, as yet without a value."""
    return FeatureEntitlement(
        feature_id=feature.id,
        **{
            "uuid": f"uuid-of-{feature.id}",
            "feature_type": feature.feature_type,
            "meter_type": feature.meter_type,
            "created_at": THEN,
            "updated_at": THEN,
            **fields,
        },
    )


def a_group(*feature_ids: str, id: str = "group-team", **fields: Any) -> FeatureGroup:
    """Return the first version of a feature group."""
    defaults = {"uuid": f"uuid-{id}", "display_name": id, "created_at": THEN, "updated_at": THEN}
    return FeatureGroup(id=id, feature_ids=feature_ids, **{**defaults, **fields})


def an_addon(id: str = "addon-seats", **fields: Any) -> Addon:
    """Return the first draft of a free add-on."""
    defaults = {
        "uuid": f"uuid-{id}",
        "product_id": "product-main",
        "version_number": 1,
        "display_name": id,
        "pricing_type": PricingType.FREE,
        "created_at": THEN,
        "updated_at": THEN,
    }
    return Addon(id=id, **{**defaults, **fields})


def a_package_group(*addon_ids: str, id: str = "bundle", **fields: Any) -> PackageGroup:
    """Return the first version of a package group, published where it has add-ons."""
    defaults = {
        "uuid": f"uuid-{id}",
        "product_id": "product-main",
        "display_name": id,
        "status": PackageGroupStatus.PUBLISHED if addon_ids else PackageGroupStatus.DRAFT,
        "created_at": THEN,
        "updated_at": THEN,
    }
    return PackageGroup(id=id, addon_ids=addon_ids, **{**defaults, **fields})


def a_plan(id: str = "plan-pro", **fields: Any) -> Plan:
    """Return the first draft of a plan without entitlements."""
    defaults = {
        "uuid": f"uuid-{id}",
        "product_id": "product-main",
        "version_number": 1,
        "display_name": id,
        "created_at": THEN,
        "updated_at": THEN,
    }
    return Plan(id=id, **{**defaults, **fields})


def a_sold_plan(id: str, pricing_type: str = "FREE", **fields: Any) -> Plan:
    """Return the latest version of a plan that is sold."""
    sold = {"status": PackageStatus.PUBLISHED, "is_latest": True, "pricing_type": PricingType(pricing_type)}
    return a_plan(id, **{**sold, **fields})


def a_product(id: str = "product-main", **fields: Any) -> Product:
    """Return a product with one subscription per customer, unless other fields are given."""
    defaults = {"uuid": f"uuid-{id}", "display_name": id, "created_at": THEN, "updated_at": THEN}
    return Product(id=id, **{**defaults, **fields})


@made_once
def create_feature(api: TemplateApi, id: str = "feature-seats", **fields: Any) -> Any:
    """Create a metered feature, unless other fields are given."""
    kind = {} if "featureType" in fields else {"featureType": "NUMBER", "meterType": "FLUCTUATING"}
    return api.post("/api/v1/features", id=id, displayName=id, **kind, **fields).data


@made_once
def create_product(api: TemplateApi, id: str = "product-main", **fields: Any) -> Any:
    """Create a product."""
    return api.post("/api/v1/products", id=id, displayName=id, **fields).data


@made_once
def create_plan(api: TemplateApi, id: str = "plan-pro", **fields: Any) -> Any:
    """Create a free plan of `product-main`, unless other fields are given."""
    defaults = {"displayName": id, "productId": "product-main", "pricingType": "FREE"}
    return api.post("/api/v1/plans", id=id, **{**defaults, **fields}).data


@made_once
def grant(api: TemplateApi, plan_id: str, feature_id: str, **fields: Any) -> Any:
    """Put a feature into a plan."""
    entitlement = {"type": "FEATURE", "id": feature_id, **fields}
    return api.post(f"/api/v1/plans/{plan_id}/entitlements", entitlements=[entitlement]).data


MONTHLY_FEE = {
    "pricingType": "PAID",
    "pricingModels": [
        {
            "billingModel": "FLAT_FEE",
            "pricePeriods": [
                {"billingPeriod": "MONTHLY", "price": {"amount": 10}},
                {"billingPeriod": "ANNUALLY", "price": {"amount": 100}},
            ],
        }
    ],
}
"""What a paid package costs where a test is about something else."""


@made_once
def set_price(api: TemplateApi, package_id: str = "plan-pro", kind: str = "plans", **charges: Any) -> Any:
    """Set what a package charges for: a fee, unless other charges are given."""
    return api.call("PATCH", f"/api/v1/{kind}/{package_id}", {"charges": charges or MONTHLY_FEE}).data


@made_once
def publish(api: TemplateApi, plan_id: str = "plan-pro") -> Any:
    """Publish the draft of a plan."""
    return api.post(f"/api/v1/plans/{plan_id}/publish", migrationType="NEW_CUSTOMERS").data


@made_once
def create_addon(api: TemplateApi, id: str = "addon-boost", **fields: Any) -> Any:
    """Create a free add-on of `product-main`, unless other fields are given."""
    defaults = {"displayName": id, "productId": "product-main", "pricingType": "FREE"}
    return api.post("/api/v1/addons", id=id, **{**defaults, **fields}).data


@made_once
def publish_addon(api: TemplateApi, addon_id: str = "addon-boost") -> Any:
    """Publish the draft of an add-on."""
    return api.post(f"/api/v1/addons/{addon_id}/publish", migrationType="NEW_CUSTOMERS").data


@made_once
def create_currency(api: TemplateApi, id: str = "currency-tokens") -> Any:
    """Create a custom currency."""
    return api.post("/api/v1/credits/custom-currencies", id=id, displayName=id).data


@made_once
def grant_credits(api: TemplateApi, package_id: str, currency_id: str, kind: str = "plans", **fields: Any) -> Any:
    """Put credits into a package: 100 a month, unless other fields are given."""
    entitlement = {"type": "CREDIT", "id": currency_id, "amount": 100, "cadence": "MONTH", **fields}
    return api.post(f"/api/v1/{kind}/{package_id}/entitlements", entitlements=[entitlement]).data
