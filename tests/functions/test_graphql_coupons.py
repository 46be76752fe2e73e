"""Coupons and products through GraphQL: a coupon's creation, and both lists."""

from typing import Any

import pytest

from tests.support.catalog import create_product
from tests.support.clock import FixedClock
from tests.support.graphql import ask, code_of, refusal_of
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tollgate.environments.permission import Permission
from tollgate.shared.scope import KeyKind

SHOWN = (
    "{ refId name description type status source percentOff amountsOff { amount currency } discountValue"
    " durationInMonths additionalMetaData billingId billingLinkUrl syncStates { status } }"
)
CREATE = f"mutation ($input: CreateCouponInput!) {{ createOneCoupon(input: $input) {SHOWN} }}"
LAUNCH: dict[str, Any] = {"refId": "coupon-launch", "name": "Launch", "environmentId": "development"}
DEFAULTS: dict[str, Any] = {
    "refId": "coupon-launch",
    "name": "Launch",
    "description": None,
    "status": "ACTIVE",
    "source": "STIGG",
    "durationInMonths": None,
    "additionalMetaData": {},
    "billingId": None,
    "billingLinkUrl": None,
    "syncStates": [],
}
SHARE = {**DEFAULTS, "type": "PERCENTAGE", "percentOff": 20, "amountsOff": None, "discountValue": 20}


def test_a_coupon_takes_off_a_share(api: TemplateApi) -> None:
    said = {"percentOff": 20, "durationInMonths": 3, "description": "Early", "additionalMetaData": {"a": "b"}}
    created = ask(api, CREATE, input={**LAUNCH, **said, "amountsOff": None})["createOneCoupon"]
    assert created == {**SHARE, "durationInMonths": 3, "description": "Early", "additionalMetaData": {"a": "b"}}
    assert api.get("/api/v1/coupons/coupon-launch").data["percentOff"] == 20


def test_a_coupon_takes_off_an_amount_of_each_currency(api: TemplateApi) -> None:
    amounts = [{"amount": 10.5, "currency": "USD"}, {"amount": 1500, "currency": "JPY"}]
    created = ask(api, CREATE, input={**LAUNCH, "amountsOff": amounts})["createOneCoupon"]
    assert created == {**DEFAULTS, "type": "FIXED", "percentOff": None, "amountsOff": amounts, "discountValue": 10.5}
    assert [each["currency"] for each in api.get("/api/v1/coupons").data[0]["amountsOff"]] == ["usd", "jpy"]


@pytest.mark.parametrize(
    "said",
    [
        {"type": "PERCENTAGE", "discountValue": 20},
        {"type": "PERCENTAGE", "percentOff": 20},
        {"percentOff": 20, "discountValue": 20},
        {"type": "PERCENTAGE", "percentOff": 20, "discountValue": 20},
    ],
)
def test_older_fields_say_the_same(api: TemplateApi, said: dict[str, Any]) -> None:
    assert ask(api, CREATE, input={**LAUNCH, **said})["createOneCoupon"] == SHARE


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({}, "InvalidArgumentError", "percentOff"),
        ({"type": "PERCENTAGE"}, "InvalidArgumentError", "percentOff"),
        ({"discountValue": 20}, "InvalidArgumentError", "discountValue"),
        ({"discountValue": 20, "type": "FIXED"}, "InvalidArgumentError", "discountValue"),
        ({"discountValue": 12.5, "type": "PERCENTAGE"}, "InvalidArgumentError", "discountValue"),
        ({"discountValue": 10, "percentOff": 20}, "InvalidArgumentError", "discountValue"),
        ({"type": "FIXED", "percentOff": 20}, "InvalidArgumentError", "type"),
        ({"percentOff": 12.5}, "BadUserInput", "percentOff"),
        ({"percentOff": 101}, "InvalidArgumentError", "percentOff"),
        ({"percentOff": 5, "durationInMonths": 0.5}, "BadUserInput", "durationInMonths"),
        ({"percentOff": 5, "amountsOff": []}, "InvalidArgumentError", "amountsOff"),
        ({"amountsOff": [{"amount": 5}]}, "BadUserInput", "amountsOff[0].currency"),
        ({"amountsOff": [{"amount": 0.001, "currency": "USD"}]}, "InvalidArgumentError", "amountsOff[0].amount"),
        ({"percentOff": 5, "refId": "a b"}, "InvalidArgumentError", "refId"),
        ({"percentOff": 5, "name": "x" * 41}, "BadUserInput", "name"),
        ({"percentOff": 5, "additionalMetaData": {"": "x"}}, "InvalidMetadataError", "additionalMetaData"),
        ({"percentOff": 5, "environmentId": "production"}, "EnvironmentMissing", None),
    ],
)
def test_a_coupon_that_cannot_be_is_refused(
    api: TemplateApi, fields: dict[str, Any], code: str, field: str | None
) -> None:
    extensions = refusal_of(api, CREATE, input={**LAUNCH, **fields})["extensions"]
    assert (extensions["code"], extensions.get("field")) == (code, field)
    assert api.get("/api/v1/coupons").data == []


