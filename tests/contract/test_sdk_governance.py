"""The official client, in strict mode, makes every call of governance, and meets each failure once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.metering import Sold, entitlement
from tests.support.template_api import TemplateApi


@pytest.fixture
def sold(api: TemplateApi) -> Sold:
    """A customer that may make a thousand calls."""
    sold = Sold()
    sold.basic(entitlement(usage_limit=Decimal(1000)))
    return sold


def define(beta: Any) -> Any:
    """Define teams and agents, and name one of each."""
    types = [{"id": each, "display_name": each, "attribution_keys": [f"{each}Id"]} for each in ("team", "agent")]
    beta.entity_types.upsert(types=types)
    entities = [{"id": "team-a", "entity_type_id": "team"}, {"id": "agent-a", "entity_type_id": "agent"}]
    return beta.customers.entities.upsert("acme", entities=entities)


def assign(beta: Any, entity_id: str = "team-a", **fields: Any) -> Any:
    """Give an entity a budget of two calls."""
    sent = {"entity_id": entity_id, "feature_id": "calls", "usage_limit": 2, "cadence": "P1M", **fields}
    return beta.customers.assignments.upsert("acme", assignments=[sent]).data[0]


def test_entity_types(client: Stigg) -> None:
    types = client.v1_beta.entity_types
    [team] = types.upsert(
        types=[{"id": "team", "display_name": "Team", "attribution_keys": ["teamId"], "description": "Who works"}]
    ).data
    assert (team.id, team.attribution_keys, team.description) == ("team", ["teamId"], "Who works")
    [again] = types.upsert(types=[{"id": "team", "display_name": "Teams", "attribution_keys": []}]).data
    assert (again.display_name, again.description) == ("Teams", "Who works")
    types.upsert(types=[{"id": f"t-{n}", "display_name": "T", "attribution_keys": []} for n in range(4)])
    assert len(list(types.list(limit=2))) == 5


def test_entities(client: Stigg, sold: Sold) -> None:
    beta = client.v1_beta
    assert [each.id for each in define(beta).data] == ["team-a", "agent-a"]
    entities = beta.customers.entities
    assert entities.retrieve("team-a", id="acme").data.entity_type_id == "team"
    assert entities.archive("acme", ids=["team-a"]).data.ids == ["team-a"]
    assert [each.id for each in entities.list("acme")] == ["agent-a"]
    assert {each.id for each in entities.list("acme", include_archived="true", limit=1)} == {"team-a", "agent-a"}
    assert entities.unarchive("acme", ids=["team-a"]).data.ids == ["team-a"]
    assert [each.id for each in entities.list("acme", entity_type_id="team")] == ["team-a"]


def test_budgets_from_assignment_to_tree(client: Stigg, sold: Sold) -> None:
    beta = client.v1_beta
    define(beta)
    team = assign(beta)
    agent = assign(beta, "agent-a", usage_limit=None, parent_id="team-a")
    assert (team.parent_id, agent.parent_id, agent.usage_limit, agent.cadence) == (None, "team-a", None, "P1M")
    assert len(list(beta.customers.assignments.list("acme", limit=1))) == 2
    assert [each.id for each in beta.customers.assignments.list("acme", entity_id="team-a")] == [team.id]
    reported = client.v2.usage.report(
        usages=[{"customer_id": "acme", "feature_id": "calls", "value": 2, "dimensions": {"agentId": "agent-a"}}]
    ).data
    assert {each.entitlement_id: each.current_usage for each in reported.entities or ()} == {team.id: 2, agent.id: 2}
    answer: Any = beta.customers.entitlements.check("acme", feature_id="calls", dimensions={"agentId": "agent-a"}).data
    assert (answer.is_granted, answer.access_denied_reason) == (False, "BudgetExceeded")
    assert [(node.entity_id, node.is_granted) for node in answer.chains[0]] == [("agent-a", True), ("team-a", False)]
    plain: Any = beta.customers.entitlements.check("acme", feature_id="calls").data
    assert (plain.is_granted, plain.chains) == (True, None)
    tree = client.v1.events.beta.customers.retrieve_governance("acme", feature_ids=["calls"], sort_by="currentUsage")
    assert {node.entity_id: (node.current_usage, node.utilization) for node in tree.data} == {
        "team-a": (2, 1),
        "agent-a": (2, None),
    }
    assert tree.pagination.next is None


@pytest.mark.parametrize(
    ("expected", "call"),
    [
        ("404 CustomerNotFound", lambda beta: beta.customers.entities.list("none")),
        ("404 EntityNotFound", lambda beta: beta.customers.entities.retrieve("none", id="acme")),
        ("404 EntityNotFound", lambda beta: beta.customers.entities.archive("acme", ids=["none"])),
        ("404 FeatureNotFound", lambda beta: assign(beta, feature_id="none")),
        ("400 BadUserInput", lambda beta: beta.customers.assignments.list("acme", feature_id="a", currency_id="b")),
        ("400 BadUserInput", lambda beta: beta.customers.entities.upsert("acme", entities=[])),
        ("400 InvalidArgumentError", lambda beta: assign(beta, cadence="monthly")),
        ("400 BadUserInput", lambda beta: beta.customers.entitlements.check("acme")),
    ],
)
def test_a_failure_has_its_status_and_code(
    client: Stigg, sold: Sold, expected: str, call: Callable[[Any], Any]
) -> None:
    define(client.v1_beta)
    with pytest.raises(stigg.APIStatusError) as refused:
        call(client.v1_beta)
    body: Any = refused.value.body
    assert f"{refused.value.status_code} {body['error']['code']}" == expected
