"""Usage through the official client, in strict mode."""

from datetime import UTC, datetime

import pytest
from stigg import BadRequestError, NotFoundError, Stigg

from tests.support.clock import FixedClock
from tests.support.cost_formulas import BY_TOKENS, given_formulas
from tests.support.credit_rates import given_rates
from tests.support.metered import count_waiting, meter, sell_metered
from tests.support.metering import Sold, boolean, entitlement, resetting
from tests.support.template_api import TemplateApi


@pytest.fixture
def sold(api: TemplateApi) -> Sold:
    sold = Sold()
    sold.basic(resetting(), entitlement("seats"), boolean())
    sold.customer("bare")
    of_uploads = {"conditions": [{"field": "eventName", "operation": "EQUALS", "value": "upload"}]}
    meter = {"aggregation": {"function": "COUNT"}, "filters": [of_uploads]}
    sold.feature(entitlement("uploads"), meter=meter)
    return sold


def test_usage_is_reported_and_bites(client: Stigg, sold: Sold, clock: FixedClock) -> None:
    reported = client.v1.usage.report(
        usages=[
            {"customer_id": "acme", "feature_id": "calls", "value": 4, "dimensions": {"model": "x", "size": 1.5}},
            {"customer_id": "acme", "feature_id": "seats", "value": 7, "update_behavior": "SET"},
            {"customer_id": "acme", "feature_id": "calls", "value": 6, "created_at": clock.now().isoformat()},
        ]
    ).data
    assert [(each.feature_id, each.value, each.current_usage) for each in reported] == [
        ("calls", 4, 10),
        ("seats", 7, 7),
        ("calls", 6, 10),
    ]
    assert reported[0].next_reset_date == reported[0].usage_period_end
    assert reported[1].usage_period_end is None
    check = client.v1.customers.check_entitlement("acme", feature_id="calls").data
    assert (check.is_granted, check.access_denied_reason) == (False, "RequestedUsageExceedingLimit")


def test_a_repeated_key_answers_with_the_first_report(client: Stigg, sold: Sold) -> None:
    usage = {"customer_id": "acme", "feature_id": "calls", "value": 4, "idempotency_key": "k"}
    first = client.v1.usage.report(usages=[usage]).data  # type: ignore[list-item]
    assert client.v1.usage.report(usages=[usage]).data == first  # type: ignore[list-item]


def test_the_second_version_lists_balances_and_counters_once(client: Stigg, sold: Sold) -> None:
    usage = {"customer_id": "acme", "feature_id": "calls", "value": 4, "idempotency_key": "k"}
    answered = client.v2.usage.report(usages=[usage, {**usage, "feature_id": "seats"}]).data  # type: ignore[list-item]
    assert [(each.feature_id, each.current_usage, each.credit) for each in answered.usages] == [
        ("calls", 4, None),
        ("seats", 4, None),
    ]
    assert (answered.credits, answered.entities) == ([], [])
    # Both versions are one operation: a key of the one is known to the other.
    [again] = client.v1.usage.report(usages=[usage]).data  # type: ignore[list-item]
    assert (again.id, again.current_usage) == (answered.usages[0].id, 4)


def test_history_tells_totals_resets_and_groups(client: Stigg, sold: Sold, clock: FixedClock) -> None:
    clock.set("2026-02-04T22:30:00+00:00")
    for value, model in ((3, "a"), (2, "b")):
        usage = {"customer_id": "acme", "feature_id": "calls", "value": value, "dimensions": {"model": model}}
        client.v1.usage.report(usages=[usage])  # type: ignore[list-item]
    clock.set("2026-02-05T01:00:00+00:00")
    start = datetime(2026, 2, 4, 22, tzinfo=UTC)
    history = client.v1.usage.history("calls", customer_id="acme", start_date=start).data
    assert [(each.type, each.timestamp.isoformat()) for each in history.markers] == [
        ("PERIODIC_RESET", "2026-02-05T00:00:00+00:00")
    ]
    [whole] = history.series
    assert whole.tags == []
    assert [(each.timestamp.hour, each.value, each.is_reset_point) for each in whole.points] == [
        (23, 5, False),
        (0, 5, False),
        (0, 0, True),
        (1, 0, False),
    ]
    grouped = client.v1.usage.history("calls", customer_id="acme", start_date=start, group_by="model").data
    assert [([(tag.key, tag.value) for tag in each.tags], each.points[0].value) for each in grouped.series] == [
        ([("model", "a")], 3),
        ([("model", "b")], 2),
    ]


