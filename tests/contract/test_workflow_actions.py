"""Every documented action of workflows is there, and takes all that the operation it stands for takes."""

import re
from typing import Any

import pytest

from tests.support.contract import FINAL, Shape, operations
from tollgate.workflow_actions.registry import ACTIONS
from tollgate.workflows.action import Action
from tools.template import ROOT

BY_NAME: dict[str, Action] = {each.name: each for each in ACTIONS}
OPERATIONS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "provisionCustomer": ("POST", "customers", ()),
    "getCustomer": ("GET", "customers/{id}", ("customerId",)),
    "updateCustomer": ("PATCH", "customers/{id}", ("customerId",)),
    "archiveCustomer": ("POST", "customers/{id}/archive", ("customerId",)),
    "provisionSubscription": ("POST", "subscriptions", ()),
    "getSubscription": ("GET", "subscriptions/{id}", ("subscriptionId",)),
    "updateSubscription": ("PATCH", "subscriptions/{id}", ("subscriptionId",)),
    "cancelSubscription": ("POST", "subscriptions/{id}/cancel", ("subscriptionId",)),
    "migrateSubscription": ("POST", "subscriptions/{id}/migrate", ("subscriptionId",)),
    "transferSubscription": ("POST", "subscriptions/{id}/transfer", ("subscriptionId",)),
    "delegateSubscription": ("POST", "subscriptions/{id}/delegate", ("subscriptionId",)),
    "grantPromotionalEntitlements": ("POST", "customers/{id}/promotional-entitlements", ("customerId",)),
    "revokePromotionalEntitlement": (
        "DELETE",
        "customers/{id}/promotional-entitlements/{featureId}",
        ("customerId", "featureId"),
    ),
    "getEntitlements": ("GET", "customers/{id}/entitlements", ("customerId",)),
    "getEntitlement": ("GET", "customers/{id}/entitlements/check", ("customerId",)),
    "getUsageHistory": ("GET", "usage/{customerId}/history/{featureId}", ("customerId", "featureId")),
    "reportUsage": ("POST", "usage", ()),
    "grantCredits": ("POST", "credits/grants", ()),
    "voidCreditGrant": ("POST", "credits/grants/{id}/void", ("grantId",)),
    "consumeCredits": ("POST", "credits/consumption", ()),
}
"""The operation that an action stands for, and what the action calls the ids in its path."""
PARAMETERS: dict[str, tuple[str, ...]] = {
    "getActiveSubscriptions": ("customerId", "resourceId", "productId"),
    "getPaywall": ("productId", "customerId", "resourceId", "billingCountryCode", "context"),
    "getCreditBalance": ("customerId", "resourceId", "currencyId"),
    "setAutoRecharge": (
        *("customerId", "currencyId", "isEnabled", "thresholdType", "thresholdValue", "targetBalance"),
        *("maxSpendLimit", "grantExpirationPeriod"),
    ),
    "httpRequest": ("method", "url", "headers", "query", "body", "acceptStatus"),
    "sendWebhook": ("webhookId", "endpoint", "secret", "body"),
    "sendSlackMessage": ("webhookUrl", "text", "blocks"),
    "sendEmail": ("from", "to", "cc", "replyTo", "subject", "text", "html"),
    "putEvent": ("detailType", "detail", "busName"),
    "invokeLambda": ("functionName", "payload", "wait"),
    "transform": ("value",),
}
"""What actions take that stand for no operation of the REST API."""
REFERENCE = "#/components/schemas/"


def shape_of(action: Action) -> Shape:
    """Return the shape of what an action takes."""
    schema: dict[str, Any] = action.params_schema.model_json_schema(ref_template=REFERENCE + "{model}")
    return Shape({"components": {"schemas": schema.get("$defs", {})}}, schema)


def test_every_action_is_documented_and_every_documented_action_is_there() -> None:
    assert BY_NAME.keys() == OPERATIONS.keys() | PARAMETERS.keys()


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_action_takes_what_its_operation_takes(name: str) -> None:
    method, path, named = OPERATIONS[name]
    operation = operations()[method, FINAL + path]
    taken = shape_of(BY_NAME[name])
    assert len(named) == path.count("{")
    assert not [each for each in (*named, *operation["query"], *operation["body"]) if taken.at(each) is None]


@pytest.mark.parametrize("name", PARAMETERS)
def test_an_action_of_no_operation_takes_its_own(name: str) -> None:
    assert shape_of(BY_NAME[name]).alternatives[0]["properties"].keys() == set(PARAMETERS[name])


def test_the_table_of_actions_names_each_with_its_parameters() -> None:
    document = (ROOT / "layers" / "tollgate" / "tollgate" / "workflows" / "ACTIONS.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", document, re.MULTILINE))
    assert rows.keys() == BY_NAME.keys()
    for name, (method, path, named) in OPERATIONS.items():
        assert f"`{method} /{path}`" in rows[name], name
        assert all(f"`{each}`" in rows[name] for each in named), name
    for name, parameters in PARAMETERS.items():
        assert set(re.findall(r"`(\w+)`", rows[name].partition(" | ")[0])) >= set(parameters), name
