"""Every field of every type that is shown, asked for at once from each root field."""

from copy import deepcopy
from functools import reduce
from typing import Any, NamedTuple

import pytest
from graphql import GraphQLSchema, GraphQLUnionType, get_named_type, is_leaf_type

from tests.support.clock import FixedClock
from tests.support.graphql import ask, given_metered_catalogue, given_packages
from tests.support.grouping import given_grouped_plan
from tests.support.payment_vendor import ScriptedVendor
from tests.support.selling import given_product
from tests.support.tables import kept_tables, put_back
from tests.support.template_api import TemplateApi
from tests.support.webhooks import Book, ScriptedSender
from tests.support.workflows import create_workflow, node
from tollgate import wiring
from tollgate.graphql.roots import MUTATIONS, QUERIES
from tollgate.graphql.schema import served_schema
from tollgate.shared.ids import Ids

MOST_LEVELS = 4
"""What is further below is asked for from a root field that is nearer to it; documents have a largest size."""

ACME = 'customerId: "acme"'
HERE = 'environmentId: "development"'
PRICING = (
    '{packageId: "plan-pro", environmentId: "development", pricingType: PAID,'
    ' pricingModels: [{billingModel: CREDIT_BASED, featureId: "feature-api-calls", pricePeriods:'
    ' [{billingPeriod: MONTHLY, creditRate: {amount: 2, currencyId: "currency-tokens"}}]}]}'
)
SEATS = '{addonId: "addon-seats", quantity: 3}'
MEMBERS = 'features: ["feature-seats", "feature-regions"]'
SSO = '{featureId: "feature-sso", period: LIFETIME}'
CALLS = '{featureId: "feature-api-calls", usageLimit: 7, period: ONE_WEEK}'
PROMOTED = """mutation ($one: GrantPromotionalEntitlementsInput!, $group: GrantPromotionalEntitlementsGroupInput!) {
  grantPromotionalEntitlements(input: $one) { id }
  grantPromotionalEntitlementsGroup(input: $group) { id }
}"""
INTO_ITSELF = 'sourceEnvironmentSlug: "development", destinationEnvironmentSlug: "development"'
ANSWERED_ELSEWHERE = {"migrateSubscriptionToLatest", "transferSubscription", "transferSubscriptionToResource"}
"""They show a subscription as others do, of a world that has a newer version or another resource to move to."""

TOKENS = 'currencyId: "currency-tokens"'

