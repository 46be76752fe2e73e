"""Plans and add-ons through GraphQL."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish, set_price
from tests.support.clock import FixedClock
from tests.support.events import event_names
from tests.support.graphql import answer_to, ask, refusal_of
from tests.support.tasks import seen, take_turn
from tests.support.template_api import TemplateApi

PLAN = """
  refId productId displayName description billingId pricingType status versionNumber isLatest additionalMetaData
  hiddenFromWidgets basePlan { refId } isParent type awsMarketplacePlanDimension billingLinkUrl
  defaultTrialConfig { duration units trialEndBehavior budget { limit } }
  compatibleAddons { refId } product { refId }
"""
ADDON = """
  refId productId displayName description billingId pricingType status versionNumber isLatest additionalMetaData
  hiddenFromWidgets maxQuantity dependencies { refId status } hasSubscriptions type billingLinkUrl
"""
FIELDS = {"Plan": PLAN, "Addon": ADDON}
INPUTS = {
    "createOnePlan": ("PlanCreateInput!", "Plan"),
    "updateOnePlan": ("PlanUpdateInput!", "Plan"),
    "archivePlan": ("ArchivePlanInput!", "Plan"),
    "setCompatibleAddonsOnPlan": ("SetCompatibleAddonsOnPlanInput!", "Plan"),
    "createOneAddon": ("AddonCreateInput!", "Addon"),
    "updateOneAddon": ("AddonUpdateInput!", "Addon"),
    "archiveAddon": ("AddonArchiveInput!", "Addon"),
    "publishPlan": ("PackagePublishInput!", "{ taskId }"),
    "publishAddon": ("PackagePublishInput!", "{ taskId }"),
    "removePlanDraft": ("DiscardPackageDraftInput!", ""),
    "removeAddonDraft": ("DiscardPackageDraftInput!", ""),
}
BUDGET = {"limit": 50, "hasSoftLimit": False}


def document(root: str, shown: str | None = None) -> str:
    """Return the document of a mutation."""
    kind, result = INPUTS[root]
    fields = f"{{ {shown or FIELDS[result]} }}" if result in FIELDS else result
    return f"mutation ($input: {kind}) {{ {root}(input: $input) {fields} }}"


def do(api: TemplateApi, root: str, shown: str | None = None, /, **fields: Any) -> Any:
    """Run a mutation; return what it shows."""
    return ask(api, document(root, shown), input=fields)[root]


def begin_draft(api: TemplateApi, root: str, name: str) -> Any:
    """Begin a draft; return what is shown of it."""
    fields = "{ refId status versionNumber isLatest }"
    return ask(api, f"mutation ($id: String!) {{ {root}(id: $id) {fields} }}", id=name)[root]


def refused(api: TemplateApi, root: str, /, **fields: Any) -> tuple[str, str | None]:
    """Return the code and the field of a mutation's refusal."""
    extensions = refusal_of(api, document(root), input=fields)["extensions"]
    return extensions["code"], extensions.get("field")


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API with a product, a plan that is sold and two add-ons, one of them sold."""
    create_product(api)
    create_product(api, "product-other")
    create_feature(api)
    create_plan(api)
    publish(api)
    for addon_id in ("addon-seats", "addon-sso"):
        addon = {"id": addon_id, "productId": "product-main", "displayName": addon_id, "pricingType": "FREE"}
        assert api.post("/api/v1/addons", **addon).status == 201
    assert api.post("/api/v1/addons/addon-seats/publish", migrationType="NEW_CUSTOMERS").status == 200
    return api


def uuid_of(api: TemplateApi, kind: str, name: str) -> str:
    """Return the internal id of a plan or add-on by its id, through a change that changes nothing."""
    return do(api, f"updateOne{kind}", "id", id=name)["id"]


def test_a_plan_is_created_as_it_was_sent(shop: TemplateApi, clock: FixedClock) -> None:
    sent = {
        "refId": "plan-max",
        "productId": "product-main",
        "displayName": "Max",
        "description": "Everything",
        "billingId": "prod_1",
        "pricingType": "PAID",
        "parentPlanId": "plan-pro",
        "hiddenFromWidgets": ["PAYWALL", "CHECKOUT"],
        "additionalMetaData": {"tier": "3"},
    }
    plan = do(shop, "createOnePlan", **sent, status="DRAFT", environmentId="development")
    parent = sent.pop("parentPlanId")
    assert plan == {
        **sent,
        "status": "DRAFT",
        "versionNumber": 1,
        "isLatest": False,
        "basePlan": {"refId": parent},
        "isParent": False,
        "type": "Plan",
        "awsMarketplacePlanDimension": None,
        "billingLinkUrl": None,
        "defaultTrialConfig": None,
        "compatibleAddons": [],
        "product": {"refId": "product-main"},
    }
    assert do(shop, "updateOnePlan", "isParent", id="plan-pro") == {"isParent": True}
    assert event_names(clock)[-1] == "PlanCreated"


def test_a_plan_without_an_id_gets_one_and_may_be_sold_at_once(shop: TemplateApi) -> None:
    names = {"productId": "product-main", "displayName": "Free", "pricingType": "FREE", "refId": None}
    plan = do(shop, "createOnePlan", **names, status="PUBLISHED")
    assert (plan["refId"], plan["status"], plan["isLatest"]) == ("plan-1", "PUBLISHED", True)
    addon = do(shop, "createOneAddon", **names, status="PUBLISHED")
    assert (addon["refId"], addon["status"], addon["isLatest"]) == ("addon-1", "PUBLISHED", True)


def test_an_add_on_is_created_as_it_was_sent(shop: TemplateApi) -> None:
    sent = {
        "refId": "addon-max",
        "productId": "product-main",
        "displayName": "Max",
        "description": "Everything",
        "billingId": "prod_1",
        "pricingType": "PAID",
        "hiddenFromWidgets": ["CUSTOMER_PORTAL"],
        "additionalMetaData": {"tier": "3"},
        "maxQuantity": 5,
    }
    addon = do(shop, "createOneAddon", **sent, dependencies=["addon-seats", "addon-sso"])
    assert addon == {
        **sent,
        "status": "DRAFT",
        "versionNumber": 1,
        "isLatest": False,
        "dependencies": [{"refId": "addon-seats", "status": "PUBLISHED"}, {"refId": "addon-sso", "status": "DRAFT"}],
        "hasSubscriptions": False,
        "type": "Addon",
        "billingLinkUrl": None,
    }


def test_what_is_changed_of_a_plan_stands_in_its_draft_but_metadata_applies_at_once(shop: TemplateApi) -> None:
    set_price(shop)
    trial = {"duration": 14, "units": "DAY", "trialEndBehavior": "CONVERT_TO_PAID", "budget": BUDGET}
    changed = do(
        shop,
        "updateOnePlan",
        id="plan-pro",
        displayName="Pro 2",
        description="Better",
        billingId="prod_2",
        hiddenFromWidgets=["PAYWALL"],
        defaultTrialConfig=trial,
        additionalMetaData={"tier": "2"},
    )
    told = {"displayName": "Pro 2", "description": "Better", "billingId": "prod_2", "hiddenFromWidgets": ["PAYWALL"]}
    assert {name: changed[name] for name in told} == told
    assert changed["defaultTrialConfig"] == {**trial, "budget": {"limit": 50}}
    assert (changed["status"], changed["versionNumber"], changed["isLatest"]) == ("DRAFT", 2, False)
    sold = shop.get("/api/v1/plans/plan-pro").data
    assert (sold["displayName"], sold["metadata"]) == ("plan-pro", {"tier": "2"})
    cleared = do(shop, "updateOnePlan", id="plan-pro", description=None, defaultTrialConfig=None, billingId=None)
    assert (cleared["description"], cleared["defaultTrialConfig"], cleared["billingId"]) == (None, None, None)


def test_a_minimum_spend_joins_the_charges_there_are(shop: TemplateApi) -> None:
    calls = {
        "billingModel": "USAGE_BASED",
        "featureId": "feature-seats",
        "pricePeriods": [{"billingPeriod": "MONTHLY", "price": {"amount": 1}}],
    }
    set_price(shop, pricingType="PAID", pricingModels=[calls])
    minimum = {"billingPeriod": "MONTHLY", "minimum": {"amount": 30, "currency": "USD"}}
    shown = "prices { billingModel billingPeriod price { amount currency } }"
    usage = {"billingModel": "USAGE_BASED", "billingPeriod": "MONTHLY", "price": {"amount": 1, "currency": "USD"}}
    spend = {"billingModel": "MINIMUM_SPEND", "billingPeriod": "MONTHLY", "price": {"amount": 30, "currency": "USD"}}
    plan = do(shop, "updateOnePlan", shown, id="plan-pro", minimumSpend=[minimum])
    assert plan["prices"] == [usage, spend]
    assert do(shop, "updateOnePlan", shown, id="plan-pro", minimumSpend=None)["prices"] == [usage]
    create_plan(shop, "plan-open", pricingType=None)
    assert refused(shop, "updateOnePlan", id="plan-open", minimumSpend=[minimum])[0] == "PackagePricingTypeNotSet"
    yearly = {**minimum, "billingPeriod": "ANNUALLY"}
    refusal = refused(shop, "updateOnePlan", id="plan-pro", minimumSpend=[yearly])
    assert refusal == ("InvalidArgumentError", "minimumSpend[0].billingPeriod")


def test_what_is_changed_of_an_add_on_stands_in_its_draft(shop: TemplateApi) -> None:
    changed = do(shop, "updateOneAddon", id="addon-seats", maxQuantity=3, dependencies=["addon-sso"], displayName="X")
    assert (changed["maxQuantity"], changed["displayName"], changed["status"]) == (3, "X", "DRAFT")
    assert changed["dependencies"] == [{"refId": "addon-sso", "status": "DRAFT"}]
    cleared = do(shop, "updateOneAddon", id="addon-seats", maxQuantity=None, dependencies=[])
    assert (cleared["maxQuantity"], cleared["dependencies"]) == (None, [])


@pytest.mark.parametrize(("kind", "name"), [("Plan", "plan-pro"), ("Addon", "addon-seats")])
def test_drafts_are_begun_published_and_removed(shop: TemplateApi, clock: FixedClock, kind: str, name: str) -> None:
    assert begin_draft(shop, f"create{kind}Draft", name) == {
        "refId": name,
        "status": "DRAFT",
        "versionNumber": 2,
        "isLatest": False,
    }
    here = {"refId": name, "environmentId": "development"}
    assert do(shop, f"remove{kind}Draft", **here) is True
    assert refused(shop, f"remove{kind}Draft", **here)[0] == "NoDraftOfferFound"
    publishing = {"id": name, "migrationType": "NEW_CUSTOMERS"}
    assert refused(shop, f"publish{kind}", **publishing)[0] == "PackageAlreadyPublished"
    begin_draft(shop, f"create{kind}Draft", name)
    assert do(shop, f"publish{kind}", **publishing) == {"taskId": None}
    assert event_names(clock)[-2:] == ["PackagePublished", f"{kind}Updated"]
    archived = do(shop, f"archive{kind}", refId=name)
    assert (archived["status"], archived["versionNumber"]) == ("ARCHIVED", 2)
    assert refused(shop, f"archive{kind}", refId=name)[0] == "EntityIsArchivedError"
    assert refused(shop, f"updateOne{kind}", id=name, displayName="X")[0] == "EntityIsArchivedError"


def test_internal_ids_are_taken_wherever_an_id_is(shop: TemplateApi) -> None:
    plan, addon = uuid_of(shop, "Plan", "plan-pro"), uuid_of(shop, "Addon", "addon-sso")
    product = do(shop, "updateOnePlan", "product { id }", id="plan-pro")["product"]["id"]
    child = do(shop, "createOnePlan", refId="plan-kid", displayName="Kid", productId=product, parentPlanId=plan)
    assert (child["productId"], child["basePlan"]) == ("product-main", {"refId": "plan-pro"})
    offering = do(shop, "setCompatibleAddonsOnPlan", id=plan, relationIds=[addon, "addon-seats"])
    assert offering["compatibleAddons"] == [{"refId": "addon-sso"}, {"refId": "addon-seats"}]
    assert do(shop, "updateOneAddon", id="addon-seats", dependencies=[addon])["dependencies"][0]["refId"] == "addon-sso"
    do(shop, "removePlanDraft", refId=plan, environmentId="development")
    do(shop, "removePlanDraft", refId="plan-kid", environmentId="development")
    assert begin_draft(shop, "createPlanDraft", plan)["refId"] == "plan-pro"
    assert do(shop, "publishPlan", id=plan, migrationType="NEW_CUSTOMERS") == {"taskId": None}
    assert do(shop, "archivePlan", id=plan, refId="plan-pro")["status"] == "ARCHIVED"


def test_a_plan_inherits_what_its_base_plan_grants_as_a_draft_from_what_is_sold_now(shop: TemplateApi) -> None:
    shown = "entitlements { featureId } inheritedEntitlements { featureId usageLimit packageId }"
    names = {"productId": "product-main", "displayName": "Kid", "pricingType": "FREE", "parentPlanId": "plan-pro"}
    assert do(shop, "createOnePlan", shown, refId="plan-kid", **names)["inheritedEntitlements"] == []
    grant(shop, "plan-pro", "feature-seats", usageLimit=5)
    assert do(shop, "updateOnePlan", shown, id="plan-kid")["inheritedEntitlements"] == []
    publish(shop)
    inherited = [{"featureId": "feature-seats", "usageLimit": 5, "packageId": "plan-kid"}]
    assert do(shop, "updateOnePlan", shown, id="plan-kid") == {"entitlements": [], "inheritedEntitlements": inherited}
    publish(shop, "plan-kid")
    assert do(shop, "updateOnePlan", shown, id="plan-kid")["inheritedEntitlements"] == inherited


def test_publishing_to_all_customers_moves_them_to_what_is_granted_and_leaves_their_prices(shop: TemplateApi) -> None:
    assert do(shop, "publishAddon", id="addon-sso", migrationType="ALL_CUSTOMERS") == {"taskId": None}
    set_price(shop)
    publish(shop)
    shop.post("/api/v1/customers", id="acme")
    terms = {"id": "subscription-acme", "planId": "plan-pro", "billingPeriod": "MONTHLY"}
    assert shop.post("/api/v1/subscriptions", customerId="acme", **terms).status == 201
    set_price(shop, pricingType="FREE")
    task_id = do(shop, "publishPlan", id="plan-pro", migrationType="ALL_CUSTOMERS")["taskId"]
    assert seen(shop, task_id)["status"] == "PENDING"
    take_turn(shop, task_id)
    asked = "plan { versionNumber pricingType } prices { price { price { amount } } }"
    found = ask(shop, f'{{ getSubscription(input: {{subscriptionId: "subscription-acme"}}) {{ {asked} }} }}')
    assert found["getSubscription"] == {
        "plan": {"versionNumber": 3, "pricingType": "FREE"},
        "prices": [{"price": {"price": {"amount": 10}}}],
    }


def test_a_subscription_shows_its_plan_and_the_prices_of_its_billing_period(shop: TemplateApi) -> None:
    set_price(shop)
    publish(shop)
    shop.post("/api/v1/customers", id="acme")
    terms = {"id": "subscription-acme", "planId": "plan-pro", "billingPeriod": "ANNUALLY"}
    assert shop.post("/api/v1/subscriptions", customerId="acme", **terms).status == 201
    set_price(shop, pricingType="FREE")
    publish(shop)
    prices = "prices { billingModel price { billingPeriod price { amount currency } } usageLimit }"
    asked = f"plan {{ refId versionNumber isLatest pricingType prices {{ billingPeriod }} }} {prices}"
    found = ask(shop, f'{{ getSubscription(input: {{subscriptionId: "subscription-acme"}}) {{ {asked} }} }}')
    assert found["getSubscription"] == {
        "plan": {
            "refId": "plan-pro",
            "versionNumber": 2,
            "isLatest": False,
            "pricingType": "PAID",
            "prices": [{"billingPeriod": "MONTHLY"}, {"billingPeriod": "ANNUALLY"}],
        },
        "prices": [
            {
                "billingModel": "FLAT_FEE",
                "price": {"billingPeriod": "ANNUALLY", "price": {"amount": 100, "currency": "USD"}},
                "usageLimit": None,
            }
        ],
    }


NEW = {"displayName": "X", "productId": "product-main"}
REFUSALS: list[tuple[str, dict[str, Any], str, str | None]] = [
    ("createOnePlan", {**NEW, "refId": "plan-pro"}, "DuplicatedEntityNotAllowed", None),
    ("createOnePlan", {**NEW, "refId": "#"}, "InvalidArgumentError", "refId"),
    ("createOnePlan", {**NEW, "displayName": ""}, "BadUserInput", "displayName"),
    ("createOnePlan", {**NEW, "productId": "unknown"}, "ProductNotFoundError", None),
    ("createOnePlan", {**NEW, "parentPlanId": "unknown"}, "PlanNotFound", "parentPlanId"),
    ("createOnePlan", {**NEW, "additionalMetaData": {"a": 1}}, "BadUserInput", "additionalMetaData.a"),
    ("createOnePlan", {**NEW, "additionalMetaData": {"a" * 41: ""}}, "InvalidMetadataError", "additionalMetaData"),
    ("createOnePlan", {**NEW, "status": "ARCHIVED"}, "InvalidArgumentError", "status"),
    ("createOnePlan", {**NEW, "status": "PUBLISHED"}, "PackagePricingTypeNotSet", None),
    ("createOnePlan", {**NEW, "status": "PUBLISHED", "pricingType": "PAID"}, "PriceNotFound", None),
    (
        "createOnePlan",
        {**NEW, "awsMarketplacePlanDimension": "seats"},
        "UnsupportedParameter",
        "awsMarketplacePlanDimension",
    ),
    ("createOnePlan", {**NEW, "environmentId": "production"}, "EnvironmentMissing", None),
    ("updateOnePlan", {"id": "unknown"}, "PlanNotFound", None),
    ("updateOnePlan", {"id": "plan-pro", "status": "PUBLISHED"}, "UnsupportedParameter", "status"),
    ("updateOnePlan", {"id": "plan-pro", "displayName": None}, "BadUserInput", "displayName"),
    (
        "updateOnePlan",
        {"id": "plan-pro", "defaultTrialConfig": {"duration": 3}},
        "BadUserInput",
        "defaultTrialConfig.units",
    ),
    (
        "updateOnePlan",
        {"id": "plan-pro", "defaultTrialConfig": {"duration": 3, "units": "DAY"}},
        "InvalidArgumentError",
        "defaultTrialConfig",
    ),
    ("archivePlan", {}, "BadUserInput", "id"),
    ("archivePlan", {"id": "plan-pro", "refId": "plan-x"}, "EntityIdDifferentFromRefIdError", "refId"),
    ("archivePlan", {"id": "unknown"}, "PlanNotFound", None),
    ("publishPlan", {"id": "unknown", "migrationType": "NEW_CUSTOMERS"}, "PlanNotFound", None),
    ("removePlanDraft", {"refId": "unknown", "environmentId": "development"}, "PlanNotFound", None),
    ("setCompatibleAddonsOnPlan", {"id": "plan-pro", "relationIds": ["unknown"]}, "AddonsNotFound", "relationIds"),
    ("createOneAddon", {**NEW, "refId": "addon-sso"}, "DuplicatedEntityNotAllowed", None),
    ("createOneAddon", {**NEW, "maxQuantity": 0}, "InvalidArgumentError", "maxQuantity"),
    ("createOneAddon", {**NEW, "maxQuantity": 1.5}, "BadUserInput", "maxQuantity"),
    ("createOneAddon", {**NEW, "dependencies": ["unknown"]}, "AddonsNotFound", "dependencies"),
    ("createOneAddon", {**NEW, "status": "PUBLISHED", "pricingType": "PAID"}, "AddonHasToHavePriceError", None),
    (
        "createOneAddon",
        {**NEW, "awsMarketplacePlanDimension": "seats"},
        "UnsupportedParameter",
        "awsMarketplacePlanDimension",
    ),
    ("updateOneAddon", {"id": "addon-sso", "status": "ARCHIVED"}, "DraftAddonCantBeArchived", None),
    ("updateOneAddon", {"id": "unknown"}, "AddonNotFound", None),
    ("archiveAddon", {"refId": "addon-sso"}, "DraftAddonCantBeArchived", None),
    ("publishAddon", {"id": "unknown", "migrationType": "ALL_CUSTOMERS"}, "AddonNotFound", None),
    ("removeAddonDraft", {"refId": "addon-sso", "environmentId": "production"}, "EnvironmentMissing", None),
]


@pytest.mark.parametrize(
    ("root", "fields", "code", "field"), REFUSALS, ids=[f"{each[0]} {each[2]} {each[3]}" for each in REFUSALS]
)
def test_what_is_refused(shop: TemplateApi, root: str, fields: dict[str, Any], code: str, field: str | None) -> None:
    assert refused(shop, root, **fields) == (code, field)


def test_a_key_that_only_reads_the_catalogue_changes_nothing(shop: TemplateApi) -> None:
    shop.caller = {**shop.caller, "keyKind": "SCOPED", "permissions": "CATALOG:READ"}
    body = answer_to(shop, document("createOnePlan"), input={**NEW, "refId": "plan-new"})
    assert body["errors"][0]["extensions"]["code"] == "IdentityForbidden"
