"""Subscriptions begun, changed and ended through GraphQL, with everything that can be said of them."""

from typing import Any

import pytest

from tests.support.agreements import given_agreements
from tests.support.clock import FixedClock
from tests.support.graphql import ask, refusal_of
from tests.support.selling import given_customer
from tests.support.template_api import TemplateApi

HELD = """
  subscriptionId status pricingType billingPeriod startDate cancellationDate additionalMetaData billingId
  trialEndDate trialConfiguration { trialEndBehavior } payingCustomer { refId }
  addons { id quantity addon { refId versionNumber } }
  prices { addonId billingModel usageLimit price { price { amount currency } feature { refId } } }
  totalPrice { subTotal { amount } addonsTotal { amount } total { amount currency } }
  appliedCoupons { couponId name status percentOff amountsOff { amount currency } durationInMonths }
  budget { limit hasSoftLimit } minimumSpend { amount currency }
  subscriptionEntitlements { ... on PackageFeatureEntitlement { id feature { refId } usageLimit } }
  latestInvoice { billingReason status subTotal tax total totalExcludingTax amountDue currency }
  futureUpdates {
    createdAt scheduleStatus subscriptionScheduleType scheduledExecutionTime targetPackage { refId displayName }
    scheduleVariables {
      __typename
      ... on UnitAmountChangeVariables { featureId newUnitAmount }
      ... on AddonChangeVariables { addonRefId newQuantity }
      ... on BillingPeriodChangeVariables { billingPeriod }
      ... on CouponChangeVariables { couponId }
      ... on PlanPriceOverrideChangeVariables { planRefId featureId }
      ... on AddonPriceOverrideChangeVariables { addonRefId featureId }
      ... on DowngradeChangeVariables {
        downgradePlanRefId addons { addonRefId quantity } billableFeatures { featureId quantity }
      }
      ... on PlanChangeVariables { planRefId changeType priceOverrides { planRefId addonRefId featureId } }
    }
  }
  scheduledUpdates { scheduleStatus subscriptionScheduleType scheduledExecutionTime }
"""
PROVISION = f"""
mutation ($input: ProvisionSubscriptionInput!) {{
  provisionSubscriptionV2(input: $input) {{ id status isScheduled checkoutUrl subscription {{ {HELD} }} }}
}}
"""
APPLY = f"""
mutation ($input: ApplySubscriptionInput!) {{
  applySubscription(input: $input) {{
    subscription {{ {HELD} }}
    entitlements {{ feature {{ refId }} usageLimit }}
    entitlementsV2 {{ ... on FeatureEntitlement {{ feature {{ refId }} }} }}
  }}
}}
"""
CREATE = f"mutation ($input: SubscriptionInput!) {{ createSubscription(subscription: $input) {{ {HELD} }} }}"
UPDATE = f"mutation ($input: UpdateSubscriptionInput!) {{ updateOneSubscription(input: $input) {{ {HELD} }} }}"
CANCEL = f"mutation ($input: SubscriptionCancellationInput!) {{ cancelSubscription(input: $input) {{ {HELD} }} }}"
MONTHLY = {"customerId": "acme", "planId": "plan-pro", "billingPeriod": "MONTHLY"}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API with plans that are sold by the seat, and a customer."""
    given_agreements(api)
    return api


def provision(api: TemplateApi, **fields: Any) -> dict[str, Any]:
    """Provision a subscription of acme; return it as it is shown."""
    return ask(api, PROVISION, input={**MONTHLY, **fields})["provisionSubscriptionV2"]["subscription"]


def update(api: TemplateApi, **fields: Any) -> dict[str, Any]:
    """Change the subscription; return it as it is shown."""
    given = {"subscriptionId": "subscription-1", **fields}
    return ask(api, UPDATE, input=given)["updateOneSubscription"]


def refused(api: TemplateApi, document: str, **fields: Any) -> tuple[str, str | None]:
    """Return the code of a refusal, and the field it names."""
    told = refusal_of(api, document, input=fields)["extensions"]
    return told["code"], told.get("field")


def shown_by(subscription: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return some of what is shown."""
    return {name: subscription[name] for name in names}


