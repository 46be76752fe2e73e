"""What workflows do outside the product, and what they cannot reach."""

import json
import os
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from standardwebhooks import Webhook

from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.receiver import Receiver, hang, receiving, redirect, status
from tests.support.template_api import TemplateApi
from tests.support.workflows import create_workflow, node, on_event, ran, runs_of
from tollgate import wiring
from tools.template import resources

REPLY = status(200, body=b'{"n": 1}', headers="content-type: application/json\r\n")


@pytest.fixture
def beside(api: TemplateApi, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> TemplateApi:
    """An API whose deployment allows loopback, and mail from one address."""
    monkeypatch.setenv("WEBHOOK_ALLOWED_HOSTS", "127.0.0.1")
    monkeypatch.setenv("WORKFLOW_EMAIL_FROM", "hello@acme.example")
    monkeypatch.setenv("WORKFLOW_EVENT_BUSES", "arn:aws:events:us-east-1:123456789012:event-bus/orders")
    wiring.reset(clock=clock, ids=CountingIds())
    return api


def requested(api: TemplateApi, action: str, **params: Any) -> Any:
    """Run a workflow of one action."""
    create_workflow(api, "outside", [node("do", action, **params)])
    return ran(api, "outside", {"n": 2.5})


def sent_to(receiver: Receiver) -> Any:
    [request] = receiver.requests
    return json.loads(request.body)


def test_a_request_brings_its_answer(beside: TemplateApi) -> None:
    with receiving(REPLY) as receiver:
        body = {"given": "{{ trigger.n }}"}
        run = requested(beside, "httpRequest", method="POST", url=receiver.url, body=body, headers={"X-Team": "a"})
    output = run["output"]
    assert (run["status"], output["statusCode"], output["body"]) == ("SUCCEEDED", 200, {"n": 1})
    [request] = receiver.requests
    assert (sent_to(receiver), request.headers["x-team"]) == ({"given": 2.5}, "a")
    assert request.headers["idempotency-key"] == f"{run['id']}.do.1"


@pytest.mark.parametrize(
    ("path", "query", "sent"),
    [
        ("/", {}, "/"),
        ("/?a=b", {"n": "{{ trigger.n }}", "text": "a b&c"}, "/?a=b&n=2.5&text=a+b%26c"),
        ("/", {"each": ["x", 1, True], "none": None}, "/?each=x&each=1&each=true"),
    ],
)
def test_a_query_goes_behind_the_url(beside: TemplateApi, path: str, query: Any, sent: str) -> None:
    with receiving(REPLY) as receiver:
        url = f"http://127.0.0.1:{receiver.port}{path}"
        assert requested(beside, "httpRequest", url=url, query=query)["status"] == "SUCCEEDED"
    assert receiver.requests[0].path == sent


@pytest.mark.parametrize(("accepted", "ended"), [([], "FAILED"), ([404], "SUCCEEDED")])
def test_an_answer_that_is_no_success_fails_unless_it_is_accepted(
    beside: TemplateApi, accepted: list[int], ended: str
) -> None:
    with receiving(status(404)) as receiver:
        assert requested(beside, "httpRequest", url=receiver.url, acceptStatus=accepted)["status"] == ended


def test_no_redirect_is_followed(beside: TemplateApi) -> None:
    with receiving(redirect("http://169.254.169.254/latest/meta-data")) as receiver:
        run = requested(beside, "httpRequest", url=receiver.url)
    assert (run["status"], run["error"]["message"]) == ("FAILED", "The answer was 302")


def test_who_does_not_answer_is_not_waited_for(beside: TemplateApi) -> None:
    with receiving(hang) as receiver:
        nodes = [{**node("do", "httpRequest", url=receiver.url), "timeoutSeconds": 1}]
        create_workflow(beside, "slow", nodes)
        run = ran(beside, "slow")
    assert run["error"]["message"] == "There was no answer within 1 seconds"


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://2852039166/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://10.0.0.1/",
        "ftp://example.com/",
        "http://user:password@example.com/",
    ],
)
def test_places_that_are_not_public_are_out_of_reach(api: TemplateApi, url: str) -> None:
    for action, params in (
        ("httpRequest", {"url": url}),
        ("sendWebhook", {"endpoint": url, "body": {}}),
        ("sendSlackMessage", {"webhookUrl": url, "text": "x"}),
    ):
        create_workflow(api, action, [node("do", action, **params)])
        assert ran(api, action)["status"] == "FAILED"


