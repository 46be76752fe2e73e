"""Worked examples of events and meters, as a table: what is sent, and what the usage is then."""

from typing import Any

import pytest

from tests.support.metered import condition, event, meter, sell_metered, send, usage_of
from tests.support.template_api import TemplateApi

EITHER = {
    "aggregation": {"function": "COUNT"},
    "filters": [
        {"conditions": [condition("eventName", value="a"), condition("region", value="eu")]},
        {"conditions": [condition("eventName", value="b")]},
    ],
}
BYTES = [event(str(place), dimensions={"bytes": value}) for place, value in enumerate((10, "20", "x"))]
USERS = [event(str(place), dimensions={"user": value}) for place, value in enumerate(("u1", "u2", "u1"))]
REGIONS = [
    event("1", "a", dimensions={"region": "eu"}),
    event("2", "a", dimensions={"region": "us"}),
    event("3", "b"),
]

EXAMPLES: list[tuple[str, Any, list[dict[str, Any]], float]] = [
    ("a repeated event counts once", meter(), [event("1"), event("2"), event("3"), event("3")], 3),
    ("different values", meter("UNIQUE", "user"), USERS, 2),
    ("a sum of numbers and texts that are numbers", meter("SUM", "bytes"), BYTES, 30),
    ("the highest", meter("MAX", "bytes"), BYTES, 20),
    ("the lowest", meter("MIN", "bytes"), BYTES, 10),
    ("an average of numbers only", meter("AVG", "bytes"), BYTES, 15),
    ("either filter, all conditions of it", EITHER, REGIONS, 2),
    ("an event that no meter passes", meter(), [event("1", "unheard-of")], 0),
    ("a negative correction", meter("SUM", "n"), [event(str(n), dimensions={"n": n}) for n in (5, -2)], 3),
    ("less than nothing shows as nothing", meter("SUM", "n"), [event("1", dimensions={"n": -2})], 0),
    ("an event without the field", meter("SUM", "n"), [event("1")], 0),
    ("resources of nobody", meter(), [event("1", resourceId="r"), event("2")], 1),
    ("the same key of another name", meter(), [event("1"), event("1", "other")], 1),
]


@pytest.mark.parametrize(
    ("rule", "events", "usage"), [each[1:] for each in EXAMPLES], ids=[each[0] for each in EXAMPLES]
)
def test_the_usage_is_what_the_example_says(
    api: TemplateApi, rule: dict[str, Any], events: list[dict[str, Any]], usage: float
) -> None:
    sell_metered({"calls": rule})
    send(api, *events)
    assert usage_of(api, "calls") == [usage]
    send(api, *reversed(events))
    assert usage_of(api, "calls") == [usage]