def test_everything_that_is_agreed_on_is_kept_and_shown(shop: TemplateApi) -> None:
    given_customer(shop, "parent")
    begun = provision(
        shop,
        subscriptionId="subscription-1",
        additionalMetaData={"crm": "42", "featureId": "x"},
        addons=[{"addonId": "addon-boost", "quantity": 2}],
        appliedCoupon={"couponId": "coupon-ten"},
        billableFeatures=[{"featureId": "feature-seats", "quantity": 4}],
        billingId="sub_1",
        billingInformation={"taxPercentage": 20, "metadata": {"po": "7"}},
        budget={"limit": 500, "hasSoftLimit": True},
        cancellationDate="2026-12-31T00:00:00Z",
        entitlements=[{"feature": {"featureId": "feature-calls", "usageLimit": 250}}],
        minimumSpend={"minimum": {"amount": 15, "currency": "USD"}},
        payingCustomerId="parent",
        priceOverrides=[{"baseCharge": True, "price": {"amount": 20, "currency": "USD"}}],
    )
    [own] = begun["subscriptionEntitlements"]
    assert begun == {
        "subscriptionId": "subscription-1",
        "status": "ACTIVE",
        "pricingType": "PAID",
        "billingPeriod": "MONTHLY",
        "startDate": "2026-01-15T10:30:00.000Z",
        "cancellationDate": "2026-12-31T00:00:00.000Z",
        "additionalMetaData": {"crm": "42", "featureId": "x"},
        "billingId": "sub_1",
        "trialEndDate": None,
        "trialConfiguration": None,
        "payingCustomer": {"refId": "parent"},
        "addons": [
            {
                "id": begun["addons"][0]["id"],
                "quantity": 2,
                "addon": {"refId": "addon-boost", "versionNumber": 1},
            }
        ],
        "prices": [
            price("FLAT_FEE", 20),
            price("PER_UNIT", 5, feature="feature-seats", units=4),
            price("MINIMUM_SPEND", 15),
            price("FLAT_FEE", 10, addon="addon-boost"),
        ],
        "totalPrice": {
            "subTotal": {"amount": 75},
            "addonsTotal": {"amount": 20},
            "total": {"amount": 81, "currency": "USD"},
        },
        "appliedCoupons": [
            {
                "couponId": "coupon-ten",
                "name": "Ten",
                "status": "ACTIVE",
                "percentOff": 10,
                "amountsOff": None,
                "durationInMonths": None,
            }
        ],
        "budget": {"limit": 500, "hasSoftLimit": True},
        "minimumSpend": {"amount": 15, "currency": "USD"},
        "subscriptionEntitlements": [{"id": own["id"], "feature": {"refId": "feature-calls"}, "usageLimit": 250}],
        "latestInvoice": {
            "billingReason": "SUBSCRIPTION_CREATION",
            "status": "OPEN",
            "subTotal": 75,
            "tax": 13.5,
            "total": 81,
            "totalExcludingTax": 67.5,
            "amountDue": 81,
            "currency": "usd",
        },
        "futureUpdates": [],
        "scheduledUpdates": [],
    }


def price(model: str, amount: int, *, feature: str | None = None, units: int | None = None, addon: Any = None) -> Any:
    """Return a price as a subscription shows it."""
    shown = {"price": {"amount": amount, "currency": "USD"}, "feature": {"refId": feature} if feature else None}
    return {"addonId": addon, "billingModel": model, "usageLimit": units, "price": shown}


def test_older_words_say_the_same(shop: TemplateApi) -> None:
    older = provision(
        shop,
        refId="subscription-1",
        priceUnitAmount=3,
        subscriptionEntitlements=[{"featureId": "feature-calls", "usageLimit": 9}],
    )
    assert older["subscriptionId"] == "subscription-1"
    assert [each["usageLimit"] for each in older["prices"]] == [None, 3]
    assert [each["usageLimit"] for each in older["subscriptionEntitlements"]] == [9]


def test_what_is_named_by_its_internal_id_is_found(shop: TemplateApi) -> None:
    provision(shop, addons=[{"addonId": "addon-boost"}])
    document = '{ getActiveSubscriptions(input: {customerId: "acme"}) { plan { id } addons { addon { id } } } }'
    [held] = ask(shop, document)["getActiveSubscriptions"]
    addon = {"addonId": held["addons"][0]["addon"]["id"], "quantity": 3}
    changed = provision(shop, planId=held["plan"]["id"], addons=[addon])
    assert [(each["quantity"], each["addon"]["refId"]) for each in changed["addons"]] == [(3, "addon-boost")]


