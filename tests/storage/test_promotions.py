"""Promotional grants on the emulator: crashes around every call, writers at once, and the access item beside them."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.crashes import Write, check_crashes
from tests.support.emulator import dump
from tests.support.faults import Conflicts, Crash, CrashAt, LostAnswers, Refusals
from tests.support.graphql import given_metered_catalogue
from tests.support.parallel import in_parallel
from tests.support.promotions import PROMOTIONS, grant, promotion
from tests.support.recorded import TEST_SCOPE
from tests.support.selling import given_customer
from tests.support.stepping import run_dry
from tests.support.template_api import Answer, TemplateApi
from tollgate import wiring
from tollgate.customers.advance_promotion import advance_promotion
from tollgate.shared.scope import ActorType
from tools.bench.hook import Hook, hooked

CALLS, SSO = "feature-api-calls", "feature-sso"
BODY = {"promotionalEntitlements": [promotion(usageLimit=50), promotion(SSO)]}


def a_customer(api: TemplateApi) -> None:
    given_metered_catalogue(api)
    given_customer(api)


def a_grant(api: TemplateApi) -> None:
    a_customer(api)
    assert grant(api, promotion(usageLimit=5), promotion(SSO, "1 week")).status == 201


WRITES = [
    Write("grant", "POST", PROMOTIONS, BODY, a_customer),
    Write("grant again", "POST", PROMOTIONS, BODY, a_grant),
    Write("revoke", "DELETE", f"{PROMOTIONS}/{CALLS}", arrange=a_grant),
    Write("archive", "POST", "/api/v1/customers/acme/archive", arrange=a_grant),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(write: Write, emulator: None) -> None:
    check_crashes(write)


@pytest.fixture(params=["calm", "faults"])
def weather(request: pytest.FixtureRequest, emulator: None) -> Iterator[None]:
    """The emulator as it is, and one that refuses and loses answers."""
    faults: tuple[Hook, ...] = (Conflicts(), Refusals(every=5), LostAnswers(every=4))
    with hooked(*(faults if request.param == "faults" else ())):
        yield


def until_done(api: TemplateApi, *rows: dict[str, Any]) -> Answer:
    """Send until the answer is not one that a retry may cure, as the published clients do."""
    while True:
        answer = grant(api, *rows)
        if answer.headers.get("x-should-retry") != "true":
            return answer


def checked() -> dict[str, Any]:
    """Return the limits that checks see, by feature."""
    (own,) = [json.loads(item["D"]["S"]) for item in dump()["live"] if item["SK"]["S"] == "A"]
    rows = [each["entitlement"] for each in own["promotions"]]
    return {row["featureId"]: row.get("usageLimit") for row in rows}


def told() -> Counter[str]:
    """Return how often each event of a promotional entitlement was told."""
    names = [json.loads(item["D"]["S"])["name"] for item in dump()["outbox"]]
    return Counter(name.removeprefix("PromotionalEntitlement") for name in names if name.startswith("Promo"))


def test_parallel_grants_of_one_feature_replace_one_another(weather: None, emulator_api: TemplateApi) -> None:
    a_customer(emulator_api)
    answers = in_parallel(16, lambda number: until_done(emulator_api, promotion(usageLimit=number)).status)
    assert set(answers) == {201}
    (row,) = emulator_api.get(PROMOTIONS).data
    assert checked() == {CALLS: str(row["usageLimit"])}
    assert told() == {"Granted": 1, "Updated": 15}


def test_parallel_grants_of_many_features_all_hold(weather: None, emulator_api: TemplateApi) -> None:
    a_customer(emulator_api)
    names = [f"feature-{number}" for number in range(16)]
    for name in names:
        assert emulator_api.post("/api/v1/features", id=name, displayName=name, featureType="BOOLEAN").status == 201
    assert set(in_parallel(16, lambda number: until_done(emulator_api, promotion(names[number])).status)) == {201}
    assert checked().keys() == set(names)
    assert {each["featureId"] for each in emulator_api.get(PROMOTIONS, limit=100).data} == set(names)


def advance() -> None:
    def step() -> bool:
        return advance_promotion(TEST_SCOPE, "acme", CALLS, promoting=wiring.promoting())

    run_dry(lambda: wiring.transact(step, actor=ActorType.SCHEDULER))


def test_a_crash_of_the_end_is_survived(emulator: None, emulator_api: TemplateApi, clock: FixedClock) -> None:
    a_customer(emulator_api)
    for number in range(1, 17):
        for is_before in (True, False):
            before = told()
            grant(emulator_api, promotion(usageLimit=50))
            clock.advance(days=60)
            with hooked(CrashAt(number, is_before=is_before)), suppress(Crash):
                advance()
            advance()
            assert checked() == {}
            assert told() - before == {"Granted": 1, "EndsSoon": 1, "Expired": 1}


def test_the_end_and_a_new_grant_at_once_leave_the_new_one(
    emulator: None, emulator_api: TemplateApi, clock: FixedClock
) -> None:
    a_customer(emulator_api)
    grant(emulator_api, promotion(usageLimit=5))
    clock.advance(days=60)
    works = [advance] * 8 + [lambda: grant(emulator_api, promotion(usageLimit=50))] * 8
    in_parallel(16, lambda number: works[number]())
    assert checked() == {CALLS: "50"}
    assert told()["Expired"] <= 1
