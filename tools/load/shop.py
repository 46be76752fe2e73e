"""What the load is put on: a plan with a reported and a metered feature, and customers who hold it."""

import json
import urllib.request
from collections.abc import Iterable
from typing import Any

from stigg import ConflictError, Stigg

PRODUCT, PLAN = "product-load", "plan-load"
REPORTED, COUNTED = "feature-load-reported", "feature-load-counted"
EVENT = "load.call"
_METER = {
    "aggregation": {"function": "COUNT"},
    "filters": [{"conditions": [{"field": "eventName", "operation": "EQUALS", "value": EVENT}]}],
}
_GRANT: dict[str, Any] = {"type": "FEATURE", "has_unlimited_usage": True}


def customers(count: int) -> list[str]:
    """Return the ids of the customers; the last one only watches how soon events are seen."""
    return [f"customer-load-{number:05d}" for number in range(count + 1)]


def sell(client: Stigg, url: str, key: str, names: Iterable[str]) -> None:
    """Make sure that the plan is published and that these customers hold it. Can be repeated."""
    catalogue = client.v1
    try:
        catalogue.products.create_product(id=PRODUCT, display_name="Load")
        for feature in (REPORTED, COUNTED):
            catalogue.features.create_feature(
                id=feature, display_name=feature, feature_type="NUMBER", meter_type="INCREMENTAL"
            )
        catalogue.plans.create(id=PLAN, display_name="Load", product_id=PRODUCT, pricing_type="FREE")
        grants: Any = [{"id": feature, **_GRANT} for feature in (REPORTED, COUNTED)]
        catalogue.plans.entitlements.create(PLAN, entitlements=grants)
        catalogue.plans.publish(PLAN, migration_type="NEW_CUSTOMERS")
        # The published client has no word for meters: they are set as the API takes them.
        _patch(f"{url}/api/v1/features/{COUNTED}", key, {"meter": _METER})
    except ConflictError:
        pass  # the plan is there from an earlier run
    for name in names:
        try:
            catalogue.customers.provision(id=name, name=name)
            catalogue.subscriptions.provision(customer_id=name, plan_id=PLAN)
        except ConflictError:
            continue


def _patch(url: str, key: str, body: Any) -> None:
    headers = {"X-API-KEY": key, "Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="PATCH")  # noqa: S310
    with urllib.request.urlopen(request, timeout=30):  # noqa: S310
        pass
