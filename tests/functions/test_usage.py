"""Usage through the API: reports, their order, their repetition, their refusals, and the queue."""

import json
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.metering import Sold, boolean, configured, entitlement, resetting, subscription_access
from tests.support.template_api import Answer, TemplateApi
from tollgate.catalog.feature import MeterType
from tollgate.shared.reset_period import ResetPeriod

METER = {
    "aggregation": {"function": "COUNT"},
    "filters": [{"conditions": [{"field": "eventName", "operation": "EQUALS", "value": "upload"}]}],
}
HOUR_AGO, DAY_AGO = "2026-01-15T09:10:00Z", "2026-01-14T09:10:00Z"


@pytest.fixture
def sold(dynamodb: None) -> Sold:
    return Sold()


def usage(value: Any = 1, **fields: Any) -> dict[str, Any]:
    return {"customerId": "acme", "featureId": "calls", "value": value, **fields}


def report(api: TemplateApi, *usages: dict[str, Any]) -> Answer:
    return api.post("/api/v1/usage", usages=list(usages))


def current(api: TemplateApi, feature_id: str = "calls", **query: str) -> float:
    answer = api.get("/api/v1/customers/acme/entitlements/check", featureId=feature_id, **query)
    return answer.data["currentUsage"]


def test_a_report_answers_with_the_usage_after_it(api: TemplateApi, sold: Sold) -> None:
    sold.basic(resetting())
    assert report(api, usage(3)).data == [
        {
            "id": "measurement-1",
            "customerId": "acme",
            "featureId": "calls",
            "resourceId": None,
            "value": 3,
            "timestamp": "2026-01-15T10:30:00.000Z",
            "createdAt": "2026-01-15T10:30:00.000Z",
            "currentUsage": 3,
            "usagePeriodStart": "2026-01-05T00:00:00.000Z",
            "usagePeriodEnd": "2026-02-05T00:00:00.000Z",
            "nextResetDate": "2026-02-05T00:00:00.000Z",
            "credit": None,
        }
    ]
    assert report(api, usage(2)).data[0]["currentUsage"] == 5


def test_a_set_makes_the_usage_its_value_and_a_delta_adds_to_it(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement())
    report(api, usage(3))
    assert report(api, usage(5, updateBehavior="SET")).data[0]["currentUsage"] == 5
    assert report(api, usage(-1)).data[0]["currentUsage"] == 4


def test_usage_below_zero_counts_as_none_and_is_not_forgotten(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement())
    assert report(api, usage(-3)).data[0]["currentUsage"] == 0
    assert current(api) == 0
    assert report(api, usage(5)).data[0]["currentUsage"] == 2


def test_a_report_over_a_hard_limit_is_recorded_and_the_next_check_denied(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement())
    report(api, usage(9))
    assert report(api, usage(5)).data[0]["currentUsage"] == 14
    answer = api.get("/api/v1/customers/acme/entitlements/check", featureId="calls").data
    assert (answer["isGranted"], answer["accessDeniedReason"]) == (False, "RequestedUsageExceedingLimit")


def test_the_same_idempotency_key_counts_once_for_seven_days(api: TemplateApi, sold: Sold, clock: FixedClock) -> None:
    sold.basic(entitlement())
    first = report(api, usage(2, idempotencyKey="k")).data
    clock.advance(days=6)
    assert report(api, usage(9, idempotencyKey="k")).data == first
    assert report(api, usage(1, idempotencyKey="k2"), usage(1, idempotencyKey="k2")).data[1]["currentUsage"] == 3
    clock.advance(days=1, seconds=1)
    assert report(api, usage(2, idempotencyKey="k")).data[0]["currentUsage"] == 5


def test_a_key_belongs_to_its_customer_feature_and_resource(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement(), entitlement("seats"))
    sold.resource("acme", "r1")
    sold.plan("site", entitlement())
    sold.subscribe("acme", subscription_access("site"), resource_id="r1")
    for fields in ({}, {"featureId": "seats"}, {"resourceId": "r1"}):
        assert report(api, usage(1, idempotencyKey="k#1", **fields)).data[0]["currentUsage"] == 1


def test_a_bulk_is_recorded_in_its_order(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement(), entitlement("seats"))
    answer = report(
        api,
        usage(3),
        usage(5, updateBehavior="SET"),
        usage(4, featureId="seats"),
        usage(-1),
        usage(7, featureId="seats", updateBehavior="SET"),
    )
    assert [each["featureId"] for each in answer.data] == ["calls", "calls", "seats", "calls", "seats"]
    assert [each["currentUsage"] for each in answer.data] == [4, 4, 7, 4, 7]
    assert (current(api), current(api, "seats")) == (4, 7)