def test_events_are_taken_in_and_counted(client: Stigg, api: TemplateApi, clock: FixedClock) -> None:
    sell_metered({"uploads": meter("SUM", "bytes", "upload")})
    reported = client.v1.events.report(
        events=[
            {
                "customer_id": "acme",
                "event_name": "upload",
                "idempotency_key": "k1",
                "dimensions": {"bytes": 4.5, "kind": "image", "public": True},
                "timestamp": clock.now(),
            },
            {"customer_id": "acme", "event_name": "upload", "idempotency_key": "k2", "dimensions": {"bytes": "3"}},
        ]
    )
    assert reported.data == {}
    count_waiting(api)
    assert client.v1.customers.check_entitlement("acme", feature_id="uploads").data.current_usage == 7.5  # type: ignore[union-attr]


def test_costs_in_credits_are_estimated(client: Stigg, api: TemplateApi) -> None:
    given_rates(api)
    used = client.v1.usage.estimate(customer_id="acme", feature_id="calls", value=3, update_behavior="DELTA").data
    [estimate] = used.estimates
    assert (estimate.currency_id, estimate.estimated_cost, estimate.balance_after_estimate) == ("tokens", 6, -6)
    assert (estimate.would_overdraft, used.warnings) == (True, [])
    sent = client.v1.events.estimate(customer_id="acme", event_name="upload", dimensions={"size": 8}).data
    shares = [(each.feature_id, each.cost, each.warning_code) for each in sent.estimates[1].breakdown]
    assert shares == [("peak", 0, "UNSUPPORTED_AGGREGATION"), ("uploads", 10, None)]


def test_costs_by_a_formula_are_estimated(client: Stigg, api: TemplateApi) -> None:
    given_formulas(api)
    plan, rate = "plan-pro", {"amount": 2, "currency_id": "tokens", "cost_formula": "2*input"}
    shown = {each.feature_id: each.credit_rate for each in client.v1.plans.list_charges(plan) if each.credit_rate}
    assert shown["completions"].cost_formula == BY_TOKENS
    client.v1.subscriptions.provision(
        customer_id="acme",
        plan_id=plan,
        billing_period="MONTHLY",
        price_overrides=[{"feature_id": "calls", "credit_rate": rate}],  # type: ignore[list-item]
    )
    dimensions = {"input": 1200, "output": 300}
    sent = client.v1.events.estimate(customer_id="acme", event_name="completion", dimensions=dimensions).data  # type: ignore[arg-type]
    shares = {each.feature_id: each.cost for estimate in sent.estimates for each in estimate.breakdown}
    assert shares == {"completions": 6000, "largest": 2, "tokens-used": 600}
    reported = {"customer_id": "acme", "feature_id": "calls", "value": 1, "dimensions": dimensions}
    used = client.v1.usage.estimate(**reported).data  # type: ignore[arg-type]
    assert used.estimates[0].estimated_cost == 2400


@pytest.mark.parametrize(
    ("customer_id", "feature_id", "error", "code"),
    [
        ("nobody", "calls", NotFoundError, "CustomerNotFound"),
        ("acme", "unknown", NotFoundError, "FeatureNotFound"),
        ("bare", "calls", BadRequestError, "NoActiveSubscriptionForCustomer"),
        ("acme", "sso", BadRequestError, "MeteringNotAvailableForFeatureType"),
        ("acme", "uploads", BadRequestError, "CannotReportUsageForEntitlementWithMeterError"),
    ],
)
def test_a_refusal_is_the_error_the_client_knows(
    client: Stigg, sold: Sold, customer_id: str, feature_id: str, error: type[Exception], code: str
) -> None:
    with pytest.raises(error) as refused:
        client.v1.usage.report(usages=[{"customer_id": customer_id, "feature_id": feature_id, "value": 1}])
    assert refused.value.body["error"]["code"] == code  # type: ignore[attr-defined]
