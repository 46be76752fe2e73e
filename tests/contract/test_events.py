"""The samples of `events/`, each sent to the function it is named after."""

import json
from typing import Any

import pytest
from stigg import Stigg

from tests.support.sample_events import sample_event, sample_names
from tests.support.sdk import client_of
from tests.support.template_api import TemplateApi
from tools.seed import seed
from tools.template import functions


@pytest.fixture
def sold(api: TemplateApi) -> TemplateApi:
    """The environment the samples speak of, with its customer's subscription to the pro plan."""
    api.caller = sample_event("check_entitlement")["requestContext"]["authorizer"]["lambda"]
    client = client_of(api)
    seed(client)
    answer = send(api, "provision_customer")
    assert (answer["statusCode"], json.loads(answer["body"])["data"]["id"]) == (201, "customer-123")
    client.v1.subscriptions.provision(customer_id="customer-123", plan_id="plan-pro", billing_period="MONTHLY")
    return api


@pytest.fixture
def buyer(sold: TemplateApi) -> Stigg:
    """The official client with the key of the samples."""
    return client_of(sold)


def send(api: TemplateApi, name: str) -> Any:
    """Send a sample to its function."""
    return api.run(function_of(name), sample_event(name))


def function_of(name: str) -> str:
    """Return the function a module's name stands for."""
    return "".join(word.capitalize() for word in name.split("_")) + "Function"


def test_every_sample_is_named_after_a_function() -> None:
    assert {function_of(name) for name in sample_names()} <= functions().keys()


def test_every_kind_of_function_has_a_sample() -> None:
    sampled = {function_of(name) for name in sample_names()}
    started_by_events = {name for name, properties in functions().items() if properties.get("Events")}
    assert started_by_events | {"AuthorizeFunction", "ExecuteFunction"} <= sampled


def test_the_health_of_the_api_is_asked(api: TemplateApi) -> None:
    assert json.loads(send(api, "health")["body"]) == {"status": "ok"}


def test_a_key_is_looked_up(api: TemplateApi) -> None:
    assert send(api, "authorize") == {"isAuthorized": True, "context": {"denied": "Unauthenticated"}}


def test_an_entitlement_is_checked(sold: TemplateApi) -> None:
    answer = send(sold, "check_entitlement")
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["data"]["isGranted"] is True


def test_an_entitlement_is_asked_for_in_graphql(sold: TemplateApi) -> None:
    answer = json.loads(send(sold, "execute")["body"])
    assert answer == {"data": {"entitlement": {"isGranted": True, "usageLimit": 10_000, "currentUsage": 0}}}


def test_usage_comes_in_by_queue_and_counts_once(sold: TemplateApi, buyer: Stigg) -> None:
    assert send(sold, "ingest_usage") == {"batchItemFailures": []}
    assert send(sold, "ingest_usage") == {"batchItemFailures": []}
    checked = buyer.v1.customers.check_entitlement("customer-123", feature_id="feature-api-calls").data
    assert checked.type == "FEATURE"
    assert checked.current_usage == 7


def test_what_has_fallen_due_is_looked_for(sold: TemplateApi) -> None:
    assert send(sold, "advance_subscriptions") == {"sent": 0}


def test_what_is_not_due_any_more_is_left_alone(sold: TemplateApi, buyer: Stigg) -> None:
    before = list(buyer.v1.subscriptions.list(customer_id="customer-123"))
    assert send(sold, "advance_subscription") == {"batchItemFailures": []}
    assert list(buyer.v1.subscriptions.list(customer_id="customer-123")) == before


def test_a_task_that_is_not_there_is_nothing_to_work_on(api: TemplateApi) -> None:
    assert send(api, "run_task") == {"batchItemFailures": []}


def test_a_recorded_event_is_published(api: TemplateApi) -> None:
    assert send(api, "publish_events") == {"batchItemFailures": []}


def test_a_wallet_that_nobody_set_is_not_filled_up(sold: TemplateApi) -> None:
    assert send(sold, "recharge_wallet") == {"batchItemFailures": []}


def test_a_run_that_is_not_there_takes_no_turn(api: TemplateApi) -> None:
    assert send(api, "run_workflow") == {"batchItemFailures": []}


def test_an_event_that_no_workflow_asks_for_starts_nothing(api: TemplateApi) -> None:
    assert send(api, "start_workflows") == {"batchItemFailures": []}


def test_an_event_that_nobody_asked_for_is_told_to_nobody(sold: TemplateApi) -> None:
    assert send(sold, "fan_out") == {"deliveries": 0}


def test_a_delivery_that_is_not_kept_is_done_with(api: TemplateApi) -> None:
    assert send(api, "deliver") == {"batchItemFailures": []}


def test_a_delivery_that_has_waited_is_sent_on(api: TemplateApi) -> None:
    assert send(api, "resume_delivery") == {"batchItemFailures": []}