def test_an_id_that_is_taken_is_refused(api: TemplateApi) -> None:
    ask(api, CREATE, input={**LAUNCH, "percentOff": 5})
    extensions = refusal_of(api, CREATE, input={**LAUNCH, "percentOff": 5})["extensions"]
    assert (extensions["code"], extensions["identifier"]) == ("DuplicatedEntityNotAllowed", "coupon-launch")


# Lists.

COUPONS = (
    "query ($filter: CouponFilter, $sorting: [CouponSort!], $paging: CursorPaging) {"
    " coupons(filter: $filter, sorting: $sorting, paging: $paging) { totalCount"
    " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { refId id } } } }"
)
PRODUCTS = COUPONS.replace("Coupon", "Product").replace("coupons", "products")


def listed(api: TemplateApi, document: str, **asked: Any) -> list[str]:
    """Return the ids that a list shows."""
    [connection] = ask(api, document, **asked).values()
    return [edge["node"]["refId"] for edge in connection["edges"]]


@pytest.fixture
def three_coupons(api: TemplateApi, clock: FixedClock) -> None:
    """A share, an amount made an hour later, and an archived share an hour after that."""
    api.post("/api/v1/coupons", id="coupon-a", name="Spring", percentOff=10, description="100% fun")
    clock.advance(hours=1)
    api.post("/api/v1/coupons", id="coupon-b", name="spring sale", amountsOff=[{"amount": 5, "currency": "eur"}])
    clock.advance(hours=1)
    api.post("/api/v1/coupons", id="coupon-c", name="Autumn", percentOff=5)
    api.post("/api/v1/coupons/coupon-c/archive")


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (None, ["c", "b", "a"]),
        ({"status": {"eq": "ACTIVE"}}, ["b", "a"]),
        ({"status": {"notIn": ["ACTIVE"]}}, ["c"]),
        ({"type": {"eq": "FIXED"}}, ["b"]),
        ({"type": {"neq": "FIXED"}}, ["c", "a"]),
        ({"source": {"in": ["STIGG", "STRIPE"]}}, ["c", "b", "a"]),
        ({"source": {"eq": "STRIPE"}}, []),
        ({"billingId": {"is": None}}, ["c", "b", "a"]),
        ({"billingId": {"eq": "x"}}, []),
        ({"name": {"like": "Spring%"}}, ["a"]),
        ({"name": {"iLike": "spring%"}}, ["b", "a"]),
        ({"description": {"like": "%\\%%"}}, ["a"]),
        ({"description": {"isNot": None}}, ["a"]),
        ({"refId": {"gt": "coupon-a", "lte": "coupon-c"}}, ["c", "b"]),
        ({"id": {"eq": "coupon-b"}}, ["b"]),
        ({"environmentId": {"eq": "development"}}, ["c", "b", "a"]),
        ({"environmentId": {"eq": "production"}}, []),
        ({"createdAt": {"gt": "2026-01-15T11:30:00+01:00"}}, ["c", "b"]),
        ({"createdAt": {"between": {"lower": "2026-01-15T11:00:00Z", "upper": "2026-01-15T12:00:00Z"}}}, ["b"]),
        ({"createdAt": {"notBetween": {"lower": "2026-01-15T11:00:00Z", "upper": "2026-01-15T12:00:00Z"}}}, ["c", "a"]),
        ({"updatedAt": {"in": ["2026-01-15T10:30:00Z"]}}, ["a"]),
        ({"or": [{"type": {"eq": "FIXED"}}, {"and": [{"status": {"eq": "ARCHIVED"}}]}]}, ["c", "b"]),
    ],
)
@pytest.mark.usefixtures("three_coupons")
def test_coupons_that_fit_the_filter_are_listed(api: TemplateApi, filter: Any, expected: list[str]) -> None:
    assert listed(api, COUPONS, filter=filter) == [f"coupon-{letter}" for letter in expected]


