"""What cannot be merged, each thing told by its name and the field to blame; and what a merge leaves alone."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from tests.support.merging import SCOPE, WHOLE, Subscribed, a_catalogue_of, an_empty_catalogue, exported, merge
from tollgate.catalog.archive_coupon import archive_coupon
from tollgate.catalog.archive_feature import archive_feature
from tollgate.merging.compare import merged
from tollgate.merging.differences import Difference, FieldChange, differences
from tollgate.merging.document import CatalogDocument
from tollgate.merging.merge_step import needed_first
from tollgate.merging.ports import Catalogue
from tollgate.merging.rehearse import rehearse
from tollgate.shared.errors import InvalidInput
from tollgate.storage.rehearsal import Rehearsing


def changed(**kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the whole document with some fields of some things changed, or things added."""
    told = deepcopy(WHOLE)
    for kind, things in kinds.items():
        for name, fields in things.items():
            told[kind][name] = {**told[kind].get(name, {}), **fields}
    return told


def refused(told: dict[str, Any], catalogue: Catalogue) -> tuple[str, ...]:
    """Return what a merge into the catalogue would be refused."""
    source = CatalogDocument.of_json(told)
    return rehearse(SCOPE, source, catalogue=catalogue, rehearsals=Rehearsing()).errors


KEPT = "never changes, and it is another one where it is merged into"
RATE = WHOLE["plans"]["plan-a-pro"]["prices"]["CREDIT_BASED:calls:MONTHLY"]
NO_FORMULA = {**RATE, "creditRate": {"amount": "1", "currencyId": "tokens", "costFormula": "2.5*"}}
FEE = {"FLAT_FEE:MONTHLY": WHOLE["addons"]["addon-calls"]["prices"]["FLAT_FEE:MONTHLY"]}


@pytest.mark.parametrize(
    ("told", "errors"),
    [
        (
            changed(features={"sso": {"featureType": "NUMBER"}}),
            [f"feature sso: featureType: featureType {KEPT}"],
        ),
        (
            changed(features={"calls": {"unitTransformation": {"divide": 10}}}),
            [
                "feature calls: unitTransformation: These packages use the feature, so only the names of its units "
                "change: addon-calls, plan-a-pro"
            ],
        ),
        (
            changed(plans={"plan-next": {"productId": "product-default"}}),
            ["plan plan-next: productId: The plan belongs to main, which never changes"],
        ),
        (
            changed(packageGroups={"group-later": {"productId": "product-default"}}),
            [f"add-ons of the packageGroup group-later: productId: productId {KEPT}"],
        ),
        (
            changed(coupons={"coupon-half": {"percentOff": 40}}),
            [f"coupon coupon-half: percentOff: percentOff {KEPT}"],
        ),
        (
            changed(products={"product-default": {"multipleSubscriptions": False}}),
            [
                "product product-default: multipleSubscriptions: multipleSubscriptions cannot change any more: there "
                "are subscriptions to the product",
            ],
        ),
        (
            changed(plans={"plan-next": {"pricingType": "PAID", "prices": {"CREDIT_BASED:calls:MONTHLY": NO_FORMULA}}}),
            [
                "plan plan-next: pricingModels[0].pricePeriods[0].creditRate.costFormula: The formula has the end "
                "where a number, a dimension, a function or ( is expected, at position 5",
            ],
        ),
        (
            changed(plans={"plan-next": {"productId": "main", "parentPlanId": "plan-none"}}),
            ["plan plan-next: parentPlanId: There is no plan with the id plan-none"],
        ),
        (
            changed(plans={"plan-base": {"parentPlanId": "plan-a-pro"}}),
            ["plan plan-base: parentPlanId: plan-a-pro builds on plan-base itself; choose another base plan"],
        ),
        (
            changed(addons={"addon-base": {"dependencies": ["addon-calls"]}}),
            ["add-on addon-base: dependencies: An add-on does not depend on one that depends on it"],
        ),
        (
            changed(plans={"plan-next": {"entitlements": {"feature:none": {"usageLimit": 1}}}}),
            ["plan plan-next: entitlements.feature:none.id: There is no feature with the id none"],
        ),
        (
            changed(plans={"plan-next": {"pricingType": "FREE", "prices": FEE}}),
            ["plan plan-next: pricingModels: A FREE plan has no prices"],
        ),
        (
            changed(plans={"plan-new": {"status": "PUBLISHED", "productId": "main", "displayName": "New"}}),
            ["plan plan-new: The plan has no pricingType; it is FREE, PAID or CUSTOM"],
        ),
    ],
)
def test_what_cannot_be_merged_is_told_by_its_name(told: dict[str, Any], errors: list[str]) -> None:
    catalogue = replace(a_catalogue_of(CatalogDocument.of_json(WHOLE)), subscriptions=Subscribed("product-default"))
    before = exported(catalogue)
    assert refused(told, catalogue)[: len(errors)] == tuple(errors)
    assert exported(catalogue) == before


def test_what_is_archived_in_the_destination_stays_so() -> None:
    told = {"features": {"sso": WHOLE["features"]["sso"]}, "coupons": WHOLE["coupons"]}
    catalogue = a_catalogue_of(CatalogDocument.of_json(told))
    plans, addons, events, clock = catalogue.plans, catalogue.addons, catalogue.events, catalogue.clock
    archive_coupon(SCOPE, "coupon-ten", coupons=catalogue.coupons, events=events, clock=clock)
    archive_feature(
        SCOPE,
        "sso",
        features=catalogue.features,
        groups=catalogue.groups,
        plans=plans,
        addons=addons,
        events=events,
        clock=clock,
    )
    assert refused(told, catalogue) == (
        "feature sso: The feature sso is archived; take it out of the archive or use another one",
        "coupon coupon-ten: The coupon coupon-ten is archived; take it out of the archive or use another one",
    )


