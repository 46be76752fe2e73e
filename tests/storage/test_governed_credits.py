"""Budgets of a currency on the emulator: agents burn one wallet at once, in every weather, and after crashes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.storage.test_usage_concurrency import WEATHERS
from tests.support.crashes import Write, check_crashes
from tests.support.credits import CONSUMPTION, CUSTOMER, TOKENS, balance, grant, with_tokens
from tests.support.governance import ACME, assign, budget, define_types, name_entities
from tests.support.parallel import in_parallel
from tests.support.template_api import Answer, TemplateApi
from tools.bench.hook import hooked

AGENTS, TURNS = 8, 3
OWN = {"customerId": CUSTOMER, "currencyId": TOKENS}


@pytest.fixture(params=WEATHERS)
def weather(request: pytest.FixtureRequest) -> Iterator[None]:
    with hooked(*WEATHERS[request.param]()):
        yield


def employ(api: TemplateApi) -> None:
    """Give a customer 100 tokens, a team of it a budget of them, and each agent of the team one of its own."""
    with_tokens(api)
    grant(api, 100)
    define_types(api)
    agents = [f"agent-{number}" for number in range(AGENTS)]
    name_entities(api, team="team", **{each.replace("-", "_"): "agent" for each in agents})
    tokens: dict[str, Any] = {"feature": None, "currencyId": TOKENS}
    below = [budget(each, 9, parentId="team", **tokens) for each in agents]
    assign(api, budget("team", 50, **tokens), *below).data  # noqa: B018


def again(call: Callable[[], Answer]) -> None:
    """Send a request until it passes, as clients do."""
    while True:
        answer = call()
        if answer.status == 201:
            return
        assert answer.status in {409, 500, 503}, answer.body


def test_every_level_is_the_sum_of_what_is_burnt_below(emulator_api: TemplateApi, weather: None) -> None:
    employ(emulator_api)

    def work(number: int) -> None:
        named = {"dimensions": {"agentId": f"agent-{number}"}}
        for turn in range(TURNS):
            body = {**OWN, **named, "amount": number + 1, "idempotencyKey": f"{number}/{turn}"}
            for _ in range(2):
                again(lambda: emulator_api.post(CONSUMPTION, **body))  # noqa: B023

    in_parallel(AGENTS, work)
    rows = emulator_api.get(f"{ACME}/governance", currencyIds=TOKENS, limit=100).data
    burnt = {f"agent-{number}": TURNS * (number + 1) for number in range(AGENTS)}
    assert {row["entityId"]: row["currentUsage"] for row in rows} == {**burnt, "team": sum(burnt.values())}
    assert balance(emulator_api) == 100 - sum(burnt.values())


ONE = {**OWN, "amount": 4, "idempotencyKey": "k", "dimensions": {"agentId": "agent-0"}}


def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(emulator: None) -> None:
    check_crashes(Write("consume", "POST", CONSUMPTION, ONE, employ))
