"""Imports of customers on the emulator: killed anywhere, worked on twice at once, begun by several, beside others."""

import json
import os
from collections import Counter
from itertools import count
from typing import Any

import boto3
import pytest

from tests.support.copies import Copies
from tests.support.crashes import Write, check_crashes
from tests.support.emulator import dump
from tests.support.faults import Conflicts, Crash, CrashAt, LostAnswers, Refusals
from tests.support.parallel import in_parallel
from tests.support.selling import given_catalogue
from tests.support.tasks import finish, message_of
from tests.support.template_api import FULL_CALLER, TemplateApi
from tools.bench.hook import TABLES_AND_QUEUES, hooked

IMPORT = "/api/v1/customers/import"
MANY = 60
"""More than one chunk holds."""
THERE = range(0, MANY, 10)

_environments = count(1)


def an_environment() -> TemplateApi:
    """Return the API of a new environment in which some of the customers are there already."""
    api = TemplateApi(caller={**FULL_CALLER, "environmentId": f"import-{next(_environments)}"})
    given_some(api)
    return api


def given_some(api: TemplateApi) -> None:
    """Create those customers that are there before an import."""
    for number in THERE:
        assert api.post("/api/v1/customers", id=f"c-{number}", email="old@x.org").status == 201


def rows(count: int = MANY) -> list[dict[str, Any]]:
    """Return customers to import."""
    return [{"id": f"c-{number}", "name": None, "email": f"c-{number}@x.org"} for number in range(count)]


def begin(api: TemplateApi, customers: list[dict[str, Any]]) -> str:
    """Begin an import; return the id of its task."""
    return api.post(IMPORT, customers=customers).data["taskId"]


def stored(api: TemplateApi) -> dict[str, list[Any]]:
    """Return what the environment holds: e-mails, access items, names of events, and what is kept of imports."""
    prefix = f"E#{api.caller['accountId']}/{api.caller['environmentId']}#"
    rows = {table: [item for item in items if item["PK"]["S"].startswith(prefix)] for table, items in dump().items()}
    customers = [json.loads(row["D"]["S"]) for row in rows["documents"] if row["SK"]["S"] == "CUSTOMER"]
    kept = [row["SK"]["S"] for row in rows["documents"] if row["SK"]["S"].startswith(("CHUNK#", "CUSTOMERS"))]
    return {
        "emails": sorted(each["email"] for each in customers),
        "access": sorted(json.loads(row["D"]["S"])["customerId"] for row in rows["live"] if row["SK"]["S"] == "A"),
        "told": [json.loads(row["D"]["S"])["type"] for row in rows["outbox"]],
        "kept": sorted(kept),
    }


def check_all_imported(api: TemplateApi) -> None:
    """Fail unless every customer is as the import tells, told of once, and nothing is left of the import."""
    found = stored(api)
    assert found["emails"] == sorted(f"c-{number}@x.org" for number in range(MANY))
    assert found["access"] == sorted(f"c-{number}" for number in range(MANY))
    told = Counter(found["told"])
    assert (told["CUSTOMER_CREATED"], told["CUSTOMER_UPDATED"]) == (MANY, len(THERE))
    assert (told["IMPORT_CUSTOMERS_BULK_TRIGGERED"], told["IMPORT_CUSTOMERS_BULK_FINISHED"]) == (1, 1)
    assert found["kept"] == []


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_a_worker_killed_at_any_call_leaves_an_import_that_goes_on(is_before: bool, emulator: None) -> None:
    def begun(api: TemplateApi) -> str:
        given_some(api)
        return begin(api, rows())

    alike = Copies(begun)
    api, task_id = alike.another()
    watching = CrashAt(0, is_before=True)
    with hooked(watching, services=TABLES_AND_QUEUES):
        api.run("RunTaskFunction", message_of(api, task_id))
    assert watching.seen > 6
    for place in range(1, watching.seen + 1):
        api, _ = alike.another()
        with hooked(CrashAt(place, is_before=is_before), services=TABLES_AND_QUEUES), pytest.raises(Crash):
            api.run("RunTaskFunction", message_of(api, task_id))
        task = finish(api, task_id)
        assert (task["status"], task["done"], task["failed"]) == ("COMPLETED", MANY, 0)
        check_all_imported(api)


BEGINNING = Write("import customers", "POST", IMPORT, {"customers": rows(30)})


