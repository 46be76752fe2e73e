"""The templates of workflows, each begun by the event it is made for."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.advancing import advance
from tests.support.catalog import create_plan, publish
from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, TOKENS, balance, consume, grant, with_tokens
from tests.support.ids import CountingIds
from tests.support.receiver import receiving, status
from tests.support.recharge import given_tokens_for_sale
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.spending import given_priced_usage, hold
from tests.support.template_api import TemplateApi
from tests.support.thresholds import fire, given_limits, images
from tests.support.workflows import WorkflowQueues, run_of, runs_of
from tollgate import wiring


def begin_with(api: TemplateApi, template_id: str, **settings: Any) -> None:
    """Create a workflow of a template, its settings changed."""
    listed = {each["id"]: each for each in api.get("/api/v1/workflow-templates").data}
    template = listed[template_id]
    nodes = [
        {**each, "params": {"value": {**each["params"]["value"], **settings}}} if each["id"] == "settings" else each
        for each in template["nodes"]
    ]
    api.post("/api/v1/workflows", **{**template, "nodes": nodes, "id": template_id}).data  # noqa: B018


def ended(api: TemplateApi, template_id: str) -> list[str]:
    """Return how the runs of a template ended, oldest first; shows what went wrong where one failed."""
    WorkflowQueues(api).settle()
    runs = [run_of(api, each["id"]) for each in reversed(runs_of(api, template_id))]
    assert not [each["error"] for each in runs if each["error"]]
    return [each["status"] for each in runs]


def use(api: TemplateApi, value: float, feature_id: str = "calls") -> None:
    usage = {"customerId": "acme", "featureId": feature_id, "value": value}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201
    fire(api, *images())


def test_every_template_can_be_saved(api: TemplateApi) -> None:
    templates = api.get("/api/v1/workflow-templates").data
    for template in templates:
        begin_with(api, template["id"])
    assert len(templates) == 6


def test_a_trial_is_extended_once(api: TemplateApi, clock: FixedClock) -> None:
    begin_with(api, "extend-trial")
    given_catalogue(api)
    given_customer(api)
    wish = {"isTrial": True, "trialEndDate": "2026-02-15T00:00:00Z", "trialEndBehavior": "CANCEL_SUBSCRIPTION"}
    subscribe(api, "plan-pro", id="trial", billingPeriod="MONTHLY", trialOverrideConfiguration=wish)
    for day in (datetime(2026, 2, 8, 1, tzinfo=UTC), datetime(2026, 2, 15, 1, tzinfo=UTC)):
        clock.set(day.isoformat())
        advance(api, "trial")
        assert set(ended(api, "extend-trial")) == {"SUCCEEDED"}
    held = api.get("/api/v1/subscriptions/trial").data
    assert (held["trialEndDate"], held["metadata"]["trialExtended"]) == ("2026-02-22T00:00:00.000Z", "yes")
    assert len(runs_of(api, "extend-trial")) == 2


def test_who_comes_near_a_limit_is_granted_more(api: TemplateApi) -> None:
    begin_with(api, "grant-more-usage")
    given_limits(api)
    use(api, 10)
    assert ended(api, "grant-more-usage") == ["SUCCEEDED"]
    [granted] = api.get("/api/v1/customers/acme/promotional-entitlements").data
    assert (granted["featureId"], granted["usageLimit"]) == ("calls", 3)


def test_a_channel_is_told_who_comes_near_a_limit(
    api: TemplateApi, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOK_ALLOWED_HOSTS", "127.0.0.1")
    wiring.reset(clock=clock, ids=CountingIds())
    with receiving(status(200)) as receiver:
        api.call("PUT", "/api/v1/workflow-secrets/slackUrl", {"value": receiver.url})
        begin_with(api, "notify-of-usage")
        given_limits(api)
        use(api, 10)
        assert ended(api, "notify-of-usage") == ["SUCCEEDED"]
    [request] = receiver.requests
    assert request.body == b'{"text": "acme has used 83 % of calls"}'


def test_who_reaches_a_spend_limit_is_upgraded(api: TemplateApi) -> None:
    given_priced_usage(api)
    create_plan(api, "plan-large", pricingType="FREE")
    publish(api, "plan-large")
    begin_with(api, "upgrade-at-spend-limit", planId="plan-large", billingPeriod=None)
    hold(api, 5)
    use(api, 60)
    assert ended(api, "upgrade-at-spend-limit") == ["SUCCEEDED"]
    live = api.get("/api/v1/subscriptions", customerId="acme", status="ACTIVE").data
    assert [each["planId"] for each in live] == ["plan-large"]


def test_who_runs_low_is_granted_credits(api: TemplateApi) -> None:
    begin_with(api, "grant-when-credits-are-low", amount=50)
    with_tokens(api)
    grant(api, 100)
    consume(api, 95)
    assert ended(api, "grant-when-credits-are-low") == ["SUCCEEDED"]
    assert balance(api) == 55


def test_the_wallet_of_who_runs_low_is_filled_up_from_then_on(api: TemplateApi) -> None:
    given_tokens_for_sale(api)
    begin_with(api, "recharge-when-credits-are-low")
    grant(api, 100)
    consume(api, 85)
    assert set(ended(api, "recharge-when-credits-are-low")) == {"SUCCEEDED"}
    settings = api.get("/api/v1/credits/auto-recharge", customerId=CUSTOMER, currencyId=TOKENS).data
    assert (settings["isEnabled"], settings["targetBalance"]) == (True, 100)
