"""Whatever is merged into whatever: the outcome is the one that was told before, and a second merge finds nothing."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.merging import (
    SCOPE,
    a_catalogue_of,
    an_empty_catalogue,
    exported,
    merge,
)
from tollgate.merging.compare import merged
from tollgate.merging.document import CatalogDocument
from tollgate.merging.rehearse import rehearse
from tollgate.storage.rehearsal import Rehearsing

FEATURES = ("calls", "regions", "seats")
PLANS, ADDONS = ("plan-a", "plan-b", "plan-c"), ("addon-a", "addon-b")
VALUES = ("eu", "uk", "us")
NAMES = st.sampled_from(("One", "Two", "Three"))


def some(values: tuple[str, ...], *, least: int = 0) -> st.SearchStrategy[list[str]]:
    """Choose some of the values, each at most once."""
    return st.lists(st.sampled_from(values), unique=True, min_size=least)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a small catalogue that may be sold: it is one that an environment could have written."""
    features = draw(st.permutations(FEATURES).map(lambda names: names[: draw(st.integers(0, 3))]))
    addons = draw(some(ADDONS))
    plans = draw(some(PLANS))
    values = draw(some(VALUES, least=1))
    currencies = draw(some(("credits", "tokens")))
    told: dict[str, Any] = {
        "customCurrencies": {each: {"displayName": draw(NAMES)} for each in currencies},
        "features": {each: _feature(each, values, draw(NAMES)) for each in features},
        "products": {"main": {"displayName": draw(NAMES), "metadata": draw(_metadata())}},
        "coupons": {each: {"name": draw(NAMES), "percentOff": 10} for each in draw(some(("coupon-a", "coupon-b")))},
        "addons": {},
        "plans": {},
    }
    for place, addon in enumerate(addons):
        needed = [each for each in addons[:place] if told["addons"][each]["status"] == "PUBLISHED"]
        told["addons"][addon] = {
            **draw(_package(features, values, currencies)),
            "dependencies": draw(some(tuple(needed))) if needed else [],
            "maxQuantity": draw(st.none() | st.integers(1, 3)),
        }
    sold_addons = tuple(each for each in addons if told["addons"][each]["status"] == "PUBLISHED")
    for place, plan in enumerate(plans):
        bases = [each for each in plans[:place] if told["plans"][each]["status"] == "PUBLISHED"]
        told["plans"][plan] = {
            **draw(_package(features, values, currencies)),
            "parentPlanId": draw(st.sampled_from([None, *bases])),
            "compatibleAddonIds": draw(some(sold_addons)) if sold_addons else [],
        }
    return told


def _feature(name: str, values: list[str], display_name: str) -> dict[str, Any]:
    if name == "regions":
        listed = [{"value": each, "displayName": each.upper()} for each in values]
        return {"displayName": display_name, "featureType": "ENUM", "enumConfiguration": listed}
    return {"displayName": display_name, "featureType": "NUMBER", "meterType": "INCREMENTAL"}


def _metadata() -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(("team", "tier")), NAMES, max_size=2)


@st.composite
def _package(draw: st.DrawFn, features: list[str], values: list[str], currencies: list[str]) -> dict[str, Any]:
    pricing_type = draw(st.sampled_from(("FREE", "PAID")))
    granted: dict[str, Any] = {}
    for each in draw(some(tuple(features))) if features else []:
        enumerated = {"enumValues": draw(some(tuple(values), least=1))}
        counted = {"usageLimit": draw(st.integers(0, 3)), "resetPeriod": draw(st.sampled_from((None, "DAY", "HOUR")))}
        granted[f"feature:{each}"] = enumerated if each == "regions" else counted
    for each in draw(some(tuple(currencies))) if currencies else []:
        granted[f"credit:{each}"] = {"amount": draw(st.integers(1, 3))}
    return {
        "productId": "main",
        "displayName": draw(NAMES),
        "status": draw(st.sampled_from(("DRAFT", "PUBLISHED", "PUBLISHED"))),
        "pricingType": pricing_type,
        "metadata": draw(_metadata()),
        "entitlements": granted,
        **({"prices": draw(_prices())} if pricing_type == "PAID" else {}),
    }


@st.composite
def _prices(draw: st.DrawFn) -> dict[str, Any]:
    periods = draw(some(("ANNUALLY", "MONTHLY"), least=1))
    prices: dict[str, Any] = {}
    for number in range(draw(st.integers(0, 2))):
        mark = f"#{number + 1}" if number else ""
        fee = {"billingModel": "FLAT_FEE", "billingCadence": "ONE_OFF"}
        prices |= {f"FLAT_FEE:ONE_OFF:{each}{mark}": draw(_priced(each, fee)) for each in periods}
    return prices | {f"FLAT_FEE:{each}": draw(_priced(each, {"billingModel": "FLAT_FEE"})) for each in periods}


def _priced(period: str, charge: dict[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    amounts = st.decimals(0, 100, places=2)
    return amounts.map(lambda each: {**charge, "billingPeriod": period, "price": {"amount": each, "currency": "usd"}})


@settings(max_examples=120, deadline=None, derandomize=True)
@given(documents())
def test_what_is_merged_into_nothing_comes_out_as_it_was(told: dict[str, Any]) -> None:
    source = a_catalogue_of(CatalogDocument.of_json(told))
    document = exported(source)
    destination = an_empty_catalogue()
    merge(document, destination)
    assert exported(destination).to_json() == document.to_json()
    assert CatalogDocument.of_json(document.to_json()).to_json() == document.to_json()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(documents(), documents())
def test_the_outcome_is_the_one_that_was_told_before(first: dict[str, Any], second: dict[str, Any]) -> None:
    destination, source = a_catalogue_of(CatalogDocument.of_json(first)), CatalogDocument.of_json(second)
    before = exported(destination)
    tried = rehearse(SCOPE, source, catalogue=destination, rehearsals=Rehearsing())
    assert exported(destination) == before, "trying changes nothing"
    if tried.errors:
        return
    taken = merge(source, destination)
    assert tuple(taken) == tried.steps
    assert exported(destination).to_json() == merged(source, before).to_json() == tried.outcome.to_json()
    assert merge(source, destination) == []
