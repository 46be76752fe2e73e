"""Subscriptions through the API."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, grant, publish, set_price
from tests.support.clock import FixedClock
from tests.support.recorded import TEST_SCOPE, recorded, recorded_names
from tests.support.selling import given_catalogue, given_customer, given_plan, given_product, subscribe
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.customers.access import Access
from tollgate.shared.scope import ActorType

NOW = "2026-01-15T10:30:00.000Z"
SHOWN = {
    "id": "subscription-1",
    "customerId": "acme",
    "payingCustomerId": None,
    "resourceId": None,
    "planId": "plan-free",
    "pricingType": "FREE",
    "status": "ACTIVE",
    "paymentCollection": "NOT_REQUIRED",
    "paymentCollectionMethod": None,
    "billingId": None,
    "billingCycleAnchor": None,
    "currentBillingPeriodStart": None,
    "currentBillingPeriodEnd": None,
    "startDate": NOW,
    "endDate": None,
    "effectiveEndDate": None,
    "cancellationDate": None,
    "cancelReason": None,
    "metadata": {},
    "createdAt": NOW,
    "addons": [],
    "budget": None,
    "contractId": None,
    "coupons": [],
    "futureUpdates": [],
    "latestInvoice": None,
    "minimumSpend": None,
    "prices": [],
    "subscriptionEntitlements": [],
    "trial": None,
    "trialEndDate": None,
}

NO_PRICE = {"addonId": None, "featureId": None, "blockSize": None, "billingCountryCode": None, "tiers": None}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with a catalogue and one customer."""
    given_catalogue(api)
    given_customer(api)
    return api


def access_of(customer_id: str = "acme", resource_id: str | None = None) -> Access:
    with wiring.working(actor=ActorType.SYSTEM):
        access = wiring.access().find(TEST_SCOPE, customer_id, resource_id)
    assert access is not None
    return access


def provision(api: TemplateApi, plan_id: str = "plan-free", **fields: Any) -> Any:
    return api.post("/api/v1/subscriptions", **{"customerId": "acme", "planId": plan_id, **fields})


def listed(api: TemplateApi, **query: str) -> list[str]:
    return [row["id"] for row in api.get("/api/v1/subscriptions", **query).data]


def test_a_free_plan_is_active_at_once(shop: TemplateApi) -> None:
    answer = provision(shop)
    assert (answer.status, answer.data) == (
        201,
        {
            "id": "subscription-1",
            "status": "SUCCESS",
            "subscription": SHOWN,
            "entitlements": None,
            "checkoutUrl": None,
            "checkoutBillingId": None,
            "isScheduled": False,
        },
    )
    assert shop.get("/api/v1/subscriptions/subscription-1").data == SHOWN
    assert recorded_names()[-1] == "SubscriptionCreated"
    row = access_of().subscriptions[0]
    assert (row.id, row.plan_id, row.plan_version, row.ends_at, row.usage_cut) == (
        "subscription-1",
        "plan-free",
        1,
        None,
        None,
    )
    assert row.usage_anchor.isoformat() == "2026-01-15T00:00:00+00:00"


def test_a_paid_plan_has_billing_periods_and_nothing_to_collect(shop: TemplateApi) -> None:
    shown = subscribe(
        shop,
        "plan-pro",
        billingPeriod="ANNUALLY",
        paymentCollectionMethod="INVOICE",
        awaitPaymentConfirmation=False,
        billingId="sub_1",
        metadata={"source": "web"},
    )
    assert shown == {
        **SHOWN,
        "planId": "plan-pro",
        "pricingType": "PAID",
        "paymentCollectionMethod": "INVOICE",
        "billingId": "sub_1",
        "metadata": {"source": "web"},
        "billingCycleAnchor": NOW,
        "currentBillingPeriodStart": NOW,
        "currentBillingPeriodEnd": "2027-01-15T10:30:00.000Z",
        "prices": [{**NO_PRICE, "baseCharge": True, "amount": 100, "currency": "usd"}],
        "latestInvoice": {
            "billingId": shown["latestInvoice"]["billingId"],
            "status": "OPEN",
            "createdAt": NOW,
            "requiresAction": False,
            "total": 100,
            "amountDue": 100,
            "currency": "usd",
            "pdfUrl": None,
            "billingReason": "SUBSCRIPTION_CREATION",
        },
    }