def test_a_trial_is_agreed_on_and_skipped(shop: TemplateApi) -> None:
    trial = {"isTrial": True, "trialEndDate": "2026-03-01T00:00:00Z", "trialEndBehavior": "CONVERT_TO_PAID"}
    tried = provision(shop, trialOverrideConfiguration=trial)
    assert shown_by(tried, "status", "trialEndDate", "trialConfiguration", "latestInvoice") == {
        "status": "IN_TRIAL",
        "trialEndDate": "2026-03-01T00:00:00.000Z",
        "trialConfiguration": {"trialEndBehavior": "CONVERT_TO_PAID"},
        "latestInvoice": None,
    }
    assert provision(shop, skipTrial=True)["status"] == "ACTIVE"


def test_a_start_in_the_future_waits(shop: TemplateApi) -> None:
    assert provision(shop, startDate="2026-02-01T00:00:00Z")["status"] == "NOT_STARTED"


def test_a_downgrade_waits_with_everything_it_says(shop: TemplateApi) -> None:
    provision(shop, planId="plan-max")
    scheduled = provision(
        shop,
        scheduleStrategy="END_OF_BILLING_PERIOD",
        unitQuantity=2,
        addons=[{"addonId": "addon-boost"}],
    )
    [waiting] = scheduled["futureUpdates"]
    assert waiting["scheduleVariables"] == {
        "__typename": "DowngradeChangeVariables",
        "downgradePlanRefId": "plan-pro",
        "addons": [{"addonRefId": "addon-boost", "quantity": 1}],
        "billableFeatures": [{"featureId": "feature-seats", "quantity": 2}],
    }
    assert waiting["targetPackage"] == {"refId": "plan-pro", "displayName": "plan-pro"}
    assert scheduled["scheduledUpdates"] == [
        shown_by(waiting, "scheduleStatus", "subscriptionScheduleType", "scheduledExecutionTime")
    ]


def test_a_subscription_changes_at_once(shop: TemplateApi, clock: FixedClock) -> None:
    provision(shop, billableFeatures=[{"featureId": "feature-seats", "quantity": 2}])
    clock.set("2026-01-31T10:30:00+00:00")
    changed = update(shop, charges=[{"id": "feature-seats", "type": "FEATURE", "quantity": 4}], billingPeriod=None)
    assert [each["usageLimit"] for each in changed["prices"]] == [None, 4]
    assert shown_by(changed["latestInvoice"], "billingReason", "total") == {
        "billingReason": "SUBSCRIPTION_UPDATE",
        "total": 4.84,
    }


def test_every_kind_of_change_can_wait(shop: TemplateApi) -> None:
    provision(shop, addons=[{"addonId": "addon-boost"}])
    changed = update(
        shop,
        scheduleStrategy="END_OF_BILLING_PERIOD",
        unitQuantity=3,
        addons=[],
        billingPeriod="ANNUALLY",
        appliedCoupon={"couponId": "coupon-ten"},
        priceOverrides=[
            {"baseCharge": True, "price": {"amount": 200}},
            {"featureId": "feature-seats", "price": {"amount": 40}},
        ],
        additionalMetaData={"a": "b"},
    )
    waiting = changed["futureUpdates"]
    assert {each["scheduleStatus"] for each in waiting} == {"Scheduled"}
    assert {each["scheduledExecutionTime"] for each in waiting} == {"2026-02-15T10:30:00.000Z"}
    assert {each["createdAt"] for each in waiting} == {"2026-01-15T10:30:00.000Z"}
    assert [(each["subscriptionScheduleType"], each["scheduleVariables"]) for each in waiting] == [
        ("UnitAmount", {"__typename": "UnitAmountChangeVariables", "featureId": "feature-seats", "newUnitAmount": 3}),
        ("Addon", {"__typename": "AddonChangeVariables", "addonRefId": "addon-boost", "newQuantity": 0}),
        ("BillingPeriod", {"__typename": "BillingPeriodChangeVariables", "billingPeriod": "ANNUALLY"}),
        ("PriceOverride", override("plan-pro", None)),
        ("PriceOverride", override("plan-pro", "feature-seats")),
        ("Coupon", {"__typename": "CouponChangeVariables", "couponId": "coupon-ten"}),
        ("AdditionalMetaData", None),
    ]


def override(plan_id: str, feature_id: str | None) -> dict[str, Any]:
    """Return what is shown of an agreed price of a plan that waits."""
    return {"__typename": "PlanPriceOverrideChangeVariables", "planRefId": plan_id, "featureId": feature_id}


