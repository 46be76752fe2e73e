"""Merging on the emulator: killed anywhere, worked on twice at once, and of documents too large for one row."""

import json
from collections import Counter
from hashlib import sha256
from itertools import count, islice
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.emulator import dump
from tests.support.faults import Conflicts, Crash, CrashAt, Refusals
from tests.support.graphql import ask
from tests.support.merging import WHOLE
from tests.support.parallel import in_parallel
from tests.support.tasks import message_of, seen, take_turn
from tests.support.template_api import FULL_CALLER, TemplateApi
from tollgate import wiring
from tollgate.merging.document import CatalogDocument
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import ActorType, Scope
from tools.bench.hook import TABLES_AND_QUEUES, hooked

MERGE = "mutation merge($input: MergeEnvironmentInput!) { mergeEnvironment(input: $input) { taskIds } }"
DUMP = "query dump($slug: String!) { dumpEnvironmentProductCatalog(input: {environmentSlug: $slug}) }"
SMALL = {
    "features": {"calls": WHOLE["features"]["calls"]},
    "products": {"main": {"displayName": "Main"}},
    "plans": {
        "plan-base": {
            "status": "PUBLISHED",
            "productId": "main",
            "displayName": "Base",
            "pricingType": "FREE",
            "entitlements": {"feature:calls": {"usageLimit": 1}},
        },
        "plan-child": {
            "status": "PUBLISHED",
            "productId": "main",
            "displayName": "Child",
            "pricingType": "FREE",
            "parentPlanId": "plan-base",
        },
    },
}
CHANGED = json.loads(json.dumps(SMALL).replace('"usageLimit": 1', '"usageLimit": 2').replace('"Child"', '"Kid"'))
PUBLISHED = {"plan-base": 1, "plan-child": 2}
"""How often a merge of one into the other publishes each plan: the child with its parent, and for itself."""

_environments = count(1)


def an_environment(document: dict[str, Any] | None = None) -> TemplateApi:
    """Return the API of a new environment that sells what a document says."""
    api = TemplateApi(caller={**FULL_CALLER, "environmentId": f"merge-{next(_environments)}"})
    if document is not None:
        take_turn(api, merge(api, document))
    return api


def merge(api: TemplateApi, document: dict[str, Any]) -> str:
    """Start to merge a document into the caller's environment; return the task's id."""
    asked = {"destinationEnvironmentSlug": api.caller["environmentId"], "sourceTemplate": document}
    (task_id,) = ask(api, MERGE, input=asked)["mergeEnvironment"]["taskIds"]
    return task_id


def written(api: TemplateApi) -> Any:
    """Return the document of the caller's environment."""
    return ask(api, DUMP, slug=api.caller["environmentId"])["dumpEnvironmentProductCatalog"]


def versions(api: TemplateApi) -> dict[str, int]:
    """Return how often each plan was published."""
    return {each["id"]: each["versionNumber"] for each in api.get("/api/v1/plans").data}


def told(api: TemplateApi) -> list[str]:
    """Return the types of the events of the caller's environment."""
    prefix = f"E#{api.caller['accountId']}/{api.caller['environmentId']}#"
    rows = [row for row in dump()["outbox"] if row["PK"]["S"].startswith(prefix)]
    return sorted(json.loads(row["D"]["S"])["type"] for row in rows)


def plans_of(document: dict[str, Any]) -> Any:
    """Return what an export tells of a document's plans."""
    return CatalogDocument.of_json(document).to_json()["plans"]


def calls_of_turn(api: TemplateApi, task_id: str) -> int:
    """Take a turn; return how many calls it makes."""
    watching = CrashAt(0, is_before=True)
    with hooked(watching, services=TABLES_AND_QUEUES):
        api.run("RunTaskFunction", message_of(api, task_id))
    return watching.seen


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_a_worker_killed_at_any_call_leaves_a_merge_that_goes_on(
    is_before: bool, emulator: None, clock: FixedClock
) -> None:
    api, wanted = an_environment(SMALL), [CHANGED, SMALL]
    calls = calls_of_turn(api, merge(api, CHANGED))
    assert calls > 10
    for place in range(1, calls + 1):
        before, document = versions(api), wanted[place % 2]
        task_id = merge(api, document)
        with hooked(CrashAt(place, is_before=is_before), services=TABLES_AND_QUEUES), pytest.raises(Crash):
            api.run("RunTaskFunction", message_of(api, task_id))
        task = take_turn(api, task_id)
        assert (task["status"], task["done"], task["failed"]) == ("COMPLETED", 2, 0), place
        assert written(api)["plans"] == plans_of(document), place
        assert versions(api) == {plan: number + PUBLISHED[plan] for plan, number in before.items()}, place


def test_two_workers_at_one_merge_do_each_thing_once(emulator: None, clock: FixedClock) -> None:
    api = an_environment(SMALL)
    task_id, before = merge(api, CHANGED), told(api)
    with hooked(Conflicts(), Refusals(every=3)):
        in_parallel(2, lambda _: api.run("RunTaskFunction", message_of(api, task_id)))
    assert (seen(api, task_id)["status"], seen(api, task_id)["done"]) == ("COMPLETED", 2)
    assert versions(api) == {plan: 1 + times for plan, times in PUBLISHED.items()}
    assert Counter(told(api)) - Counter(before) == {
        "PACKAGE_PUBLISHED": 3,
        "PLAN_UPDATED": 3,
        "ENVIRONMENT_MERGED": 1,
    }


def test_a_whole_catalogue_comes_out_of_the_tables_as_it_went_in(emulator: None, clock: FixedClock) -> None:
    assert written(an_environment(WHOLE)) == CatalogDocument.of_json(WHOLE).to_json()


def a_document_of(bytes_each: int, features: int) -> CatalogDocument:
    """Return a document that does not get much smaller by packing it."""
    digests = (sha256(str(number).encode()).hexdigest() for number in count())
    told = {
        f"feature-{number}": {
            "displayName": "".join(islice(digests, bytes_each // 64)),
            "featureType": "BOOLEAN",
        }
        for number in range(features)
    }
    return CatalogDocument.of_json({"features": told})


def test_a_document_that_fills_several_rows_is_kept_whole(emulator: None) -> None:
    scope, document = Scope(account_id="account-test", environment_id="large"), a_document_of(10_000, 100)
    wiring.transact(lambda: wiring.merge_sources().add(scope, "task-1", document), actor=ActorType.SYSTEM)
    rows = [row for row in dump()["documents"] if "/large#" in row["PK"]["S"]]
    assert len(rows) == 2
    with wiring.working(actor=ActorType.SYSTEM):
        assert wiring.merge_sources().of_task(scope, "task-1") == document


def test_a_document_beyond_one_transaction_is_refused(emulator: None) -> None:
    scope, document = Scope(account_id="account-test", environment_id="larger"), a_document_of(100_000, 80)
    with wiring.working(actor=ActorType.SYSTEM), pytest.raises(InvalidInput, match="too large"):
        wiring.merge_sources().add(scope, "task-1", document)