def test_a_custom_plan_has_no_billing_period(shop: TemplateApi) -> None:
    shown = subscribe(shop, "plan-enterprise", billingPeriod="MONTHLY")
    assert (shown["pricingType"], shown["status"], shown["currentBillingPeriodEnd"]) == ("CUSTOM", "ACTIVE", None)


def test_another_plan_in_the_slot_ends_the_former_at_its_own_start(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-free")
    clock.advance(days=2)
    upgraded = subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    former = shop.get("/api/v1/subscriptions/subscription-1").data
    ended = "2026-01-17T10:30:00.000Z"
    assert former == {
        **SHOWN,
        "status": "CANCELED",
        "cancelReason": "UPGRADE_OR_DOWNGRADE",
        "cancellationDate": ended,
        "endDate": ended,
        "effectiveEndDate": ended,
    }
    assert upgraded["startDate"] == ended
    (row,) = access_of().subscriptions
    assert row.id == upgraded["id"]
    assert row.usage_cut == clock.now()
    assert row.usage_anchor.isoformat() == "2026-01-15T00:00:00+00:00"
    assert recorded_names(clock.now().replace(hour=0)) == ["SubscriptionCanceled", "SubscriptionCreated"]


def test_a_paid_plan_after_another_keeps_its_billing_cycle_unless_asked(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    clock.advance(days=10)
    kept = subscribe(shop, "plan-max", billingPeriod="MONTHLY")
    assert (kept["billingCycleAnchor"], kept["currentBillingPeriodEnd"]) == (NOW, "2026-02-15T10:30:00.000Z")
    restarted = subscribe(shop, "plan-pro", billingPeriod="MONTHLY", billingCycleAnchor="NOW")
    assert restarted["currentBillingPeriodEnd"] == "2026-02-25T10:30:00.000Z"
    other_period = subscribe(shop, "plan-pro", billingPeriod="ANNUALLY")
    assert other_period["currentBillingPeriodEnd"] == "2027-01-25T10:30:00.000Z"


def test_the_same_plan_again_changes_nothing(shop: TemplateApi, clock: FixedClock) -> None:
    first = subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    clock.advance(days=1)
    again = provision(shop, "plan-pro", billingPeriod="MONTHLY", id="subscription-1")
    assert (again.status, again.data["subscription"]) == (201, first)
    assert listed(shop) == ["subscription-1"]
    assert recorded_names(clock.now().replace(hour=0)) == []


def test_a_resource_has_a_slot_of_its_own(shop: TemplateApi) -> None:
    own = subscribe(shop, "plan-free")
    site_a = subscribe(shop, "plan-site", resourceId="site-a")
    site_b = subscribe(shop, "plan-site", resourceId="site-b")
    assert [row["status"] for row in shop.get("/api/v1/subscriptions", customerId="acme").data] == ["ACTIVE"] * 3
    assert listed(shop, resourceId="site-a") == [site_a["id"]]
    assert listed(shop, customerId="acme", resourceId="site-b") == [site_b["id"]]
    assert [row.id for row in access_of().subscriptions] == [own["id"]]
    assert [row.id for row in access_of(resource_id="site-a").subscriptions] == [site_a["id"]]


def test_the_product_says_whether_a_resource_is_named(shop: TemplateApi) -> None:
    for refused in (provision(shop, "plan-site"), provision(shop, "plan-free", resourceId="site-a")):
        assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")
        assert refused.error["field"] == "resourceId"


def test_the_caller_may_choose_an_id_that_is_free_in_the_environment(shop: TemplateApi) -> None:
    assert subscribe(shop, "plan-free", id="main")["id"] == "main"
    given_customer(shop, "globex")
    refused = provision(shop, "plan-free", customerId="globex", id="main")
    assert (refused.status, refused.error["code"]) == (409, "DuplicatedEntityNotAllowed")
    assert (refused.error["entityName"], refused.error["identifier"]) == ("subscription", "main")
    assert provision(shop, "plan-free", id="a b").error["field"] == "id"


def test_what_is_not_there_is_not_found(shop: TemplateApi) -> None:
    refused = provision(shop, customerId="nobody")
    assert (refused.status, refused.error["code"], refused.error["refId"]) == (404, "CustomerNotFound", "nobody")
    refused = provision(shop, "plan-none")
    assert (refused.status, refused.error["code"], refused.error["refId"]) == (404, "PlanNotFound", "plan-none")
    for answer in (shop.get("/api/v1/subscriptions/none"), shop.post("/api/v1/subscriptions/none/cancel")):
        assert (answer.status, answer.error["code"], answer.error["refId"]) == (404, "SubscriptionNotFound", "none")


def test_a_plan_that_was_never_published_is_refused(shop: TemplateApi) -> None:
    draft = {"id": "plan-new", "productId": "product-app", "displayName": "New", "pricingType": "FREE"}
    assert shop.call("POST", "/api/v1/plans", draft).status == 201
    refused = provision(shop, "plan-new")
    assert (refused.status, refused.error["code"]) == (400, "UnPublishedPackage")
    assert (refused.error["nonPublishedPackageIds"], refused.error["packageType"]) == (["plan-new"], "PLAN")


def test_an_archived_plan_takes_no_new_subscription_and_keeps_the_old(shop: TemplateApi) -> None:
    kept = subscribe(shop, "plan-free")
    shop.post("/api/v1/plans/plan-free/archive")
    given_customer(shop, "globex")
    refused = provision(shop, customerId="globex")
    assert (refused.status, refused.error["code"]) == (409, "EntityIsArchivedError")
    assert shop.get(f"/api/v1/subscriptions/{kept['id']}").data["status"] == "ACTIVE"


def test_a_paid_plan_needs_a_billing_period(shop: TemplateApi) -> None:
    refused = provision(shop, "plan-pro")
    assert (refused.status, refused.error["code"]) == (400, "BillingPeriodMissingError")


def test_a_plan_with_variable_entitlements_is_refused_naming_the_feature(shop: TemplateApi) -> None:
    shop.post("/api/v1/features", id="seats", displayName="Seats", featureType="NUMBER", meterType="FLUCTUATING")
    entitlement = {"type": "FEATURE", "id": "seats", "isCustom": True}
    assert shop.post("/api/v1/plans/plan-enterprise/entitlements", entitlements=[entitlement]).status == 201
    assert shop.post("/api/v1/plans/plan-enterprise/publish", migrationType="NEW_CUSTOMERS").status == 200
    refused = provision(shop, "plan-enterprise")
    assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")
    assert refused.error["featureId"] == "seats"


ON_A_FREE_PLAN = [
    ("addons", [{"id": "a", "quantity": 1}], "AddonsNotFound", "addons[0].id"),
    ("appliedCoupon", {"couponId": "c"}, "CouponNotFound", None),
    ("appliedCoupon", {"couponId": "c", "promotionCode": "p"}, "InvalidArgumentError", "appliedCoupon"),
    ("appliedCoupon", {"promotionCode": "p"}, "PromotionCodeNotFound", "appliedCoupon.promotionCode"),
    ("billingInformation", {"integrationId": "i"}, "UnsupportedParameter", "billingInformation.integrationId"),
    ("billingInformation", {"taxPercentage": 101}, "InvalidArgumentError", "billingInformation.taxPercentage"),
    ("billingInformation", {"isBackdated": True}, "InvalidArgumentError", "billingInformation.isBackdated"),
    ("budget", {"limit": -1, "hasSoftLimit": True}, "InvalidArgumentError", "budget.limit"),
    ("cancellationDate", "2026-01-15T10:30:00Z", "InvalidCancellationDate", "cancellationDate"),
    ("charges", [{"id": "f", "type": "FEATURE", "quantity": 1}], "InvalidArgumentError", "charges"),
    ("entitlements", [{"type": "FEATURE", "id": "f", "usageLimit": 1}], "InvalidArgumentError", "entitlements"),
    ("minimumSpend", {"amount": 1}, "InvalidArgumentError", "minimumSpend"),
    ("payingCustomerId", "globex", "CustomerNotFound", None),
    ("priceOverrides", [{"baseCharge": True, "amount": 1}], "InvalidArgumentError", "priceOverrides"),
    ("priceOverrides", [{"creditRate": {}}], "BadUserInput", "priceOverrides[0].creditRate.amount"),
    ("scheduleStrategy", "END_OF_BILLING_PERIOD", "SchedulingAtEndOfBillingPeriod", "scheduleStrategy"),
    ("trialOverrideConfiguration", {"isTrial": True}, "InvalidArgumentError", "trialOverrideConfiguration.isTrial"),
    ("unitQuantity", 3, "InvalidArgumentError", "unitQuantity"),
]


@pytest.mark.parametrize(("field", "value", "code", "path"), ON_A_FREE_PLAN)
def test_terms_that_a_free_plan_does_not_go_with_are_refused(
    shop: TemplateApi, field: str, value: object, code: str, path: str | None
) -> None:
    refused = provision(shop, **{field: value})
    assert (refused.error["code"], refused.error.get("field")) == (code, path)
    assert listed(shop) == []


def test_what_an_update_cannot_mean_is_refused(shop: TemplateApi) -> None:
    subscribe(shop)
    for fields, field in (
        ({"appliedCoupon": {"couponId": "c"}, "promotionCode": "p"}, "promotionCode"),
        ({"billingInformation": {"isBackdated": True}}, "billingInformation.isBackdated"),
    ):
        refused = shop.call("PATCH", "/api/v1/subscriptions/subscription-1", fields)
        assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "InvalidArgumentError", field)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"customerId": None}, "customerId"),
        ({"planId": 1}, "planId"),
        ({"billingPeriod": "WEEKLY"}, "billingPeriod"),
        ({"paymentCollectionMethod": "CASH"}, "paymentCollectionMethod"),
        ({"awaitPaymentConfirmation": "yes"}, "awaitPaymentConfirmation"),
        ({"scheduleStrategy": "LATER"}, "scheduleStrategy"),
        ({"metadata": []}, "metadata"),
    ],
)
def test_a_mistyped_field_is_named(shop: TemplateApi, fields: dict[str, object], field: str) -> None:
    refused = provision(shop, **fields)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "BadUserInput", field)