def test_a_value_goes_once_no_plan_grants_it_any_more() -> None:
    catalogue = a_catalogue_of(CatalogDocument.of_json(WHOLE))
    america = [{"value": "us", "displayName": "America"}]
    told = changed(
        features={"regions": {"enumConfiguration": america}},
        plans={"plan-base": {"entitlements": {"feature:regions": {"enumValues": ["us"]}}}},
    )
    assert refused(told, catalogue) == ()
    assert [str(step) for step in merge(CatalogDocument.of_json(told), catalogue)] == [
        "plan plan-base",
        "values of the feature regions",
    ]


def test_a_draft_does_not_replace_what_is_sold() -> None:
    catalogue = a_catalogue_of(CatalogDocument.of_json(WHOLE))
    told = CatalogDocument.of_json(changed(plans={"plan-extra": {"status": "DRAFT", "displayName": "Draft"}}))
    assert merge(told, catalogue) == []


def test_what_a_billing_provider_calls_things_stays() -> None:
    catalogue = a_catalogue_of(CatalogDocument.of_json(WHOLE))
    held = catalogue.plans.latest(SCOPE, "plan-a-pro")
    assert held is not None
    charges = held.charges.identified(lambda price: {"billing_id": f"provider-{price.price or price.credit_rate}"})
    catalogue.plans.publish(SCOPE, held.but(billing_id="provider", charges=charges))
    merge(CatalogDocument.of_json(changed(plans={"plan-a-pro": {"displayName": "Professional"}})), catalogue)
    after = catalogue.plans.latest(SCOPE, "plan-a-pro")
    assert after is not None
    assert (after.display_name, after.billing_id) == ("Professional", "provider")
    assert after.charges == charges


def test_what_only_the_destination_has_stays() -> None:
    whole = CatalogDocument.of_json(WHOLE)
    catalogue = a_catalogue_of(whole)
    told = CatalogDocument.of_json({"features": {"sso": {"displayName": "Sign-on", "featureType": "BOOLEAN"}}})
    before = exported(catalogue)
    merge(told, catalogue)
    assert differences(before, exported(catalogue)) == (
        Difference(
            kind="features",
            id="sso",
            is_new=False,
            changes=(
                FieldChange(path="displayName", before="SSO", after="Sign-on"),
                FieldChange(path="metadata.team", before="auth", after=None),
            ),
        ),
    )
    assert exported(catalogue) == merged(told, before)


def test_new_things_are_told_as_such() -> None:
    nothing, whole = exported(an_empty_catalogue()), CatalogDocument.of_json(WHOLE)
    found = differences(nothing, merged(whole, nothing))
    assert [(each.kind, each.id) for each in found if each.is_new][:3] == [
        ("customCurrencies", "tokens"),
        ("features", "calls"),
        ("features", "regions"),
    ]
    assert [(each.kind, each.id) for each in found if not each.is_new] == [("products", "product-default")]


@pytest.mark.parametrize(
    ("needs", "ordered"),
    [
        ({}, []),
        ({"b": set(), "a": set()}, ["a", "b"]),
        ({"a": {"b"}, "b": {"c"}, "c": set()}, ["c", "b", "a"]),
        ({"a": {"elsewhere"}, "b": {"a"}}, ["a", "b"]),
        ({"a": {"b"}, "b": {"a"}, "c": set()}, ["c", "a", "b"]),
        ({"a": {"a"}}, ["a"]),
    ],
)
def test_what_others_need_comes_first(needs: dict[str, set[str]], ordered: list[str]) -> None:
    assert needed_first(needs) == ordered


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (
            changed(plans={"plan-a-pro": {"prices": {"FLAT_FEE:ANNUALLY": FEE["FLAT_FEE:MONTHLY"]}}}),
            "plans.plan-a-pro.prices.FLAT_FEE:ANNUALLY",
        ),
        (changed(features={"sso": {"featureTyp": "NUMBER"}}), "features.sso.featureTyp"),
        (
            changed(features={"calls": {"meter": {"aggregation": {"function": "COUNT", "by": "x"}, "filters": []}}}),
            "features.calls.meter.aggregation.by",
        ),
    ],
)
def test_a_slip_of_the_pen_is_told_by_its_place(told: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        CatalogDocument.of_json(told)
    assert refusal.value.details["field"] == field


@pytest.mark.parametrize("amount", ["0.1", "1e2", "100.00", "0.00001", "123456789012.34"])
def test_every_digit_of_an_amount_is_kept_and_equal_ones_are_written_alike(amount: str) -> None:
    fee = {**FEE["FLAT_FEE:MONTHLY"], "price": {"amount": amount, "currency": "usd"}}
    told = CatalogDocument.of_json(changed(addons={"addon-calls": {"prices": {"FLAT_FEE:MONTHLY": fee}}}))
    written = told.to_json()["addons"]["addon-calls"]["prices"]["FLAT_FEE:MONTHLY"]["price"]["amount"]
    assert written == {"1e2": "100", "100.00": "100"}.get(amount, amount)