def test_a_hundred_measurements_are_recorded_and_one_more_is_refused(api: TemplateApi, sold: Sold) -> None:
    features = [f"feature-{number}" for number in range(50)]
    sold.basic(*(entitlement(feature_id) for feature_id in features))
    report(api, *(usage(number, featureId=features[number % 50]) for number in range(100))).data  # noqa: B018
    assert [current(api, feature_id) for feature_id in features[:3]] == [50, 52, 54]
    refused = report(api, *(usage() for _ in range(101)))
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "BadUserInput", "usages")
    refused = report(api)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "BadUserInput", "usages")


def test_a_bulk_with_an_impossible_measurement_records_nothing(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement())
    refused = report(api, usage(1), usage(1), usage(1, featureId="unknown"))
    assert (refused.status, refused.error["code"]) == (404, "FeatureNotFound")
    assert (refused.error["field"], refused.error["refId"]) == ("usages[2].featureId", "unknown")
    assert current(api) == 0


def test_a_bulk_sent_again_with_the_same_header_counts_once(api: TemplateApi, sold: Sold, clock: FixedClock) -> None:
    sold.basic(entitlement(usage_limit=100))
    body = {"usages": [usage(1), usage(2), usage(4, idempotencyKey="own")]}
    first = api.call("POST", "/api/v1/usage", body, headers={"Idempotency-Key": "h"})
    assert api.call("POST", "/api/v1/usage", body, headers={"Idempotency-Key": "h"}).text == first.text
    clock.advance(days=2)  # the kept answer is gone by now, the measurements' own keys are not
    again = api.call("POST", "/api/v1/usage", body, headers={"Idempotency-Key": "h"})
    assert again.data == first.data
    assert current(api) == 7


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"customerId": "nobody"}, 404, "CustomerNotFound", "usages[0].customerId"),
        ({"customerId": "gone"}, 404, "CustomerNotFound", "usages[0].customerId"),
        ({"resourceId": "nowhere"}, 404, "CustomerResourceNotFound", "usages[0].resourceId"),
        ({"featureId": "unknown"}, 404, "FeatureNotFound", "usages[0].featureId"),
        ({"customerId": "bare"}, 400, "NoActiveSubscriptionForCustomer", "usages[0].customerId"),
        ({"featureId": "other"}, 400, "NoFeatureEntitlementInSubscription", "usages[0].featureId"),
        ({"featureId": "sso"}, 400, "MeteringNotAvailableForFeatureType", "usages[0].featureId"),
        ({"featureId": "retention"}, 400, "MeteringNotAvailableForFeatureType", "usages[0].featureId"),
        ({"value": 2**53}, 400, "UsageMeasurementDiffOutOfRangeError", "usages[0].value"),
        ({"value": 2**35 + 0.5}, 400, "UsageMeasurementDiffOutOfRangeError", "usages[0].value"),
        ({"createdAt": "2026-01-15T10:35:01Z"}, 400, "InvalidArgumentError", "usages[0].createdAt"),
        ({"createdAt": "2026-01-04T23:59:59Z"}, 400, "InvalidArgumentError", "usages[0].createdAt"),
        ({"idempotencyKey": "k" * 301}, 400, "InvalidArgumentError", "usages[0].idempotencyKey"),
        ({"dimensions": {"text": "x" * 65_536}}, 400, "InvalidArgumentError", "usages[0].dimensions"),
        ({"value": "5"}, 400, "BadUserInput", "usages[0].value"),
        ({"value": True}, 400, "BadUserInput", "usages[0].value"),
        ({"value": None}, 400, "BadUserInput", "usages[0].value"),
        ({"updateBehavior": "ADD"}, 400, "BadUserInput", "usages[0].updateBehavior"),
        ({"createdAt": "yesterday"}, 400, "BadUserInput", "usages[0].createdAt"),
        ({"createdAt": "2026-01-15T10:00:00"}, 400, "BadUserInput", "usages[0].createdAt"),
        ({"createdAt": 1768473000}, 400, "BadUserInput", "usages[0].createdAt"),
        ({"createdAt": "1768473000"}, 400, "BadUserInput", "usages[0].createdAt"),
        ({"createdAt": "0001-01-01T00:00:00+14:00"}, 400, "BadUserInput", "usages[0].createdAt"),
        ({"createdAt": "9999-12-31T23:59:59-14:00"}, 400, "BadUserInput", "usages[0].createdAt"),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    api: TemplateApi, sold: Sold, fields: dict[str, Any], status: int, code: str, field: str
) -> None:
    sold.basic(entitlement(), boolean(), configured())
    sold.feature(entitlement("other"))
    sold.customer("bare")
    sold.customer("gone")
    sold.archive("gone")
    refused = report(api, usage(**{"value": 1, **fields}))
    assert (refused.status, refused.error["code"], refused.error["field"]) == (status, code, field)