def test_a_cancelled_subscription_ends_now_for_good(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    clock.advance(hours=1)
    cancelled = shop.post("/api/v1/subscriptions/subscription-1/cancel").data
    ended = "2026-01-15T11:30:00.000Z"
    assert (cancelled["status"], cancelled["cancelReason"]) == ("CANCELED", "Immediate")
    assert (cancelled["cancellationDate"], cancelled["endDate"], cancelled["effectiveEndDate"]) == (ended,) * 3
    assert shop.get("/api/v1/subscriptions/subscription-1").data == cancelled
    assert access_of().subscriptions == ()
    assert recorded()[-1].payload["cancelReason"] == "Immediate"
    refused = shop.post("/api/v1/subscriptions/subscription-1/cancel")
    assert (refused.status, refused.error["code"]) == (409, "SubscriptionAlreadyCanceledOrExpired")
    assert (refused.error["refId"], refused.error["status"]) == ("subscription-1", "CANCELED")
    assert subscribe(shop, "plan-pro", billingPeriod="MONTHLY")["id"] == "subscription-2"
    assert access_of().subscriptions[0].usage_cut is None


def test_a_free_plan_is_cancelled_at_once_or_on_a_date(shop: TemplateApi) -> None:
    subscribe(shop)
    path = "/api/v1/subscriptions/subscription-1/cancel"
    for fields, code, field in (
        ({"cancellationTime": "END_OF_BILLING_PERIOD"}, "SubscriptionDoesNotHaveBillingPeriod", "cancellationTime"),
        ({"cancellationTime": "SPECIFIC_DATE"}, "InvalidCancellationDate", "endDate"),
        ({"endDate": NOW}, "InvalidCancellationDate", "endDate"),
    ):
        refused = shop.call("POST", path, fields)
        assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)
    assert shop.post(path, cancellationAction="NOTHING").error["field"] == "cancellationAction"
    waiting = shop.call("POST", path, {"endDate": "2026-03-01T00:00:00Z"}).data
    assert (waiting["status"], waiting["effectiveEndDate"]) == ("ACTIVE", "2026-03-01T00:00:00.000Z")
    body = {"cancellationTime": "IMMEDIATE", "cancellationAction": "REVOKE_ENTITLEMENTS", "prorate": True}
    assert shop.call("POST", path, body).data["status"] == "CANCELED"


