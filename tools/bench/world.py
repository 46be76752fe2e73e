"""What is measured against: tables in process, a plan of many features, a customer and a resource subscribed to it."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from moto import mock_aws

from tollgate import wiring
from tollgate.catalog.create_feature import CreateFeatureRequest, create_feature
from tollgate.catalog.feature import FeatureType, MeterType
from tollgate.shared.scope import ActorType, Scope
from tools.bench import hook  # noqa: F401
from tools.gateway import Gateway, LambdaContext, http_event, load_handler
from tools.stack import Stack
from tools.template import match_route

CALLER = {
    "accountId": "account-bench",
    "environmentId": "development",
    "keyId": "api-key-bench",
    "keyKind": "FULL",
    "permissions": "",
}
AT_ONCE = 45
"""Features that fit one transaction, each with its event."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Api:
    """Calls operations in process, as API Gateway would."""

    gateway: Gateway = field(default_factory=Gateway)

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None, **query: Any) -> Json:
        """Return the answer's body; raises where the API refuses."""
        text = json.dumps(body) if body is not None else None
        headers = {"Idempotency-Key": key} if key is not None else {}
        answer = self.gateway.call(method, path, urlencode(query), headers, text, caller=CALLER)
        if answer["statusCode"] >= 300:
            raise ValueError(f"{method} {path}: {answer['statusCode']} {answer['body']}")
        parsed: Json = json.loads(answer["body"])
        return parsed

    def get(self, path: str, **query: Any) -> Json:
        """Read."""
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Json:
        """Create or act, with an Idempotency-Key where one is given."""
        return self.call("POST", path, body, key=key)

    def ingest(self, usages: Iterable[Json]) -> Json:
        """Deliver measurements as the usage queue does, in one message."""
        return deliver("IngestUsageFunction", {"usages": list(usages)})

    def count(self, events: Iterable[Json], received_at: str) -> Json:
        """Deliver events as the usage queue does, in one message."""
        return deliver("IngestUsageFunction", {"receivedAt": received_at, "events": list(events)})

    def work(self, task_id: str) -> Json:
        """Let a worker take its turn at a task, as the task queue does."""
        return deliver("RunTaskFunction", {"taskId": task_id})

    def run_due(self, customer: str, subscription: str, at: datetime) -> Json:
        """Do what has fallen due of a subscription, as the due queue does."""
        work = {"customerId": customer, "subscriptionId": subscription, "dueAt": at.isoformat()}
        return deliver("AdvanceSubscriptionFunction", work)


def deliver(function: str, message: Json) -> Json:
    """Run a function with one message of its queue, of this environment; raises where it fails."""
    body = {"accountId": CALLER["accountId"], "environmentId": CALLER["environmentId"], **message}
    attributes = {"MessageGroupId": "1", "SentTimestamp": "1767225600000"}
    record = {"messageId": "message", "body": json.dumps(body), "attributes": attributes}
    failed: Json = load_handler(function)({"Records": [{**record, "eventSource": "aws:sqs"}]}, LambdaContext(function))
    if failed["batchItemFailures"]:
        raise ValueError(f"{function} failed")
    return failed


def event_of(method: str, path: str, body: Any = None, **query: Any) -> tuple[str, Json]:
    """Return the function behind a route and the event it gets for a request."""
    route, parameters = match_route(method, path)
    if route is None:
        raise LookupError(f"The template has no route for {method} {path}")
    text = json.dumps(body) if body is not None else None
    return route.function, http_event(route, method, path, urlencode(query), {}, text, parameters, CALLER)


@contextmanager
def tables() -> Iterator[Api]:
    """Create empty tables in process, lead this process to them, and yield the API over them."""
    region = {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    credentials = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
    with environment(region | credentials), mock_aws(), environment(Stack(Stage="bench").variables):
        yield Api()


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables and start as a cold Lambda does; undo both at the end."""
    earlier = dict(os.environ)
    os.environ.update(variables)
    wiring.reset()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(earlier)
        wiring.reset()


def sell(api: Api, plan: str, features: int, *, is_per_resource: bool = False) -> None:
    """Publish a plan with this many metered features, the n-th called `<plan>-feature-<n>`."""
    product = f"product-of-{plan}"
    api.post("/api/v1/products", {"id": product, "displayName": product, "multipleSubscriptions": is_per_resource})
    terms = {"id": plan, "displayName": plan, "productId": product, "pricingType": "FREE"}
    api.post("/api/v1/plans", terms)
    names = [f"{plan}-feature-{number}" for number in range(features)]
    for chunk in _chunks(names):
        wiring.transact(lambda chunk=chunk: _create_features(chunk), actor=ActorType.SYSTEM)  # type: ignore[misc]
    grant_and_publish(api, plan, names)


def grant_and_publish(api: Api, plan: str, features: Sequence[str]) -> None:
    """Publish the draft of a plan with these features in it."""
    for chunk in _chunks(features):
        api.post(f"/api/v1/plans/{plan}/entitlements", {"entitlements": [_grant(name) for name in chunk]})
    api.post(f"/api/v1/plans/{plan}/publish", {"migrationType": "NEW_CUSTOMERS"})


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))


def subscribe(api: Api, customer: str, plan: str, *, resource: str | None = None) -> None:
    """Provision a customer and give it, or its resource, a plan."""
    api.post("/api/v1/customers", {"id": customer, "name": customer})
    body = {"id": f"subscription-of-{customer}", "customerId": customer, "planId": plan}
    api.post("/api/v1/subscriptions", {**body, **({"resourceId": resource} if resource else {})})


def measured(customer: str, feature: str, key: str, **more: Any) -> Json:
    """Return one measurement, as reports hold them."""
    return {"customerId": customer, "featureId": feature, "value": 1, "idempotencyKey": key, **more}


def count_from_events(api: Api, plan: str, features: int) -> None:
    """Let the features of a plan be counted from events: each from those that are called after it."""
    for number in range(features):
        feature = f"{plan}-feature-{number}"
        named = {"field": "eventName", "operation": "EQUALS", "value": feature}
        rule = {"aggregation": {"function": "COUNT"}, "filters": [{"conditions": [named]}]}
        api.call("PATCH", f"/api/v1/features/{feature}", {"meter": rule})


def _create_features(names: Iterable[str]) -> None:
    scope = Scope(account_id=CALLER["accountId"], environment_id=CALLER["environmentId"])
    for name in names:
        create_feature(
            CreateFeatureRequest(
                scope=scope,
                id=name,
                display_name=name,
                feature_type=FeatureType.NUMBER,
                meter_type=MeterType.INCREMENTAL,
            ),
            features=wiring.features(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        )


def _grant(feature: str) -> Json:
    reset = {"resetPeriod": "MONTH", "monthlyResetPeriodConfiguration": {"accordingTo": "SubscriptionStart"}}
    return {"type": "FEATURE", "id": feature, "usageLimit": 1_000_000, **reset}
