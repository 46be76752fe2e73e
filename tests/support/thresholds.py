"""Limits, counters as their table's stream would show them, and what was told of their thresholds."""

import os
from typing import Any

import boto3

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.made_once import made_once
from tests.support.recorded import all_recorded
from tests.support.selling import given_customer, subscribe
from tests.support.template_api import TemplateApi

Image = dict[str, Any]
WRITTEN_AT = 1768480200
MONTHLY = {"resetPeriod": "MONTH", "monthlyResetPeriodConfiguration": {"accordingTo": "SubscriptionStart"}}


@made_once
def given_limits(api: TemplateApi) -> None:
    """Sell a plan with limits of 12 of every kind to acme."""
    create_product(api)
    metered = {"featureType": "NUMBER", "meterType": "INCREMENTAL"}
    units = {"featureUnits": "call", "featureUnitsPlural": "calls"}
    create_feature(api, "calls", **metered, **units)
    create_feature(api, "seats")
    create_feature(api, "soft", **metered)
    create_feature(api, "endless", **metered)
    create_feature(api, "gigabytes", **metered, unitTransformation={"divide": 1000, "round": "UP"})
    create_plan(api)
    grant(api, "plan-pro", "calls", usageLimit=12, **MONTHLY)
    grant(api, "plan-pro", "seats", usageLimit=12)
    grant(api, "plan-pro", "soft", usageLimit=12, hasSoftLimit=True)
    grant(api, "plan-pro", "endless", hasUnlimitedUsage=True)
    grant(api, "plan-pro", "gigabytes", usageLimit=12)
    publish(api)
    given_customer(api, name="Acme", email="acme@example.org")
    subscribe(api, "plan-pro", id="of-acme")


def images(environment: str = "development") -> list[Image]:
    """Return the counters of an environment as they stand."""
    pages = (
        boto3.client("dynamodb").get_paginator("scan").paginate(TableName=os.environ["LIVE_TABLE"], ConsistentRead=True)
    )
    items = (item for page in pages for item in page["Items"])
    return [item for item in items if item["SK"]["S"].startswith("U#") and f"/{environment}#" in item["PK"]["S"]]


def stream_record(image: Image, number: int = 1) -> dict[str, Any]:
    """Return a record of the stream."""
    keys = {name: image[name] for name in ("PK", "SK")}
    shown = {"Keys": keys, "NewImage": image, "SequenceNumber": str(number), "ApproximateCreationDateTime": WRITTEN_AT}
    return {"eventID": str(number), "eventName": "MODIFY", "eventSource": "aws:dynamodb", "dynamodb": shown}


def fire(api: TemplateApi, *shown: Image) -> None:
    """Deliver these counters in this order; fails where one of them was not taken."""
    records = [stream_record(image, number) for number, image in enumerate(shown, 1)]
    assert api.run("FollowUsageFunction", {"Records": records}) == {"batchItemFailures": []}


def told() -> list[tuple[int, int, float]]:
    """Return the thresholds that were told of: percentage, share that was used, and usage."""
    payloads = [each.payload for each in all_recorded("EntitlementUsageExceeded")]
    return [
        (each["thresholdPercentage"], each["usageUsedPercentage"], float(each["currentUsage"])) for each in payloads
    ]