def test_subscriptions_are_listed_by_what_they_are(shop: TemplateApi, clock: FixedClock) -> None:
    given_customer(shop, "globex")
    free = subscribe(shop, "plan-free")["id"]
    clock.advance(minutes=1)
    paid = subscribe(shop, "plan-pro", billingPeriod="MONTHLY")["id"]
    clock.advance(minutes=1)
    other = subscribe(shop, "plan-free", "globex")["id"]
    assert listed(shop) == [other, paid, free]
    assert listed(shop, customerId="acme") == [paid, free]
    assert listed(shop, planId="plan-free") == [other, free]
    assert listed(shop, planId="plan-free", status="ACTIVE") == [other]
    assert listed(shop, status="CANCELED") == [free]
    assert listed(shop, status="ACTIVE,CANCELED") == [other, paid, free]
    assert listed(shop, pricingType="PAID,CUSTOM") == [paid]
    assert listed(shop, customerId="acme", status="ACTIVE") == [paid]
    assert listed(shop, **{"createdAt[gt]": NOW, "createdAt[lte]": "2026-01-15T10:31:00Z"}) == [paid]
    assert listed(shop, customerId="nobody") == []
    assert shop.get("/api/v1/subscriptions", status="GONE").error["field"].startswith("status")


@pytest.mark.parametrize("query", [{}, {"customerId": "acme"}, {"planId": "plan-site"}, {"status": "ACTIVE"}])
def test_a_list_is_walked_in_pages(shop: TemplateApi, query: dict[str, str]) -> None:
    for number in range(5):
        subscribe(shop, "plan-site", resourceId=f"site-{number}")
    walked: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = shop.get("/api/v1/subscriptions", limit=2, **query, **after).body
        walked += [row["id"] for row in page["data"]]
        if page["pagination"]["next"] is None:
            break
        after = {"after": page["pagination"]["next"]}
    assert walked == [f"subscription-{number}" for number in (5, 4, 3, 2, 1)]
    broken = shop.get("/api/v1/subscriptions", after=after["after"], pricingType="PAID")
    assert (broken.status, broken.error["code"], broken.error["field"]) == (400, "BadUserInput", "after")


