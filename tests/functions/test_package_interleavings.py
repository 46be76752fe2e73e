"""Two changes that rest on each other, at once: the second runs whole between two calls of the first."""

from collections.abc import Callable

import pytest

from tests.functions.test_interleavings import Meanwhile
from tests.support.catalog import (
    create_addon,
    create_currency,
    create_feature,
    create_plan,
    create_product,
    grant,
    publish,
    publish_addon,
)
from tests.support.template_api import Answer, TemplateApi
from tools.bench.hook import hooked

PLACES = (2, 3, 5)
"""Before which call of the first operation the second one runs: once it holds the catalogue's version, once it has
begun to read what it rests on, and right before it commits."""

Operation = Callable[[TemplateApi], Answer]
ADDON = "/api/v1/addons/addon-boost"


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with a sold plan and a sold add-on, the draft of another plan, and a currency."""
    create_product(api)
    create_feature(api)
    create_currency(api)
    create_plan(api, "plan-base", status="PUBLISHED")
    create_plan(api, "plan-draft")
    create_addon(api)
    publish_addon(api)
    return api


def archive_base(api: TemplateApi) -> Answer:
    return api.post("/api/v1/plans/plan-base/archive")


def create_child(api: TemplateApi) -> Answer:
    body = {"id": "plan-child", "displayName": "C", "productId": "product-main", "parentPlanId": "plan-base"}
    return api.call("POST", "/api/v1/plans", {**body, "pricingType": "FREE", "status": "PUBLISHED"})


def move_under_base(api: TemplateApi) -> Answer:
    return api.patch("/api/v1/plans/plan-draft", parentPlanId="plan-base")


def move_base_under_draft(api: TemplateApi) -> Answer:
    return api.patch("/api/v1/plans/plan-base", parentPlanId="plan-draft")


def archive_addon(api: TemplateApi) -> Answer:
    return api.patch(ADDON, status="ARCHIVED")


def offer_addon(api: TemplateApi) -> Answer:
    return api.patch("/api/v1/plans/plan-draft", compatibleAddonIds=["addon-boost"])


def archive_currency(api: TemplateApi) -> Answer:
    return api.post("/api/v1/credits/custom-currencies/currency-tokens/archive")


def grant_tokens(api: TemplateApi) -> Answer:
    new = {"type": "CREDIT", "id": "currency-tokens", "amount": 5, "cadence": "MONTH"}
    return api.post("/api/v1/plans/plan-draft/entitlements", entitlements=[new])


def sell_tokens(api: TemplateApi) -> Answer:
    month = {"billingPeriod": "MONTHLY", "price": {"amount": 1}}
    model = {"billingModel": "CREDIT_BASED", "topUpCustomCurrencyId": "currency-tokens", "pricePeriods": [month]}
    return api.patch("/api/v1/plans/plan-draft", charges={"pricingType": "PAID", "pricingModels": [model]})


def archive_seats(api: TemplateApi) -> Answer:
    return api.post("/api/v1/features/feature-seats/archive")


def sell_seats(api: TemplateApi) -> Answer:
    month = {"billingPeriod": "MONTHLY", "price": {"amount": 1}}
    model = {"billingModel": "PER_UNIT", "featureId": "feature-seats", "pricePeriods": [month]}
    return api.patch("/api/v1/plans/plan-draft", charges={"pricingType": "PAID", "pricingModels": [model]})


PAIRS = [
    (archive_base, create_child),
    (archive_base, move_under_base),
    (move_base_under_draft, move_under_base),
    (archive_addon, offer_addon),
    (archive_currency, grant_tokens),
    (archive_currency, sell_tokens),
    (archive_seats, sell_seats),
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].__name__}-{pair[1].__name__}")
def test_of_two_changes_that_exclude_each_other_one_is_refused(
    shop: TemplateApi, pair: tuple[Operation, Operation], is_turned: bool, place: int
) -> None:
    first, second = pair[::-1] if is_turned else pair
    answers: list[Answer] = []
    with hooked(Meanwhile(place, lambda: answers.append(second(shop)))):
        answers.append(first(shop))
    if len(answers) == 1:
        answers.append(second(shop))
    assert sorted(answer.status < 300 for answer in answers) == [False, True], answers
    [refused] = [answer for answer in answers if answer.status >= 300]
    assert refused.error["code"] in {
        "EntityIsArchivedError",
        "PlanWithChildCantBeDeleted",
        "PlansCircularDependencyError",
        "AddonIsCompatibleWithPlan",
        "IntegrityViolation",
        "CannotArchiveFeatureError",
    }


@pytest.mark.parametrize("place", PLACES)
def test_what_a_base_plan_grants_reaches_a_child_that_is_published_meanwhile(shop: TemplateApi, place: int) -> None:
    grant(shop, "plan-base", "feature-seats", usageLimit=5)
    with hooked(Meanwhile(place, lambda: create_child(shop))):
        publish(shop, "plan-base")
    if shop.get("/api/v1/plans/plan-child").status != 200:
        create_child(shop)
    shop.post("/api/v1/customers", id="acme")
    shop.post("/api/v1/subscriptions", customerId="acme", planId="plan-child")
    check = shop.get("/api/v1/customers/acme/entitlements/check", featureId="feature-seats").data
    assert (check["isGranted"], check["usageLimit"]) == (True, 5)
