"""Products through GraphQL."""

from typing import Any

import pytest

from tests.support.catalog import set_price
from tests.support.graphql import ask, refusal_of
from tests.support.selling import given_catalogue, given_customer, given_plan, subscribe
from tests.support.template_api import TemplateApi

CREATE = """
mutation ($input: CreateOneProductInput!) {
  createOneProduct(input: $input) {
    id refId displayName description additionalMetaData multipleSubscriptions status environmentId
    isDefaultProduct hasSubscriptions awsMarketplaceProductCode awsMarketplaceProductId
    downgradePlan { refId } productSettings { downgradePlan { refId } }
  }
}
"""
UPDATE = """
mutation ($input: UpdateOneProductInput!) {
  updateOneProduct(input: $input) {
    refId displayName description additionalMetaData multipleSubscriptions hasSubscriptions
    downgradePlan { refId }
    usageResetCutoffRule { behavior }
    autoCancellationRules { sourcePlan { refId } targetPlan { refId } }
    productSettings {
      subscriptionStartSetup subscriptionStartPlan { refId product { refId } } subscriptionCancellationTime
      subscriptionEndSetup downgradePlan { refId pricingType } downgradeAtEndOfBillingPeriod
      prorateAtEndOfBillingPeriod
    }
  }
}
"""
ARCHIVE = "mutation ($input: ArchiveProductInput!) { archiveProduct(input: $input) { refId status } }"
PROVISION = """
mutation ($input: ProvisionCustomerInput!) {
  provisionCustomer(input: $input) {
    subscription { plan { refId } billingPeriod resource { resourceId } } subscriptionDecisionStrategy
  }
}
"""
JOURNEY = {
    "subscriptionStartSetup": "FREE_PLAN",
    "subscriptionStartPlanId": "plan-free",
    "subscriptionCancellationTime": "END_OF_BILLING_PERIOD",
    "subscriptionEndSetup": "DOWNGRADE_TO_FREE",
    "downgradePlanId": "plan-free",
    "downgradeAtEndOfBillingPeriod": "true",
    "prorateAtEndOfBillingPeriod": True,
}


@pytest.fixture
def sold(api: TemplateApi) -> TemplateApi:
    """The API with two products and their plans."""
    given_catalogue(api)
    return api


def create(api: TemplateApi, **fields: Any) -> dict[str, Any]:
    """Create a product."""
    product = {"refId": "product-docs", "environmentId": "development", **fields}
    return ask(api, CREATE, input={"product": product})["createOneProduct"]


def update(api: TemplateApi, product: str = "product-app", **fields: Any) -> dict[str, Any]:
    """Change a product."""
    return ask(api, UPDATE, input={"id": product, "update": fields})["updateOneProduct"]


def refusal(api: TemplateApi, product: str = "product-app", **fields: Any) -> tuple[str, str | None]:
    """Return code and field of the refusal of a change."""
    extensions = refusal_of(api, UPDATE, input={"id": product, "update": fields})["extensions"]
    return extensions["code"], extensions.get("field")


def uuid_of(api: TemplateApi, plan_id: str) -> str:
    """Return the internal id of a plan of the product."""
    rule = [{"sourcePlanId": plan_id, "targetPlanId": "plan-site"}]
    document = UPDATE.replace("sourcePlan { refId }", "sourcePlan { id }")
    shown = ask(api, document, input={"id": "product-app", "update": {"autoCancellationRules": rule}})
    return str(shown["updateOneProduct"]["autoCancellationRules"][0]["sourcePlan"]["id"])


