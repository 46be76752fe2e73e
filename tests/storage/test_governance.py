"""Budgets on the emulator: many report at once, in every weather, and each level holds the sum of what is below it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.storage.test_usage_concurrency import WEATHERS
from tests.support.clock import FixedClock
from tests.support.crashes import Write, check_crashes
from tests.support.governance import ACME, assign, budget, check, define_types, name_entities, report, used
from tests.support.metering import Sold, entitlement
from tests.support.parallel import in_parallel
from tests.support.template_api import Answer, TemplateApi
from tools.bench.hook import Call, Response, hooked

AGENTS, CAP, TEAM_LIMIT = 50, 4, 120


@pytest.fixture(params=WEATHERS)
def weather(request: pytest.FixtureRequest) -> Iterator[None]:
    with hooked(*WEATHERS[request.param]()):
        yield


@pytest.fixture
def sold(emulator_api: TemplateApi) -> Sold:
    sold = Sold()
    sold.basic(entitlement(usage_limit=Decimal(1_000_000)))
    define_types(emulator_api)
    return sold


def employ(api: TemplateApi, count: int) -> list[str]:
    """Give a team a budget, and agents below it caps of their own."""
    agents = [f"agent-{number}" for number in range(count)]
    name_entities(api, team="team", **{each.replace("-", "_"): "agent" for each in agents})
    assign(api, budget("team", TEAM_LIMIT)).data  # noqa: B018
    for start in range(0, count, 25):
        part = agents[start : start + 25]
        assign(api, *[budget(each, CAP, parentId="team") for each in part]).data  # noqa: B018
    return agents


def again(call: Callable[[], Answer]) -> Any:
    """Send a request until it passes, as clients do: again where others are in the way, or its effect is not known."""
    while True:
        answer = call()
        if answer.status not in {409, 500, 503} or answer.headers.get("x-should-retry") == "false":
            return answer.data


def test_every_level_is_the_sum_of_what_is_below(emulator_api: TemplateApi, sold: Sold, weather: None) -> None:
    agents = employ(emulator_api, AGENTS)
    taken = []

    def work(number: int) -> None:
        name = agents[number]
        for turn in range(CAP):
            if not check(emulator_api, 1, agent=name)["isGranted"]:
                return
            again(lambda: report(emulator_api, 1, key=f"{name}/{turn}", agent=name))  # noqa: B023
            again(lambda: report(emulator_api, 1, key=f"{name}/{turn}", agent=name))  # noqa: B023
            taken.append(name)

    in_parallel(AGENTS, work)
    totals = used(emulator_api)
    assert totals["team"] == sum(totals[each] for each in agents) == len(taken)
    assert {each: totals[each] for each in agents} == {each: taken.count(each) for each in agents}
    # A check sees all that was reported: only reports under way at once take a budget past its limit.
    assert max(totals[each] for each in agents) <= CAP
    assert TEAM_LIMIT <= totals["team"] < TEAM_LIMIT + AGENTS
    denied = check(emulator_api, 1, agent=agents[0])
    assert (denied["isGranted"], denied["accessDeniedReason"]) == (False, "BudgetExceeded")


def test_a_window_begins_once(emulator_api: TemplateApi, sold: Sold, clock: FixedClock, weather: None) -> None:
    agents = employ(emulator_api, 8)
    in_parallel(8, lambda number: again(lambda: report(emulator_api, 5, agent=agents[number])))
    clock.set(datetime.fromisoformat("2026-02-01T00:00:00+00:00"))
    in_parallel(8, lambda number: again(lambda: report(emulator_api, 1, agent=agents[number])))
    assert used(emulator_api) == {"team": 8, **dict.fromkeys(agents, 1)}


def test_limits_that_change_meanwhile_lose_nothing(emulator_api: TemplateApi, sold: Sold, weather: None) -> None:
    agents = employ(emulator_api, 8)

    def work(number: int) -> None:
        for turn in range(4):
            if number == 0:
                again(lambda: assign(emulator_api, budget("team", 10 + turn)))  # noqa: B023
            else:
                again(lambda: report(emulator_api, 1, key=f"{number}/{turn}", agent=agents[number]))  # noqa: B023

    in_parallel(8, work)
    totals = used(emulator_api)
    assert totals == {"team": 28, agents[0]: 0, **dict.fromkeys(agents[1:], 4)}


def test_parents_named_at_once_make_no_circle(emulator_api: TemplateApi, sold: Sold) -> None:
    name_entities(emulator_api, a="team", b="team", c="team")
    assign(emulator_api, *[budget(each, 9) for each in "abc"])

    def move(number: int) -> int:
        return assign(emulator_api, budget("abc"[number], 9, parentId="bca"[number])).status

    statuses = in_parallel(3, move)
    parents = {each["entityId"]: each["parentId"] for each in emulator_api.get(f"{ACME}/assignments").data}
    assert sum(parent is not None for parent in parents.values()) == statuses.count(200) <= 2
    assert set(statuses) <= {200, 400, 409}


class NoBudgets:
    """Refuses every read of table `live` that is of budgets, for good."""

    def before(self, call: Call) -> Response | None:
        """Refuse the read if it is of budgets."""
        if call.operation not in {"BatchGetItem", "Query"} or "#G" not in str(call.request):
            return None
        error = {"Code": "ResourceNotFoundException", "Message": "made by a test"}
        return Response(400, {"__type": "x#ResourceNotFoundException", "message": "gone", "Error": error})

    def after(self, call: Call, answer: Any) -> None:
        """Leave the answer as it is."""


def test_budgets_that_cannot_be_read_allow_and_count_nothing(emulator_api: TemplateApi, sold: Sold) -> None:
    employ(emulator_api, 1)
    query = {"featureId": "calls", "dimensions[agentId]": "agent-0"}
    with hooked(NoBudgets()):
        for path in (f"{ACME}/entitlements/check", "/api/v1/customers/acme/entitlements/check"):
            refused = emulator_api.get(path, **query)
            assert (refused.status, refused.error["code"]) == (503, "UnexpectedError")
        assert report(emulator_api, 1, key="k", agent="agent-0").status == 503
        assert emulator_api.get(f"{ACME}/entitlements/check", featureId="calls").data["currentUsage"] == 0
    assert report(emulator_api, 1, key="k", agent="agent-0").status == 201
    assert used(emulator_api) == {"team": 1, "agent-0": 1}


def governed(api: TemplateApi) -> None:
    """Arrange a customer with a hierarchy of three, and some usage."""
    from tests.storage.test_crash_usage import a_subscriber

    a_subscriber(api)
    define_types(api)
    name_entities(api, dept="department", team="team", agent="agent")
    calls = {"feature": "feature-calls"}
    above = [budget("dept", 99, **calls), budget("team", 50, parentId="dept", **calls)]
    assign(api, *above, budget("agent", 9, parentId="team", **calls)).data  # noqa: B018


ONE: dict[str, Any] = {
    "customerId": "acme",
    "featureId": "feature-calls",
    "value": 3,
    "dimensions": {"agentId": "agent"},
}
BODY = {"assignments": [budget("agent", 5, feature="feature-calls", cadence="P1W", parentId="dept")]}
CRASHES = [
    Write("report", "POST", "/api/v2/usage", {"usages": [ONE]}, governed, keeps_answer_apart=True),
    Write("move", "PUT", f"{ACME}/assignments", BODY, governed),
    Write("archive", "POST", f"{ACME}/entities/archive", {"ids": ["team", "agent"]}, governed),
]


@pytest.mark.parametrize("write", CRASHES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(write: Write, emulator: None) -> None:
    check_crashes(write)
