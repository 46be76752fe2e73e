"""Catalogues as documents through GraphQL: written, compared, and tried."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.graphql import ask, code_of, refusal_of
from tests.support.merging import WHOLE
from tests.support.recorded import recorded
from tests.support.tasks import seen, take_turn
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tests.support.workflows import create_workflow, node
from tollgate import wiring
from tollgate.environments.environment import Environment
from tollgate.environments.permission import Permission
from tollgate.merging.document import CatalogDocument
from tollgate.shared.scope import ActorType, KeyKind

DUMP = """
query dump($slug: String!) { dumpEnvironmentProductCatalog(input: {environmentSlug: $slug}) }
"""
COMPARE = """
query compare($input: DumpEnvironmentForForMergeComparisonInput!) {
  dumpEnvironmentForMergeComparison(input: $input) { preMergeDump postMergeDump }
}
"""
VALIDATE = """
query validate($input: ValidateMergeEnvironmentInput!) { validateMergeEnvironment(input: $input) { isValid errors } }
"""


MERGE = """
mutation merge($input: MergeEnvironmentInput!) { mergeEnvironment(input: $input) { environmentSlug taskIds } }
"""


class Account:
    """An account with two environments, and the API with a full key of each."""

    def __init__(self) -> None:
        source, destination = open_environment("development"), open_environment("production")
        self.source, self.destination = api_of(source.keys[0].secret), api_of(destination.keys[0].secret)
        self.environment = destination.environment

    def merge(self, **fields: Any) -> str:
        """Start a merge of the source into the destination; return the id of its task."""
        started = ask(self.destination, MERGE, input=merging(**fields))["mergeEnvironment"]
        assert started["environmentSlug"] == "production"
        (task_id,) = started["taskIds"]
        return task_id


@pytest.fixture
def account(api: TemplateApi) -> Account:
    """The account of a test."""
    return Account()


def given_a_plan(api: TemplateApi, **fields: Any) -> None:
    """Sell a plan with a limit of calls."""
    create_product(api)
    create_feature(api, "feature-calls", featureType="NUMBER", meterType="INCREMENTAL")
    create_plan(api, **fields)
    grant(api, "plan-pro", "feature-calls", usageLimit=100)
    publish(api)


def merging(**fields: Any) -> dict[str, Any]:
    """Return what a comparison or a validation is given."""
    return {"sourceEnvironmentSlug": "development", "destinationEnvironmentSlug": "production", **fields}


EMPTY: dict[str, dict[str, Any]] = {
    "addons": {},
    "coupons": {},
    "customCurrencies": {},
    "featureGroups": {},
    "features": {},
    "packageGroups": {},
    "plans": {},
    "widgetConfiguration": {},
    "workflows": {},
}
DEFAULT_PRODUCT = {
    "autoCancellationRules": [],
    "displayName": "Default product",
    "metadata": {},
    "multipleSubscriptions": False,
    "productSettings": {
        "downgradeAtEndOfBillingPeriod": False,
        "subscriptionCancellationTime": "IMMEDIATE",
        "subscriptionEndSetup": "CANCEL_SUBSCRIPTION",
        "subscriptionStartSetup": "PLAN_SELECTION",
    },
    "usageResetCutoff": "ALWAYS_RESET",
}


def test_a_new_environment_sells_a_product_and_nothing_else(account: Account) -> None:
    assert ask(account.source, DUMP, slug="development") == {
        "dumpEnvironmentProductCatalog": {
            **EMPTY,
            "formatVersion": 1,
            "products": {"product-default": DEFAULT_PRODUCT},
        }
    }


def test_a_document_tells_what_is_sold_by_the_ids_of_its_callers(account: Account) -> None:
    given_a_plan(account.source, metadata={"tier": "1"})
    account.source.patch("/api/v1/plans/plan-pro", displayName="A draft that is not told of")
    document = ask(account.source, DUMP, slug="development")["dumpEnvironmentProductCatalog"]
    assert document["plans"] == {
        "plan-pro": {
            "status": "PUBLISHED",
            "productId": "product-main",
            "displayName": "plan-pro",
            "pricingType": "FREE",
            "metadata": {"tier": "1"},
            "compatibleAddonIds": [],
            "compatiblePackageGroups": [],
            "hiddenFromWidgets": [],
            "entitlements": {
                "feature:feature-calls": {
                    "usageLimit": "100",
                    "hasUnlimitedUsage": False,
                    "hasSoftLimit": False,
                    "behavior": "Increment",
                    "featureGroupIds": [],
                    "isGranted": True,
                    "isCustom": False,
                    "hiddenFromWidgets": [],
                }
            },
            "prices": {},
            "overagePrices": {},
            "overageBillingPeriod": "ON_SUBSCRIPTION_RENEWAL",
            "minimumSpend": {},
        }
    }


def test_what_is_archived_is_left_out(account: Account) -> None:
    given_a_plan(account.source)
    create_feature(account.source, "feature-gone")
    for path in ("features/feature-gone", "products/product-main"):
        assert account.source.post(f"/api/v1/{path}/archive").status == 200
    document = ask(account.source, DUMP, slug="development")["dumpEnvironmentProductCatalog"]
    assert [sorted(document[kind]) for kind in ("features", "products", "plans")] == [
        ["feature-calls"],
        ["product-default"],
        [],
    ]


def test_a_comparison_shows_the_destination_before_and_after(account: Account) -> None:
    given_a_plan(account.source)
    create_feature(account.destination, "feature-own")
    shown = ask(account.destination, COMPARE, input=merging())["dumpEnvironmentForMergeComparison"]
    assert shown["preMergeDump"] == ask(account.destination, DUMP, slug="production")["dumpEnvironmentProductCatalog"]
    assert sorted(shown["postMergeDump"]["features"]) == ["feature-calls", "feature-own"]
    assert sorted(shown["postMergeDump"]["plans"]) == ["plan-pro"]


def test_coupons_go_along_unless_it_is_said_otherwise(account: Account) -> None:
    account.source.post("/api/v1/coupons", id="coupon-half", name="Half", percentOff=50)
    for configuration, coupons in (({}, ["coupon-half"]), ({"includeCoupons": False}, [])):
        shown = ask(account.destination, COMPARE, input=merging(mergeConfiguration=configuration))
        assert sorted(shown["dumpEnvironmentForMergeComparison"]["postMergeDump"]["coupons"]) == coupons


def test_a_validation_names_each_thing_that_would_be_refused(account: Account) -> None:
    given_a_plan(account.source)
    create_feature(account.destination, "feature-calls", featureType="BOOLEAN")
    assert ask(account.destination, VALIDATE, input=merging())["validateMergeEnvironment"] == {
        "isValid": False,
        "errors": [
            "feature feature-calls: featureType: featureType never changes, and it is another one where it is merged "
            "into",
            "plan plan-pro: entitlements.feature:feature-calls.usageLimit: Only NUMBER features have a usageLimit",
        ],
    }
    assert account.destination.get("/api/v1/plans").data == [], "trying a merge changes nothing"


def test_what_can_be_merged_is_valid(account: Account) -> None:
    given_a_plan(account.source)
    assert ask(account.destination, VALIDATE, input=merging())["validateMergeEnvironment"] == {
        "isValid": True,
        "errors": [],
    }


@pytest.mark.parametrize(
    ("document", "given"),
    [
        (DUMP, {"slug": "production"}),
        (COMPARE, {"input": merging()}),
        (VALIDATE, {"input": merging()}),
        (COMPARE, {"input": merging(sourceEnvironmentSlug="unknown", destinationEnvironmentSlug="development")}),
    ],
)
def test_a_key_acts_in_its_own_environment_only(account: Account, document: str, given: dict[str, Any]) -> None:
    assert code_of(account.source, document, **given) == "EnvironmentMissing"


def test_another_account_s_environment_is_as_if_it_did_not_exist(account: Account) -> None:
    other = open_environment("staging", account_id="account-other")
    given_a_plan(api_of(other.keys[0].secret))
    asked = merging(sourceEnvironmentSlug="staging")
    assert code_of(account.destination, COMPARE, input=asked) == "EnvironmentMissing"
    assert code_of(account.destination, VALIDATE, input=asked) == "EnvironmentMissing"
    asked = merging(sourceEnvironmentSlug=other.environment.id)
    assert code_of(account.destination, COMPARE, input=asked) == "EnvironmentMissing"


@pytest.mark.parametrize("permissions", [None, (Permission.CATALOG_WRITE, Permission.ENVIRONMENT_WRITE)])
def test_only_a_full_key_sees_a_catalogue_whole(account: Account, permissions: tuple[Permission, ...] | None) -> None:
    kind = KeyKind.PUBLISHABLE if permissions is None else KeyKind.SCOPED
    weaker = api_of(make_key(account.environment, kind, *(permissions or ())).secret)
    for document, given in ((DUMP, {"slug": "production"}), (COMPARE, {"input": merging()})):
        assert code_of(weaker, document, **given) == "IdentityForbidden"


def catalogue_of(api: TemplateApi, slug: str) -> Any:
    """Return the document of an environment."""
    return ask(api, DUMP, slug=slug)["dumpEnvironmentProductCatalog"]


def test_a_merge_is_a_task_that_puts_everything_in_place(account: Account) -> None:
    given_a_plan(account.source)
    create_feature(account.destination, "feature-own")
    expected = ask(account.destination, COMPARE, input=merging())["dumpEnvironmentForMergeComparison"]
    task_id = account.merge()
    assert seen(account.destination, task_id) == {
        "id": task_id,
        "type": "ENVIRONMENT_MERGE_APPLY",
        "status": "PENDING",
        "sourceEnvironmentSlug": "development",
        "migrationType": "NEW_CUSTOMERS",
        "done": 0,
        "failed": 0,
        "failures": [],
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
        "finishedAt": None,
    }
    task = take_turn(account.destination, task_id)
    assert (task["status"], task["done"], task["failed"]) == ("COMPLETED", 3, 0)
    assert catalogue_of(account.destination, "production") == expected["postMergeDump"]
    assert account.destination.get("/api/v1/plans/plan-pro").data["versionNumber"] == 1


def test_workflows_go_along_those_first_that_others_name(account: Account) -> None:
    create_workflow(account.source, "z-alarm", [node("tell")], triggers=[{"id": "error", "type": "ERROR"}])
    create_workflow(account.source, "welcome", [node("one")], errorWorkflowId="z-alarm", status="INACTIVE")
    create_workflow(account.destination, "welcome", [node("other")])
    create_workflow(account.destination, "own", [node("one")])
    expected = ask(account.destination, COMPARE, input=merging())["dumpEnvironmentForMergeComparison"]
    task = take_turn(account.destination, account.merge())
    assert (task["status"], task["done"], task["failures"]) == ("COMPLETED", 2, [])
    merged = catalogue_of(account.destination, "production")
    assert merged == expected["postMergeDump"]
    assert merged["workflows"].keys() == {"own", "welcome", "z-alarm"}
    held = account.destination.get("/api/v1/workflows/welcome").data
    assert (held["version"], held["status"], held["errorWorkflowId"]) == (2, "INACTIVE", "z-alarm")
    assert ask(account.destination, MERGE, input=merging())["mergeEnvironment"]["taskIds"] == []


def test_a_workflow_that_cannot_be_saved_is_refused_before_the_merge(account: Account) -> None:
    called = [{"id": "call", "type": "API", "triggerId": "score"}]
    create_workflow(account.source, "first", [node("one")], triggers=called)
    create_workflow(account.destination, "other", [node("one")], triggers=called)
    [error] = ask(account.destination, VALIDATE, input=merging())["validateMergeEnvironment"]["errors"]
    assert error.startswith("workflow first: ")


def test_a_merge_tells_of_its_beginning_and_its_end(account: Account) -> None:
    given_a_plan(account.source)
    task = take_turn(account.destination, account.merge())
    told = [event for event in recorded(scope=account.environment.scope) if event.source == "tollgate.tasks"]
    assert [event.name for event in told] == ["EnvironmentMergeTriggered", "EnvironmentMerged"]
    assert told[-1].payload == task


def test_what_was_looked_at_is_what_is_merged(account: Account) -> None:
    given_a_plan(account.source)
    task_id = account.merge()
    account.source.patch("/api/v1/plans/plan-pro", displayName="Later")
    publish(account.source)
    take_turn(account.destination, task_id)
    assert account.destination.get("/api/v1/plans/plan-pro").data["displayName"] == "plan-pro"


def test_where_nothing_differs_there_is_no_task(account: Account) -> None:
    given_a_plan(account.source)
    take_turn(account.destination, account.merge())
    assert ask(account.destination, MERGE, input=merging())["mergeEnvironment"] == {
        "environmentSlug": "production",
        "taskIds": [],
    }


def test_a_draft_of_the_destination_survives_as_the_next_version(account: Account) -> None:
    given_a_plan(account.source)
    given_a_plan(account.destination, displayName="Old")
    account.destination.patch("/api/v1/plans/plan-pro", description="Being written")
    take_turn(account.destination, account.merge())
    drafts = account.destination.get("/api/v1/plans", status="DRAFT").data
    assert account.destination.get("/api/v1/plans/plan-pro").data["displayName"] == "plan-pro"
    assert [(each["versionNumber"], each["displayName"], each["description"]) for each in drafts] == [
        (3, "Old", "Being written")
    ]


def test_a_merge_that_would_be_refused_starts_nothing(account: Account) -> None:
    given_a_plan(account.source)
    create_feature(account.destination, "feature-calls", featureType="BOOLEAN")
    error = refusal_of(account.destination, MERGE, input=merging())
    valid = ask(account.destination, VALIDATE, input=merging())["validateMergeEnvironment"]
    assert error["extensions"]["code"] == "MergeEnvironmentValidationError"
    assert error["extensions"]["errors"] == valid["errors"]
    assert account.destination.get("/api/v1/tasks").data == []


def test_what_the_destination_refuses_meanwhile_is_told_and_the_rest_is_merged(account: Account) -> None:
    given_a_plan(account.source)
    create_feature(account.source, "feature-zeal")
    task_id = account.merge()
    create_feature(account.destination, "feature-zeal", featureType="BOOLEAN")
    task = take_turn(account.destination, task_id)
    assert (task["status"], task["done"]) == ("PARTIALLY_FAILED", 3)
    assert task["failures"] == [
        {
            "id": "feature feature-zeal",
            "code": "InvalidArgumentError",
            "message": "featureType never changes, and it is another one where it is merged into",
        }
    ]


def test_a_document_is_merged_as_another_environment_is(account: Account) -> None:
    started = ask(
        account.destination, MERGE, input={"destinationEnvironmentSlug": "production", "sourceTemplate": WHOLE}
    )
    task = take_turn(account.destination, started["mergeEnvironment"]["taskIds"][0])
    assert (task["status"], task["sourceEnvironmentSlug"]) == ("COMPLETED", None)
    written = catalogue_of(account.destination, "production")
    assert written == CatalogDocument.of_json(WHOLE).to_json()
    again = {"destinationEnvironmentSlug": "production", "sourceTemplate": written}
    assert ask(account.destination, MERGE, input=again)["mergeEnvironment"]["taskIds"] == []


@pytest.mark.parametrize(
    ("template", "code", "field"),
    [
        ([], "BadUserInput", "sourceTemplate"),
        ({"features": {"x": {"displayName": "X"}}}, "BadUserInput", "sourceTemplate.features.x.featureType"),
        ({"formatVersion": 2}, "InvalidArgumentError", "sourceTemplate.formatVersion"),
        ({"workflows": {"w": {"name": "W"}}}, "BadUserInput", "sourceTemplate.workflows.w.triggers"),
        ({"coupon": {"x": {"name": "X"}}}, "InvalidArgumentError", "sourceTemplate.coupon"),
    ],
)
def test_a_document_that_says_what_is_not_known_is_refused(
    account: Account, template: Any, code: str, field: str
) -> None:
    asked = {"destinationEnvironmentSlug": "production", "sourceTemplate": template}
    told = refusal_of(account.destination, MERGE, input=asked)["extensions"]
    assert (told["code"], told["field"]) == (code, field)


def test_an_environment_is_made_from_that_of_the_key(account: Account) -> None:
    given_a_plan(account.source)
    asked = {
        "sourceEnvironmentSlug": "development",
        "destinationEnvironmentName": "Second  stage!",
        "destinationEnvironmentType": "SANDBOX",
    }
    started = ask(account.source, MERGE, input=asked)["mergeEnvironment"]
    assert started["environmentSlug"] == "second-stage"
    made = environment("second-stage")
    api = api_of(make_key(made, KeyKind.FULL).secret)
    assert take_turn(api, started["taskIds"][0])["status"] == "COMPLETED"
    assert catalogue_of(api, "second-stage") == catalogue_of(account.source, "development")
    assert code_of(account.source, MERGE, input=asked) == "DuplicatedEntityNotAllowed"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"sourceEnvironmentSlug": None}, "InvalidArgumentError", "sourceEnvironmentSlug"),
        ({"sourceTemplate": {}}, "InvalidArgumentError", "sourceEnvironmentSlug"),
        ({"destinationEnvironmentSlug": None}, "InvalidArgumentError", "destinationEnvironmentSlug"),
        ({"destinationEnvironmentName": "New"}, "InvalidArgumentError", "destinationEnvironmentType"),
        ({"destinationEnvironmentType": "SANDBOX"}, "InvalidArgumentError", "destinationEnvironmentName"),
        (
            {"destinationEnvironmentName": "New", "destinationEnvironmentType": "SANDBOX"},
            "EnvironmentMissing",
            None,
        ),
        ({"destinationEnvironmentSlug": "development"}, "EnvironmentMissing", None),
    ],
)
def test_a_merge_names_one_source_and_one_destination(
    account: Account, fields: dict[str, Any], code: str, field: str | None
) -> None:
    told = refusal_of(account.destination, MERGE, input=merging(**fields))["extensions"]
    assert (told["code"], told.get("field")) == (code, field)


def test_plans_are_published_to_all_customers_where_that_is_asked_for(account: Account) -> None:
    given_a_plan(account.source)
    given_a_plan(account.destination, displayName="Old")
    take_turn(account.destination, account.merge(migrationType="ALL_CUSTOMERS"))
    kinds = [(each["type"], each["status"]) for each in account.destination.get("/api/v1/tasks").data]
    assert sorted(kinds) == [("ENVIRONMENT_MERGE_APPLY", "COMPLETED"), ("SUBSCRIPTION_MIGRATION_V2", "PENDING")]


def environment(slug: str) -> Environment:
    """Return an environment of the account."""
    with wiring.working(actor=ActorType.SYSTEM):
        found = wiring.environments().find("account-test", slug)
    assert found is not None
    return found