def test_null_clears_what_an_update_can_clear_and_is_left_out_elsewhere(shop: TemplateApi) -> None:
    provision(
        shop,
        budget={"limit": 1, "hasSoftLimit": False},
        cancellationDate="2026-12-31T00:00:00Z",
        minimumSpend={"minimum": {"amount": 15}},
        appliedCoupon={"couponId": "coupon-ten"},
        additionalMetaData={"a": "b"},
    )
    names = ("budget", "cancellationDate", "minimumSpend", "appliedCoupon", "additionalMetaData", "addons")
    cleared = update(shop, **dict.fromkeys(names))
    assert shown_by(cleared, "budget", "cancellationDate", "minimumSpend", "additionalMetaData") == {
        "budget": None,
        "cancellationDate": None,
        "minimumSpend": None,
        "additionalMetaData": {"a": "b"},
    }
    assert [each["status"] for each in cleared["appliedCoupons"]] == ["ACTIVE"]
    assert [each["status"] for each in update(shop, appliedCoupon={})["appliedCoupons"]] == ["REMOVED"]


def test_an_entitlement_of_its_own_is_changed_by_its_feature_or_by_its_own_id(shop: TemplateApi) -> None:
    [own] = provision(shop, entitlements=[{"feature": {"featureId": "feature-calls", "usageLimit": 5}}])[
        "subscriptionEntitlements"
    ]
    changed = update(shop, subscriptionEntitlements=[{"id": own["id"], "usageLimit": 7}])
    assert [each["usageLimit"] for each in changed["subscriptionEntitlements"]] == [7]
    given = {"subscriptionId": "subscription-1", "subscriptionEntitlements": [{"id": "unknown", "usageLimit": 1}]}
    assert refused(shop, UPDATE, **given) == ("InvalidArgumentError", "subscriptionEntitlements[0].id")


def test_applying_provisions_and_shows_what_may_be_used(shop: TemplateApi) -> None:
    applied = ask(shop, APPLY, input={**MONTHLY, "trialEndDate": "2026-02-01T00:00:00Z"})["applySubscription"]
    assert shown_by(applied["subscription"], "status", "trialEndDate") == {
        "status": "IN_TRIAL",
        "trialEndDate": "2026-02-01T00:00:00.000Z",
    }
    assert {"feature": {"refId": "feature-calls"}, "usageLimit": 100} in applied["entitlements"]
    paid = ask(shop, APPLY, input={**MONTHLY, "skipTrial": True})["applySubscription"]["subscription"]
    assert shown_by(paid, "subscriptionId", "status") == {"subscriptionId": "subscription-1", "status": "ACTIVE"}
    vendor = {**MONTHLY, "paymentMethodId": "pm_1"}
    assert refused(shop, APPLY, **vendor) == ("BillingIntegrationMissing", "paymentMethodId")


def test_a_subscription_is_created_by_older_words(shop: TemplateApi) -> None:
    created = ask(
        shop,
        CREATE,
        input={
            **MONTHLY,
            "isTrial": True,
            "isOverridingTrialConfig": True,
            "trialEndBehavior": "CONVERT_TO_PAID",
            "isCustomPriceSubscription": True,
            "priceOverrides": [{"baseCharge": True, "price": {"amount": 1}}],
            "endDate": "2026-06-01T00:00:00Z",
        },
    )["createSubscription"]
    assert shown_by(created, "status", "trialConfiguration", "cancellationDate") == {
        "status": "IN_TRIAL",
        "trialConfiguration": {"trialEndBehavior": "CONVERT_TO_PAID"},
        "cancellationDate": "2026-06-01T00:00:00.000Z",
    }


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"crmId": "1"}, "UnsupportedParameter", "crmId"),
        ({"trialEndBehavior": "CONVERT_TO_PAID"}, "InvalidArgumentError", "trialEndBehavior"),
        ({"isOverridingTrialConfig": True}, "InvalidArgumentError", "isTrial"),
        ({"isCustomPriceSubscription": True}, "InvalidArgumentError", "isCustomPriceSubscription"),
        (
            {"endDate": "2026-06-01T00:00:00Z", "cancellationDate": "2026-07-01T00:00:00Z"},
            "InvalidArgumentError",
            "endDate",
        ),
        ({"endDate": "2020-06-01T00:00:00Z"}, "InvalidCancellationDate", "endDate"),
        ({"planId": "plan-free", "billingPeriod": None, "isTrial": True}, "InvalidArgumentError", "isTrial"),
    ],
)
def test_older_words_that_cannot_be_are_refused(
    shop: TemplateApi, fields: dict[str, Any], code: str, field: str
) -> None:
    assert refused(shop, CREATE, **{**MONTHLY, **fields}) == (code, field)


