"""Imports of subscriptions whose worker is killed at any of its calls: each subscription is imported once."""

import pytest

from tests.support.copies import Copies
from tests.support.faults import Crash, CrashAt
from tests.support.selling import given_customer, given_plan, given_product
from tests.support.tasks import finish, message_of
from tests.support.template_api import TemplateApi
from tools.bench.hook import TABLES_AND_QUEUES, hooked

MANY = 12
"""More than a step takes, one of which cannot be imported."""


def begun(api: TemplateApi) -> str:
    """Begin an import; return its task."""
    given_product(api, "product-sites", multipleSubscriptions=True)
    given_plan(api, "plan-site", product_id="product-sites")
    given_customer(api)
    items = [
        {"id": f"s-{each}", "customerId": "acme", "planId": "plan-site", "resourceId": f"site-{each}"}
        for each in range(MANY)
    ]
    items[3]["planId"] = "none"
    return str(api.post("/api/v1/subscriptions/import", subscriptions=items).data["taskId"])


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_a_worker_killed_at_any_call_leaves_an_import_that_goes_on(is_before: bool, emulator: None) -> None:
    alike = Copies(begun)
    api, task_id = alike.another()
    watching = CrashAt(0, is_before=True)
    with hooked(watching, services=TABLES_AND_QUEUES):
        api.run("RunTaskFunction", message_of(api, task_id))
    for place in range(1, watching.seen + 1, 4):
        api, _ = alike.another()
        with hooked(CrashAt(place, is_before=is_before), services=TABLES_AND_QUEUES), pytest.raises(Crash):
            api.run("RunTaskFunction", message_of(api, task_id))
        task = finish(api, task_id)
        assert (task["done"], task["failed"], task["failures"][0]["id"]) == (MANY - 1, 1, "s-3")
        made = api.get("/api/v1/subscriptions", customerId="acme", limit=100).data
        assert {each["id"] for each in made} == {f"s-{each}" for each in range(MANY)} - {"s-3"}