def test_a_product_is_created_as_it_was_sent(api: TemplateApi) -> None:
    created = create(
        api, displayName="Docs", description="Papers", additionalMetaData={"a": "b"}, multipleSubscriptions=True
    )
    assert created.pop("id") != "product-docs"
    assert created == {
        "refId": "product-docs",
        "displayName": "Docs",
        "description": "Papers",
        "additionalMetaData": {"a": "b"},
        "multipleSubscriptions": True,
        "status": "PUBLISHED",
        "environmentId": "development",
        "isDefaultProduct": False,
        "hasSubscriptions": False,
        "awsMarketplaceProductCode": None,
        "awsMarketplaceProductId": None,
        "downgradePlan": None,
        "productSettings": {"downgradePlan": None},
    }


def test_a_product_without_a_name_is_shown_by_its_id(api: TemplateApi) -> None:
    created = create(api)
    assert (created["displayName"], created["multipleSubscriptions"]) == ("product-docs", False)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"refId": "a b"}, "InvalidArgumentError", "product.refId"),
        ({"additionalMetaData": {"a": "b" * 501}}, "InvalidMetadataError", "product.additionalMetaData.a"),
        ({"additionalMetaData": {"a": 1}}, "BadUserInput", "product.additionalMetaData.a"),
        ({"displayName": "x" * 256}, "BadUserInput", "product.displayName"),
        ({"refId": "product-app"}, "DuplicatedEntityNotAllowed", None),
        ({"environmentId": "production"}, "EnvironmentMissing", None),
    ],
)
def test_a_product_that_cannot_be_is_refused(
    sold: TemplateApi, fields: dict[str, Any], code: str, field: str | None
) -> None:
    product = {"refId": "product-docs", "environmentId": "development", **fields}
    extensions = refusal_of(sold, CREATE, input={"product": product})["extensions"]
    assert (extensions["code"], extensions.get("field")) == (code, field)


def test_everything_of_a_product_is_changed(sold: TemplateApi) -> None:
    rules = [{"sourcePlanId": "plan-pro", "targetPlanId": "plan-site"}]
    assert update(
        sold,
        displayName="App",
        description="What we sell",
        additionalMetaData={"a": "b"},
        multipleSubscriptions=False,
        productSettings=JOURNEY,
        usageResetCutoffRule={"behavior": "NEVER_RESET"},
        autoCancellationRules=rules,
    ) == {
        "refId": "product-app",
        "displayName": "App",
        "description": "What we sell",
        "additionalMetaData": {"a": "b"},
        "multipleSubscriptions": False,
        "hasSubscriptions": False,
        "downgradePlan": {"refId": "plan-free"},
        "usageResetCutoffRule": {"behavior": "NEVER_RESET"},
        "autoCancellationRules": [{"sourcePlan": {"refId": "plan-pro"}, "targetPlan": {"refId": "plan-site"}}],
        "productSettings": {
            **{name: JOURNEY[name] for name in ("subscriptionStartSetup", "subscriptionCancellationTime")},
            "subscriptionStartPlan": {"refId": "plan-free", "product": {"refId": "product-app"}},
            "subscriptionEndSetup": "DOWNGRADE_TO_FREE",
            "downgradePlan": {"refId": "plan-free", "pricingType": "FREE"},
            "downgradeAtEndOfBillingPeriod": True,
            "prorateAtEndOfBillingPeriod": True,
        },
    }


def test_null_clears_texts_and_leaves_the_rest(sold: TemplateApi) -> None:
    before = update(
        sold,
        description="What we sell",
        additionalMetaData={"a": "b"},
        productSettings=JOURNEY,
        autoCancellationRules=[{"sourcePlanId": "plan-pro", "targetPlanId": "plan-site"}],
    )
    names = ("displayName", "multipleSubscriptions", "productSettings", "usageResetCutoffRule", "autoCancellationRules")
    assert update(sold, **dict.fromkeys(names)) == before
    after = update(sold, description=None, additionalMetaData=None, autoCancellationRules=[])
    assert after == {**before, "description": None, "additionalMetaData": {}, "autoCancellationRules": []}