SEATS = {"id": "feature-seats", "type": "FEATURE", "quantity": 1}
PROMOTED = {"appliedCoupon": {"promotionCode": "SUMMER"}}


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"addons": [{"addonId": "unknown"}]}, "AddonsNotFound", "addons[0].addonId"),
        ({"addons": [{"addonId": "addon-boost", "quantity": 0}]}, "InvalidArgumentError", "addons[0].quantity"),
        ({"appliedCoupon": {"billingCouponId": "c"}}, "CouponNotFound", None),
        (PROMOTED, "PromotionCodeNotFound", "appliedCoupon.promotionCode"),
        ({"promotionCode": "SUMMER"}, "PromotionCodeNotFound", "promotionCode"),
        ({"promotionCode": "WINTER", **PROMOTED}, "InvalidArgumentError", "promotionCode"),
        (
            {"appliedCoupon": {"couponId": "coupon-ten"}, "promotionCode": "SUMMER"},
            "InvalidArgumentError",
            "appliedCoupon",
        ),
        (
            {"appliedCoupon": {"discount": {"amountsOff": [{"amount": 0, "currency": "USD"}]}}},
            "InvalidArgumentError",
            "appliedCoupon.discount.amountsOff[0].amount",
        ),
        ({"billableFeatures": [{"featureId": "x", "quantity": 1}]}, "InvalidQuantity", "billableFeatures[0].featureId"),
        (
            {"charges": [SEATS], "billableFeatures": [{"featureId": "feature-seats", "quantity": 2}]},
            "InvalidArgumentError",
            "billableFeatures[0].featureId",
        ),
        ({"charges": [{**SEATS, "quantity": 1.5}]}, "InvalidQuantity", "charges[0].quantity"),
        ({"priceUnitAmount": 2, "unitQuantity": 3}, "InvalidArgumentError", "priceUnitAmount"),
        ({"planId": "plan-max", "priceUnitAmount": 2}, "InvalidArgumentError", "priceUnitAmount"),
        ({"billingInformation": {"integrationId": "i"}}, "UnsupportedParameter", "billingInformation.integrationId"),
        (
            {"billingInformation": {"metadata": {"k": "v" * 501}}},
            "InvalidMetadataError",
            "billingInformation.metadata.k",
        ),
        ({"additionalMetaData": {"k": "v" * 501}}, "InvalidMetadataError", "additionalMetaData.k"),
        ({"additionalMetaData": {"k": None}}, "BadUserInput", "additionalMetaData.k"),
        ({"budget": {"limit": -1, "hasSoftLimit": True}}, "InvalidArgumentError", "budget.limit"),
        ({"minimumSpend": {"minimum": {"amount": -1}}}, "InvalidArgumentError", "minimumSpend.minimum.amount"),
        (
            {"entitlements": [{"feature": {"featureId": "unknown"}}]},
            "FeatureNotFound",
            "entitlements[0].feature.featureId",
        ),
        (
            {"entitlements": [{"credit": {"customCurrencyId": "unknown", "amount": 1, "cadence": "MONTH"}}]},
            "CustomCurrencyNotFound",
            "entitlements[0].credit.customCurrencyId",
        ),
        (
            {"subscriptionEntitlements": [{"featureId": "unknown"}]},
            "FeatureNotFound",
            "subscriptionEntitlements[0].featureId",
        ),
        (
            {"entitlements": [{"feature": {"featureId": "feature-calls", "featureGroupId": "unknown"}}]},
            "FeatureGroupNotFoundError",
            None,
        ),
        ({"entitlements": [{}]}, "BadUserInput", "entitlements[0].feature"),
        (
            {"priceOverrides": [{"baseCharge": True, "price": {"amount": -1}}]},
            "InvalidUpdatePriceUnitAmountError",
            "priceOverrides[0].price.amount",
        ),
        (
            {"priceOverrides": [{"baseCharge": True, "price": {"amount": 1, "currency": "EUR"}}]},
            "InvalidArgumentError",
            "priceOverrides[0].price.currency",
        ),
        (
            {"priceOverrides": [{"featureId": "f", "creditRate": {"amount": 1, "currencyId": "c"}}]},
            "PriceNotFound",
            "priceOverrides[0].featureId",
        ),
        (
            {
                "priceOverrides": [
                    {"featureId": "f", "creditRate": {"amount": 1, "currencyId": "c", "customCurrencyId": "d"}}
                ]
            },
            "InvalidArgumentError",
            "priceOverrides[0].creditRate.customCurrencyId",
        ),
        ({"payingCustomerId": "nobody"}, "CustomerNotFound", None),
        ({"subscriptionId": "a b"}, "InvalidArgumentError", "subscriptionId"),
        ({"refId": "a b"}, "InvalidArgumentError", "refId"),
        ({"cancellationDate": "2020-01-01T00:00:00Z"}, "InvalidCancellationDate", "cancellationDate"),
        ({"scheduleStrategy": "END_OF_BILLING_PERIOD"}, "SchedulingAtEndOfBillingPeriod", "scheduleStrategy"),
        (
            {"trialOverrideConfiguration": {"isTrial": True, "trialEndDate": "2020-01-01T00:00:00Z"}},
            "InvalidArgumentError",
            "trialOverrideConfiguration.trialEndDate",
        ),
        ({"billingCountryCode": ""}, "BadUserInput", "billingCountryCode"),
    ],
)
def test_what_cannot_be_agreed_on_is_refused_where_it_was_sent(
    shop: TemplateApi, fields: dict[str, Any], code: str, field: str | None
) -> None:
    assert refused(shop, PROVISION, **{**MONTHLY, **fields}) == (code, field)
    assert shop.get("/api/v1/subscriptions", customerId="acme").data == []


