"""Bodies of events, made by the entities that tell them, are what they always were, and what the document says."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, validator_for

from tests.support.clock import FixedClock
from tests.support.event_stories import STORIES, Stage
from tests.support.listening import Body, Followed
from tests.support.template_api import TemplateApi
from tollgate.event_catalogue.published import WIRE_NAMES
from tools.openapi import DOCUMENT

GOLDEN = Path(__file__).parent / "golden_bodies"
TOLD_BY_NOBODY = {"feature.deleted", "sync.failed", "data_export.sync_failed"}
"""Features are archived, never deleted; links to other systems do not tell of their failures yet."""
_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f-]{17}|[0-9A-Z]{26}|(subscription|grant|credit-grant)-\d+"
)


@cache
def validator(name: str) -> Any:
    """Return what tells whether a body is as the document describes it."""
    document = json.loads(DOCUMENT.read_text())
    schema = document["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return validator_for({**schema, "components": document["components"]}, validate_formats=True)


def normalized(value: Any) -> Any:
    """Return a body with every generated id replaced: which id something has is no part of its shape."""
    if isinstance(value, dict):
        return {name: normalized(each) for name, each in value.items()}
    if isinstance(value, list):
        return [normalized(each) for each in value]
    return "…" if isinstance(value, str) and _ID.fullmatch(value) else value


def golden(name: str) -> Path:
    return GOLDEN / f"{name}.json"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_bodies_are_as_they_always_were(story: Callable[[Stage], None], api: TemplateApi, clock: FixedClock) -> None:
    """A golden file that is missing is written, to be looked at and committed."""
    stage = Stage(api, clock, Followed(api))
    story(stage)
    stage.hear()
    first: dict[str, Body] = {}
    for body in stage.bodies.values():
        assert not list(validator(body["type"]).iter_errors(body)), body
        first.setdefault(body["type"], body)
    assert set(STORIES[story]) <= set(first)
    missing = [name for name in STORIES[story] if not golden(name).exists()]
    for name in missing:
        golden(name).write_text(json.dumps(normalized(first[name]), indent=1, ensure_ascii=False) + "\n")
    assert not missing, "written now; look at them"
    for name in STORIES[story]:
        assert normalized(first[name]) == json.loads(golden(name).read_text()), name


def test_every_published_event_is_told_by_a_story_or_by_nobody_yet() -> None:
    told = [name for names in STORIES.values() for name in names]
    assert len(set(told)) == len(told)
    assert set(told) | TOLD_BY_NOBODY == set(WIRE_NAMES.values())
    assert not set(told) & TOLD_BY_NOBODY
    assert {path.stem for path in GOLDEN.iterdir()} == set(told)


@pytest.mark.parametrize("name", WIRE_NAMES.values())
def test_the_example_of_an_event_is_one_of_it(name: str) -> None:
    document = json.loads(DOCUMENT.read_text())
    operation = document["webhooks"][name]["post"]
    assert not list(validator(name).iter_errors(operation["requestBody"]["content"]["application/json"]["example"]))
    assert operation["tags"][0] in {tag["name"] for tag in document["tags"]}


def test_the_document_describes_every_event_and_no_other() -> None:
    document = json.loads(DOCUMENT.read_text())
    assert set(document["webhooks"]) == set(WIRE_NAMES.values())
    operations = [each["operationId"] for path in document["paths"].values() for each in path.values()]
    events = [each["post"]["operationId"] for each in document["webhooks"].values()]
    assert len(set(events)) == len(events)
    assert not set(events) & set(operations)
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator({**schema, "components": document["components"]}), name


@pytest.mark.parametrize("name", ["subscription.created", "entitlements.updated", "credit_balance.low"])
def test_what_is_always_sent_is_required(name: str) -> None:
    content = json.loads(DOCUMENT.read_text())["webhooks"][name]["post"]["requestBody"]["content"]
    example = content["application/json"]["example"]
    for field in example:
        assert list(validator(name).iter_errors({each: example[each] for each in example if each != field})), field