def test_only_graphql_says_when_a_downgrade_happens(sold: TemplateApi) -> None:
    update(sold, productSettings=JOURNEY)
    settings = {name: value for name, value in JOURNEY.items() if name != "downgradeAtEndOfBillingPeriod"}
    sold.patch("/api/v1/products/product-app", productSettings={**settings, "prorateAtEndOfBillingPeriod": None})
    shown = update(sold)["productSettings"]
    assert (shown["downgradeAtEndOfBillingPeriod"], shown["prorateAtEndOfBillingPeriod"]) == (True, None)
    assert update(sold, productSettings=settings)["productSettings"]["downgradeAtEndOfBillingPeriod"] is False


def test_ids_are_internal_or_public_ones(sold: TemplateApi) -> None:
    pro, product = uuid_of(sold, "plan-pro"), create(sold)["id"]
    rules = [{"sourcePlanId": pro, "targetPlanId": "plan-site"}]
    assert update(sold, autoCancellationRules=rules)["autoCancellationRules"] == [
        {"sourcePlan": {"refId": "plan-pro"}, "targetPlan": {"refId": "plan-site"}}
    ]
    assert update(sold, product, displayName="Docs")["refId"] == "product-docs"
    assert ask(sold, ARCHIVE, input={"refId": product})["archiveProduct"]["refId"] == "product-docs"
    unknown = "5f0c1f7e-6a51-4a3c-9d5e-2f1a7b1c0d11"
    assert refusal(sold, unknown, displayName="X") == ("ProductNotFoundError", None)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"displayName": ""}, "BadUserInput", "update.displayName"),
        (
            {"productSettings": {**JOURNEY, "downgradePlanId": "plan-pro"}},
            "InvalidArgumentError",
            "update.productSettings.downgradePlanId",
        ),
        (
            {"productSettings": {**JOURNEY, "downgradeAtEndOfBillingPeriod": "later"}},
            "BadUserInput",
            "update.productSettings.downgradeAtEndOfBillingPeriod",
        ),
        (
            {"autoCancellationRules": [{"sourcePlanId": "plan-pro", "targetPlanId": "plan-free"}]},
            "SingleSubscriptionCantBeAutoCancellationTargetError",
            "update.autoCancellationRules[0].targetPlanId",
        ),
        (
            {"autoCancellationRules": [{"sourcePlanId": "plan-pro", "targetPlanId": "plan-none"}]},
            "PlanNotFound",
            "update.autoCancellationRules[0].targetPlanId",
        ),
    ],
)
def test_a_change_that_cannot_be_is_refused(sold: TemplateApi, fields: dict[str, Any], code: str, field: str) -> None:
    assert refusal(sold, **fields) == (code, field)


def test_sources_and_targets_of_rules_keep_their_slots(sold: TemplateApi) -> None:
    rules = [{"sourcePlanId": "plan-pro", "targetPlanId": "plan-site"}]
    assert refusal(sold, "product-sites", autoCancellationRules=[{**rules[0], "sourcePlanId": "plan-site"}]) == (
        "InvalidArgumentError",
        "update.autoCancellationRules[0].targetPlanId",
    )
    given_plan(sold, "plan-other-site", product_id="product-sites")
    several = [{"sourcePlanId": "plan-other-site", "targetPlanId": "plan-site"}]
    assert refusal(sold, "product-sites", autoCancellationRules=several) == (
        "MultiSubscriptionCantBeAutoCancellationSourceError",
        "update.autoCancellationRules[0].sourcePlanId",
    )
    update(sold, autoCancellationRules=rules)
    assert refusal(sold, multipleSubscriptions=True) == (
        "MultiSubscriptionCantBeAutoCancellationSourceError",
        "update.multipleSubscriptions",
    )
    assert refusal(sold, "product-sites", multipleSubscriptions=False) == (
        "SingleSubscriptionCantBeAutoCancellationTargetError",
        "update.multipleSubscriptions",
    )
    update(sold, autoCancellationRules=[])
    assert update(sold, "product-sites", multipleSubscriptions=False)["multipleSubscriptions"] is False


