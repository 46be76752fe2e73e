"""Builders of governance: a customer with a hierarchy of entities that have budgets."""

from typing import Any

from tests.support.template_api import Answer, TemplateApi

BETA = "/api/v1-beta"
ACME = f"{BETA}/customers/acme"
KEYS = {"department": "departmentId", "team": "teamId", "agent": "agentId", "model": "modelId"}


def put(api: TemplateApi, path: str, **body: Any) -> Answer:
    """Put."""
    return api.call("PUT", path, body)


def define_types(api: TemplateApi) -> None:
    """Define a type for each kind of entity, with one dimension that names it."""
    types = [{"id": each, "displayName": each.title(), "attributionKeys": [key]} for each, key in KEYS.items()]
    put(api, f"{BETA}/entity-types", types=types).data  # noqa: B018


def name_entities(api: TemplateApi, **types: str) -> None:
    """Name entities of acme: `team_a="team"` is the entity team-a."""
    entities = [{"id": name.replace("_", "-"), "entityTypeId": type_id} for name, type_id in types.items()]
    put(api, f"{ACME}/entities", entities=entities).data  # noqa: B018


def budget(entity_id: str, limit: float | None = None, *scope: str, feature: str = "calls", **more: Any) -> Any:
    """Return a monthly budget of an entity, as it is sent."""
    fields = {"entityId": entity_id, "usageLimit": limit, "cadence": "P1M", "featureId": feature, **more}
    return {**fields, "scopeEntityIds": list(scope)} if scope else fields


def assign(api: TemplateApi, *budgets: dict[str, Any]) -> Answer:
    """Give entities of acme budgets."""
    return put(api, f"{ACME}/assignments", assignments=list(budgets))


def report(api: TemplateApi, value: float, *, feature: str = "calls", key: str | None = None, **named: str) -> Answer:
    """Report usage of acme with dimensions: `team="a"` is the dimension `teamId`."""
    dimensions = {KEYS[each]: entity_id for each, entity_id in named.items()}
    usage = {"customerId": "acme", "featureId": feature, "value": value, "dimensions": dimensions}
    return api.post("/api/v2/usage", usages=[{**usage, **({"idempotencyKey": key} if key is not None else {})}])


def check(api: TemplateApi, requested: int | None = None, *, feature: str = "calls", **named: str) -> Any:
    """Return the answer to a check that names entities."""
    query = {f"dimensions[{KEYS[each]}]": entity_id for each, entity_id in named.items()}
    asked = {"requestedUsage": requested} if requested is not None else {}
    return api.get(f"{ACME}/entitlements/check", featureId=feature, **asked, **query).data


def nodes(answer: Any) -> list[list[tuple[str, float, bool]]]:
    """Return the chains of a check: entity, usage and verdict of each node."""
    return [
        [(node["entityId"], node["currentUsage"], node["isGranted"]) for node in chain] for chain in answer["chains"]
    ]


def used(api: TemplateApi, feature: str = "calls") -> dict[str, float]:
    """Return what is used of the node-wide budgets, by entity."""
    query = {"featureIds": feature, "scope": "nodeWide", "limit": 100, "sortBy": "id"}
    found, after = [], {}
    while True:
        page = api.get(f"{ACME}/governance", **query, **after).body
        found += page["data"]
        if page["pagination"]["next"] is None:
            return {node["entityId"]: node["currentUsage"] for node in found}
        after = {"after": page["pagination"]["next"]}
