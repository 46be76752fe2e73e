"""The CPU of checks, relative to a bare boto3 `get_item` and to each other, against a canned server."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import boto3

from tollgate import wiring
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import FeatureType, MeterType
from tollgate.shared.scope import ActorType, Scope
from tools.bench import paywall
from tools.bench.canned import Recorded, Recorder, canned
from tools.bench.cpu import Work, ratio
from tools.bench.hook import hooked
from tools.bench.lines import Line
from tools.bench.world import CALLER, Api, environment, event_of, measured, sell, subscribe
from tools.gateway import LambdaContext, load_handler

SMALL, LARGE = 1, 300
OVERRIDDEN, OVERRIDES = "customer-overridden", 500
ENTITLEMENT = """
query Check($query: FetchEntitlementQuery!) {
  entitlement(query: $query) {
    isGranted accessDeniedReason usageLimit currentUsage hasUnlimitedUsage
    hasSoftLimit resetPeriod requestedUsage usagePeriodStart usagePeriodEnd
  }
}
"""


@dataclass(frozen=True)
class HotPath:
    """Recorded answers, and the requests they answer."""

    recorded: Recorded
    variables: dict[str, str]


def record(api: Api) -> HotPath:
    """Sell a small and a large plan, and record what their checks read."""
    for features in (SMALL, LARGE):
        sell(api, _plan(features), features)
        subscribe(api, _customer(features), _plan(features))
        api.post("/api/v1/usage", {"usages": [measured(_customer(features), _feature(features), "first")]})
    subscribe(api, OVERRIDDEN, _plan(SMALL))
    _override(_plan(SMALL), OVERRIDES)
    recorder = Recorder()
    # From cold, so that what a warm process knows already is recorded too.
    with environment({}), hooked(recorder):
        checks = (check(SMALL), check(LARGE), check(SMALL, OVERRIDDEN), query(SMALL))
        for work in (*checks, bare_get_item(SMALL), invoked(*paywall.ASKED)):
            work()
    return HotPath(recorder.recorded, dict(os.environ))


def lines(path: HotPath) -> Iterator[Line]:
    """Yield the ratios."""
    with canned(path.recorded, path.variables):
        yield Line.at_most("check ÷ bare get_item (goal 0.5)", 2.0, ratio(check(SMALL), bare_get_item(SMALL)))
        yield Line.at_most(f"check, {LARGE} features ÷ {SMALL}", 1.3, ratio(check(LARGE), check(SMALL)))
        yield Line.at_most(f"check, {OVERRIDES} overrides ÷ none", 1.3, ratio(check(SMALL, OVERRIDDEN), check(SMALL)))
        yield Line.at_most("GraphQL entitlement, 10 fields ÷ check", 1.5, ratio(query(SMALL), check(SMALL)))
        yield Line.at_most(
            f"{paywall.TABLE}, shown again ÷ bare get_item", 2.5, ratio(invoked(*paywall.ASKED), bare_get_item(SMALL))
        )


def check(features: int, customer: str | None = None) -> Work:
    """Return the check of a customer whose plan has this many features."""
    path = f"/api/v1/customers/{customer or _customer(features)}/entitlements/check"
    return invoked(*event_of("GET", path, featureId=_feature(features)))


def query(features: int) -> Work:
    """Return the same check by GraphQL."""
    asked = {"customerId": _customer(features), "featureId": _feature(features)}
    return invoked(*event_of("POST", "/graphql", {"query": ENTITLEMENT, "variables": {"query": asked}}))


def bare_get_item(features: int) -> Work:
    """Return a read of the access item of the same customer, with boto3 and nothing else."""
    client = boto3.client("dynamodb")
    partition = f"E#{CALLER['accountId']}/{CALLER['environmentId']}#C#{_customer(features)}#R#"
    key = {"PK": {"S": partition}, "SK": {"S": "A"}}
    table = os.environ["LIVE_TABLE"]
    return lambda: client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]


def invoked(function: str, event: dict[str, Any]) -> Work:
    """Return the invocation of a function; raises where it refuses."""
    handler, context = load_handler(function), LambdaContext(function)

    def invoke() -> None:
        answer = handler(event, context)
        if answer["statusCode"] != 200 or '"errors"' in answer["body"]:
            raise ValueError(answer["body"])

    return invoke


def _plan(features: int) -> str:
    return f"plan-of-{features}"


def _feature(features: int) -> str:
    return f"{_plan(features)}-feature-0"


def _customer(features: int) -> str:
    return f"customer-of-{features}"


def _override(plan: str, count: int) -> None:
    """Agree with the customer on so many features beside the plan's."""
    scope = Scope(account_id=CALLER["accountId"], environment_id=CALLER["environmentId"])

    def work() -> None:
        access = wiring.access().find(scope, OVERRIDDEN)
        assert access is not None
        [row] = access.subscriptions
        overrides = tuple(_agreed(f"{plan}-agreed-{number}", row.updated_at) for number in range(count))
        wiring.access().save(scope, access.with_subscription(row.but(overrides=overrides)))

    wiring.transact(work, actor=ActorType.SYSTEM)


def _agreed(feature: str, at: datetime) -> FeatureEntitlement:
    return FeatureEntitlement(
        uuid="u",
        feature_id=feature,
        feature_type=FeatureType.NUMBER,
        meter_type=MeterType.INCREMENTAL,
        usage_limit=Decimal(5),
        created_at=at,
        updated_at=at,
    )