def test_a_plan_of_a_rule_may_be_archived_and_the_rule_stays(sold: TemplateApi) -> None:
    rules = [{"sourcePlanId": "plan-pro", "targetPlanId": "plan-site"}]
    update(sold, autoCancellationRules=rules)
    for plan in ("plan-pro", "plan-site"):
        assert sold.post(f"/api/v1/plans/{plan}/archive").status == 200
    assert update(sold)["autoCancellationRules"] == [
        {"sourcePlan": {"refId": "plan-pro"}, "targetPlan": {"refId": "plan-site"}}
    ]


def test_a_product_is_archived_with_its_plans(sold: TemplateApi) -> None:
    update(sold, productSettings=JOURNEY)
    assert ask(sold, ARCHIVE, input={"refId": "product-app"})["archiveProduct"] == {
        "refId": "product-app",
        "status": "ARCHIVED",
    }
    assert sold.get("/api/v1/plans/plan-free").data["status"] == "ARCHIVED"
    again = refusal_of(sold, ARCHIVE, input={"refId": "product-app"})
    assert again["extensions"]["code"] == "EntityIsArchivedError"


def test_a_subscribed_product_says_so(sold: TemplateApi) -> None:
    given_customer(sold)
    subscribe(sold)
    assert update(sold)["hasSubscriptions"] is True
    assert refusal(sold, multipleSubscriptions=True) == ("InvalidArgumentError", "update.multipleSubscriptions")
    refused = refusal_of(sold, ARCHIVE, input={"refId": "product-app"})
    assert refused["extensions"]["code"] == "CannotArchiveProductError"


@pytest.mark.parametrize("setup", ["PLAN_SELECTION", "FREE_PLAN"])
def test_a_new_customer_starts_with_what_the_product_says(sold: TemplateApi, setup: str) -> None:
    update(sold, productSettings={**JOURNEY, "subscriptionStartSetup": setup})
    terms = {"planId": "plan-pro", "billingPeriod": "MONTHLY"}
    provisioned = ask(sold, PROVISION, input={"customerId": "acme", "subscriptionParams": terms})["provisionCustomer"]
    paid = {"plan": {"refId": "plan-pro"}, "billingPeriod": "MONTHLY", "resource": None}
    free = {"plan": {"refId": "plan-free"}, "billingPeriod": None, "resource": None}
    assert (
        provisioned
        == {
            "PLAN_SELECTION": {"subscription": paid, "subscriptionDecisionStrategy": "REQUESTED_PLAN"},
            "FREE_PLAN": {"subscription": free, "subscriptionDecisionStrategy": "PREDEFINED_FREE_PLAN"},
        }[setup]
    )


def test_a_new_customer_tries_the_plan_that_the_product_starts_with(sold: TemplateApi) -> None:
    trial = {"subscriptionStartSetup": "TRIAL_PERIOD", "subscriptionStartPlanId": "plan-pro"}
    update(sold, productSettings={**JOURNEY, **trial})
    given = {"customerId": "acme", "subscriptionParams": {"planId": "plan-pro", "billingPeriod": "MONTHLY"}}
    decided = ask(sold, PROVISION, input=given)["provisionCustomer"]["subscriptionDecisionStrategy"]
    assert decided == "PREDEFINED_TRIAL_PLAN"
    assert [each["status"] for each in sold.get("/api/v1/subscriptions", customerId="acme").data] == ["IN_TRIAL"]


def test_what_was_agreed_on_for_another_plan_is_not_asked_of_the_one_a_product_starts_with(sold: TemplateApi) -> None:
    update(sold, productSettings={**JOURNEY, "subscriptionStartSetup": "FREE_PLAN"})
    charges = [{"id": "feature-seats", "type": "FEATURE", "quantity": 5}]
    params = {"planId": "plan-pro", "billingPeriod": "MONTHLY", "charges": charges}
    provisioned = ask(sold, PROVISION, input={"customerId": "acme", "subscriptionParams": params})["provisionCustomer"]
    assert provisioned["subscription"]["plan"] == {"refId": "plan-free"}


