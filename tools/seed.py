"""Loads an example catalogue through the public API: `python -m tools.seed` (`make seed`). Can be repeated.

`URL` and `API_KEY` lead to another server than the local one on `PORT`.
"""

import os
from typing import Any

from stigg import ConflictError, Stigg
from stigg.resources.v1.addons import AddonsResource
from stigg.resources.v1.plans import PlansResource

from tools.emulator import HOST
from tools.local_environment import FULL_KEY

PRODUCT = "product-app"

FEATURES: dict[str, dict[str, Any]] = {
    "feature-seats": {
        "display_name": "Seats",
        "feature_type": "NUMBER",
        "meter_type": "FLUCTUATING",
        "feature_units": "seat",
        "feature_units_plural": "seats",
    },
    "feature-api-calls": {
        "display_name": "API calls",
        "feature_type": "NUMBER",
        "meter_type": "INCREMENTAL",
        "feature_units": "call",
        "feature_units_plural": "calls",
    },
    "feature-storage": {
        "display_name": "Storage",
        "feature_type": "NUMBER",
        "meter_type": "FLUCTUATING",
        "feature_units": "GB",
        "feature_units_plural": "GB",
    },
    "feature-sso": {"display_name": "Single sign-on", "feature_type": "BOOLEAN"},
    "feature-data-retention": {
        "display_name": "Data retention",
        "feature_type": "NUMBER",
        "feature_units": "day",
        "feature_units_plural": "days",
    },
    "feature-regions": {
        "display_name": "Regions",
        "feature_type": "ENUM",
        "enum_configuration": [
            {"value": "eu", "display_name": "Europe"},
            {"value": "us", "display_name": "United States"},
            {"value": "ap", "display_name": "Asia Pacific"},
        ],
    },
}

PLANS: dict[str, dict[str, Any]] = {
    "plan-free": {"display_name": "Free", "pricing_type": "FREE"},
    "plan-pro": {"display_name": "Pro", "pricing_type": "PAID"},
    "plan-enterprise": {"display_name": "Enterprise", "pricing_type": "CUSTOM"},
}

ADDON = "addon-seats"


def _fee(monthly: int) -> Any:
    """Return charges of one fee; a year costs ten months."""
    return {
        "pricing_type": "PAID",
        "pricing_models": [
            {
                "billing_model": "FLAT_FEE",
                "price_periods": [
                    {"billing_period": "MONTHLY", "price": {"amount": monthly, "currency": "usd"}},
                    {"billing_period": "ANNUALLY", "price": {"amount": monthly * 10, "currency": "usd"}},
                ],
            },
        ],
    }


MONTHLY: dict[str, Any] = {
    "reset_period": "MONTH",
    "monthly_reset_period_configuration": {"according_to": "SubscriptionStart"},
}

ENTITLEMENTS: dict[str, dict[str, dict[str, Any]]] = {
    "plan-free": {
        "feature-seats": {"usage_limit": 2},
        "feature-api-calls": {"usage_limit": 1_000, **MONTHLY},
        "feature-storage": {"usage_limit": 1},
        "feature-data-retention": {"usage_limit": 7},
        "feature-regions": {"enum_values": ["eu"]},
    },
    "plan-pro": {
        "feature-seats": {"usage_limit": 10},
        "feature-api-calls": {"usage_limit": 10_000, **MONTHLY},
        "feature-storage": {"usage_limit": 100},
        "feature-data-retention": {"usage_limit": 90},
        "feature-regions": {"enum_values": ["eu", "us"]},
    },
    "plan-enterprise": {
        "feature-seats": {"has_unlimited_usage": True},
        "feature-api-calls": {"usage_limit": 1_000_000, "has_soft_limit": True, **MONTHLY},
        "feature-storage": {"usage_limit": 5_000},
        "feature-sso": {},
        "feature-data-retention": {"usage_limit": 365},
        "feature-regions": {"enum_values": ["eu", "us", "ap"]},
    },
}


def main() -> None:
    """Load the catalogue and say what is in it."""
    seed(connect())
    print(f"The catalogue has {len(FEATURES)} features, the plans {', '.join(PLANS)} and the add-on {ADDON}.")


def connect() -> Stigg:
    """Return a client that refuses any answer off the contract."""
    url = os.environ.get("URL") or f"http://{HOST}:{os.environ.get('PORT') or 3000}"
    key = os.environ.get("API_KEY") or FULL_KEY
    return Stigg(api_key=key, base_url=url, _strict_response_validation=True)


def seed(client: Stigg) -> None:
    """Create what is missing of the catalogue, and publish every plan and the add-on."""
    _once(client.v1.products.create_product, id=PRODUCT, display_name="App")
    for feature, properties in FEATURES.items():
        _once(client.v1.features.create_feature, id=feature, **properties)
    _once(client.v1.addons.create, id=ADDON, product_id=PRODUCT, display_name="Five more seats", pricing_type="PAID")
    if client.v1.addons.retrieve(ADDON).data.status == "DRAFT":
        _grant(client.v1.addons, ADDON, {"feature-seats": {"usage_limit": 5}})
        client.v1.addons.update(ADDON, charges=_fee(15))
        client.v1.addons.publish(ADDON, migration_type="NEW_CUSTOMERS")
    for plan, properties in PLANS.items():
        _once(client.v1.plans.create, id=plan, product_id=PRODUCT, **properties)
        if client.v1.plans.retrieve(plan).data.status == "DRAFT":
            _grant(client.v1.plans, plan, ENTITLEMENTS[plan])
            if properties["pricing_type"] == "PAID":
                client.v1.plans.update(plan, charges=_fee(49), compatible_addon_ids=[ADDON])
            client.v1.plans.publish(plan, migration_type="NEW_CUSTOMERS")


def _grant(packages: PlansResource | AddonsResource, package: str, grants: dict[str, dict[str, Any]]) -> None:
    present = {entitlement.id for entitlement in packages.entitlements.list(package).data}
    missing: Any = [
        {"type": "FEATURE", "id": feature, **grant} for feature, grant in grants.items() if feature not in present
    ]
    if missing:
        packages.entitlements.create(package, entitlements=missing)


def _once(create: Any, **properties: Any) -> None:
    try:
        create(**properties)
    except ConflictError:
        return  # it is there already


if __name__ == "__main__":
    main()