@pytest.mark.usefixtures("three_coupons")
def test_coupons_are_found_by_their_internal_ids(api: TemplateApi) -> None:
    [connection] = ask(api, COUPONS).values()
    internal = connection["edges"][1]["node"]["id"]
    assert listed(api, COUPONS, filter={"id": {"in": [internal, "coupon-a"]}}) == ["coupon-b", "coupon-a"]
    assert listed(api, COUPONS, filter={"id": {"neq": internal}}) == ["coupon-c", "coupon-a"]


@pytest.mark.usefixtures("three_coupons")
def test_coupons_are_walked_in_any_order(api: TemplateApi) -> None:
    by_name = [{"field": "name", "direction": "ASC"}]
    first = ask(api, COUPONS, sorting=by_name, paging={"first": 2})["coupons"]
    assert [edge["node"]["refId"] for edge in first["edges"]] == ["coupon-c", "coupon-a"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    end = first["pageInfo"]["endCursor"]
    assert listed(api, COUPONS, sorting=by_name, paging={"first": 2, "after": end}) == ["coupon-b"]
    assert listed(api, COUPONS, sorting=by_name, paging={"last": 1}) == ["coupon-b"]
    error = refusal_of(api, COUPONS, paging={"after": end})["extensions"]
    assert (error["code"], error["field"], error["isValidationError"]) == ("BadUserInput", "paging.after", True)


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"filter": {"customers": {"refId": {"eq": "acme"}}}}, "UnsupportedParameter", "filter.customers"),
        ({"filter": {"and": [{"customers": {}}]}}, "UnsupportedParameter", "filter.and[0].customers"),
        ({"paging": {"first": 101}}, "BadUserInput", "paging.first"),
        ({"paging": {"first": 2, "last": 2}}, "BadUserInput", "paging.last"),
        ({"filter": {"status": {"eq": "GONE"}}}, "BadUserInput", None),
        ({"sorting": [{"field": "price", "direction": "ASC"}]}, "BadUserInput", None),
    ],
)
def test_a_list_that_cannot_be_asked_for_is_refused(api: TemplateApi, asked: Any, code: str, field: str | None) -> None:
    extensions = refusal_of(api, COUPONS, **asked)["extensions"]
    assert (extensions["code"], extensions.get("field")) == (code, field)


@pytest.mark.parametrize("depth", [11, 100, 400])
def test_a_filter_nested_without_end_is_refused(api: TemplateApi, depth: int) -> None:
    filter: dict[str, Any] = {}
    for _ in range(depth):
        filter = {"and": [filter]}
    assert refusal_of(api, COUPONS, filter=filter)["extensions"]["code"] == "BadUserInput"


def test_products_are_listed_with_every_comparison(api: TemplateApi, clock: FixedClock) -> None:
    create_product(api, "product-a", multipleSubscriptions=True, description="First")
    clock.advance(hours=1)
    create_product(api, "product-b")
    api.post("/api/v1/products/product-a/archive")
    for filter, expected in (
        (None, ["product-b", "product-a"]),
        ({"multipleSubscriptions": {"is": True}}, ["product-a"]),
        ({"multipleSubscriptions": {"isNot": True}}, ["product-b"]),
        ({"isDefaultProduct": {"is": False}}, ["product-b", "product-a"]),
        ({"status": {"in": ["PUBLISHED"]}}, ["product-b"]),
        ({"displayName": {"notLike": "%-a"}}, ["product-b"]),
        ({"description": {"is": None}}, ["product-b"]),
        ({"awsMarketplaceProductId": {"isNot": None}}, []),
        ({"awsMarketplaceProductCode": {"is": None}}, ["product-b", "product-a"]),
        ({"createdAt": {"lt": "2026-01-15T11:00:00Z"}}, ["product-a"]),
    ):
        assert listed(api, PRODUCTS, filter=filter) == expected
    by_status = [{"field": "status", "direction": "ASC"}]
    assert listed(api, PRODUCTS, sorting=by_status) == ["product-a", "product-b"]


def test_a_key_lists_what_it_may_read(api: TemplateApi) -> None:
    environment = open_environment().environment
    reader = api_of(make_key(environment, KeyKind.SCOPED, Permission.COUPON_READ).secret)
    assert listed(reader, COUPONS) == []
    assert code_of(reader, PRODUCTS) == "IdentityForbidden"
    assert code_of(reader, CREATE, input={"refId": "coupon-launch", "name": "Launch"}) == "IdentityForbidden"