def test_a_subscription_stays_on_the_version_it_was_sold(shop: TemplateApi) -> None:
    subscribe(shop)
    shop.patch("/api/v1/plans/plan-free", displayName="Free forever")
    assert shop.post("/api/v1/plans/plan-free/publish", migrationType="NEW_CUSTOMERS").status == 200
    assert access_of().subscriptions[0].plan_version == 1
    given_customer(shop, "globex")
    subscribe(shop, "plan-free", "globex")
    assert access_of("globex").subscriptions[0].plan_version == 2


def test_a_product_with_subscriptions_is_held(shop: TemplateApi) -> None:
    given_plan(shop, "plan-idle")
    site = subscribe(shop, "plan-site", resourceId="site-a")
    assert shop.post("/api/v1/products/product-sites/archive").error["code"] == "CannotArchiveProductError"
    assert shop.patch("/api/v1/products/product-sites", multipleSubscriptions=False).status == 400
    shop.post(f"/api/v1/subscriptions/{site['id']}/cancel")
    assert shop.patch("/api/v1/products/product-sites", multipleSubscriptions=False).status == 400
    assert shop.post("/api/v1/products/product-sites/archive").status == 200


def test_an_event_shows_the_subscription_to_its_listeners(shop: TemplateApi) -> None:
    subscribe(shop, "plan-site", resourceId="site-a")
    event = recorded()[-1]
    assert (event.type, event.aggregate, event.version) == ("SUBSCRIPTION_CREATED", "SUBSCRIPTION#subscription-1", 1)
    assert event.payload == {
        "entityId": event.payload["entityId"],
        "id": "subscription-1",
        "billingId": None,
        "status": "ACTIVE",
        "startDate": NOW,
        "endDate": None,
        "cancellationDate": None,
        "cancelReason": None,
        "trialEndDate": None,
        "billingCurrency": None,
        "isTrialSubscription": False,
        "isUpgrade": False,
        "isDowngrade": False,
        "currentBillingPeriodStart": None,
        "currentBillingPeriodEnd": None,
        "billingPeriod": None,
        "paymentCollection": "NOT_REQUIRED",
        "metadata": {},
        "customer": {"id": "acme"},
        "resource": {"id": "site-a"},
        "plan": {"id": "plan-site", "versionNumber": 1, "productId": "product-sites", "pricingType": "FREE"},
        "addons": [],
    }


