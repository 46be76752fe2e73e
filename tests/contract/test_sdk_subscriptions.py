"""The official client, in strict mode, makes every call about subscriptions; each documented failure is met once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.catalog import publish
from tests.support.selling import given_catalogue
from tests.support.template_api import TemplateApi

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def shop(client: Stigg, api: TemplateApi) -> Stigg:
    """The client of an environment with a catalogue and one customer."""
    given_catalogue(api)
    client.v1.customers.provision(id="acme")
    return client


def test_a_subscription_from_provisioning_to_its_end(shop: Stigg) -> None:
    subscriptions = shop.v1.subscriptions
    provisioned = subscriptions.provision(
        customer_id="acme",
        plan_id="plan-pro",
        id="main",
        billing_period="MONTHLY",
        billing_cycle_anchor="UNCHANGED",
        schedule_strategy="IMMEDIATE",
        payment_collection_method="NONE",
        await_payment_confirmation=True,
        billing_id="sub_1",
        salesforce_id="sf_1",
        metadata={"source": "web"},
    ).data
    assert (provisioned.id, provisioned.status, provisioned.is_scheduled) == ("main", "SUCCESS", False)
    shown = subscriptions.retrieve("main").data
    assert (shown.plan_id, shown.pricing_type, shown.status) == ("plan-pro", "PAID", "ACTIVE")
    assert shown.current_billing_period_end == datetime(2026, 2, 15, 10, 30, tzinfo=UTC)
    cancelled = subscriptions.cancel(
        "main", cancellation_time="IMMEDIATE", cancellation_action="DEFAULT", prorate=False
    )
    assert (cancelled.data.status, cancelled.data.cancel_reason) == ("CANCELED", "Immediate")


@pytest.mark.parametrize("plan_id", ["plan-free", "plan-enterprise"])
def test_a_plan_without_prices_needs_nothing_more(shop: Stigg, plan_id: str) -> None:
    provisioned = shop.v1.subscriptions.provision(customer_id="acme", plan_id=plan_id).data
    assert shop.v1.subscriptions.cancel(provisioned.id).data.status == "CANCELED"


def test_subscriptions_are_walked_page_by_page(shop: Stigg) -> None:
    for number in range(5):
        shop.v1.subscriptions.provision(customer_id="acme", plan_id="plan-site", resource_id=f"site-{number}")
    subscriptions = shop.v1.subscriptions
    assert len(list(subscriptions.list(limit=2))) == 5
    assert len(list(subscriptions.list(customer_id="acme", limit=2))) == 5
    assert [each.resource_id for each in subscriptions.list(resource_id="site-3")] == ["site-3"]
    filtered = subscriptions.list(
        plan_id="plan-site", status=["ACTIVE", "IN_TRIAL"], pricing_type=["FREE"], created_at={"gte": LONG_AGO}
    )
    assert len(list(filtered)) == 5


Call = Callable[[Stigg], Any]


@pytest.mark.parametrize(
    ("call", "error", "code"),
    [
        (lambda shop: shop.v1.subscriptions.retrieve("none"), stigg.NotFoundError, "SubscriptionNotFound"),
        (lambda shop: shop.v1.subscriptions.cancel("none"), stigg.NotFoundError, "SubscriptionNotFound"),
        (
            lambda shop: shop.v1.subscriptions.provision(customer_id="nobody", plan_id="plan-free"),
            stigg.NotFoundError,
            "CustomerNotFound",
        ),
        (
            lambda shop: shop.v1.subscriptions.provision(customer_id="acme", plan_id="none"),
            stigg.NotFoundError,
            "PlanNotFound",
        ),
        (
            lambda shop: shop.v1.subscriptions.provision(customer_id="acme", plan_id="plan-pro"),
            stigg.BadRequestError,
            "BillingPeriodMissingError",
        ),
        (
            lambda shop: shop.v1.subscriptions.provision(
                customer_id="acme", plan_id="plan-free", addons=[{"id": "a", "quantity": 1}]
            ),
            stigg.NotFoundError,
            "AddonsNotFound",
        ),
        (
            lambda shop: shop.v1.subscriptions.provision(customer_id="acme", plan_id="plan-site", resource_id="a b"),
            stigg.BadRequestError,
            "InvalidArgumentError",
        ),
        (
            lambda shop: shop.v1.subscriptions.provision(customer_id="acme", plan_id="plan-free", id="ended"),
            stigg.ConflictError,
            "DuplicatedEntityNotAllowed",
        ),
        (
            lambda shop: shop.v1.subscriptions.cancel("ended"),
            stigg.ConflictError,
            "SubscriptionAlreadyCanceledOrExpired",
        ),
        (
            lambda shop: shop.v1.subscriptions.cancel("none", cancellation_time="END_OF_BILLING_PERIOD"),
            stigg.NotFoundError,
            "SubscriptionNotFound",
        ),
    ],
)
def test_a_refusal_is_the_clients_error_of_its_status(
    shop: Stigg, call: Call, error: type[stigg.APIStatusError], code: str
) -> None:
    shop.v1.subscriptions.provision(customer_id="acme", plan_id="plan-free", id="ended")
    shop.v1.subscriptions.cancel("ended")
    with pytest.raises(error) as refused:
        call(shop)
    assert refused.value.response.json()["error"]["code"] == code


def test_a_subscription_is_migrated_and_the_schedule_called_off(shop: Stigg, api: TemplateApi) -> None:
    subscriptions = shop.v1.subscriptions
    subscriptions.provision(customer_id="acme", plan_id="plan-pro", id="main", billing_period="MONTHLY")
    api.post("/api/v1/plans/plan-pro/draft").data  # noqa: B018
    publish(api)
    waiting = subscriptions.migrate("main", subscription_migration_time="END_OF_BILLING_PERIOD").data
    assert [each.subscription_schedule_type for each in waiting.future_updates or ()] == ["MIGRATE_TO_LATEST"]
    assert subscriptions.future_update.cancel_schedule("main").data.id == "main"
    with pytest.raises(stigg.NotFoundError):
        subscriptions.future_update.cancel_pending_payment("main")
    assert subscriptions.migrate("main", subscription_migration_time="IMMEDIATE").data.status == "ACTIVE"


def test_a_subscription_is_transferred_and_delegated(shop: Stigg) -> None:
    subscriptions = shop.v1.subscriptions
    shop.v1.customers.provision(id="parent")
    subscriptions.provision(customer_id="acme", plan_id="plan-site", id="main", resource_id="site-1")
    assert subscriptions.transfer("main", destination_resource_id="site-2").data.resource_id == "site-2"
    assert subscriptions.delegate("main", target_customer_id="parent").data.paying_customer_id == "parent"


def test_subscriptions_are_imported_by_a_task(shop: Stigg) -> None:
    started = shop.v1.subscriptions.import_(
        subscriptions=[
            {
                "id": "main",
                "customer_id": "acme",
                "plan_id": "plan-pro",
                "billing_period": "MONTHLY",
                "start_date": LONG_AGO,
                "metadata": {"source": "elsewhere"},
            }
        ]
    )
    assert started.data.task_id == "task-1"
