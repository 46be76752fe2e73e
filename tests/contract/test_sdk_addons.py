"""The official client, in strict mode, makes every call of the add-ons; each documented failure is met once."""

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
    grant_credits,
    publish,
    publish_addon,
    set_price,
)
from tests.support.clock import FixedClock
from tests.support.events import event_names
from tests.support.template_api import TemplateApi

SEATS, TOKENS = "feature-seats", "currency-tokens"
ADDON, OTHER, PLAN, PRODUCT = "addon-boost", "addon-other", "plan-pro", "product-main"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FEE: Any = {
    "pricing_type": "PAID",
    "pricing_models": [
        {
            "billing_model": "FLAT_FEE",
            "billing_cadence": cadence,
            "price_periods": [{"billing_period": "MONTHLY", "price": {"amount": amount}}],
        }
        for cadence, amount in (("RECURRING", 5), ("ONE_OFF", 100))
    ],
}


@pytest.fixture
def shop(client: Stigg, api: TemplateApi) -> Stigg:
    """The client of an environment with a product, a feature, a currency, a plan and the drafts of two add-ons."""
    create_product(api)
    create_feature(api, SEATS)
    create_currency(api)
    create_plan(api)
    create_addon(api, metadata={"tier": "2"})
    create_addon(api, OTHER)
    return client


def test_an_addon_lives_from_draft_to_archive(shop: Stigg) -> None:
    addons = shop.v1.addons
    created = addons.create(
        id="addon-new",
        display_name="New",
        product_id=PRODUCT,
        pricing_type="FREE",
        description="More of it",
        billing_id="billing-1",
        max_quantity=3,
        metadata={"tier": "1"},
        status="DRAFT",
    ).data
    assert (created.status, created.version_number, created.is_latest) == ("DRAFT", 1, False)
    assert (created.max_quantity, created.dependencies, created.billing_id) == (3, [], "billing-1")
    assert addons.publish("addon-new", migration_type="NEW_CUSTOMERS").data.task_id is None
    assert addons.retrieve("addon-new").data.is_latest
    changed = addons.update("addon-new", display_name="Newer", max_quantity=None).data
    assert (changed.version_number, changed.max_quantity) == (2, None)
    assert addons.remove_draft("addon-new").data.id == "addon-new"
    assert addons.create_draft("addon-new").data.status == "DRAFT"
    assert addons.archive("addon-new").data.status == "ARCHIVED"
    listed = addons.list(product_id=PRODUCT, status=["DRAFT"], created_at={"gt": LONG_AGO}, limit=1)
    assert sorted(addon.id for addon in listed) == [ADDON, OTHER]


def test_an_addon_is_changed_with_every_field(shop: Stigg) -> None:
    changed = shop.v1.addons.update(
        ADDON,
        display_name="Booster",
        description="Faster",
        billing_id="billing-2",
        dependencies=[OTHER],
        max_quantity=10,
        metadata={"tier": "3"},
        charges=FEE,
        status="DRAFT",
    ).data
    assert (changed.display_name, changed.description, changed.billing_id) == ("Booster", "Faster", "billing-2")
    assert (changed.dependencies, changed.max_quantity, changed.metadata) == ([OTHER], 10, {"tier": "3"})
    assert (changed.pricing_type, changed.status) == ("PAID", "DRAFT")
    assert shop.v1.addons.update(ADDON, dependencies=None).data.dependencies == []


def test_charges_are_set_and_listed(shop: Stigg) -> None:
    shop.v1.addons.update(ADDON, charges=FEE)
    charges = list(shop.v1.addons.list_charges(ADDON, limit=1))
    assert [(each.billing_model, each.billing_cadence) for each in charges] == [
        ("FLAT_FEE", "RECURRING"),
        ("FLAT_FEE", "ONE_OFF"),
    ]
    assert charges[0].price is not None
    assert (charges[0].price.amount, charges[0].price.currency) == (5, "usd")
    assert [each.used_in_subscriptions for each in charges] == [False, False]
    shop.v1.addons.update(ADDON, charges=FEE)
    assert list(shop.v1.addons.list_charges(ADDON)) == charges