def test_a_nested_dimension_is_refused(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement())
    refused = report(api, usage(1, dimensions={"model": {"name": "x"}}))
    assert (refused.status, refused.error["code"]) == (400, "BadUserInput")
    assert refused.error["field"] == "usages[0].dimensions.model"
    assert report(api, usage(1, dimensions={"model": "x", "size": 1.5, "cached": True, "n": 1})).status == 201


def test_usage_may_not_leave_the_numbers_that_are_exact(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement())
    largest = 2**53 - 1
    assert report(api, usage(largest)).data[0]["currentUsage"] == largest
    refused = report(api, usage(1))
    assert (refused.status, refused.error["code"]) == (400, "EntitlementUsageOutOfRangeError")
    assert current(api) == largest


@pytest.mark.parametrize(
    ("reported", "counted"),
    [("0.000005", 0.00001), ("0.000004", 0), ("-0.000015", -0.00002), ("1.5", 1.5), ("34359738367.5", 34359738367.5)],
)
def test_fractions_are_rounded_to_five_decimals_away_from_zero(
    api: TemplateApi, sold: Sold, reported: str, counted: float
) -> None:
    sold.basic(entitlement())
    raw = f'{{"usages": [{{"customerId": "acme", "featureId": "calls", "value": {reported}}}]}}'
    answer = api.call("POST", "/api/v1/usage", raw=raw)
    assert answer.data[0]["value"] == counted


def test_a_late_measurement_counts_in_its_own_period(api: TemplateApi, sold: Sold) -> None:
    sold.basic(resetting(ResetPeriod.DAY))
    report(api, usage(3))
    late = report(api, usage(2, createdAt=DAY_AGO)).data[0]
    assert (late["currentUsage"], late["usagePeriodStart"]) == (2, "2026-01-14T00:00:00.000Z")
    assert late["timestamp"] == "2026-01-14T09:10:00.000Z"
    assert report(api, usage(4, createdAt=DAY_AGO)).data[0]["currentUsage"] == 6
    assert report(api, usage(1, createdAt=HOUR_AGO)).data[0]["currentUsage"] == 4
    assert current(api) == 4


def test_a_clock_that_is_a_little_ahead_counts_as_now(api: TemplateApi, sold: Sold) -> None:
    sold.basic(resetting(ResetPeriod.HOUR))
    ahead = report(api, usage(3, createdAt="2026-01-15T10:34:00Z")).data[0]
    assert (ahead["timestamp"], ahead["createdAt"]) == ("2026-01-15T10:30:00.000Z", "2026-01-15T10:34:00.000Z")
    assert ahead["currentUsage"] == 3


def test_a_delta_dated_before_the_last_set_is_history_only(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement())
    report(api, usage(5, updateBehavior="SET"))
    assert report(api, usage(2, createdAt=HOUR_AGO)).data[0]["currentUsage"] == 5
    assert current(api) == 5


def test_a_dated_set_keeps_what_was_recorded_in_later_hours(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement(usage_limit=100))
    report(api, usage(2, createdAt=DAY_AGO))
    report(api, usage(3))
    assert report(api, usage(10, updateBehavior="SET", createdAt=HOUR_AGO)).data[0]["currentUsage"] == 13
    assert report(api, usage(50, updateBehavior="SET", createdAt=DAY_AGO)).data[0]["currentUsage"] == 13
    assert current(api) == 13


def test_usage_starts_from_zero_in_the_next_period(api: TemplateApi, sold: Sold, clock: FixedClock) -> None:
    sold.basic(resetting())
    report(api, usage(8))
    clock.set("2026-02-04T23:59:59.999+00:00")
    assert current(api) == 8
    clock.set("2026-02-05T00:00:00+00:00")
    assert current(api) == 0
    assert report(api, usage(1)).data[0]["currentUsage"] == 1