ASKED = {
    "creditBalanceSummary": f"(input: {{{ACME}}})",
    "creditGrants": f"(input: {{{ACME}}})",
    "creditUsage": f"(input: {{{ACME}, {TOKENS}}})",
    "creditsLedger": f"(input: {{{ACME}}})",
    "consumeCreditsAsync": f'(input: {{consumptions: [{{{ACME}, {TOKENS}, amount: 1, idempotencyKey: "k3"}}]}})',
    "consumeCredits": f'(input: {{{ACME}, {TOKENS}, amount: 1, idempotencyKey: "k2"}})',
    "createCreditGrant": (
        f'(input: {{{ACME}, {TOKENS}, amount: 1, displayName: "A", grantType: PAID, '
        "cost: {amount: 1, currency: USD}, paymentCollectionMethod: INVOICE})"
    ),
    "updateCreditGrant": '(input: {id: "grant-1", comment: "B"})',
    "voidCreditGrant": '(input: {id: "grant-1"})',
    "cancelSchedule": '(input: {subscriptionId: "subscription-acme"})',
    "delegateSubscriptionToCustomer": '(input: {subscriptionId: "subscription-acme", destinationCustomerId: "idle"})',
    "entitlementV2": f'(query: {{{ACME}, featureId: "feature-api-calls"}})',
    "getAutoRechargeSettings": f'(input: {{{ACME}, currencyId: "currency-tokens"}})',
    "saveAutoRechargeSettings": f'(input: {{{ACME}, currencyId: "currency-tokens", isEnabled: false}})',
    "importSubscriptionsBulk": f'(input: {{subscriptions: [{{{ACME}, planId: "plan-free"}}]}})',
    "createOneHook": '(input: {hook: {endpoint: "https://hooks.example.com", eventLogTypes: [PLAN_CREATED]}})',
    "deleteOneHook": '(input: {id: "$hook"})',
    "hook": '(id: "$hook")',
    "hooks": "",
    "testHook": (f'(input: {{{HERE}, endpointUrl: "https://hooks.example.com", hookEventType: SUBSCRIPTION_CREATED}})'),
    "updateOneHook": '(input: {id: "$hook", update: {description: "B"}})',
    "triggerWorkflow": '(input: {triggerId: "called", payload: {a: 1}})',
    "recalculateEntitlements": '(input: {environmentId: "development", forAllCustomers: true})',
    "reportEntitlementCheckRequested": (
        f'(entitlementCheckRequested: {{{ACME}, featureId: "feature-api-calls", '
        "entitlementCheckResult: {hasAccess: true}})"
    ),
    "usageHistory": (
        '(usageHistoryInput: {customerRefId: "acme", featureRefId: "feature-api-calls", '
        'startDate: "2026-01-14T00:00:00Z"})'
    ),
    "estimateEventCost": f'(input: {{{ACME}, eventName: "upload"}})',
    "estimateUsageCost": f'(input: {{{ACME}, featureId: "feature-api-calls", value: 1}})',
    "usageHistoryV2": f'(input: {{{ACME}, featureId: "feature-api-calls", startDate: "2026-01-14T00:00:00Z"}})',
    "entitlement": f'(query: {{{ACME}, featureId: "feature-api-calls"}})',
    "cachedEntitlements": f"(query: {{{ACME}}})",
    "entitlementsState": f"(query: {{{ACME}}})",
    "getActiveSubscriptions": f"(input: {{{ACME}}})",
    "getCustomerByRefId": f"(input: {{{ACME}}})",
    "getSubscription": '(input: {subscriptionId: "subscription-acme"})',
    "products": "",
    "coupons": "",
    "eventLogs": "",
    "featureGroup": '(input: {featureGroupId: "group-team"})',
    "featureGroups": "",
    "mockPaywall": "(input: {})",
    "paywall": f"(input: {{{ACME}}})",
    "packageGroup": '(input: {packageGroupId: "bundle"})',
    "sdkConfiguration": "",
    "dumpEnvironmentForMergeComparison": f"(input: {{{INTO_ITSELF}}})",
    "dumpEnvironmentProductCatalog": '(input: {environmentSlug: "development"})',
    "mergeEnvironment": '(input: {sourceTemplate: {}, destinationEnvironmentSlug: "development"})',
    "validateMergeEnvironment": f"(input: {{{INTO_ITSELF}}})",
    "archiveProduct": '(input: {refId: "product-docs"})',
    "createOneProduct": '(input: {product: {refId: "product-new", environmentId: "development"}})',
    "duplicateProduct": '(input: {refId: "copy", sourceProductId: "product-app", environmentId: "development"})',
    "createOneFeature": f'(input: {{refId: "new", displayName: "New", featureType: BOOLEAN, {HERE}}})',
    "updateOneFeature": f'(input: {{refId: "feature-seats", displayName: "Places", {HERE}}})',
    "archiveFeature": '(input: {id: "feature-old"})',
    "unarchiveFeature": '(input: {id: "feature-sso"})',
    "createOneCoupon": '(input: {refId: "new", name: "New", amountsOff: [{amount: 5, currency: EUR}]})',
    "createFeatureGroup": (
        f'(input: {{featureGroupId: "new", displayName: "New", features: ["feature-sso"], {HERE}}})'
    ),
    "updateFeatureGroup": '(input: {featureGroupId: "group-team", displayName: "Teams"})',
    "archiveFeatureGroup": f'(input: {{featureGroupId: "group-team", {HERE}}})',
    "unarchiveFeatureGroup": f'(input: {{featureGroupId: "group-team", {HERE}}})',
    "deletePackageFeatureGroup": '(input: {featureGroupId: "group-calls", packageId: "plan-grouped"})',
    "archiveAddon": '(input: {refId: "addon-idle"})',
    "archivePackageGroup": f'(input: {{packageGroupId: "bundle-idle", {HERE}}})',
    "archivePlan": '(input: {refId: "plan-free"})',
    "createAddonDraft": '(id: "addon-seats")',
    "createOneAddon": '(input: {refId: "new", displayName: "New", productId: "product-app", dependencies: []})',
    "createOnePlan": '(input: {refId: "new", displayName: "New", productId: "product-app", parentPlanId: "plan-pro"})',
    "createPackageEntitlements": (
        '(input: {packageId: "plan-free", entitlements: [{feature: {featureId: "feature-sso"}}]})'
    ),
    "createPackageGroup": '(input: {packageGroupId: "new", displayName: "New", productId: "product-app"})',
    "createPlanDraft": '(id: "plan-pro")',
    "deletePackageEntitlement": '(input: {id: "$credits"})',
    "editPackageGroupDetails": '(input: {packageGroupId: "bundle", displayName: "All"})',
    "publishAddon": '(input: {id: "addon-new", migrationType: ALL_CUSTOMERS})',
    "publishPlan": '(input: {id: "plan-child", migrationType: NEW_CUSTOMERS})',
    "removeAddonDraft": f'(input: {{refId: "addon-new", {HERE}}})',
    "removePlanDraft": f'(input: {{refId: "plan-child", {HERE}}})',
    "setCompatibleAddonsOnPlan": '(input: {id: "plan-pro", relationIds: ["addon-seats"]})',
    "setPackageGroupAddons": '(input: {packageGroupId: "bundle", addons: ["addon-seats", "addon-new"]})',
    "setPackagePricing": f"(input: {PRICING})",
    "setPlanCompatiblePackageGroups": '(input: {id: "plan-pro", packageGroups: [{packageGroupId: "bundle"}]})',
    "updateOneAddon": '(input: {id: "addon-seats", displayName: "More"})',
    "updateOnePlan": '(input: {id: "plan-child", displayName: "Kid"})',
    "updatePackageEntitlement": '(input: {id: "$credits", credit: {amount: 7}})',
    "provisionCustomer": '(input: {customerId: "new", subscriptionParams: {planId: "plan-free"}})',
    "provisionSubscription": f'(input: {{{ACME}, planId: "plan-free"}})',
    "provisionSubscriptionV2": f'(input: {{{ACME}, planId: "plan-free"}})',
    "reportEvent": f'(events: {{usageEvents: [{{{ACME}, eventName: "call", idempotencyKey: "k"}}]}})',
    "reportUsage": f'(input: {{{ACME}, featureId: "feature-seats", value: 1}})',
    "grantPromotionalEntitlements": f"(input: {{{ACME}, promotionalEntitlements: [{SSO}]}})",
    "grantPromotionalEntitlementsGroup": (
        f'(input: {{{ACME}, featureGroupId: "group-calls", promotionalEntitlements: [{CALLS}]}})'
    ),
    "revokePromotionalEntitlement": f'(input: {{{ACME}, featureId: "feature-retention"}})',
    "revokePromotionalEntitlementsGroup": f'(input: {{{ACME}, featureGroupId: "group-team"}})',
    "unlinkPromotionalEntitlementsGroup": f'(input: {{{ACME}, featureGroupId: "group-team"}})',
    "detachCustomerPaymentMethod": '(input: {customerId: "idle"})',
    "archiveCustomer": '(input: {customerId: "idle"})',
    "importCustomersBulk": '(input: {customers: [{customerId: "imported"}]})',
    "importOneCustomer": f'(input: {{{ACME}, name: "Acme"}})',
    "unarchiveCustomer": f"(input: {{{ACME}}})",
    "updateOneCustomer": f'(input: {{{ACME}, name: "Acme", couponRefId: "coupon-launch"}})',
    "subscriptions": "",
    "applySubscription": f'(input: {{{ACME}, planId: "plan-free"}})',
    "cancelSubscription": '(input: {subscriptionRefId: "subscription-acme"})',
    "createSubscription": f'(subscription: {{{ACME}, planId: "plan-free"}})',
    "estimateSubscription": f'(input: {{{ACME}, planId: "plan-free"}})',
    "estimateSubscriptionUpdate": f'(input: {{subscriptionId: "subscription-acme", addons: [{SEATS}]}})',
    "previewNextInvoice": '(input: {subscriptionId: "subscription-acme"})',
    "previewSubscription": f'(input: {{{ACME}, planId: "plan-pro", billingPeriod: MONTHLY, addons: [{SEATS}]}})',
    "updateOneSubscription": f'(input: {{subscriptionId: "subscription-acme", addons: [{SEATS}]}})',
    "updateOneProduct": '(input: {id: "product-app", update: {displayName: "App"}})',
    "reportUsageBulk": f'(input: {{usages: [{{{ACME}, featureId: "feature-seats", value: 1}}]}})',
}