def test_features_and_credits_are_granted_and_may_override(shop: Stigg) -> None:
    entitlements = shop.v1.addons.entitlements
    created: Any = entitlements.create(
        ADDON,
        entitlements=[
            {"type": "FEATURE", "id": SEATS, "usage_limit": 5, "behavior": "Override", "order": 2},
            {"type": "CREDIT", "id": TOKENS, "amount": 10, "cadence": "MONTH", "behavior": "Override", "order": 1},
        ],
    ).data
    assert [(each.id, each.behavior) for each in created] == [(SEATS, "Override"), (TOKENS, "Override")]
    assert [each.id for each in entitlements.list(ADDON).data] == [TOKENS, SEATS]
    updated: Any = entitlements.update(SEATS, addon_id=ADDON, type="FEATURE", behavior="Increment").data
    assert (updated.behavior, updated.usage_limit) == ("Increment", 5)
    credits: Any = entitlements.update(TOKENS, addon_id=ADDON, type="CREDIT", dependency_feature_id=SEATS).data
    assert (credits.dependency_feature_id, credits.amount) == (SEATS, 10)
    assert entitlements.delete(SEATS, addon_id=ADDON).data.id == SEATS
    assert [each.id for each in entitlements.list(ADDON).data] == [TOKENS]


def test_a_status_is_what_becomes_of_the_addon(shop: Stigg, clock: FixedClock) -> None:
    addons = shop.v1.addons
    sold = addons.update(ADDON, status="PUBLISHED", display_name="Booster", metadata={"a": "b"}, charges=FEE).data
    assert (sold.status, sold.version_number, sold.is_latest) == ("PUBLISHED", 1, True)
    assert (sold.display_name, sold.metadata, sold.pricing_type) == ("Booster", {"a": "b"}, "PAID")
    assert addons.retrieve(ADDON).data == sold
    assert event_names(clock)[-2:] == ["PackagePublished", "AddonUpdated"]
    assert addons.update(ADDON, status="PUBLISHED").data == sold
    better = addons.update(ADDON, status="PUBLISHED", max_quantity=2).data
    assert (better.version_number, better.max_quantity, better.is_latest) == (2, 2, True)
    draft = addons.update(ADDON, status="DRAFT", metadata={"c": "d"}).data
    assert (draft.status, draft.version_number, draft.metadata) == ("DRAFT", 3, {"c": "d"})
    assert addons.update(ADDON, status="DRAFT").data == draft
    gone = addons.update(ADDON, status="ARCHIVED", metadata={"e": "f"}).data
    assert (gone.status, gone.version_number, gone.metadata) == ("ARCHIVED", 2, {"e": "f"})
    assert addons.update(ADDON, status="ARCHIVED").data == addons.retrieve(ADDON).data == gone
    assert event_names(clock)[-1] == "AddonDeleted"


def untouched(api: TemplateApi) -> None:
    """Leave everything as it is."""


def sold(api: TemplateApi) -> None:
    """Sell the add-on."""
    publish_addon(api)


def offered(api: TemplateApi) -> None:
    """Sell the add-on, and a plan that offers it."""
    publish_addon(api)
    api.patch(f"/api/v1/plans/{PLAN}", compatibleAddonIds=[ADDON])
    publish(api)


def needed(api: TemplateApi) -> None:
    """Sell the add-on, and let the other one depend on it."""
    publish_addon(api)
    api.patch(f"/api/v1/addons/{OTHER}", dependencies=[ADDON])


def needing(api: TemplateApi) -> None:
    """Let the add-on depend on the other one."""
    api.patch(f"/api/v1/addons/{ADDON}", dependencies=[OTHER])


def archived(api: TemplateApi) -> None:
    """Take the add-on off the market."""
    publish_addon(api)
    api.post(f"/api/v1/addons/{ADDON}/archive")


def paid(api: TemplateApi) -> None:
    """Let the add-on cost something, but nobody says what."""
    set_price(api, ADDON, "addons", pricingType="PAID", pricingModels=[])


def custom(api: TemplateApi) -> None:
    """Let the add-on be agreed with sales, while a free plan offers it."""
    api.patch(f"/api/v1/plans/{PLAN}", compatibleAddonIds=[ADDON])
    set_price(api, ADDON, "addons", pricingType="CUSTOM")