def test_a_changed_schedule_counts_the_new_period_from_what_was_recorded(
    api: TemplateApi, sold: Sold, clock: FixedClock
) -> None:
    sold.basic(resetting(ResetPeriod.DAY))
    report(api, usage(3))
    clock.advance(days=1)
    report(api, usage(4))
    assert current(api) == 4
    sold.reschedule(resetting(ResetPeriod.WEEK), version=2)
    assert current(api) == 7
    assert report(api, usage(1)).data[0]["currentUsage"] == 8
    sold.reschedule(resetting(ResetPeriod.DAY), version=3)
    assert current(api) == 5
    sold.reschedule(entitlement(), version=4)
    assert current(api) == 8


def test_a_cut_starts_resettable_usage_from_zero_and_keeps_levels(
    api: TemplateApi, sold: Sold, clock: FixedClock
) -> None:
    seats = entitlement("seats", meter_type=MeterType.FLUCTUATING)
    monthly_seats = resetting(feature_id="desks", meter_type=MeterType.FLUCTUATING)
    sold.basic(resetting(), entitlement("total"), seats, monthly_seats)
    for feature_id in ("calls", "total", "seats", "desks"):
        report(api, usage(8, featureId=feature_id))
    sold.subscribe("acme", subscription_access(usage_cut=clock.now()))
    assert [current(api, each) for each in ("calls", "total", "seats", "desks")] == [0, 8, 8, 8]
    clock.advance(minutes=10)
    assert report(api, usage(2)).data[0]["currentUsage"] == 2
    before_the_cut = report(api, usage(1, createdAt="2026-01-15T10:29:00Z")).data[0]
    assert (before_the_cut["currentUsage"], before_the_cut["usagePeriodEnd"]) == (9, "2026-01-15T10:30:00.000Z")
    assert current(api) == 2


def chunk(*usages: dict[str, Any], environment: str = "development") -> str:
    return json.dumps({"accountId": "account-test", "environmentId": environment, "usages": usages})


def messages(*bodies: str, group: str = "acme") -> dict[str, Any]:
    records = [
        {
            "messageId": f"message-{number}",
            "receiptHandle": "r",
            "body": body,
            "attributes": {"MessageGroupId": group, "ApproximateReceiveCount": "1", "SentTimestamp": "1767225600000"},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:usage.fifo",
            "awsRegion": "us-east-1",
        }
        for number, body in enumerate(bodies)
    ]
    return {"Records": records}


def test_the_queue_records_chunks_and_a_redelivery_changes_nothing(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement(usage_limit=1000))
    event = messages(
        chunk(*(usage(1, idempotencyKey=f"a{number}") for number in range(150))),
        chunk(usage(5, idempotencyKey="b")),
    )
    for _ in range(2):
        assert api.run("IngestUsageFunction", event) == {"batchItemFailures": []}
    assert current(api) == 155


def test_the_queue_skips_what_can_never_count(api: TemplateApi, sold: Sold) -> None:
    sold.feature(entitlement("uploads"), meter=METER)
    sold.basic(entitlement(), entitlement("uploads"))
    event = messages(
        chunk(
            usage(1, idempotencyKey="a"),
            usage(1, idempotencyKey="b", featureId="uploads"),
            {"customerId": "acme"},
            usage(1),
            usage(1, idempotencyKey="c", featureId="unknown"),
            usage(2**60, idempotencyKey="d"),
            usage(2, idempotencyKey="e"),
        )
    )
    assert api.run("IngestUsageFunction", event) == {"batchItemFailures": []}
    assert (current(api), current(api, "uploads")) == (3, 0)


def test_the_queue_skips_what_would_take_usage_out_of_its_range(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement())
    event = messages(
        chunk(
            usage(2**53 - 2, idempotencyKey="a"),
            *(usage(2, idempotencyKey=f"over-{number}") for number in range(3)),
            usage(1, idempotencyKey="b"),
        ),
        chunk(usage(-1, idempotencyKey="c")),
    )
    assert api.run("IngestUsageFunction", event) == {"batchItemFailures": []}
    assert current(api) == 2**53 - 2


def test_after_a_failed_message_the_later_ones_of_its_group_wait(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement())
    event = messages(chunk(usage(1, idempotencyKey="a")), "not json", chunk(usage(1, idempotencyKey="c")))
    failures = api.run("IngestUsageFunction", event)["batchItemFailures"]
    assert [failure["itemIdentifier"] for failure in failures] == ["message-1", "message-2"]
    assert current(api) == 1