def everything_of(schema: GraphQLSchema, type_name: str, above: tuple[str, ...] = ()) -> str:
    """Return the selection of every field of a type, down to where a type comes back."""
    shown = schema.type_map[type_name]
    if is_leaf_type(shown):
        return ""
    if type_name in above or len(above) > MOST_LEVELS:
        return "{ __typename }"
    if isinstance(shown, GraphQLUnionType):
        members = (
            f"... on {each.name} {everything_of(schema, each.name, (*above, type_name))}" for each in shown.types
        )
        return "{ __typename " + " ".join(members) + " }"
    fields = shown.fields.items()  # type: ignore[attr-defined]
    named = ((spelled(type_name, name), get_named_type(field.type).name) for name, field in fields)
    return "{ " + " ".join(f"{name} {everything_of(schema, kind, (*above, type_name))}" for name, kind in named) + " }"


def spelled(type_name: str, field: str) -> str:
    """Return a field as it is asked for: under an alias where another member of its union has it as another type."""
    return f"credits: {field}" if (type_name, field) == ("RecurringCreditsChangeVariables", "newQuantity") else field


def given_the_rest(api: TemplateApi) -> None:
    """Create what only lists and single root fields show."""
    assert api.post("/api/v1/features", id="feature-old", displayName="Old", featureType="BOOLEAN").status == 201
    group = f'{{featureGroupId: "group-team", displayName: "Team", {MEMBERS}, {HERE}}}'
    ask(api, f"mutation {{ createFeatureGroup(input: {group}) {{ id }} }}")
    given_grouped_plan(api, "feature-api-calls")
    tokens = {"customerId": "acme", "currencyId": "currency-tokens", "amount": 9}
    invoiced = {"grantType": "PAID", "cost": {"amount": 1, "currency": "usd"}, "paymentCollectionMethod": "INVOICE"}
    granted = api.post("/api/v1/credits/grants", displayName="A", **tokens, **invoiced).data
    assert (granted["id"], granted["latestInvoice"]["status"]) == ("grant-1", "OPEN")
    assert api.post("/api/v1/credits/consumption", **tokens, idempotencyKey="k").status == 201
    one = {"featureId": "feature-retention", "usageLimit": 90, "period": "ONE_YEAR"}
    team = [{"featureId": "feature-seats", "usageLimit": 9}, {"featureId": "feature-regions", "enumValues": ["us"]}]
    rows = [{**each, "period": "ONE_MONTH"} for each in team]
    ask(
        api,
        PROMOTED,
        one={"customerId": "acme", "promotionalEntitlements": [one]},
        group={"customerId": "acme", "featureGroupId": "group-team", "promotionalEntitlements": rows},
    )