def without_pricing_type(api: TemplateApi) -> None:
    """Make an add-on that does not say how it is sold."""
    create_addon(api, "addon-new", pricingType=None)


def of_another_product(api: TemplateApi) -> None:
    """Make an add-on of another product."""
    create_product(api, "product-side")
    create_addon(api, "addon-new", productId="product-side")


def with_credits(api: TemplateApi) -> None:
    """Grant tokens in the add-on."""
    grant_credits(api, ADDON, TOKENS, "addons")


def publishing(v1: Any, addon_id: str = ADDON) -> Any:
    """Publish an add-on."""
    return v1.addons.publish(addon_id, migration_type="NEW_CUSTOMERS")


Call = Callable[[Any], Any]

FAILURES: list[tuple[str, Callable[[TemplateApi], None], Call]] = [
    ("404 AddonNotFound", untouched, lambda v1: v1.addons.retrieve("addon-none")),
    ("404 AddonNotFound", untouched, lambda v1: v1.addons.update("addon-none", display_name="X")),
    ("404 AddonNotFound", untouched, lambda v1: v1.addons.create_draft("addon-none")),
    ("404 AddonNotFound", untouched, lambda v1: v1.addons.remove_draft("addon-none")),
    ("404 AddonNotFound", untouched, lambda v1: publishing(v1, "addon-none")),
    ("404 AddonNotFound", untouched, lambda v1: v1.addons.archive("addon-none")),
    ("404 AddonNotFound", untouched, lambda v1: v1.addons.list_charges("addon-none")),
    ("404 AddonNotFound", untouched, lambda v1: v1.addons.entitlements.list("addon-none")),
    (
        "409 DuplicatedEntityNotAllowed",
        untouched,
        lambda v1: v1.addons.create(id=ADDON, display_name="X", product_id=PRODUCT),
    ),
    (
        "404 ProductNotFoundError",
        untouched,
        lambda v1: v1.addons.create(id="addon-new", display_name="X", product_id="product-none"),
    ),
    (
        "400 PackagePricingTypeNotSet",
        untouched,
        lambda v1: v1.addons.create(id="addon-new", display_name="X", product_id=PRODUCT, status="PUBLISHED"),
    ),
    (
        "400 AddonHasToHavePriceError",
        untouched,
        lambda v1: v1.addons.create(
            id="addon-new", display_name="X", product_id=PRODUCT, status="PUBLISHED", pricing_type="PAID"
        ),
    ),
    (
        "400 InvalidArgumentError status",
        untouched,
        lambda v1: v1.addons.create(id="addon-new", display_name="X", product_id=PRODUCT, status="ARCHIVED"),
    ),
    (
        "400 InvalidArgumentError maxQuantity",
        untouched,
        lambda v1: v1.addons.create(id="addon-new", display_name="X", product_id=PRODUCT, max_quantity=0),
    ),
    ("400 InvalidArgumentError maxQuantity", untouched, lambda v1: v1.addons.update(ADDON, max_quantity=1_000_000)),
    ("400 InvalidArgumentError dependencies", untouched, lambda v1: v1.addons.update(ADDON, dependencies=[ADDON])),
    (
        "400 InvalidArgumentError dependencies",
        untouched,
        lambda v1: v1.addons.update(ADDON, dependencies=[OTHER, OTHER]),
    ),
    ("400 InvalidArgumentError dependencies", needed, lambda v1: v1.addons.update(ADDON, dependencies=[OTHER])),
    (
        "400 InvalidArgumentError dependencies",
        of_another_product,
        lambda v1: v1.addons.update(ADDON, dependencies=["addon-new"]),
    ),
    ("404 AddonsNotFound dependencies", untouched, lambda v1: v1.addons.update(ADDON, dependencies=["addon-none"])),
    ("409 EntityIsArchivedError dependencies", archived, lambda v1: v1.addons.update(OTHER, dependencies=[ADDON])),
    ("409 EntityIsArchivedError", archived, lambda v1: v1.addons.update(ADDON, display_name="X")),
    ("409 EntityIsArchivedError", archived, lambda v1: v1.addons.update(ADDON, status="PUBLISHED")),
    ("409 EntityIsArchivedError", archived, lambda v1: v1.addons.update(ADDON, status="ARCHIVED", metadata={})),
    ("400 BadUserInput status", untouched, lambda v1: v1.addons.update(ADDON, status="SOLD")),
    ("409 DraftAddonCantBeArchived", untouched, lambda v1: v1.addons.update(ADDON, status="ARCHIVED")),
    (
        "400 InvalidArgumentError status",
        sold,
        lambda v1: v1.addons.update(ADDON, status="ARCHIVED", display_name="X"),
    ),
    ("409 AddonIsCompatibleWithPlan", offered, lambda v1: v1.addons.update(ADDON, status="ARCHIVED")),
    ("400 AddonHasToHavePriceError", paid, lambda v1: v1.addons.update(ADDON, status="PUBLISHED")),
    ("400 InvalidArgumentError", custom, lambda v1: v1.addons.update(ADDON, status="PUBLISHED")),
    ("400 InvalidArgumentError", custom, publishing),
    ("400 AddonHasToHavePriceError", paid, publishing),
    ("400 PackagePricingTypeNotSet", without_pricing_type, lambda v1: publishing(v1, "addon-new")),
    ("400 InvalidArgumentError dependencies", needing, publishing),
    ("409 PackageAlreadyPublished", sold, publishing),
    ("409 DraftAlreadyExists", untouched, lambda v1: v1.addons.create_draft(ADDON)),
    ("404 NoDraftOfferFound", sold, lambda v1: v1.addons.remove_draft(ADDON)),
    ("409 IntegrityViolation", needing, lambda v1: v1.addons.remove_draft(OTHER)),
    ("409 DraftAddonCantBeArchived", untouched, lambda v1: v1.addons.archive(ADDON)),
    ("409 AddonIsCompatibleWithPlan", offered, lambda v1: v1.addons.archive(ADDON)),
    ("409 IntegrityViolation", needed, lambda v1: v1.addons.archive(ADDON)),
    ("409 EntityIsArchivedError", archived, lambda v1: v1.addons.archive(ADDON)),
    (
        "400 InvalidArgumentError entitlements[0].isCustom",
        untouched,
        lambda v1: v1.addons.entitlements.create(
            ADDON, entitlements=[{"type": "FEATURE", "id": SEATS, "is_custom": True}]
        ),
    ),
    (
        "409 DuplicatedEntityNotAllowed",
        with_credits,
        lambda v1: v1.addons.entitlements.create(
            ADDON, entitlements=[{"type": "CREDIT", "id": TOKENS, "amount": 1, "cadence": "YEAR"}]
        ),
    ),
    (
        "404 NoFeatureEntitlementError",
        untouched,
        lambda v1: v1.addons.entitlements.update(SEATS, addon_id=ADDON, type="FEATURE", usage_limit=1),
    ),
    ("404 NoFeatureEntitlementError", untouched, lambda v1: v1.addons.entitlements.delete(SEATS, addon_id=ADDON)),
    ("409 EntityIsArchivedError", archived, lambda v1: v1.addons.entitlements.delete(SEATS, addon_id=ADDON)),
]


@pytest.mark.parametrize(("expected", "arrange", "call"), FAILURES)
def test_a_failure_has_its_status_code_and_field(
    shop: Stigg, api: TemplateApi, expected: str, arrange: Callable[[TemplateApi], None], call: Call
) -> None:
    arrange(api)
    before = api.get("/api/v1/addons").data, api.get("/api/v1/addons", status="DRAFT").data
    with pytest.raises(stigg.APIStatusError) as failed:
        call(shop.v1)
    body: Any = failed.value.body
    told = f"{failed.value.status_code} {body['error']['code']} {body['error'].get('field', '')}"
    assert told.strip() == expected
    assert (api.get("/api/v1/addons").data, api.get("/api/v1/addons", status="DRAFT").data) == before


def test_publishing_with_a_status_asks_for_a_product_that_is_sold(shop: Stigg, api: TemplateApi) -> None:
    api.post(f"/api/v1/products/{PRODUCT}/archive")
    with pytest.raises(stigg.ConflictError) as failed:
        shop.v1.addons.update(ADDON, status="PUBLISHED")
    body: Any = failed.value.body
    assert (body["error"]["code"], body["error"]["entityName"]) == ("EntityIsArchivedError", "product")
