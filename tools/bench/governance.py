"""Budgets of entities in the benchmark: an agent with a cap of its own, in a team, in a department."""

from collections.abc import Callable

from tools.bench.world import Api, subscribe

CUSTOMER = "customer-governed"
_PATH = f"/api/v1/customers/{CUSTOMER}"
_LINE = ("agent", "team", "department")


def govern(api: Api, plan: str, feature: str) -> None:
    """Give a customer of a plan a hierarchy of three entities with budgets of a feature, and some usage."""
    subscribe(api, CUSTOMER, plan)
    types = [{"id": each, "displayName": each, "attributionKeys": [each]} for each in _LINE]
    api.call("PUT", "/api/v1/entity-types", {"types": types})
    api.call("PUT", f"{_PATH}/entities", {"entities": [{"id": each, "entityTypeId": each} for each in _LINE]})
    limited = [{"entityId": each, "featureId": feature, "usageLimit": 10**6, "cadence": "P1M"} for each in _LINE]
    parents: tuple[dict[str, str], ...] = ({"parentId": "team"}, {"parentId": "department"}, {})
    budgets = [{**each, **parent} for each, parent in zip(limited, parents, strict=True)]
    api.call("PUT", f"{_PATH}/assignments", {"assignments": budgets})
    report(feature)(api, -1)


def check(feature: str) -> Callable[[Api, int], object]:
    """Return a check that names the agent."""
    query = {"featureId": feature, "dimensions[agent]": "agent"}
    return lambda api, run: api.get(f"{_PATH}/entitlements/check", **query)


def report(feature: str) -> Callable[[Api, int], object]:
    """Return a report that is attributed to the agent and to both above it."""

    def send(api: Api, run: int) -> object:
        usage = {"customerId": CUSTOMER, "featureId": feature, "value": 1, "idempotencyKey": f"governed-{run}"}
        return api.post("/api/v1/usage", {"usages": [{**usage, "dimensions": {"agent": "agent"}}]})

    return send