def test_every_root_field_is_asked() -> None:
    assert {*ASKED, *ANSWERED_ELSEWHERE} == {*QUERIES, *MUTATIONS}


class World(NamedTuple):
    """Everything there is to show, as it is kept, and the ids that were made of an entitlement and a webhook."""

    tables: dict[str, Any]
    ids: Ids
    named: dict[str, str]


@pytest.fixture(scope="module")
def kept() -> list[World]:
    """The world, once it was made: it is the same for every root field, and takes long to make."""
    return []


@pytest.fixture
def named(api: TemplateApi, clock: FixedClock, kept: list[World]) -> dict[str, str]:
    """A world with everything in it; what is asked for in it by ids that were made."""
    if not kept:
        made = given_everything(api)
        kept.append(World(kept_tables(), deepcopy(wiring.ids()), made))
    put_back(kept[0].tables)
    wiring.reset(clock=clock, ids=deepcopy(kept[0].ids))
    wiring.connect_payment_methods(ScriptedVendor())
    wiring.open_address_book(Book())
    wiring.send_through(ScriptedSender())
    return kept[0].named


def given_everything(api: TemplateApi) -> dict[str, str]:
    """Create a world with everything in it; return its entitlement to credits and its webhook, by internal id."""
    given_metered_catalogue(api)
    given_product(api, "product-docs")
    credits = given_packages(api)
    api.post("/api/v1/coupons", id="coupon-old", name="Old", percentOff=5)
    method = {"type": "CARD", "cardLast4Digits": "4242"}
    for customer, coupon in (("idle", "coupon-old"), ("acme", "")):
        paying = {"billingId": f"cus_{customer}", "defaultPaymentMethod": method, "couponId": coupon}
        assert api.post("/api/v1/customers", id=customer, **paying).status == 201
    given_subscription(api)
    given_the_rest(api)
    create_workflow(api, "workflow", [node("one")], triggers=[{"id": "call", "type": "API", "triggerId": "called"}])
    wiring.open_address_book(Book())
    webhook = api.post("/api/v1/webhooks", endpoint="https://hooks.example.com", eventTypes=["PLAN_CREATED"]).data
    return {"$credits": credits, "$hook": webhook["id"]}


