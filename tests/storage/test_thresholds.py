"""Thresholds on the emulator: a consumer killed at any call, and several with the same changes at once."""

from typing import Any

import pytest

from tests.support.crashes import Arrange, Write, check_crashes
from tests.support.emulator import dump
from tests.support.faults import Conflicts, LostAnswers, Refusals
from tests.support.parallel import in_parallel
from tests.support.spending import given_priced_usage, hold
from tests.support.template_api import Answer, TemplateApi
from tests.support.thresholds import fire, given_limits, images, stream_record, told
from tools.bench.hook import hooked


def report(api: TemplateApi, value: int) -> None:
    usage = {"customerId": "acme", "featureId": "calls", "value": value}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201


def a_threshold_reached(api: TemplateApi) -> None:
    given_limits(api)
    report(api, 10)


def a_budget_used_up(api: TemplateApi) -> None:
    given_priced_usage(api)
    hold(api)
    report(api, 50)


class Fire(Write):
    """What the stream leads to; delivering it again is harmless."""

    def send(self, api: TemplateApi) -> Answer:
        """Deliver the counters of the environment."""
        fire(api, *images(api.caller["environmentId"]))
        return Answer(200, {}, "")


@pytest.mark.parametrize("arrange", [a_threshold_reached, a_budget_used_up])
def test_a_crash_leaves_all_or_nothing_and_the_same_record_completes_it(arrange: Arrange, emulator: None) -> None:
    check_crashes(Fire("fire", "POST", "", arrange=arrange))


@pytest.mark.parametrize("weather", ["calm", "faults"])
def test_many_consumers_tell_of_each_threshold_once(weather: str, emulator: None, emulator_api: TemplateApi) -> None:
    given_limits(emulator_api)
    seen: list[dict[str, Any]] = []
    for value in (9, 1, 2, 3):
        report(emulator_api, value)
        seen.append(*images())
    faults = (Conflicts(), Refusals(every=5), LostAnswers(every=4)) if weather == "faults" else ()

    def consume(number: int) -> None:
        shown = seen if number % 2 else seen[::-1]
        left = [stream_record(image, place) for place, image in enumerate(shown, 1)]
        while left:
            answer = emulator_api.run("FollowUsageFunction", {"Records": left})
            failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
            left = [each for each in left if each["dynamodb"]["SequenceNumber"] in failed]

    with hooked(*faults):
        in_parallel(8, consume)
    percentages = [threshold for threshold, _, _ in told()]
    assert percentages in ([80, 100], [100])
    marks = [item for item in dump()["live"] if item["SK"]["S"].startswith("Y#calls#")]
    assert len(marks) == 1
    assert '"highest":100' in marks[0]["D"]["S"]
