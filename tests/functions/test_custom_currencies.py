"""Custom currencies through the API."""

from typing import Any

import pytest

from tests.support.catalog import (
    create_addon,
    create_feature,
    create_plan,
    create_product,
    grant_credits,
    publish,
    set_price,
)
from tests.support.clock import FixedClock
from tests.support.events import event_names, events_of
from tests.support.template_api import TemplateApi

CURRENCIES = "/api/v1/credits/custom-currencies"
TOKENS = f"{CURRENCIES}/currency-tokens"


def create_currency(api: TemplateApi, id: str = "currency-tokens", **fields: Any) -> Any:
    """Create a custom currency."""
    return api.post(CURRENCIES, id=id, **{"displayName": "AI tokens", **fields}).data


def test_a_currency_is_shown_as_it_was_created(api: TemplateApi) -> None:
    described = {
        "id": "currency-tokens",
        "displayName": "AI tokens",
        "description": "What a model consumes",
        "symbol": "◈",
        "units": {"singular": "token", "plural": "tokens"},
        "metadata": {"team": "core"},
    }
    created = api.post(CURRENCIES, **described)
    assert created.status == 201
    instants = {"createdAt": "2026-01-15T10:30:00.000Z", "updatedAt": "2026-01-15T10:30:00.000Z"}
    assert created.data == {**described, "archivedAt": None, **instants}
    assert api.get(CURRENCIES).data == [created.data]


def test_a_currency_needs_a_name_only(api: TemplateApi) -> None:
    created = create_currency(api, description="", symbol="")
    assert (created["description"], created["symbol"], created["units"], created["metadata"]) == (None, None, None, {})


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"id": "a b"}, "InvalidArgumentError", "id"),
        ({"id": None}, "BadUserInput", "id"),
        ({"displayName": ""}, "BadUserInput", "displayName"),
        ({"displayName": "x" * 256}, "BadUserInput", "displayName"),
        ({"displayName": None}, "BadUserInput", "displayName"),
        ({"description": "x" * 256}, "BadUserInput", "description"),
        ({"symbol": "x" * 256}, "BadUserInput", "symbol"),
        ({"units": {"singular": "token"}}, "BadUserInput", "units.plural"),
        ({"units": {"plural": "tokens"}}, "BadUserInput", "units.singular"),
        ({"units": {"singular": "", "plural": "tokens"}}, "BadUserInput", "units.singular"),
        ({"units": "tokens"}, "BadUserInput", "units"),
        ({"metadata": {"a": 1}}, "BadUserInput", "metadata.a"),
        ({"metadata": {"a": "x" * 501}}, "InvalidMetadataError", "metadata.a"),
    ],
)
def test_a_currency_that_cannot_be_is_refused(api: TemplateApi, body: dict[str, Any], code: str, field: str) -> None:
    refused = api.post(CURRENCIES, **{"id": "currency-tokens", "displayName": "AI tokens", **body})
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)
    assert api.get(CURRENCIES).data == []


def test_an_id_is_never_given_twice(api: TemplateApi) -> None:
    create_currency(api)
    api.post(f"{TOKENS}/archive")
    refused = api.post(CURRENCIES, id="currency-tokens", displayName="Others")
    assert (refused.status, refused.error["code"]) == (409, "DuplicatedEntityNotAllowed")
    assert (refused.error["entityName"], refused.error["identifier"]) == ("customCurrency", "currency-tokens")


def test_a_patch_changes_what_is_sent(api: TemplateApi, clock: FixedClock) -> None:
    units = {"singular": "token", "plural": "tokens"}
    before = create_currency(api, description="What a model consumes", symbol="◈", units=units, metadata={"a": "b"})
    clock.advance(minutes=1)
    after = api.patch(TOKENS, displayName="Tokens", metadata={"c": "d"}).data
    changes: dict[str, Any] = {"displayName": "Tokens", "metadata": {"c": "d"}}
    assert after == {**before, **changes, "updatedAt": "2026-01-15T10:31:00.000Z"}
    assert api.patch(TOKENS, displayName="Tokens").data == after
    assert event_names(clock) == ["CustomCurrencyCreated", "CustomCurrencyUpdated"]


