"""Governance through the API: the worked examples, attribution, checks down the chains, and what is refused."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.governance import (
    ACME,
    BETA,
    assign,
    budget,
    check,
    define_types,
    name_entities,
    nodes,
    put,
    report,
    used,
)
from tests.support.metered import count_waiting, event, meter
from tests.support.metering import SCOPE, Sold, entitlement
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.governance.switch_governance import switch_governance
from tollgate.shared.scope import ActorType


@pytest.fixture
def sold(api: TemplateApi) -> Sold:
    """A customer that may make a million calls, with types of entities."""
    sold = Sold()
    sold.basic(entitlement(usage_limit=Decimal(1_000_000)))
    define_types(api)
    return sold


def switch(is_enabled: bool) -> None:
    wiring.transact(
        lambda: switch_governance(
            SCOPE, is_enabled=is_enabled, settings=wiring.governance_settings(), known=wiring.known_governance()
        ),
        actor=ActorType.SYSTEM,
    )


def test_a_cap_of_an_agent_and_a_budget_of_its_team_each_gate(api: TemplateApi, sold: Sold) -> None:
    """Worked examples 78 and 79."""
    name_entities(api, team="team", drafter="agent", reviewer="agent")
    caps = [budget(each, 5, parentId="team") for each in ("drafter", "reviewer")]
    assert assign(api, budget("team", 8), *caps).status == 200
    report(api, 5, agent="drafter")
    denied = check(api, 1, agent="drafter")
    assert (denied["isGranted"], denied["accessDeniedReason"]) == (False, "BudgetExceeded")
    assert nodes(denied) == [[("drafter", 5, False), ("team", 5, True)]]
    assert check(api, 1, agent="reviewer")["isGranted"] is True
    report(api, 3, agent="reviewer")
    full = check(api, 1, agent="reviewer")
    assert (full["isGranted"], nodes(full)) == (False, [[("reviewer", 3, True), ("team", 8, False)]])
    assert check(api, 0, agent="reviewer")["isGranted"] is True


def test_a_scoped_budget_counts_what_names_its_whole_scope(api: TemplateApi, sold: Sold) -> None:
    """Worked example 80."""
    name_entities(api, team="team", model_x="model", model_y="model")
    assign(api, budget("team", 100), budget("team", 10, "model-x"))
    report(api, 10, team="team", model="model-x")
    denied = check(api, team="team", model="model-x")
    assert (denied["isGranted"], denied["accessDeniedReason"]) == (False, "BudgetExceeded")
    assert [(each["scopeEntityIds"], each["isGranted"]) for each in denied["chains"][0]] == [
        ([], True),
        (["model-x"], False),
    ]
    assert check(api, team="team", model="model-y")["isGranted"] is True
    assert check(api, team="team")["isGranted"] is True


def test_without_an_assignment_nothing_is_denied(api: TemplateApi, sold: Sold) -> None:
    """Worked example 81."""
    name_entities(api, team="team")
    answer = check(api, team="team")
    assert (answer["isGranted"], answer["chains"]) == (True, [])
    assert "chains" not in check(api)
    assert check(api, team="unknown")["chains"] == []


def test_usage_counts_for_everyone_above(api: TemplateApi, sold: Sold) -> None:
    """Worked example 82."""
    name_entities(api, dept="department", team="team", agent="agent")
    answer = assign(
        api, budget("dept", 100), budget("team", 50, parentId="dept"), budget("agent", None, parentId="team")
    )
    assert [each["parentId"] for each in answer.data] == [None, "dept", "team"]
    reported = report(api, 7, agent="agent")
    assert reported.status == 201
    assert {each["entityId"]: each["currentUsage"] for each in reported.data["entities"]} == {
        "agent": 7,
        "team": 7,
        "dept": 7,
    }
    assert used(api) == {"agent": 7, "team": 7, "dept": 7}
    report(api, 1, agent="agent", team="team")
    assert used(api) == {"agent": 8, "team": 8, "dept": 8}


def test_only_leaves_move(api: TemplateApi, sold: Sold) -> None:
    """Worked example 83."""
    name_entities(api, dept="department", team="team", agent="agent")
    assign(api, budget("dept", 100), budget("team", 50), budget("agent", 9, parentId="team"))
    refused = assign(api, budget("team", 50, parentId="dept"))
    assert (refused.status, refused.error["code"], refused.error["field"]) == (
        409,
        "BadUserInput",
        "assignments[0].parentId",
    )
    assert refused.headers["x-should-retry"] == "false"
    assert assign(api, budget("agent", 9, parentId=None)).data[0]["parentId"] is None
    assert assign(api, budget("team", 50, parentId="dept")).data[0]["parentId"] == "dept"


@pytest.mark.parametrize("base", [BETA, "/api/v1"])
def test_switched_off_nothing_of_it_is_served_and_checks_go_on(api: TemplateApi, sold: Sold, base: str) -> None:
    """Worked example 84."""
    name_entities(api, team="team")
    assign(api, budget("team", 0))
    switch(False)
    gated = [
        ("GET", "/entity-types", None),
        ("PUT", "/entity-types", {"types": [{"id": "a", "displayName": "A", "attributionKeys": []}]}),
        ("GET", "/customers/fake/governance", None),
        ("GET", "/customers/fake/entities", None),
        ("PUT", "/customers/fake/entities", {"entities": [{"id": "a"}]}),
        ("GET", "/customers/fake/entities/a", None),
        ("POST", "/customers/fake/entities/archive", {"ids": ["a"]}),
        ("POST", "/customers/fake/entities/unarchive", {"ids": ["a"]}),
        ("GET", "/customers/fake/assignments", None),
        ("PUT", "/customers/fake/assignments", {"assignments": [budget("a")]}),
    ]
    for method, path, body in gated:
        refused = api.call(method, base + path, body)
        assert (refused.status, refused.error["code"]) == (403, "GovernanceNotEnabled"), path
    assert check(api, team="team")["isGranted"] is True
    switch(True)
    assert check(api, team="team")["isGranted"] is False


def test_a_limit_of_zero_is_used_up(api: TemplateApi, sold: Sold) -> None:
    """Worked example 85."""
    name_entities(api, team="team")
    assign(api, budget("team", 0))
    [node] = api.get(f"{ACME}/governance", featureIds="calls").data
    assert (node["utilization"], node["currentUsage"], node["usageLimit"]) == (1, 0, 0)


def test_the_same_key_counts_once_in_every_budget(api: TemplateApi, sold: Sold) -> None:
    name_entities(api, team="team", agent="agent")
    assign(api, budget("team", 50), budget("agent", 50, parentId="team"))
    for _ in range(3):
        assert report(api, 4, key="k", agent="agent").data["entities"][0]["currentUsage"] == 4
    assert used(api) == {"agent": 4, "team": 4}


def test_a_window_that_is_over_counts_nothing_and_the_next_report_begins_another(
    api: TemplateApi, sold: Sold, clock: FixedClock
) -> None:
    name_entities(api, team="team")
    assign(api, budget("team", 5))
    report(api, 5, team="team")
    assert check(api, team="team")["isGranted"] is False
    clock.set(datetime.fromisoformat("2026-02-01T00:00:00+00:00"))
    assert (check(api, team="team")["isGranted"], used(api)) == (True, {"team": 0})
    report(api, 2, team="team")
    assert used(api) == {"team": 2}


def test_another_limit_keeps_what_is_used_and_another_cadence_begins_anew(
    api: TemplateApi, sold: Sold, clock: FixedClock
) -> None:
    name_entities(api, team="team")
    created = assign(api, budget("team", 5)).data[0]
    report(api, 5, team="team")
    changed = assign(api, {"entityId": "team", "featureId": "calls", "usageLimit": 6}).data[0]
    assert changed == {**created, "usageLimit": 6}
    assert (used(api), check(api, team="team")["isGranted"]) == ({"team": 5}, True)
    report(api, 1, team="team")
    assert used(api) == {"team": 6}
    clock.advance(minutes=1)
    assign(api, {"entityId": "team", "featureId": "calls", "cadence": "P30D"})
    assert used(api) == {"team": 0}
    report(api, 1, team="team")
    [node] = api.get(f"{ACME}/governance", featureIds="calls").data
    assert (node["currentUsage"], node["cadence"], node["usagePeriodStart"]) == (1, "P30D", "2026-01-15T10:31:00.000Z")


def test_a_total_that_is_set_counts_the_difference(api: TemplateApi, sold: Sold) -> None:
    name_entities(api, team="team")
    assign(api, budget("team", 50))
    report(api, 5, team="team")
    usage = {"customerId": "acme", "featureId": "calls", "value": 8, "dimensions": {"teamId": "team"}}
    api.post("/api/v1/usage", usages=[{**usage, "updateBehavior": "SET"}]).data  # noqa: B018
    assert used(api) == {"team": 8}


def test_events_are_attributed_too(api: TemplateApi) -> None:
    sold = Sold()
    like = entitlement(usage_limit=Decimal(1000))
    sold.feature(like, meter=meter())
    sold.basic(like)
    define_types(api)
    name_entities(api, team="team", agent="agent")
    assert assign(api, budget("team", 50), budget("agent", 2, parentId="team")).status == 200
    sent = [event(f"e-{number}", dimensions={"agentId": "agent"}) for number in range(3)]
    api.call("POST", "/api/v1/events", {"events": [*sent, event("other", dimensions={"agentId": "nobody"})]})
    count_waiting(api)
    api.call("POST", "/api/v1/events", {"events": sent})
    count_waiting(api)
    assert used(api) == {"agent": 3, "team": 3}
    assert check(api, agent="agent")["isGranted"] is False


def test_an_archived_entity_neither_counts_nor_denies_and_leaves_its_children_at_the_top(
    api: TemplateApi, sold: Sold
) -> None:
    name_entities(api, dept="department", team="team", agent="agent")
    assign(api, budget("dept", 9), budget("team", 1, parentId="dept"), budget("agent", 9, parentId="team"))
    report(api, 2, agent="agent")
    assert check(api, agent="agent")["isGranted"] is False
    assert api.post(f"{ACME}/entities/archive", ids=["team"]).data == {"ids": ["team"]}
    assert nodes(check(api, agent="agent")) == [[("agent", 2, True)]]
    report(api, 1, agent="agent")
    assert used(api) == {"agent": 3, "dept": 2}
    assert [each["entityId"] for each in api.get(f"{ACME}/governance").data if each["parentId"] is None] == [
        "dept",
        "agent",
    ]
    api.post(f"{ACME}/entities/unarchive", ids=["team"])
    assert used(api) == {"agent": 3, "team": 2, "dept": 2}


@pytest.mark.parametrize(
    ("sent", "status", "code", "field"),
    [
        ({"entityId": "none"}, 404, "EntityNotFound", "entityId"),
        ({"featureId": "none"}, 404, "FeatureNotFound", "featureId"),
        ({"featureId": None, "currencyId": "none"}, 404, "CustomCurrencyNotFound", "currencyId"),
        ({"currencyId": "both"}, 400, "BadUserInput", "featureId"),
        ({"featureId": None}, 400, "BadUserInput", "featureId"),
        ({"usageLimit": -1}, 400, "InvalidArgumentError", "usageLimit"),
        ({"cadence": "P1M1D"}, 400, "InvalidArgumentError", "cadence"),
        ({"cadence": "P0D"}, 400, "InvalidArgumentError", "cadence"),
        ({"cadence": None}, 400, "BadUserInput", "cadence"),
        ({"parentId": "none"}, 404, "EntityNotFound", "parentId"),
        ({"parentId": "team"}, 400, "InvalidArgumentError", "parentId"),
        ({"scopeEntityIds": ["none"]}, 404, "EntityNotFound", "scopeEntityIds"),
        ({"scopeEntityIds": ["team"]}, 400, "InvalidArgumentError", "scopeEntityIds"),
    ],
)
def test_an_assignment_that_cannot_be_is_refused(
    api: TemplateApi, sold: Sold, sent: dict[str, Any], status: int, code: str, field: str
) -> None:
    name_entities(api, team="team")
    refused = assign(api, {**budget("team", 5), **sent})
    assert (refused.status, refused.error["code"], refused.error["field"]) == (status, code, f"assignments[0].{field}")
    assert api.get(f"{ACME}/assignments").data == []


def test_a_new_assignment_needs_its_limit_and_its_cadence(api: TemplateApi, sold: Sold) -> None:
    name_entities(api, team="team")
    for missing in ("usageLimit", "cadence"):
        sent = {name: value for name, value in budget("team", 5).items() if name != missing}
        refused = assign(api, sent)
        assert (refused.status, refused.error["field"]) == (400, f"assignments[0].{missing}")


def test_circles_and_fifth_levels_are_refused(api: TemplateApi, sold: Sold) -> None:
    name_entities(api, a="team", b="team", c="team", d="team", e="team")
    circle = assign(api, budget("a", 1, parentId="b"), budget("b", 1, parentId="a"))
    assert (circle.status, circle.error["field"]) == (400, "assignments[0].parentId")
    line = [budget(name, 1, parentId=above) for name, above in zip("bcde", "abcd", strict=True)]
    assert (assign(api, *line).status, assign(api, *line[:3]).status) == (400, 200)


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({"id": "a b"}, 400, "entities[0].id"),
        ({"id": "new", "entityTypeId": None}, 400, "entities[0].entityTypeId"),
        ({"id": "new", "entityTypeId": "none"}, 404, "entities[0].entityTypeId"),
        ({"id": "team", "entityTypeId": "agent"}, 400, "entities[0].entityTypeId"),
        ({"id": "team", "parentId": "x"}, 400, "entities[0].parentId"),
        ({"id": "team", "metadata": {"a": "x" * 501}}, 400, "entities[0].metadata.a"),
    ],
)
def test_an_entity_that_cannot_be_is_refused(
    api: TemplateApi, sold: Sold, sent: dict[str, Any], status: int, field: str
) -> None:
    name_entities(api, team="team")
    refused = put(api, f"{ACME}/entities", entities=[sent])
    assert (refused.status, refused.error["field"]) == (status, field)


def test_what_is_left_out_of_an_entity_stays(api: TemplateApi, sold: Sold, clock: FixedClock) -> None:
    first = {"id": "team", "entityTypeId": "team", "displayName": "Core", "metadata": {"a": "1", "b": "2"}}
    [created] = put(api, f"{ACME}/entities", entities=[first]).data
    clock.advance(minutes=1)
    assert put(api, f"{ACME}/entities", entities=[{"id": "team"}]).data == [created]
    [changed] = put(api, f"{ACME}/entities", entities=[{"id": "team", "displayName": "", "metadata": {"a": ""}}]).data
    updated = {"displayName": None, "metadata": {"b": "2"}, "updatedAt": "2026-01-15T10:31:00.000Z"}
    assert changed == {**created, **updated}
    assert api.get(f"{ACME}/entities/team").data == changed


def test_a_tree_is_filtered_sorted_and_walked_page_by_page(api: TemplateApi, sold: Sold) -> None:
    name_entities(api, team="team", agent_1="agent", agent_2="agent", model_x="model")
    assign(api, budget("team", 100), budget("agent-1", 10, parentId="team"), budget("agent-2", 4, parentId="team"))
    assign(api, budget("team", 8, "model-x"))
    report(api, 2, agent="agent-1")
    report(api, 3, agent="agent-2")

    def ids(**query: Any) -> list[tuple[str, float | None]]:
        found = api.get(f"{ACME}/governance", **{"featureIds": "calls", **query}).data
        return [(node["entityId"], node["utilization"]) for node in found]

    everything = [("agent-2", 0.75), ("agent-1", 0.2), ("team", 0.05), ("team", 0)]
    assert ids() == everything
    assert ids(order="asc") == everything[::-1]
    assert ids(minUtilization="0.2") == everything[:2]
    assert ids(scope="scoped") == [("team", 0)]
    assert ids(entityTypeIds="team,model") == everything[2:]
    assert ids(entityIdSearch="AGENT-") == everything[:2]
    assert ids(entityIdSearch="%") == []
    assert [each for each, _ in ids(sortBy="usageLimit")] == ["team", "agent-1", "team", "agent-2"]
    walked, after = [], {}
    while True:
        page = api.get(f"{ACME}/governance", featureIds="calls", limit=1, **after).body
        walked += [(node["entityId"], node["utilization"]) for node in page["data"]]
        if page["pagination"]["next"] is None:
            break
        after = {"after": page["pagination"]["next"]}
    assert walked == everything
    bare = api.get(f"{ACME}/governance", sortBy="id", order="asc").data
    assert [(node["entityId"], node["parentId"], node["usageLimit"]) for node in bare] == [
        ("agent-1", "team", None),
        ("agent-2", "team", None),
        ("model-x", None, None),
        ("team", None, None),
    ]
    foreign = api.get(f"{ACME}/governance", sortBy="id", **after)
    assert (foreign.status, foreign.error["field"]) == (400, "after")


def test_budgets_of_a_currency_are_stored_listed_checked_and_shown(api: TemplateApi, sold: Sold) -> None:
    api.post("/api/v1/credits/custom-currencies", id="tokens", displayName="Tokens").data  # noqa: B018
    name_entities(api, team="team")
    assign(api, budget("team", 0, feature=None, currencyId="tokens"))  # type: ignore[arg-type]
    [listed] = api.get(f"{ACME}/assignments", currencyId="tokens").data
    assert (listed["currencyId"], listed["featureId"]) == ("tokens", None)
    query = {"currencyId": "tokens", "dimensions[teamId]": "team"}
    answer = api.get(f"{ACME}/entitlements/check", **query).data
    assert (answer["type"], answer["isGranted"], nodes(answer)) == ("CREDIT", False, [[("team", 0, False)]])
    [node] = api.get(f"{ACME}/governance", currencyIds="tokens").data
    assert (node["currencyId"], node["usageLimit"]) == ("tokens", 0)


def test_the_later_path_of_the_check_takes_dimensions_too(api: TemplateApi, sold: Sold) -> None:
    name_entities(api, team="team")
    assign(api, budget("team", 0))
    query = {"featureId": "calls", "dimensions[teamId]": "team"}
    answer = api.get("/api/v1/customers/acme/entitlements/check", **query).data
    assert (answer["isGranted"], answer["accessDeniedReason"]) == (False, "BudgetExceeded")


def test_many_entities_named_at_once_are_met_with_all_of_their_scopes(api: TemplateApi, sold: Sold) -> None:
    names = [f"entity-{number}" for number in range(6)]
    types = [{"id": name, "displayName": name, "attributionKeys": [f"{name}-id"]} for name in names]
    put(api, f"{BETA}/entity-types", types=types).data  # noqa: B018
    name_entities(api, above="team", **{name.replace("-", "_"): name for name in names})
    scoped = budget(names[0], 9, *names[1:])
    assign(api, budget("above", 9), budget(names[0], 9, parentId="above"), scoped, budget(names[0], 9, "above")).data  # noqa: B018
    dimensions = {f"{name}-id": name for name in names}
    usage = {"customerId": "acme", "featureId": "calls", "value": 2, "dimensions": dimensions}
    counted = api.post("/api/v2/usage", usages=[usage]).data["entities"]
    assert sorted((each["entityId"], each["scopeEntityIds"], each["currentUsage"]) for each in counted) == [
        ("above", [], 2),
        (names[0], [], 2),
        (names[0], names[1:], 2),
    ]


def test_budgets_are_told_in_the_units_of_their_limits(api: TemplateApi) -> None:
    sold = Sold()
    like = entitlement(usage_limit=Decimal(1000))
    sold.feature(like, unit_transformation=UnitTransformation(divide=1000))
    sold.basic(like)
    define_types(api)
    name_entities(api, team="team")
    assign(api, budget("team", 3))
    assert report(api, 2500, team="team").data["entities"][0]["currentUsage"] == 2.5
    assert nodes(check(api, 1, team="team")) == [[("team", 2.5, False)]]
    assert used(api) == {"team": 2.5}


def test_meters_that_do_not_add_up_have_no_budgets(api: TemplateApi) -> None:
    sold = Sold()
    like = entitlement()
    sold.feature(like, meter=meter("MAX", "size"))
    sold.basic(like)
    define_types(api)
    name_entities(api, team="team")
    refused = assign(api, budget("team", 5))
    assert (refused.status, refused.error["field"]) == (400, "assignments[0].featureId")
