"""Many report at once on the emulator, undisturbed and with every fault DynamoDB has: nothing is lost or doubled."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.faults import Conflicts, LostAnswers, PartialReads, Refusals, Throttling
from tests.support.metering import SCOPE, Sold, entitlement, resetting, subscription_access
from tests.support.parallel import in_parallel
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.windows import ALL_TIME
from tollgate.shared.reset_period import ResetPeriod
from tools.bench.hook import Hook, hooked

WRITERS = 16
KEY = CounterKey("acme", None, "calls")
WEATHERS: dict[str, Callable[[], tuple[Hook, ...]]] = {
    "calm": tuple,
    "conflicts": lambda: (Conflicts(),),
    "all of it": lambda: (
        Conflicts(),
        Refusals(every=7),
        Throttling(every=11),
        LostAnswers(every=5),
        PartialReads(),
    ),
}


@pytest.fixture(params=WEATHERS)
def weather(request: pytest.FixtureRequest) -> Iterator[None]:
    with hooked(*WEATHERS[request.param]()):
        yield


@pytest.fixture
def sold(emulator: None) -> Sold:
    sold = Sold()
    sold.basic(entitlement())
    return sold


def report(api: TemplateApi, value: int, **fields: Any) -> dict[str, Any]:
    usage = {"customerId": "acme", "featureId": "calls", "value": value, **fields}
    return api.post("/api/v1/usage", usages=[usage]).data[0]


def current(api: TemplateApi) -> float:
    return api.get("/api/v1/customers/acme/entitlements/check", featureId="calls").data["currentUsage"]


def recorded() -> int:
    """Return what all buckets together hold."""
    return int(sum(wiring.usage_buckets().within(SCOPE, KEY, ALL_TIME).values()))


def test_no_delta_is_lost_or_doubled(emulator_api: TemplateApi, sold: Sold, weather: None) -> None:
    reports = 6
    in_parallel(WRITERS, lambda writer: [report(emulator_api, writer + 1) for _ in range(reports)])
    expected = reports * sum(range(1, WRITERS + 1))
    assert (current(emulator_api), recorded()) == (expected, expected)


def test_the_same_key_sent_fifty_times_counts_once(emulator_api: TemplateApi, sold: Sold, weather: None) -> None:
    answers = in_parallel(50, lambda _: report(emulator_api, 3, idempotencyKey="k"))
    assert {answer["id"] for answer in answers} == {answers[0]["id"]}
    assert {answer["currentUsage"] for answer in answers} == {3}
    assert (current(emulator_api), recorded()) == (3, 3)


def test_a_set_among_deltas_is_one_of_them(emulator_api: TemplateApi, sold: Sold, weather: None) -> None:
    def write(writer: int) -> None:
        if writer == 0:
            report(emulator_api, 1000, updateBehavior="SET")
        else:
            report(emulator_api, 1)

    in_parallel(WRITERS, write)
    assert 1000 <= current(emulator_api) < 1000 + WRITERS
    assert current(emulator_api) == recorded()


def test_a_schedule_that_changes_all_the_time_loses_nothing(
    emulator_api: TemplateApi, sold: Sold, clock: FixedClock, weather: None
) -> None:
    schedules = [resetting(ResetPeriod.DAY), resetting(ResetPeriod.MONTH), entitlement(), resetting(ResetPeriod.HOUR)]
    for version, schedule in enumerate(schedules, start=2):
        sold.plan("basic", schedule, version=version)

    def write(writer: int) -> None:
        for turn in range(5):
            if writer == 0:
                sold.subscribe("acme", subscription_access(plan_version=2 + turn % len(schedules)))
            else:
                late = clock.now() - timedelta(hours=writer)
                report(emulator_api, 1, **({"createdAt": late.isoformat()} if turn == 3 else {}))

    in_parallel(WRITERS, write)
    sold.subscribe("acme", subscription_access(plan_version=4))
    assert (current(emulator_api), recorded()) == ((WRITERS - 1) * 5, (WRITERS - 1) * 5)


def test_a_new_period_begins_once(emulator_api: TemplateApi, sold: Sold, clock: FixedClock, weather: None) -> None:
    sold.reschedule(resetting(ResetPeriod.DAY), version=2)
    report(emulator_api, 100)
    clock.advance(days=1)
    in_parallel(WRITERS, lambda _: report(emulator_api, 1))
    assert (current(emulator_api), recorded()) == (WRITERS, 100 + WRITERS)


def test_the_same_bulk_sent_in_parallel_counts_once(emulator_api: TemplateApi, sold: Sold, weather: None) -> None:
    usages = [{"customerId": "acme", "featureId": "calls", "value": 1} for _ in range(20)]

    def send(_: int) -> int:
        headers = {"Idempotency-Key": "bulk"}
        return emulator_api.call("POST", "/api/v1/usage", {"usages": usages}, headers=headers).status

    assert set(in_parallel(8, send)) == {201}
    assert (current(emulator_api), recorded()) == (20, 20)


def enforced(api: TemplateApi, value: int) -> tuple[int, float | None]:
    """Report with the limit enforced, again as clients do; return the status, and what was used where it is refused."""
    usage = {"customerId": "acme", "featureId": "calls", "value": value, "enforceLimit": True}
    while True:
        answer = api.post("/api/v1/usage", usages=[usage])
        if answer.headers.get("x-should-retry") != "true":
            return answer.status, answer.error["currentUsage"] if answer.status == 409 else None


@pytest.mark.parametrize("value", [1, 3, 4])
def test_equal_amounts_come_to_the_greatest_multiple_within_the_limit(
    value: int, emulator_api: TemplateApi, sold: Sold, weather: None
) -> None:
    answers = in_parallel(32, lambda _: enforced(emulator_api, value))
    fitting = 10 // value
    assert Counter(status for status, _ in answers) == {201: fitting, 409: 32 - fitting}
    assert current(emulator_api) == recorded() == fitting * value


def test_no_amount_is_refused_that_fits(emulator_api: TemplateApi, sold: Sold, weather: None) -> None:
    amounts = [1, 2, 3, 5] * 8
    answers = in_parallel(32, lambda number: enforced(emulator_api, amounts[number]))
    taken = sum(amount for amount, (status, _) in zip(amounts, answers, strict=True) if status == 201)
    assert current(emulator_api) == recorded() == taken <= 10
    for amount, (_, used) in zip(amounts, answers, strict=True):
        assert used is None or used + amount > 10