@pytest.mark.parametrize("nothing", ["", None])
def test_an_empty_text_or_null_clears(api: TemplateApi, nothing: str | None) -> None:
    units = {"singular": "token", "plural": "tokens"}
    create_currency(api, description="What a model consumes", symbol="◈", units=units, metadata={"a": "b"})
    after = api.patch(TOKENS, description=nothing, symbol=nothing).data
    assert (after["description"], after["symbol"], after["units"]) == (None, None, units)
    after = api.patch(TOKENS, units=None, metadata=None).data
    assert (after["units"], after["metadata"]) == (None, {})


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"displayName": None}, "BadUserInput", "displayName"),
        ({"displayName": ""}, "BadUserInput", "displayName"),
        ({"units": {"singular": "token"}}, "BadUserInput", "units.plural"),
        ({"metadata": {"": "a"}}, "InvalidMetadataError", "metadata"),
    ],
)
def test_a_change_that_cannot_be_is_refused(api: TemplateApi, body: dict[str, Any], code: str, field: str) -> None:
    before = create_currency(api)
    refused = api.patch(TOKENS, **body)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)
    assert api.get(CURRENCIES).data == [before]


def test_a_currency_goes_into_the_archive_and_comes_back(api: TemplateApi, clock: FixedClock) -> None:
    before = create_currency(api)
    clock.advance(minutes=1)
    archived = api.post(f"{TOKENS}/archive").data
    at = "2026-01-15T10:31:00.000Z"
    assert archived == {**before, "archivedAt": at, "updatedAt": at}
    again = api.post(f"{TOKENS}/archive")
    assert (again.status, again.error["code"]) == (409, "EntityIsArchivedError")
    assert (again.error["entityName"], again.error["identifier"]) == ("customCurrency", "currency-tokens")
    clock.advance(minutes=1)
    back = api.post(f"{TOKENS}/unarchive").data
    assert back == {**before, "updatedAt": "2026-01-15T10:32:00.000Z"}
    assert api.post(f"{TOKENS}/unarchive").data == back
    names = ["CustomCurrencyCreated", "CustomCurrencyArchived", "CustomCurrencyUnarchived"]
    assert event_names(clock) == names


def test_events_tell_of_the_whole_currency(api: TemplateApi, clock: FixedClock) -> None:
    created = create_currency(api, units={"singular": "token", "plural": "tokens"})
    [event] = events_of(clock)
    assert (event.type, event.source) == ("CUSTOM_CURRENCY_CREATED", "tollgate.credits")
    assert event.aggregate == "CUSTOM_CURRENCY#currency-tokens"
    assert {name: event.payload[name] for name in created} == created


def test_a_list_shows_what_is_in_use_unless_asked_otherwise(api: TemplateApi, clock: FixedClock) -> None:
    create_currency(api, "currency-a")
    clock.advance(hours=1)
    create_currency(api, "currency-b")
    api.post(f"{CURRENCIES}/currency-a/archive")

    def listed(**query: str) -> list[str]:
        return [currency["id"] for currency in api.get(CURRENCIES, **query).data]

    assert listed() == listed(status="ACTIVE") == ["currency-b"]
    assert listed(status="ARCHIVED") == ["currency-a"]
    assert listed(status="ACTIVE,ARCHIVED") == ["currency-b", "currency-a"]
    assert api.get(CURRENCIES, status="GONE").error["code"] == "BadUserInput"


def test_a_cursor_leads_through_the_list(api: TemplateApi, clock: FixedClock) -> None:
    for number in range(3):
        clock.advance(minutes=1)
        create_currency(api, f"currency-{number}")
    first = api.get(CURRENCIES, limit="2")
    assert [currency["id"] for currency in first.data] == ["currency-2", "currency-1"]
    cursor = first.body["pagination"]["next"]
    assert [currency["id"] for currency in api.get(CURRENCIES, limit="2", after=cursor).data] == ["currency-0"]
    assert api.get(CURRENCIES, after=cursor, status="ARCHIVED").error["code"] == "BadUserInput"