def test_a_crash_while_an_import_is_begun_leaves_all_of_it_or_nothing(emulator: None) -> None:
    check_crashes(BEGINNING)


def test_a_customer_that_cannot_be_read_is_left_behind_alone(emulator: None) -> None:
    api = an_environment()
    break_customer(api, "c-30")
    task = finish(api, begin(api, rows()))
    assert (task["status"], task["done"], task["failed"]) == ("PARTIALLY_FAILED", MANY - 1, 1)
    assert [(each["id"], each["code"]) for each in task["failures"]] == [("c-30", "UnexpectedError")]
    assert api.post(IMPORT, customers=rows(1)).status == 201


def break_customer(api: TemplateApi, customer_id: str) -> None:
    """Leave a body that cannot be read in a customer's row."""
    partition = f"E#{api.caller['accountId']}/{api.caller['environmentId']}#C#{customer_id}"
    boto3.client("dynamodb").update_item(
        TableName=os.environ["DOCUMENTS_TABLE"],
        Key={"PK": {"S": partition}, "SK": {"S": "CUSTOMER"}},
        UpdateExpression="SET D = :body",
        ExpressionAttributeValues={":body": {"S": "{}"}},
    )


@pytest.mark.parametrize("weather", ["calm", "faults"])
def test_several_workers_at_one_import_share_its_steps(weather: str, emulator: None) -> None:
    api = an_environment()
    task_id = begin(api, rows())
    faults = (Conflicts(), Refusals(every=5), LostAnswers(every=4)) if weather == "faults" else ()
    with hooked(*faults):
        in_parallel(4, lambda _: api.run("RunTaskFunction", message_of(api, task_id)))
        task = finish(api, task_id)
    assert (task["status"], task["done"], task["failed"]) == ("COMPLETED", MANY, 0)
    check_all_imported(api)


def test_of_several_imports_at_once_one_is_begun(emulator: None) -> None:
    api = an_environment()
    answers = in_parallel(8, lambda _: api.post(IMPORT, customers=rows()))
    assert Counter(each.status for each in answers) == {201: 1, 409: 7}
    [task_id] = [each.data["taskId"] for each in answers if each.status == 201]
    assert finish(api, task_id)["done"] == MANY
    check_all_imported(api)


def test_a_customer_that_is_made_meanwhile_is_brought_up_to_date(emulator: None) -> None:
    api = an_environment()
    task_id = begin(api, rows())

    def act(number: int) -> Any:
        if number == 0:
            return api.run("RunTaskFunction", message_of(api, task_id))
        return api.post("/api/v1/customers", id=f"c-{3 * number + 1}", email="own@x.org").status

    statuses = in_parallel(8, act)[1:]
    task = finish(api, task_id)
    assert (task["status"], task["done"], task["failed"]) == ("COMPLETED", MANY, 0)
    assert set(statuses) <= {201, 409}
    found = stored(api)
    assert found["emails"] == sorted(f"c-{number}@x.org" for number in range(MANY))
    assert len(found["access"]) == Counter(found["told"])["CUSTOMER_CREATED"] == MANY


def test_an_entity_that_several_claim_at_once_stands_for_one_customer(emulator: None) -> None:
    api = an_environment()
    link = {"id": "stripe", "vendorIdentifier": "STRIPE", "syncedEntityId": "cus_1"}
    path = "/api/v1/customers/c-{}/integrations"
    answers = in_parallel(6, lambda number: api.call("POST", path.format(THERE[number]), link).status)
    assert Counter(answers) == {201: 1, 409: 5}
    linked = [number for number in range(6) if api.get(path.format(THERE[number])).data]
    assert [answers[number] for number in linked] == [201]


def test_nobody_is_archived_while_it_becomes_a_payer(emulator: None) -> None:
    for _ in range(4):
        api = an_environment()
        given_catalogue(api)
        terms = {"customerId": "c-0", "planId": "plan-pro", "billingPeriod": "MONTHLY", "payingCustomerId": "c-10"}

        def act(number: int, api: TemplateApi = api, terms: dict[str, str] = terms) -> int:
            if number == 0:
                return api.post("/api/v1/customers/c-10/archive").status
            return api.post("/api/v1/subscriptions", **terms).status

        assert tuple(in_parallel(2, act)) in {(200, 404), (409, 201)}