def test_the_start_is_for_new_customers_and_not_for_other_ways_to_subscribe(sold: TemplateApi) -> None:
    update(sold, productSettings=JOURNEY)
    given_customer(sold)
    assert subscribe(sold, "plan-enterprise")["planId"] == "plan-enterprise"


def test_a_product_is_copied(sold: TemplateApi) -> None:
    rules = [{"sourcePlanId": "plan-pro", "targetPlanId": "plan-site"}]
    product = update(sold, productSettings=JOURNEY, autoCancellationRules=rules)
    document = UPDATE.replace("UpdateOneProductInput", "DuplicateProductInput").replace("updateOne", "duplicate")
    given = {"sourceProductId": "product-app", "refId": "eu", "environmentId": "development", "description": "Abroad"}
    copy = ask(sold, document, input=given)["duplicateProduct"]
    plan = {"refId": "plan-free-eu"}
    assert copy == {
        **product,
        "refId": "eu",
        "description": "Abroad",
        "downgradePlan": plan,
        "autoCancellationRules": [{"sourcePlan": {"refId": "plan-pro-eu"}, "targetPlan": {"refId": "plan-site"}}],
        "productSettings": {
            **product["productSettings"],
            "subscriptionStartPlan": {**plan, "product": {"refId": "eu"}},
            "downgradePlan": {**plan, "pricingType": "FREE"},
        },
    }
    again = refusal_of(sold, document, input=given)["extensions"]
    assert (again["code"], again["identifier"]) == ("DuplicatedEntityNotAllowed", "eu")
    refused = refusal_of(sold, document, input={**given, "refId": "e" * 250})["extensions"]
    assert (refused["code"], refused["field"]) == ("DuplicateProductValidationError", "refId")


def test_the_copies_that_a_copied_product_names_stay_until_it_names_others(sold: TemplateApi) -> None:
    update(
        sold, productSettings=JOURNEY, autoCancellationRules=[{"sourcePlanId": "plan-pro", "targetPlanId": "plan-site"}]
    )
    sold.post("/api/v1/products/product-app/duplicate", targetId="eu")
    refused = [sold.delete(f"/api/v1/plans/{plan}/draft").error["code"] for plan in ("plan-free-eu", "plan-pro-eu")]
    assert refused == ["PlanIsUsedAsDefaultStartPlan", "IntegrityViolation"]
    neutral = {"subscriptionStartSetup": "PLAN_SELECTION", "subscriptionEndSetup": "CANCEL_SUBSCRIPTION"}
    update(
        sold,
        "eu",
        productSettings={**neutral, "subscriptionCancellationTime": "IMMEDIATE"},
        autoCancellationRules=[],
    )
    for plan in ("plan-free-eu", "plan-pro-eu"):
        assert sold.delete(f"/api/v1/plans/{plan}/draft").status == 200


def test_a_start_plan_is_published_as_the_kind_of_plan_it_is_needed_as(sold: TemplateApi) -> None:
    update(sold, productSettings=JOURNEY)
    set_price(sold, "plan-free")
    refused = sold.post("/api/v1/plans/plan-free/publish", migrationType="NEW_CUSTOMERS")
    assert (refused.status, refused.error["code"]) == (409, "PlanIsUsedAsDefaultStartPlan")
    update(sold, productSettings={**JOURNEY, "subscriptionStartSetup": "PLAN_SELECTION"})
    refused = sold.post("/api/v1/plans/plan-free/publish", migrationType="NEW_CUSTOMERS")
    assert (refused.status, refused.error["code"]) == (409, "PlanIsUsedAsDowngradePlan")