def test_fifty_currencies_are_in_use_at_most(api: TemplateApi) -> None:
    for number in range(50):
        create_currency(api, f"currency-{number}")
    refused = api.post(CURRENCIES, id="currency-more", displayName="More")
    assert (refused.status, refused.error["code"]) == (409, "TooManyCustomCurrencies")
    api.post(f"{CURRENCIES}/currency-0/archive")
    create_currency(api, "currency-more")
    refused = api.post(f"{CURRENCIES}/currency-0/unarchive")
    assert (refused.status, refused.error["code"]) == (409, "TooManyCustomCurrencies")
    assert len(api.get(CURRENCIES, limit="100", status="ACTIVE").data) == 50


def test_an_unknown_currency_is_not_found(api: TemplateApi) -> None:
    path = f"{CURRENCIES}/currency-none"
    for answer in (api.patch(path, displayName="X"), api.post(f"{path}/archive"), api.post(f"{path}/unarchive")):
        assert (answer.status, answer.error["code"]) == (404, "CustomCurrencyNotFound")
        assert answer.error["refId"] == "currency-none"


def test_what_names_a_currency_is_listed_and_keeps_it_in_use(api: TemplateApi) -> None:
    """A plan grants it, one sells it, one charges its overage, an add-on burns it; an archived plan does not count."""
    create_product(api)
    create_feature(api, "feature-calls", featureType="NUMBER", meterType="INCREMENTAL")
    create_currency(api)
    create_currency(api, "currency-other")
    for plan_id in ("plan-a", "plan-b", "plan-c", "plan-d", "plan-gone"):
        create_plan(api, plan_id)
    create_addon(api, "addon-x", displayName="Burner")
    month = {"billingPeriod": "MONTHLY", "price": {"amount": 1}}
    rate = {"billingPeriod": "MONTHLY", "creditRate": {"amount": 1, "currencyId": "currency-tokens"}}
    grant_credits(api, "plan-a", "currency-tokens")
    selling = {"billingModel": "CREDIT_BASED", "topUpCustomCurrencyId": "currency-tokens", "pricePeriods": [month]}
    set_price(api, "plan-b", pricingType="PAID", pricingModels=[selling])
    credits = {"customCurrencyId": "currency-tokens", "amount": 1, "cadence": "MONTH"}
    overage = {"pricePeriods": [month], "creditEntitlement": credits}
    set_price(api, "plan-c", pricingType="PAID", overagePricingModels=[overage])
    burning = {"billingModel": "CREDIT_BASED", "featureId": "feature-calls", "pricePeriods": [rate]}
    set_price(api, "addon-x", "addons", pricingType="PAID", pricingModels=[burning])
    grant_credits(api, "plan-gone", "currency-tokens")
    publish(api, "plan-gone")
    api.post("/api/v1/plans/plan-gone/archive")
    assert api.get(f"{TOKENS}/associated-entities").data == [
        {"id": "plan-a", "displayName": "plan-a", "type": "Plan"},
        {"id": "plan-b", "displayName": "plan-b", "type": "Plan"},
        {"id": "plan-c", "displayName": "plan-c", "type": "Plan"},
        {"id": "addon-x", "displayName": "Burner", "type": "Addon"},
    ]
    refused = api.post(f"{TOKENS}/archive")
    assert (refused.status, refused.error["code"]) == (409, "IntegrityViolation")
    assert refused.headers["x-should-retry"] == "false"
    assert "plan-a, plan-b, plan-c, addon-x" in refused.error["message"]
    assert api.get(f"{CURRENCIES}/currency-other/associated-entities").data == []
    for package in ("plans/plan-a", "plans/plan-b", "plans/plan-c", "addons/addon-x"):
        api.delete(f"/api/v1/{package}/draft")
    assert api.post(f"{TOKENS}/archive").status == 200
    assert api.get(f"{TOKENS}/associated-entities").data == []


def test_the_associations_of_an_unknown_currency_are_not_found(api: TemplateApi) -> None:
    refused = api.get(f"{CURRENCIES}/currency-none/associated-entities")
    assert (refused.status, refused.error["code"], refused.error["refId"]) == (
        404,
        "CustomCurrencyNotFound",
        "currency-none",
    )