def given_subscription(api: TemplateApi) -> None:
    """Subscribe acme to all there is of a subscription: an add-on, a coupon, a value of its own, and what waits."""
    assert api.post("/api/v1/coupons", id="coupon-launch", name="Launch", percentOff=20).status == 201
    terms = {
        "id": "subscription-acme",
        "planId": "plan-pro",
        "billingPeriod": "MONTHLY",
        "addons": [{"id": "addon-seats", "quantity": 1}],
        "appliedCoupon": {"couponId": "coupon-launch"},
        "budget": {"limit": 100, "hasSoftLimit": True},
        "billingInformation": {"taxPercentage": 10},
        "entitlements": [{"id": "feature-seats", "type": "FEATURE", "usageLimit": 7}],
    }
    assert api.post("/api/v1/subscriptions", customerId="acme", **terms).status == 201
    later = {"scheduleStrategy": "END_OF_BILLING_PERIOD", "addons": [{"id": "addon-seats", "quantity": 2}]}
    changed = api.call("PATCH", "/api/v1/subscriptions/subscription-acme", later)
    assert changed.data["futureUpdates"][0]["scheduleStatus"] == "SCHEDULED"


@pytest.mark.parametrize("root", ASKED)
def test_every_field_can_be_shown(api: TemplateApi, named: dict[str, str], root: str) -> None:
    schema = served_schema()
    kind, operation = next(
        (get_named_type(each.fields[root].type).name, name)
        for each, name in ((schema.query_type, "query"), (schema.mutation_type, "mutation"))
        if each is not None and root in each.fields
    )
    asked = reduce(lambda text, name: text.replace(name, named[name]), named, ASKED[root])
    document = f"{operation} {{ {root}{asked} {everything_of(schema, kind)} }}"
    assert ask(api, document)[root]
