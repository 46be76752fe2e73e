"""Subscriptions that are moved: to the latest versions, to another resource, to another payer."""

from typing import Any

import pytest

from tests.support.advancing import advance
from tests.support.catalog import create_addon, create_feature, grant, publish, publish_addon, set_price
from tests.support.clock import FixedClock
from tests.support.graphql import ask, code_of
from tests.support.recorded import TEST_SCOPE, recorded_names
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.tasks import take_turn
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.billing.filters import InvoiceFilters
from tollgate.customers.access import Access
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import ActorType
from tollgate.subscriptions.future_update import FutureUpdate, LatestVersions, ScheduleStatus
from tollgate.subscriptions.status import PaymentCollection
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.unpaid import Unpaid

PAID = {"billingPeriod": "MONTHLY"}
HALF_WAY = "2026-01-30T22:30:00+00:00"
"""In the middle of the month that begins on 15 January, 10:30."""


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with a catalogue and one customer."""
    given_catalogue(api)
    given_customer(api)
    return api


def fee(amount: int, *others: dict[str, Any]) -> dict[str, Any]:
    """Return the charges of a monthly fee, and of what else is given."""
    prices = [{"billingPeriod": "MONTHLY", "price": {"amount": amount}}]
    base = {"billingModel": "FLAT_FEE", "pricePeriods": prices}
    return {"pricingType": "PAID", "pricingModels": [base, *others]}


def per_unit(feature_id: str, amount: int, **fields: Any) -> dict[str, Any]:
    prices = [{"billingPeriod": "MONTHLY", "price": {"amount": amount}}]
    return {"billingModel": "PER_UNIT", "featureId": feature_id, "pricePeriods": prices, **fields}


def per_use(feature_id: str, amount: int) -> dict[str, Any]:
    prices = [{"billingPeriod": "MONTHLY", "price": {"amount": amount}}]
    return {"billingModel": "USAGE_BASED", "featureId": feature_id, "pricePeriods": prices}


def new_version(api: TemplateApi, plan_id: str = "plan-pro", **charges: Any) -> None:
    """Publish another version of a plan to new customers."""
    api.post(f"/api/v1/plans/{plan_id}/draft").data  # noqa: B018
    if charges:
        set_price(api, plan_id, **charges)
    publish(api, plan_id)


def stored(subscription_id: str = "subscription-1") -> Subscription:
    with wiring.working(actor=ActorType.SYSTEM):
        found = wiring.subscriptions().find(TEST_SCOPE, subscription_id)
    assert found is not None
    return found


def access_of(resource_id: str | None = None) -> Access:
    with wiring.working(actor=ActorType.SYSTEM):
        found = wiring.access().find(TEST_SCOPE, "acme", resource_id)
    assert found is not None
    return found


def migrate(api: TemplateApi, subscription_id: str = "subscription-1", **body: Any) -> Any:
    return api.post(f"/api/v1/subscriptions/{subscription_id}/migrate", **body)


def used(api: TemplateApi, feature_id: str, value: int, **fields: Any) -> None:
    usage = [{"customerId": "acme", "featureId": feature_id, "value": value, **fields}]
    assert api.post("/api/v1/usage", usages=usage).status == 201


# To the latest versions.


def test_a_paid_plan_moves_at_the_end_of_the_period_with_its_price(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", **PAID)
    new_version(shop, **fee(30))
    waiting = migrate(shop).data
    assert waiting["futureUpdates"] == [
        {
            "subscriptionScheduleType": "MIGRATE_TO_LATEST",
            "scheduleStatus": "SCHEDULED",
            "scheduledExecutionTime": "2026-02-15T10:30:00.000Z",
            "targetPackage": None,
        }
    ]
    assert waiting["prices"][0]["amount"] == 10
    assert migrate(shop).error["code"] == "ScheduledMigrationAlreadyExistsError"
    clock.set("2026-02-15T10:30:00+00:00")
    moved = advance(shop)
    assert [each["scheduleStatus"] for each in moved["futureUpdates"]] == ["DONE"]
    assert (moved["prices"][0]["amount"], moved["latestInvoice"]["total"]) == (30, 30)
    assert stored().versions == (2, 2, (), {})


def test_moving_at_once_settles_the_difference_of_the_rest_of_the_period(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", **PAID)
    new_version(shop, **fee(30))
    clock.set(HALF_WAY)
    moved = migrate(shop, subscriptionMigrationTime="IMMEDIATE").data
    assert (moved["prices"][0]["amount"], moved["latestInvoice"]["total"]) == (30, 10)
    assert access_of().subscriptions[0].plan_version == 2
    assert recorded_names(clock.now().replace(hour=0, minute=0)) == ["SubscriptionUpdated"]
    refused = migrate(shop, subscriptionMigrationTime="IMMEDIATE").error
    assert (refused["code"], refused["refId"]) == ("SubscriptionAlreadyOnLatestPlanError", "subscription-1")


def test_what_is_published_to_all_customers_leaves_a_price_to_migrate_to(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", **PAID)
    shop.post("/api/v1/plans/plan-pro/draft").data  # noqa: B018
    set_price(shop, **fee(30))
    task_id = shop.post("/api/v1/plans/plan-pro/publish", migrationType="ALL_CUSTOMERS").data["taskId"]
    take_turn(shop, task_id)
    assert stored().versions == (2, 1, (), {})
    assert migrate(shop, subscriptionMigrationTime="IMMEDIATE").data["prices"][0]["amount"] == 30
    assert stored().versions == (2, 2, (), {})


@pytest.mark.parametrize("plan_id", ["plan-free", "plan-enterprise"])
def test_a_plan_without_periods_moves_at_once(shop: TemplateApi, plan_id: str) -> None:
    subscribe(shop, plan_id)
    assert migrate(shop).error["code"] == "SubscriptionAlreadyOnLatestPlanError"
    new_version(shop, plan_id)
    assert migrate(shop).data["futureUpdates"] == []
    assert stored().plan_version == 2


def test_migrating_at_once_calls_off_what_waited(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", **PAID)
    new_version(shop, **fee(30))
    migrate(shop).data  # noqa: B018
    moved = migrate(shop, subscriptionMigrationTime="IMMEDIATE").data
    assert [each["scheduleStatus"] for each in moved["futureUpdates"]] == ["CANCELED"]


def test_vanished_charges_are_dropped_and_new_ones_begin_with_their_least(shop: TemplateApi, clock: FixedClock) -> None:
    for feature_id in ("feature-seats", "feature-robots"):
        create_feature(shop, feature_id)
    new_version(shop, **fee(10, per_unit("feature-seats", 5)))
    seats = [{"type": "FEATURE", "id": "feature-seats", "quantity": 4}]
    overrides = [{"featureId": "feature-seats", "amount": 3}, {"baseCharge": True, "amount": 8}]
    subscribe(shop, "plan-pro", **PAID, charges=seats, priceOverrides=overrides)
    new_version(shop, **fee(20, per_unit("feature-robots", 7, minUnitQuantity=2)))
    clock.set(HALF_WAY)
    moved = migrate(shop, subscriptionMigrationTime="IMMEDIATE").data
    priced = {each["featureId"]: each["amount"] for each in moved["prices"]}
    assert priced == {None: 8, "feature-robots": 7}
    assert [(each.feature_id, each.units) for each in stored().units] == [("feature-robots", 2)]
    assert moved["latestInvoice"]["total"] == (2 * 7 - 4 * 3) / 2


@pytest.mark.parametrize(
    ("plan_id", "charges"),
    [
        ("plan-free", fee(5)),
        ("plan-free", {"pricingType": "CUSTOM"}),
        ("plan-enterprise", fee(5)),
    ],
    ids=["free to paid", "free to custom", "custom to paid"],
)
def test_what_was_agreed_on_without_a_price_is_not_migrated_to_one(
    shop: TemplateApi, plan_id: str, charges: dict[str, Any]
) -> None:
    subscribe(shop, plan_id)
    new_version(shop, plan_id, **charges)
    refused = migrate(shop)
    assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")
    assert stored().plan_version == 1


@pytest.mark.parametrize(("charges", "total"), [({"pricingType": "FREE"}, -5), ({"pricingType": "CUSTOM"}, 10)])
def test_a_paid_plan_that_is_paid_no_more_is_migrated_in_place(
    shop: TemplateApi, clock: FixedClock, charges: dict[str, Any], total: int
) -> None:
    subscribe(shop, "plan-pro", **PAID)
    new_version(shop, **charges)
    clock.set(HALF_WAY)
    moved = migrate(shop, subscriptionMigrationTime="IMMEDIATE").data
    shown = {name: moved[name] for name in ("status", "pricingType", "prices", "currentBillingPeriodEnd")}
    assert shown == {"status": "ACTIVE", **charges, "prices": [], "currentBillingPeriodEnd": None}
    assert moved["latestInvoice"]["total"] == total
    assert stored().due is None


def test_a_custom_plan_that_became_free_is_migrated_in_place(shop: TemplateApi) -> None:
    subscribe(shop, "plan-enterprise")
    new_version(shop, "plan-enterprise", pricingType="FREE")
    assert migrate(shop).data["pricingType"] == "FREE"


def test_usage_of_a_period_costs_what_it_did_though_its_price_changes_at_the_end(
    shop: TemplateApi, clock: FixedClock
) -> None:
    create_feature(shop, "feature-calls", meterType="INCREMENTAL", featureType="NUMBER")
    shop.post("/api/v1/plans/plan-pro/draft").data  # noqa: B018
    grant(shop, "plan-pro", "feature-calls", hasUnlimitedUsage=True)
    set_price(shop, **fee(10, per_use("feature-calls", 2)))
    publish(shop)
    subscribe(shop, "plan-pro", **PAID)
    new_version(shop, **fee(10, per_use("feature-calls", 5)))
    clock.set("2026-01-20T12:00:00+00:00")
    used(shop, "feature-calls", 7)
    migrate(shop).data  # noqa: B018
    clock.set("2026-02-15T10:30:00+00:00")
    assert advance(shop)["latestInvoice"]["total"] == 10 + 7 * 2
    clock.set("2026-02-20T12:00:00+00:00")
    used(shop, "feature-calls", 3)
    clock.set("2026-03-15T10:30:00+00:00")
    assert advance(shop)["latestInvoice"]["total"] == 10 + 3 * 5


def test_add_ons_move_to_their_latest_versions_too(shop: TemplateApi) -> None:
    given_addon(shop)
    shop.post("/api/v1/plans/plan-pro/draft").data  # noqa: B018
    shop.patch("/api/v1/plans/plan-pro", compatibleAddonIds=["addon-boost"]).data  # noqa: B018
    publish(shop)
    subscribe(shop, "plan-pro", **PAID, addons=[{"id": "addon-boost", "quantity": 2}])
    new_addon_version(shop, 9)
    moved = migrate(shop, subscriptionMigrationTime="IMMEDIATE").data
    assert {each["addonId"]: each["amount"] for each in moved["prices"]} == {None: 10, "addon-boost": 9}
    assert [(each.id, each.version_number, each.quantity) for each in access_of().subscriptions[0].addons] == [
        ("addon-boost", 2, 2)
    ]


def given_addon(api: TemplateApi, amount: int = 4) -> None:
    create_addon(api, productId="product-app", pricingType="PAID")
    set_price(api, "addon-boost", "addons", **fee(amount))
    publish_addon(api)


def new_addon_version(api: TemplateApi, amount: int, migration_type: str = "NEW_CUSTOMERS") -> Any:
    api.post("/api/v1/addons/addon-boost/draft").data  # noqa: B018
    set_price(api, "addon-boost", "addons", **fee(amount))
    return api.post("/api/v1/addons/addon-boost/publish", migrationType=migration_type).data["taskId"]


# To another resource.


def transfer(api: TemplateApi, resource_id: str, subscription_id: str = "subscription-1") -> Any:
    return api.post(f"/api/v1/subscriptions/{subscription_id}/transfer", destinationResourceId=resource_id)


def test_a_subscription_is_transferred_to_a_resource_that_is_new(shop: TemplateApi) -> None:
    subscribe(shop, "plan-site", resourceId="site-1")
    moved = transfer(shop, "site-2").data
    assert (moved["id"], moved["resourceId"], moved["status"]) == ("subscription-1", "site-2", "ACTIVE")
    assert access_of("site-1").subscriptions == ()
    assert [each.id for each in access_of("site-2").subscriptions] == ["subscription-1"]
    assert recorded_names()[-2:] == ["SubscriptionCreated", "SubscriptionUpdated"]
    assert transfer(shop, "site-2").data["resourceId"] == "site-2"
    assert transfer(shop, "site-1").data["resourceId"] == "site-1"


def test_a_slot_that_is_taken_takes_no_other(shop: TemplateApi) -> None:
    subscribe(shop, "plan-site", resourceId="site-1")
    subscribe(shop, "plan-site", resourceId="site-2")
    refused = transfer(shop, "site-2")
    assert (refused.status, refused.error["code"]) == (409, "TooManySubscriptionsPerCustomer")
    shop.post("/api/v1/subscriptions/subscription-2/cancel").data  # noqa: B018
    assert transfer(shop, "site-2").data["resourceId"] == "site-2"


@pytest.mark.parametrize("resource_id", ["site-1", "a b"])
def test_what_is_not_subscribed_per_resource_is_not_transferred(shop: TemplateApi, resource_id: str) -> None:
    subscribe(shop, "plan-pro", **PAID)
    refused = transfer(shop, resource_id)
    assert (refused.status, refused.error["field"]) == (400, "destinationResourceId")


def test_usage_stays_with_the_resource_it_was_made_on_and_is_billed_once(shop: TemplateApi, clock: FixedClock) -> None:
    create_feature(shop, "feature-calls", meterType="INCREMENTAL", featureType="NUMBER")
    given_plan_of_sites(shop)
    subscribe(shop, "plan-paid-site", **PAID, resourceId="site-1")
    clock.set("2026-01-20T12:00:00+00:00")
    used(shop, "feature-calls", 7, resourceId="site-1")
    transfer(shop, "site-2").data  # noqa: B018
    used(shop, "feature-calls", 3, resourceId="site-2")
    clock.set("2026-02-15T10:30:00+00:00")
    assert advance(shop)["latestInvoice"]["total"] == 10 + (7 + 3) * 2
    clock.set("2026-03-15T10:30:00+00:00")
    assert advance(shop)["latestInvoice"]["total"] == 10


def given_plan_of_sites(api: TemplateApi) -> None:
    plan = {"id": "plan-paid-site", "productId": "product-sites", "displayName": "Site", "pricingType": "PAID"}
    assert api.post("/api/v1/plans", **plan).status == 201
    grant(api, "plan-paid-site", "feature-calls", hasUnlimitedUsage=True)
    set_price(api, "plan-paid-site", **fee(10, per_use("feature-calls", 2)))
    publish(api, "plan-paid-site")


# To another customer.


def delegate(api: TemplateApi, customer_id: str, subscription_id: str = "subscription-1") -> Any:
    return api.post(f"/api/v1/subscriptions/{subscription_id}/delegate", targetCustomerId=customer_id)


def test_a_delegated_subscription_is_invoiced_to_who_pays_from_the_next_invoice_on(
    shop: TemplateApi, clock: FixedClock
) -> None:
    given_customer(shop, "parent")
    subscribe(shop, "plan-pro", **PAID)
    shown = delegate(shop, "parent").data
    assert (shown["customerId"], shown["payingCustomerId"], shown["latestInvoice"]["total"]) == ("acme", "parent", 10)
    clock.set("2026-02-15T10:30:00+00:00")
    advance(shop)
    assert [payer_of(shop, each) for each in ("acme", "parent")] == [1, 1]
    assert delegate(shop, "acme").data["payingCustomerId"] is None


def payer_of(api: TemplateApi, customer_id: str) -> int:
    with wiring.working(actor=ActorType.SYSTEM):
        page = wiring.billing_provider().invoices(TEST_SCOPE, customer_id, InvoiceFilters(), PageRequest())
    return len(page.rows)


@pytest.mark.parametrize("customer_id", ["nobody", "gone"])
def test_who_is_not_there_does_not_pay(shop: TemplateApi, customer_id: str) -> None:
    given_customer(shop, "gone")
    shop.post("/api/v1/customers/gone/archive").data  # noqa: B018
    subscribe(shop, "plan-pro", **PAID)
    refused = delegate(shop, customer_id)
    assert (refused.status, refused.error["code"]) == (404, "CustomerNotFound")


@pytest.mark.parametrize("plan_id", ["plan-pro", "plan-max"], ids=["the same plan", "another plan"])
def test_who_pays_is_changed_by_delegation_only(shop: TemplateApi, plan_id: str) -> None:
    for customer_id in ("parent", "uncle"):
        given_customer(shop, customer_id)
    subscribe(shop, "plan-pro", **PAID, payingCustomerId="parent")
    body = {"customerId": "acme", "planId": plan_id, **PAID}
    refused = shop.post("/api/v1/subscriptions", **body, payingCustomerId="uncle")
    assert (refused.status, refused.error) == (
        400,
        refused.error
        | {
            "code": "ChangingPayingCustomerIsNotSupportedError",
            "currentPayingCustomerId": "parent",
            "newPayingCustomerId": "uncle",
        },
    )
    goes_on = shop.post("/api/v1/subscriptions", **body).data["subscription"]
    assert goes_on["payingCustomerId"] == "parent"


# Changes that wait.


def test_a_change_that_waits_is_called_off(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", **PAID)
    new_version(shop, **fee(30))
    migrate(shop).data  # noqa: B018
    path = "/api/v1/subscriptions/subscription-1/future-update/schedule"
    assert shop.delete(path).data == {"id": "subscription-1"}
    refused = shop.delete(path)
    assert (refused.status, refused.error["code"]) == (404, "FutureUpdateNotFound")
    assert (refused.error["externalId"], refused.error["status"]) == ("subscription-1", "SCHEDULED")
    clock.set("2026-02-15T10:30:00+00:00")
    renewed = advance(shop)
    assert (renewed["prices"][0]["amount"], renewed["futureUpdates"][0]["scheduleStatus"]) == (10, "CANCELED")


def test_a_change_that_waits_for_a_payment_is_called_off_with_its_invoice(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", **PAID)
    path = "/api/v1/subscriptions/subscription-1/future-update/pending-payment"
    assert shop.delete(path).error["status"] == "PENDING_PAYMENT"
    fail_update()
    assert shop.delete(path).data == {"id": "subscription-1"}
    shown = shop.get("/api/v1/subscriptions/subscription-1").data
    assert (shown["paymentCollection"], shown["latestInvoice"]["status"]) == ("NOT_REQUIRED", "CANCELED")
    assert [each["scheduleStatus"] for each in shown["futureUpdates"]] == ["CANCELED"]
    assert shop.delete(path).error["code"] == "FutureUpdateNotFound"


def fail_update() -> None:
    """Leave the subscription as an update does whose payment failed."""
    update = FutureUpdate(
        change=LatestVersions(),
        status=ScheduleStatus.PENDING_PAYMENT,
        scheduled_at=wiring.clock().now(),
        created_at=wiring.clock().now(),
    )

    def write() -> None:
        failed = wiring.subscriptions().find(TEST_SCOPE, "subscription-1")
        assert failed is not None
        assert failed.latest_invoice is not None
        unpaid = Unpaid(since=update.created_at, invoice_id=failed.latest_invoice.id)
        waits = {"future_updates": (update,), "unpaid": unpaid, "payment_collection": PaymentCollection.FAILED}
        wiring.subscriptions().save(TEST_SCOPE, failed.but(**waits))

    wiring.transact(write, actor=ActorType.SYSTEM)


# The same through GraphQL.

MIGRATE = "mutation ($in: SubscriptionMigrationInput!) { migrateSubscriptionToLatest(input: $in) { subscriptionId } }"
TO_RESOURCE = """
mutation ($in: TransferSubscriptionToResourceInput!) {
  transferSubscriptionToResource(input: $in) { subscriptionId resource { resourceId } }
}
"""
TRANSFER = """
mutation ($in: TransferSubscriptionInput!) {
  transferSubscription(input: $in) { subscriptionId resource { resourceId } }
}
"""
DELEGATE = """
mutation ($in: DelegateSubscriptionToCustomerInput!) {
  delegateSubscriptionToCustomer(input: $in) { subscriptionId payingCustomer { customerId } }
}
"""
CANCEL = "mutation ($in: SubscriptionUpdateScheduleCancellationInput!) { cancelSchedule(input: $in) }"


def test_graphql_migrates_and_calls_off(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", **PAID)
    new_version(shop, **fee(30))
    named = {"subscriptionId": "subscription-1"}
    assert ask(shop, MIGRATE, **{"in": named}) == {"migrateSubscriptionToLatest": named}
    assert code_of(shop, MIGRATE, **{"in": named}) == "ScheduledMigrationAlreadyExistsError"
    assert ask(shop, CANCEL, **{"in": {**named, "status": "Scheduled"}}) == {"cancelSchedule": "subscription-1"}
    assert code_of(shop, CANCEL, **{"in": named}) == "FutureUpdateNotFound"
    assert code_of(shop, CANCEL, **{"in": {**named, "status": "PendingPayment"}}) == "FutureUpdateNotFound"
    assert code_of(shop, CANCEL, **{"in": {**named, "status": "Done"}}) == "InvalidArgumentError"
    assert ask(shop, MIGRATE, **{"in": {**named, "subscriptionMigrationTime": "IMMEDIATE"}})
    assert stored().price_version == 2


def test_graphql_transfers_a_subscription_or_the_only_one_of_a_resource(shop: TemplateApi) -> None:
    subscribe(shop, "plan-site", resourceId="site-1")
    to = {"subscriptionId": "subscription-1", "destinationResourceId": "site-2"}
    moved = {"subscriptionId": "subscription-1", "resource": {"resourceId": "site-2"}}
    assert ask(shop, TO_RESOURCE, **{"in": to}) == {"transferSubscriptionToResource": moved}
    assert code_of(shop, TO_RESOURCE, **{"in": {"subscriptionId": "subscription-1"}}) == "InvalidArgumentError"
    of_site = {"customerId": "acme", "sourceResourceId": "site-2", "destinationResourceId": "site-3"}
    moved = {"subscriptionId": "subscription-1", "resource": {"resourceId": "site-3"}}
    assert ask(shop, TRANSFER, **{"in": of_site}) == {"transferSubscription": moved}
    assert code_of(shop, TRANSFER, **{"in": of_site}) == "SubscriptionNotFound"


def test_graphql_delegates_who_manages_and_leaves_who_pays(shop: TemplateApi) -> None:
    given_customer(shop, "parent")
    subscribe(shop, "plan-pro", **PAID)
    to = {"subscriptionId": "subscription-1", "destinationCustomerId": "parent"}
    shown = {"subscriptionId": "subscription-1", "payingCustomer": None}
    assert ask(shop, DELEGATE, **{"in": to}) == {"delegateSubscriptionToCustomer": shown}
    assert stored().managing_customer_id == "parent"
    assert ask(shop, DELEGATE, **{"in": {"subscriptionId": "subscription-1"}})
    assert stored().managing_customer_id is None
    assert code_of(shop, DELEGATE, **{"in": {**to, "destinationCustomerId": "nobody"}}) == "CustomerNotFound"


def test_an_add_on_that_is_published_to_all_grants_more_at_the_price_it_has(
    shop: TemplateApi, clock: FixedClock
) -> None:
    given_addon(shop)
    shop.post("/api/v1/plans/plan-pro/draft").data  # noqa: B018
    shop.patch("/api/v1/plans/plan-pro", compatibleAddonIds=["addon-boost"]).data  # noqa: B018
    publish(shop)
    subscribe(shop, "plan-pro", **PAID, addons=[{"id": "addon-boost", "quantity": 1}])
    task = take_turn(shop, new_addon_version(shop, 9, "ALL_CUSTOMERS"))
    assert {"planId": "plan-pro", "addonId": "addon-boost", "versionNumber": 2} in task["targets"]
    assert task["done"] == 1
    assert stored().versions == (2, 2, stored().addons, {"addon-boost": 1})
    assert [each.version_number for each in access_of().subscriptions[0].addons] == [2]
    more = [{"id": "addon-boost", "quantity": 3}]
    shop.patch("/api/v1/subscriptions/subscription-1", addons=more).data  # noqa: B018
    clock.set("2026-02-15T10:30:00+00:00")
    assert advance(shop)["latestInvoice"]["total"] == 10 + 3 * 4
    assert stored().addon_price_versions == {"addon-boost": 1}
    moved = migrate(shop, subscriptionMigrationTime="IMMEDIATE").data
    assert {each["addonId"]: each["amount"] for each in moved["prices"]} == {None: 10, "addon-boost": 9}
    assert stored().addon_price_versions == {}
