"""What workflows do outside the product, and what they cannot reach."""

import json
import os
from typing import Any

import boto3
import pytest
from standardwebhooks import Webhook

from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.receiver import Receiver, hang, receiving, redirect, status
from tests.support.template_api import TemplateApi
from tests.support.workflows import create_workflow, node, ran
from tollgate import wiring

REPLY = status(200, body=b'{"n": 1}', headers="content-type: application/json\r\n")


@pytest.fixture
def beside(api: TemplateApi, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> TemplateApi:
    """An API whose deployment allows loopback, and mail from one address."""
    monkeypatch.setenv("WEBHOOK_ALLOWED_HOSTS", "127.0.0.1")
    monkeypatch.setenv("WORKFLOW_EMAIL_FROM", "hello@acme.example")
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
    assert run["output"] == {"result": {"statusCode": 200}}
    assert headers["id"] == f"{run['id']}.do.1"
    assert secret not in json.dumps(run)
    assert Webhook(secret).sign(headers["id"], wiring.clock().now(), request.body.decode()) in headers["signature"]


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


def test_an_event_is_put_where_rules_of_others_find_it(beside: TemplateApi) -> None:
    sqs, events = boto3.client("sqs"), boto3.client("events")
    url = sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus = os.environ["EVENT_BUS_NAME"]
    events.put_rule(Name="heard", EventBusName=bus, EventPattern='{"source": ["tollgate.workflow.custom"]}')
    events.put_targets(Rule="heard", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
    run = requested(beside, "putEvent", detailType="Reordered", detail={"n": "{{ trigger.n }}"})
    [message] = sqs.receive_message(QueueUrl=url)["Messages"]
    heard = json.loads(message["Body"])
    assert run["status"] == "SUCCEEDED"
    assert (heard["detail-type"], heard["detail"]["payload"]["n"]) == ("Reordered", 2.5)
    assert heard["detail"]["scope"]["environmentId"] == "development"


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