def test_a_subscription_is_cancelled_as_the_caller_says(shop: TemplateApi) -> None:
    provision(shop)
    named = {"subscriptionRefId": "subscription-1"}
    at_end = {"subscriptionCancellationTime": "END_OF_BILLING_PERIOD", "awaitSubscriptionCancellation": True}
    waiting = ask(shop, CANCEL, input={**named, **at_end})["cancelSubscription"]
    assert shown_by(waiting, "status", "cancellationDate") == {
        "status": "ACTIVE",
        "cancellationDate": "2026-02-15T10:30:00.000Z",
    }
    on_a_date = ask(shop, CANCEL, input={**named, "endDate": "2026-02-01T00:00:00Z"})["cancelSubscription"]
    assert on_a_date["cancellationDate"] == "2026-02-01T00:00:00.000Z"
    now = {"subscriptionCancellationTime": "IMMEDIATE", "subscriptionCancellationAction": "REVOKE_ENTITLEMENTS"}
    assert ask(shop, CANCEL, input={**named, **now, "prorate": True})["cancelSubscription"]["status"] == "CANCELED"
    assert refused(shop, CANCEL, **named) == ("SubscriptionAlreadyCanceledOrExpired", None)


def test_a_cancellation_that_cannot_be_is_refused_where_it_was_sent(shop: TemplateApi) -> None:
    provision(shop, planId="plan-free", billingPeriod=None)
    named = {"subscriptionRefId": "subscription-1"}
    at_end = {"subscriptionCancellationTime": "END_OF_BILLING_PERIOD"}
    told = ("SubscriptionDoesNotHaveBillingPeriod", "subscriptionCancellationTime")
    assert refused(shop, CANCEL, **named, **at_end) == told
    on_a_date = {"subscriptionCancellationTime": "SPECIFIC_DATE"}
    assert refused(shop, CANCEL, **named, **on_a_date) == ("InvalidCancellationDate", "endDate")
    assert refused(shop, CANCEL, subscriptionRefId="unknown") == ("SubscriptionNotFound", None)
    assert refused(shop, UPDATE, unitQuantity=1) == ("BadUserInput", "subscriptionId")


def test_changes_ask_for_the_permission_to_write_and_previews_for_that_to_read(shop: TemplateApi) -> None:
    provision(shop)
    shop.caller |= {"keyKind": "SCOPED", "permissions": "SUBSCRIPTION:READ"}
    for document in (UPDATE, CANCEL):
        given = {"subscriptionId": "s"} if document is UPDATE else {"subscriptionRefId": "s"}
        assert refused(shop, document, **given)[0] == "IdentityForbidden"
    preview = "mutation ($input: PreviewSubscriptionInput!) { previewSubscription(input: $input) { isPlanDowngrade } }"
    assert ask(shop, preview, input=MONTHLY) == {"previewSubscription": {"isPlanDowngrade": False}}
