"""The official client, in strict mode, makes every call of the plans; each documented failure is met once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.catalog import (
    create_addon,
    create_currency,
    create_feature,
    create_plan,
    create_product,
    grant,
    grant_credits,
    publish,
    publish_addon,
    set_price,
)
from tests.support.template_api import TemplateApi

SEATS, CALLS, TOKENS = "feature-seats", "feature-calls", "currency-tokens"
PLAN, BASE, ADDON, PRODUCT = "plan-pro", "plan-base", "addon-boost", "product-main"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TRIAL: Any = {
    "duration": 14,
    "units": "DAY",
    "trial_end_behavior": "CONVERT_TO_PAID",
    "budget": {"limit": 50, "has_soft_limit": False},
}
FEE: Any = {
    "pricing_type": "PAID",
    "billing_id": "billing-pro",
    "pricing_models": [
        {
            "billing_model": "FLAT_FEE",
            "price_periods": [
                {"billing_period": "MONTHLY", "price": {"amount": 10, "currency": "eur"}},
                {"billing_period": "ANNUALLY", "price": {"amount": 99.5, "currency": "eur"}},
            ],
        },
        {
            "billing_model": "PER_UNIT",
            "feature_id": SEATS,
            "tiers_mode": "GRADUATED",
            "min_unit_quantity": 1,
            "max_unit_quantity": 50,
            "price_periods": [
                {
                    "billing_period": period,
                    "tiers": [
                        {"up_to": 10, "unit_price": {"amount": 5, "currency": "eur"}},
                        {
                            "flat_price": {"amount": 1, "currency": "eur"},
                            "unit_price": {"amount": 4, "currency": "eur"},
                        },
                    ],
                }
                for period in ("MONTHLY", "ANNUALLY")
            ],
        },
    ],
    "overage_pricing_models": [
        {
            "feature_id": CALLS,
            "entitlement": {"feature_id": CALLS, "usage_limit": 1000, "reset_period": "MONTH"},
            "price_periods": [
                {"billing_period": period, "block_size": 100, "price": {"amount": 0.5, "currency": "eur"}}
                for period in ("MONTHLY", "ANNUALLY")
            ],
        }
    ],
    "overage_billing_period": "MONTHLY",
    "minimum_spend": [
        {"billing_period": period, "minimum": {"amount": 20, "currency": "eur"}} for period in ("MONTHLY", "ANNUALLY")
    ],
}


@pytest.fixture
def shop(client: Stigg, api: TemplateApi) -> Stigg:
    """The client of an environment with a product, two features, a currency, an add-on and the draft of a plan."""
    create_product(api)
    create_feature(api, SEATS)
    create_feature(api, CALLS, featureType="NUMBER", meterType="INCREMENTAL")
    create_currency(api)
    create_addon(api)
    create_plan(api, metadata={"tier": "2"})
    return client


def test_a_plan_lives_from_draft_to_archive(shop: Stigg) -> None:
    plans = shop.v1.plans
    created = plans.create(
        id="plan-free",
        display_name="Free",
        product_id=PRODUCT,
        pricing_type="FREE",
        description="For everyone",
        billing_id="billing-free",
        metadata={"tier": "1"},
    ).data
    assert (created.status, created.version_number, created.is_latest) == ("DRAFT", 1, False)
    assert plans.publish("plan-free", migration_type="NEW_CUSTOMERS").data.task_id is None
    assert plans.retrieve("plan-free").data.is_latest
    assert plans.update("plan-free", display_name="Starter").data.version_number == 2
    assert plans.remove_draft("plan-free").data.id == "plan-free"
    assert plans.create_draft("plan-free").data.status == "DRAFT"
    task_id = plans.publish("plan-free", migration_type="ALL_CUSTOMERS").data.task_id
    assert task_id is not None
    assert task_id.startswith("task-")
    assert plans.create_draft("plan-free").data.version_number == 3
    assert plans.archive("plan-free").data.status == "ARCHIVED"
    listed = plans.list(product_id=PRODUCT, status=["DRAFT"], created_at={"gt": LONG_AGO})
    assert [plan.id for plan in listed] == [PLAN]


def test_a_plan_is_created_and_changed_with_every_field(shop: Stigg, api: TemplateApi) -> None:
    create_plan(api, BASE, status="PUBLISHED")
    created = shop.v1.plans.create(
        id="plan-max",
        display_name="Max",
        product_id=PRODUCT,
        pricing_type="PAID",
        status="DRAFT",
        parent_plan_id=BASE,
        default_trial_config=TRIAL,
    ).data
    assert created.parent_plan_id == BASE
    assert created.default_trial_config is not None
    assert created.default_trial_config.budget is not None
    assert created.default_trial_config.budget.limit == 50
    changed = shop.v1.plans.update(
        PLAN,
        display_name="Professional",
        description="For teams",
        billing_id="billing-1",
        metadata={"tier": "3"},
        parent_plan_id=BASE,
        compatible_addon_ids=[ADDON],
        default_trial_config={"duration": 1, "units": "MONTH"},
        charges=FEE,
    ).data
    assert (changed.display_name, changed.description, changed.billing_id) == ("Professional", "For teams", "billing-1")
    assert (changed.metadata, changed.parent_plan_id, changed.compatible_addon_ids) == ({"tier": "3"}, BASE, [ADDON])
    assert changed.default_trial_config is not None
    assert (changed.default_trial_config.duration, changed.default_trial_config.trial_end_behavior) == (1, None)
    cleared = shop.v1.plans.update(
        PLAN,
        description=None,
        billing_id=None,
        parent_plan_id=None,
        compatible_addon_ids=None,
        default_trial_config=None,
    ).data
    assert (cleared.description, cleared.billing_id, cleared.parent_plan_id) == (None, None, None)
    assert (cleared.compatible_addon_ids, cleared.default_trial_config) == ([], None)


def test_charges_are_set_and_listed(shop: Stigg) -> None:
    plan = shop.v1.plans.update(PLAN, charges=FEE).data
    assert (plan.pricing_type, plan.billing_id) == ("PAID", "billing-pro")
    assert [(each.id, each.type) for each in plan.entitlements] == [(CALLS, "FEATURE")]
    charges = list(shop.v1.plans.list_charges(PLAN, limit=4))
    assert [(each.billing_model, each.billing_period) for each in charges] == [
        ("FLAT_FEE", "MONTHLY"),
        ("FLAT_FEE", "ANNUALLY"),
        ("PER_UNIT", "MONTHLY"),
        ("PER_UNIT", "ANNUALLY"),
        ("MINIMUM_SPEND", "MONTHLY"),
        ("MINIMUM_SPEND", "ANNUALLY"),
    ]
    assert charges[1].price is not None
    assert (charges[1].price.amount, charges[1].price.currency) == (99.5, "eur")
    assert charges[2].tiers is not None
    assert [tier.up_to for tier in charges[2].tiers] == [10, None]
    assert (charges[2].tiers_mode, charges[2].feature_id, charges[2].max_unit_quantity) == ("GRADUATED", SEATS, 50)
    assert {each.used_in_subscriptions for each in charges} == {False}
    overage = list(shop.v1.plans.list_overage_charges(PLAN, limit=1))
    assert [(each.feature_id, each.block_size, each.billing_period) for each in overage] == [
        (CALLS, 100, "MONTHLY"),
        (CALLS, 100, "ANNUALLY"),
    ]
    assert shop.v1.plans.publish(PLAN, migration_type="NEW_CUSTOMERS").data.task_id is None


def test_features_are_granted(shop: Stigg) -> None:
    entitlements = shop.v1.plans.entitlements
    created = entitlements.create(
        PLAN,
        entitlements=[
            {
                "type": "FEATURE",
                "id": SEATS,
                "usage_limit": 5,
                "reset_period": "MONTH",
                "monthly_reset_period_configuration": {"according_to": "StartOfTheMonth"},
                "hidden_from_widgets": ["PAYWALL"],
                "behavior": "Increment",
                "order": 2,
            },
            {"type": "FEATURE", "id": CALLS, "usage_limit": 100, "has_soft_limit": True, "order": 1},
        ],
    ).data
    assert [(each.id, each.type) for each in created] == [(SEATS, "FEATURE"), (CALLS, "FEATURE")]
    updated: Any = entitlements.update(SEATS, plan_id=PLAN, type="FEATURE", has_unlimited_usage=True).data
    assert (updated.usage_limit, updated.has_unlimited_usage) == (None, True)
    assert updated.reset_period_configuration.according_to == "StartOfTheMonth"
    assert [each.id for each in entitlements.list(PLAN).data] == [CALLS, SEATS]
    assert entitlements.delete(SEATS, plan_id=PLAN).data.id == SEATS


def test_credits_are_granted(shop: Stigg) -> None:
    entitlements = shop.v1.plans.entitlements
    created: Any = entitlements.create(
        PLAN,
        entitlements=[
            {
                "type": "CREDIT",
                "id": TOKENS,
                "amount": 2.5,
                "cadence": "MONTH",
                "dependency_feature_id": SEATS,
                "display_name_override": "Tokens per seat",
                "description": "For models",
                "hidden_from_widgets": ["CHECKOUT"],
                "has_soft_limit": True,
                "order": 1,
            }
        ],
    ).data[0]
    assert (created.type, created.amount, created.cadence, created.has_soft_limit) == ("CREDIT", 2.5, "MONTH", True)
    assert (created.dependency_feature_id, created.display_name_override) == (SEATS, "Tokens per seat")
    updated: Any = entitlements.update(
        TOKENS, plan_id=PLAN, type="CREDIT", amount=500, cadence="YEAR", dependency_feature_id=None
    ).data
    assert (updated.amount, updated.cadence, updated.dependency_feature_id) == (500, "YEAR", None)
    assert [each.type for each in entitlements.list(PLAN).data] == ["CREDIT"]
    assert [(each.id, each.type) for each in shop.v1.plans.retrieve(PLAN).data.entitlements] == [(TOKENS, "CREDIT")]
    assert entitlements.delete(TOKENS, plan_id=PLAN).data.id == TOKENS


def test_variable_values_belong_to_custom_plans(shop: Stigg, api: TemplateApi) -> None:
    create_plan(api, "plan-enterprise", pricingType="CUSTOM")
    created: Any = shop.v1.plans.entitlements.create(
        "plan-enterprise",
        entitlements=[
            {"type": "FEATURE", "id": SEATS, "is_custom": True},
            {"type": "CREDIT", "id": TOKENS, "is_custom": True, "amount": None, "cadence": "MONTH"},
        ],
    ).data
    assert [(each.is_custom, each.type) for each in created] == [(True, "FEATURE"), (True, "CREDIT")]


def untouched(api: TemplateApi) -> None:
    """Leave everything as it is."""


def sold(api: TemplateApi) -> None:
    """Sell the plan, with seats in it."""
    grant(api, PLAN, SEATS, usageLimit=5)
    publish(api)


def archived(api: TemplateApi) -> None:
    """Take the plan and the product off the market."""
    publish(api)
    api.post(f"/api/v1/products/{PRODUCT}/archive")


def paid(api: TemplateApi) -> None:
    """Let the plan cost something, but nobody says what."""
    set_price(api, PLAN, pricingType="PAID", pricingModels=[])


def on_a_draft(api: TemplateApi) -> None:
    """Let the plan build on a draft."""
    create_plan(api, BASE)
    api.patch(f"/api/v1/plans/{PLAN}", parentPlanId=BASE)


def offering_a_draft(api: TemplateApi) -> None:
    """Let the plan offer an add-on that is a draft."""
    api.patch(f"/api/v1/plans/{PLAN}", compatibleAddonIds=[ADDON])


def with_a_child(api: TemplateApi) -> None:
    """Sell the plan, and let another one build on it."""
    publish(api)
    create_plan(api, "plan-child", parentPlanId=PLAN)


def without_pricing_type(api: TemplateApi) -> None:
    """Make a plan that does not say how it is sold."""
    create_plan(api, BASE, pricingType=None)


def with_an_archived_addon(api: TemplateApi) -> None:
    """Take the add-on off the market."""
    publish_addon(api)
    api.post(f"/api/v1/addons/{ADDON}/archive")


def with_archived_things(api: TemplateApi) -> None:
    """Take calls and tokens out of use."""
    api.post(f"/api/v1/features/{CALLS}/archive")
    api.post(f"/api/v1/credits/custom-currencies/{TOKENS}/archive")


def with_credits(api: TemplateApi) -> None:
    """Grant tokens in the plan."""
    grant_credits(api, PLAN, TOKENS)


def charges(**model: Any) -> Any:
    """Return the charges of a plan with one charge."""
    period = {"billing_period": "MONTHLY", "price": {"amount": 1}}
    return {"pricing_type": "PAID", "pricing_models": [{"price_periods": [period], **model}]}


def grants(**entitlement: Any) -> Any:
    """Return entitlements to be created: one to seats, unless it is told otherwise."""
    return [{"type": "FEATURE", "id": SEATS, "usage_limit": 1, **entitlement}]


def grants_credits(**entitlement: Any) -> Any:
    """Return entitlements to be created: one to tokens."""
    return [{"type": "CREDIT", "id": TOKENS, "amount": 5, "cadence": "MONTH", **entitlement}]


Call = Callable[[Any], Any]

FAILURES: list[tuple[str, Callable[[TemplateApi], None], Call]] = [
    ("404 PlanNotFound", untouched, lambda v1: v1.plans.retrieve("plan-none")),
    ("404 PlanNotFound", untouched, lambda v1: v1.plans.list_charges("plan-none")),
    ("404 PlanNotFound", untouched, lambda v1: v1.plans.list_overage_charges("plan-none")),
    (
        "409 DuplicatedEntityNotAllowed",
        untouched,
        lambda v1: v1.plans.create(id=PLAN, display_name="X", product_id=PRODUCT),
    ),
    (
        "404 ProductNotFoundError",
        untouched,
        lambda v1: v1.plans.create(id="plan-new", display_name="X", product_id="product-none"),
    ),
    (
        "409 EntityIsArchivedError",
        archived,
        lambda v1: v1.plans.create(id="plan-new", display_name="X", product_id=PRODUCT),
    ),
    (
        "400 PackagePricingTypeNotSet",
        untouched,
        lambda v1: v1.plans.create(id="plan-new", display_name="X", product_id=PRODUCT, status="PUBLISHED"),
    ),
    (
        "400 InvalidArgumentError status",
        untouched,
        lambda v1: v1.plans.create(id="plan-new", display_name="X", product_id=PRODUCT, status="ARCHIVED"),
    ),
    (
        "404 PlanNotFound parentPlanId",
        untouched,
        lambda v1: v1.plans.create(id="plan-new", display_name="X", product_id=PRODUCT, parent_plan_id="plan-none"),
    ),
    ("409 EntityIsArchivedError", archived, lambda v1: v1.plans.update(PLAN, display_name="X")),
    (
        "400 InvalidArgumentError defaultTrialConfig",
        untouched,
        lambda v1: v1.plans.update(PLAN, default_trial_config=TRIAL),
    ),
    ("400 PlansCircularDependencyError parentPlanId", untouched, lambda v1: v1.plans.update(PLAN, parent_plan_id=PLAN)),
    (
        "400 PlansCircularDependencyError parentPlanId",
        with_a_child,
        lambda v1: v1.plans.update(PLAN, parent_plan_id="plan-child"),
    ),
    (
        "404 AddonsNotFound compatibleAddonIds",
        untouched,
        lambda v1: v1.plans.update(PLAN, compatible_addon_ids=[ADDON, "addon-none"]),
    ),
    (
        "409 EntityIsArchivedError compatibleAddonIds",
        with_an_archived_addon,
        lambda v1: v1.plans.update(PLAN, compatible_addon_ids=[ADDON]),
    ),
    (
        "404 FeatureNotFound charges.pricingModels[0].featureId",
        untouched,
        lambda v1: v1.plans.update(PLAN, charges=charges(billing_model="PER_UNIT", feature_id="feature-none")),
    ),
    (
        "409 EntityIsArchivedError charges.pricingModels[0].featureId",
        with_archived_things,
        lambda v1: v1.plans.update(PLAN, charges=charges(billing_model="USAGE_BASED", feature_id=CALLS)),
    ),
    (
        "404 CustomCurrencyNotFound charges.pricingModels[0].topUpCustomCurrencyId",
        untouched,
        lambda v1: v1.plans.update(
            PLAN, charges=charges(billing_model="CREDIT_BASED", top_up_custom_currency_id="currency-none")
        ),
    ),
    (
        "409 EntityIsArchivedError charges.pricingModels[0].topUpCustomCurrencyId",
        with_archived_things,
        lambda v1: v1.plans.update(
            PLAN, charges=charges(billing_model="CREDIT_BASED", top_up_custom_currency_id=TOKENS)
        ),
    ),
    (
        "400 BadUserInput charges.pricingModels[0].pricePeriods[0].creditRate.costFormula",
        untouched,
        lambda v1: v1.plans.update(
            PLAN,
            charges=charges(
                billing_model="CREDIT_BASED",
                feature_id=CALLS,
                price_periods=[
                    {
                        "billing_period": "MONTHLY",
                        "credit_rate": {"amount": 1, "currency_id": TOKENS, "cost_formula": "2*("},
                    }
                ],
            ),
        ),
    ),
    ("409 PackageAlreadyPublished", sold, lambda v1: v1.plans.publish(PLAN, migration_type="ALL_CUSTOMERS")),
    ("409 PackageAlreadyPublished", sold, lambda v1: v1.plans.publish(PLAN, migration_type="NEW_CUSTOMERS")),
    ("404 PriceNotFound", paid, lambda v1: v1.plans.publish(PLAN, migration_type="NEW_CUSTOMERS")),
    (
        "400 PackagePricingTypeNotSet",
        without_pricing_type,
        lambda v1: v1.plans.publish(BASE, migration_type="NEW_CUSTOMERS"),
    ),
    (
        "400 PlanCannotBePublishWhenBasePlanIsDraft",
        on_a_draft,
        lambda v1: v1.plans.publish(PLAN, migration_type="NEW_CUSTOMERS"),
    ),
    (
        "400 PlanCannotBePublishWhenCompatibleAddonIsDraft",
        offering_a_draft,
        lambda v1: v1.plans.publish(PLAN, migration_type="NEW_CUSTOMERS"),
    ),
    ("409 DraftAlreadyExists", untouched, lambda v1: v1.plans.create_draft(PLAN)),
    ("404 NoDraftOfferFound", sold, lambda v1: v1.plans.remove_draft(PLAN)),
    ("409 PlanWithChildCantBeDeleted", on_a_draft, lambda v1: v1.plans.remove_draft(BASE)),
    ("409 PlanWithChildCantBeDeleted", with_a_child, lambda v1: v1.plans.archive(PLAN)),
    ("409 DraftPlanCantBeArchived", untouched, lambda v1: v1.plans.archive(PLAN)),
    ("409 EntityIsArchivedError", archived, lambda v1: v1.plans.archive(PLAN)),
    (
        "409 DuplicatedEntityNotAllowed",
        sold,
        lambda v1: v1.plans.entitlements.create(PLAN, entitlements=grants()),
    ),
    (
        "409 DuplicatedEntityNotAllowed",
        with_credits,
        lambda v1: v1.plans.entitlements.create(PLAN, entitlements=grants_credits()),
    ),
    (
        "404 FeatureNotFound entitlements[0].id",
        untouched,
        lambda v1: v1.plans.entitlements.create(PLAN, entitlements=grants(id="feature-none")),
    ),
    (
        "409 EntityIsArchivedError entitlements[0].id",
        with_archived_things,
        lambda v1: v1.plans.entitlements.create(PLAN, entitlements=grants(id=CALLS)),
    ),
    (
        "404 CustomCurrencyNotFound entitlements[0].id",
        untouched,
        lambda v1: v1.plans.entitlements.create(PLAN, entitlements=grants_credits(id="currency-none")),
    ),
    (
        "409 EntityIsArchivedError entitlements[0].id",
        with_archived_things,
        lambda v1: v1.plans.entitlements.create(PLAN, entitlements=grants_credits()),
    ),
    (
        "404 FeatureNotFound entitlements[0].dependencyFeatureId",
        untouched,
        lambda v1: v1.plans.entitlements.create(
            PLAN, entitlements=grants_credits(dependency_feature_id="feature-none")
        ),
    ),
    (
        "400 InvalidArgumentError entitlements[0].amount",
        untouched,
        lambda v1: v1.plans.entitlements.create(PLAN, entitlements=grants_credits(amount=None)),
    ),
    (
        "400 InvalidArgumentError entitlements[0].isCustom",
        untouched,
        lambda v1: v1.plans.entitlements.create(PLAN, entitlements=grants(is_custom=True)),
    ),
    (
        "400 InvalidEntitlementResetPeriod weeklyResetPeriodConfiguration",
        sold,
        lambda v1: v1.plans.entitlements.update(
            SEATS, plan_id=PLAN, type="FEATURE", weekly_reset_period_configuration={"according_to": "EveryMonday"}
        ),
    ),
    (
        "400 CannotAddOverrideEntitlementToPlan behavior",
        sold,
        lambda v1: v1.plans.entitlements.update(SEATS, plan_id=PLAN, type="FEATURE", behavior="Override"),
    ),
    (
        "400 CannotAddOverrideEntitlementToPlan entitlements[0].behavior",
        untouched,
        lambda v1: v1.plans.entitlements.create(PLAN, entitlements=grants_credits(behavior="Override")),
    ),
    ("404 NoFeatureEntitlementError", untouched, lambda v1: v1.plans.entitlements.delete(SEATS, plan_id=PLAN)),
    (
        "404 NoFeatureEntitlementError",
        sold,
        lambda v1: v1.plans.entitlements.update(SEATS, plan_id=PLAN, type="CREDIT", amount=1),
    ),
    ("404 PlanNotFound", untouched, lambda v1: v1.plans.entitlements.list("plan-none")),
]


@pytest.mark.parametrize(("expected", "arrange", "call"), FAILURES)
def test_a_failure_has_its_status_code_and_field(
    shop: Stigg, api: TemplateApi, expected: str, arrange: Callable[[TemplateApi], None], call: Call
) -> None:
    arrange(api)
    before = api.get("/api/v1/plans").data, api.get("/api/v1/plans", status="DRAFT").data
    with pytest.raises(stigg.APIStatusError) as failed:
        call(shop.v1)
    body: Any = failed.value.body
    told = f"{failed.value.status_code} {body['error']['code']} {body['error'].get('field', '')}"
    assert told.strip() == expected
    assert body["error"]["requestId"] == failed.value.response.headers["x-request-id"]
    assert (api.get("/api/v1/plans").data, api.get("/api/v1/plans", status="DRAFT").data) == before