def test_a_key_of_another_environment_meets_nothing(shop: TemplateApi) -> None:
    subscribe(shop)
    shop.caller["environmentId"] = "production"
    assert shop.get("/api/v1/subscriptions/subscription-1").status == 404
    assert shop.post("/api/v1/subscriptions/subscription-1/cancel").status == 404
    assert provision(shop).error["code"] == "CustomerNotFound"
    assert listed(shop) == listed(shop, customerId="acme") == listed(shop, planId="plan-free") == []


def test_publishable_keys_neither_read_nor_write_subscriptions(shop: TemplateApi) -> None:
    subscribe(shop)
    shop.caller["keyKind"] = "PUBLISHABLE"
    for answer in (
        provision(shop),
        shop.get("/api/v1/subscriptions"),
        shop.get("/api/v1/subscriptions/subscription-1"),
        shop.post("/api/v1/subscriptions/subscription-1/cancel"),
    ):
        assert (answer.status, answer.error["code"]) == (403, "IdentityForbidden")


@pytest.mark.parametrize(
    ("behavior", "on_pro", "on_max"),
    [("ALWAYS_RESET", 0, 0), ("NEVER_RESET", 800, 820), ("BILLING_PERIOD_CHANGE", 0, 20)],
)
def test_usage_at_a_change_of_plan_follows_the_rule_of_the_product(
    api: TemplateApi, clock: FixedClock, behavior: str, on_pro: int, on_max: int
) -> None:
    given_product(api)
    api.patch("/api/v1/products/product-app", usageResetCutoffRule={"behavior": behavior})
    create_feature(api, "feature-calls", featureType="NUMBER", meterType="INCREMENTAL")
    for plan_id, pricing_type in (("plan-free", "FREE"), ("plan-pro", "PAID"), ("plan-max", "PAID")):
        create_plan(api, plan_id, productId="product-app", pricingType=pricing_type)
        grant(api, plan_id, "feature-calls", usageLimit=1000, resetPeriod="MONTH")
        if pricing_type == "PAID":
            set_price(api, plan_id)
        publish(api, plan_id)
    given_customer(api)

    def used_on(plan_id: str, value: int, **terms: str) -> int:
        clock.advance(days=1)
        subscribe(api, plan_id, **terms)
        check = api.get("/api/v1/customers/acme/entitlements/check", featureId="feature-calls")
        usage = {"customerId": "acme", "featureId": "feature-calls", "value": value}
        assert api.post("/api/v1/usage", usages=[usage]).data[0]["currentUsage"] == check.data["currentUsage"] + value
        return check.data["currentUsage"]

    assert used_on("plan-free", 800) == 0
    assert used_on("plan-pro", 20, billingPeriod="MONTHLY") == on_pro
    assert used_on("plan-max", 1, billingPeriod="MONTHLY") == on_max