def test_a_webhook_is_signed(beside: TemplateApi) -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
    beside.call("PUT", "/api/v1/workflow-secrets/signing", {"value": secret})
    with receiving() as receiver:
        run = requested(beside, "sendWebhook", endpoint=receiver.url, body={"a": 1}, secret="{{ secrets.signing }}")
    [request] = receiver.requests
    headers = {name: request.headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature")}
    assert run["output"] == {"statusCode": 200}
    assert headers["id"] == f"{run['id']}.do.1"
    assert secret not in json.dumps(run)
    assert Webhook(secret).sign(headers["id"], wiring.clock().now(), request.body.decode()) in headers["signature"]


def test_a_webhook_of_the_environment_hears_of_what_a_run_says(beside: TemplateApi) -> None:
    with receiving() as receiver:
        hook = beside.post("/api/v1/webhooks", endpoint=receiver.url, eventTypes=["PLAN_CREATED"]).data
        run = requested(beside, "sendWebhook", webhookId=hook["id"], body={"n": "{{ trigger.n }}"})
    [request] = receiver.requests
    assert (run["output"], sent_to(receiver)) == ({"statusCode": 200}, {"n": 2.5})
    assert request.headers["stigg-webhooks-secret"] == hook["secret"]
    assert hook["secret"] not in json.dumps(run)


@pytest.mark.parametrize(
    ("params", "code", "says"),
    [
        ({}, "InvalidArgumentError", "Give one of webhookId and endpoint"),
        ({"webhookId": "hook", "endpoint": "https://example.com"}, "InvalidArgumentError", "Give one of"),
        ({"webhookId": "hook", "secret": "whsec_"}, "InvalidArgumentError", "leave secret out"),
        ({"webhookId": "hook"}, "HookNotFound", "hook"),
    ],
)
def test_a_body_goes_to_one_place(api: TemplateApi, params: dict[str, Any], code: str, says: str) -> None:
    error = requested(api, "sendWebhook", body={}, **params)["error"]
    assert error["code"] == code
    assert says in error["message"]


def test_a_webhook_that_is_switched_off_hears_of_nothing(beside: TemplateApi) -> None:
    with receiving() as receiver:
        hook = beside.post("/api/v1/webhooks", endpoint=receiver.url, eventTypes=["PLAN_CREATED"]).data
        beside.patch(f"/api/v1/webhooks/{hook['id']}", status="INACTIVE").data  # noqa: B018
        run = requested(beside, "sendWebhook", webhookId=hook["id"], body={})
    assert (run["status"], receiver.requests) == ("FAILED", [])


def test_a_message_goes_to_slack(beside: TemplateApi) -> None:
    with receiving(status(200, body=b"ok")) as receiver:
        run = requested(beside, "sendSlackMessage", webhookUrl=receiver.url, text="{{ trigger.n }} left")
    assert (run["status"], sent_to(receiver)) == ("SUCCEEDED", {"text": "2.5 left"})


def test_mail_comes_from_the_deployment_s_own_addresses(beside: TemplateApi) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity="hello@acme.example")
    mail = {"to": ["ada@example.com"], "subject": "Hi", "text": "{{ trigger.n }} left"}
    sent = requested(beside, "sendEmail", **{"from": "hello@acme.example"}, **mail)
    assert (sent["status"], bool(sent["output"]["result"]["messageId"])) == ("SUCCEEDED", True)
    create_workflow(beside, "others", [node("do", "sendEmail", **{"from": "me@others.example"}, **mail)])
    refused = ran(beside, "others")["error"]["message"]
    assert refused == "Mail may come from hello@acme.example"


def heard_on(bus: str) -> Callable[[], Any]:
    """Listen for the events of workflows on a bus; return what says what was heard."""
    sqs, events = boto3.client("sqs"), boto3.client("events")
    url = sqs.create_queue(QueueName=f"heard-on-{bus}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="heard", EventBusName=bus, EventPattern='{"source": ["tollgate.workflow.custom"]}')
    events.put_targets(Rule="heard", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
    return lambda: [json.loads(each["Body"]) for each in sqs.receive_message(QueueUrl=url).get("Messages", [])]


def test_an_event_is_put_where_rules_of_others_find_it(beside: TemplateApi) -> None:
    heard = heard_on(os.environ["EVENT_BUS_NAME"])
    run = requested(beside, "putEvent", detailType="Reordered", detail={"n": "{{ trigger.n }}"})
    [event] = heard()
    assert run["status"] == "SUCCEEDED"
    assert (event["detail-type"], event["detail"]) == (
        "Reordered",
        {
            "scope": {"accountId": "account-test", "environmentId": "development"},
            "payload": {"n": 2.5},
            "idempotencyKey": f"{run['id']}.do.1",
        },
    )


def test_an_event_is_put_on_another_bus_that_the_deployment_names(beside: TemplateApi) -> None:
    boto3.client("events").create_event_bus(Name="orders")
    heard = heard_on("orders")
    run = requested(beside, "putEvent", detailType="Reordered", detail={}, busName="orders")
    assert (run["status"], len(heard())) == ("SUCCEEDED", 1)


def test_an_event_is_put_on_no_other_bus(beside: TemplateApi) -> None:
    run = requested(beside, "putEvent", detailType="Reordered", detail={}, busName="default")
    assert run["error"]["message"].endswith("own: orders, arn:aws:events:us-east-1:123456789012:event-bus/orders")


def test_no_event_of_a_workflow_passes_for_one_of_the_product(beside: TemplateApi) -> None:
    create_workflow(beside, "hears", [node("told")], triggers=on_event("CUSTOMER_DELETED"))
    detail = {"type": "CUSTOMER_DELETED", "source": "customers"}
    requested(beside, "putEvent", detailType="CustomerDeleted", detail=detail)
    assert runs_of(beside, "hears") == []
    rules = resources("AWS::Events::Rule").values()
    assert all({"source", "detail"} & rule["EventPattern"].keys() for rule in rules)


def test_only_functions_made_for_workflows_are_called(beside: TemplateApi) -> None:
    run = requested(beside, "invokeLambda", functionName="drop-everything", payload={})
    assert "begin with tollgate-workflow-" in run["error"]["message"]


def test_a_function_is_called_and_returns(beside: TemplateApi, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(status(200, body=b'{"ok": true}')) as receiver:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", f"http://127.0.0.1:{receiver.port}")
        run = requested(
            beside, "invokeLambda", functionName="tollgate-workflow-score", payload={"n": "{{ trigger.n }}"}
        )
    assert run["output"] == {"result": {"ok": True}}
    [request] = receiver.requests
    assert request.path == "/2015-03-31/functions/tollgate-workflow-score/invocations"
    assert sent_to(receiver) == {"payload": {"n": 2.5}, "idempotencyKey": f"{run['id']}.do.1", "runId": run["id"]}
