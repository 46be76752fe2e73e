"""Coupons through the API."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.events import event_names, events_of
from tests.support.template_api import TemplateApi

COUPONS = "/api/v1/coupons"
LAUNCH = f"{COUPONS}/coupon-launch"


def create_coupon(api: TemplateApi, id: str = "coupon-launch", **fields: Any) -> Any:
    """Create a coupon of 20 percent, unless another discount is given."""
    discount = {} if "amountsOff" in fields else {"percentOff": 20}
    return api.post(COUPONS, id=id, name="Launch", **{**discount, **fields}).data


def test_a_coupon_takes_off_a_share(api: TemplateApi) -> None:
    created = api.post(
        COUPONS,
        id="coupon-launch",
        name="Launch",
        description=None,
        metadata=None,
        percentOff=20,
        amountsOff=None,
        durationInMonths=3,
    )
    assert created.status == 201
    assert created.data == {
        "id": "coupon-launch",
        "name": "Launch",
        "description": None,
        "metadata": {},
        "type": "PERCENTAGE",
        "percentOff": 20,
        "amountsOff": None,
        "durationInMonths": 3,
        "source": "STIGG",
        "status": "ACTIVE",
        "billingId": None,
        "billingLinkUrl": None,
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
    }
    assert api.get(LAUNCH).data == created.data
    assert api.get(COUPONS).data == [created.data]


def test_a_coupon_takes_off_an_amount_of_each_currency_for_ever(api: TemplateApi) -> None:
    amounts = [{"amount": 10.5, "currency": "usd"}, {"amount": 1500, "currency": "jpy"}]
    created = create_coupon(api, amountsOff=amounts, metadata={"campaign": "launch"})
    assert (created["type"], created["percentOff"], created["durationInMonths"]) == ("FIXED", None, None)
    assert created["amountsOff"] == amounts
    assert api.get(LAUNCH).data == created


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "InvalidArgumentError", "percentOff"),
        ({"percentOff": 5, "amountsOff": [{"amount": 1, "currency": "usd"}]}, "InvalidArgumentError", "amountsOff"),
        ({"percentOff": 0}, "InvalidArgumentError", "percentOff"),
        ({"percentOff": 101}, "InvalidArgumentError", "percentOff"),
        ({"percentOff": 12.5}, "BadUserInput", "percentOff"),
        ({"percentOff": "20"}, "BadUserInput", "percentOff"),
        ({"amountsOff": []}, "InvalidArgumentError", "amountsOff"),
        ({"amountsOff": [{"amount": 0, "currency": "usd"}]}, "InvalidArgumentError", "amountsOff[0].amount"),
        ({"amountsOff": [{"amount": -1, "currency": "usd"}]}, "InvalidArgumentError", "amountsOff[0].amount"),
        ({"amountsOff": [{"amount": 0.001, "currency": "usd"}]}, "InvalidArgumentError", "amountsOff[0].amount"),
        ({"amountsOff": [{"amount": 0.5, "currency": "jpy"}]}, "InvalidArgumentError", "amountsOff[0].amount"),
        ({"amountsOff": [{"amount": 1e30, "currency": "usd"}]}, "BadUserInput", "amountsOff[0].amount"),
        ({"amountsOff": [{"amount": 1, "currency": "doubloon"}]}, "BadUserInput", "amountsOff[0].currency"),
        ({"amountsOff": [{"amount": 1}]}, "BadUserInput", "amountsOff[0].currency"),
        (
            {"amountsOff": [{"amount": 1, "currency": "usd"}, {"amount": 2, "currency": "usd"}]},
            "InvalidArgumentError",
            "amountsOff[1].currency",
        ),
        ({"percentOff": 5, "durationInMonths": 0}, "InvalidArgumentError", "durationInMonths"),
        ({"percentOff": 5, "durationInMonths": 1201}, "InvalidArgumentError", "durationInMonths"),
        ({"percentOff": 5, "durationInMonths": 1.5}, "BadUserInput", "durationInMonths"),
        ({"percentOff": 5, "name": ""}, "BadUserInput", "name"),
        ({"percentOff": 5, "name": "x" * 41}, "BadUserInput", "name"),
        ({"percentOff": 5, "name": None}, "BadUserInput", "name"),
        ({"percentOff": 5, "description": "x" * 256}, "BadUserInput", "description"),
        ({"percentOff": 5, "id": "a b"}, "InvalidArgumentError", "id"),
        ({"percentOff": 5, "metadata": {"a": "x" * 501}}, "InvalidMetadataError", "metadata.a"),
    ],
)
def test_a_coupon_that_cannot_be_is_refused(api: TemplateApi, body: dict[str, Any], code: str, field: str) -> None:
    refused = api.post(COUPONS, **{"id": "coupon-launch", "name": "Launch", **body})
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)
    assert api.get(COUPONS).data == []


@pytest.mark.parametrize("percent", [1, 100])
def test_the_bounds_of_a_share_are_part_of_it(api: TemplateApi, percent: int) -> None:
    assert create_coupon(api, percentOff=percent)["percentOff"] == percent


def test_an_id_that_is_taken_is_refused(api: TemplateApi) -> None:
    create_coupon(api)
    refused = api.post(COUPONS, id="coupon-launch", name="Launch", percentOff=5)
    assert (refused.status, refused.error["code"]) == (409, "DuplicatedEntityNotAllowed")
    assert (refused.error["entityName"], refused.error["identifier"]) == ("coupon", "coupon-launch")


def test_a_patch_changes_how_a_coupon_is_shown_and_never_its_discount(api: TemplateApi, clock: FixedClock) -> None:
    before = create_coupon(api, description="For the first customers", metadata={"a": "b"})
    clock.advance(minutes=1)
    after = api.patch(LAUNCH, name="Start", description=None, metadata=None, percentOff=50, durationInMonths=1)
    shown: dict[str, Any] = {"name": "Start", "description": None, "metadata": {}}
    assert after.data == {**before, **shown, "updatedAt": "2026-01-15T10:31:00.000Z"}
    assert api.patch(LAUNCH, name="Start").data == after.data
    assert event_names(clock) == ["CouponCreated", "CouponUpdated"]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"name": None}, "BadUserInput", "name"),
        ({"name": "x" * 41}, "BadUserInput", "name"),
        ({"description": "x" * 256}, "BadUserInput", "description"),
        ({"metadata": {"a": 1}}, "BadUserInput", "metadata.a"),
        ({"metadata": {"": "a"}}, "InvalidMetadataError", "metadata"),
    ],
)
def test_a_change_that_cannot_be_is_refused(api: TemplateApi, body: dict[str, Any], code: str, field: str) -> None:
    before = create_coupon(api)
    refused = api.patch(LAUNCH, **body)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)
    assert api.get(LAUNCH).data == before


def test_an_archived_coupon_is_still_shown_and_renamed(api: TemplateApi, clock: FixedClock) -> None:
    create_coupon(api)
    clock.advance(minutes=1)
    archived = api.post(f"{LAUNCH}/archive").data
    assert (archived["status"], archived["updatedAt"]) == ("ARCHIVED", "2026-01-15T10:31:00.000Z")
    assert api.get(LAUNCH).data == archived
    again = api.post(f"{LAUNCH}/archive")
    assert (again.status, again.error["code"]) == (409, "EntityIsArchivedError")
    assert (again.error["entityName"], again.error["identifier"]) == ("coupon", "coupon-launch")
    assert api.patch(LAUNCH, name="Late").data["name"] == "Late"
    assert event_names(clock) == ["CouponCreated", "CouponArchived", "CouponUpdated"]


def test_events_tell_of_the_discount(api: TemplateApi, clock: FixedClock) -> None:
    create_coupon(api, amountsOff=[{"amount": 10.5, "currency": "usd"}])
    [created] = events_of(clock)
    assert (created.type, created.source, created.aggregate) == (
        "COUPON_CREATED",
        "tollgate.catalog",
        "COUPON#coupon-launch",
    )
    told = {name: created.payload[name] for name in ("id", "name", "type", "amountsOff", "percentOff", "status")}
    assert told == {
        "id": "coupon-launch",
        "name": "Launch",
        "type": "FIXED",
        "amountsOff": [{"amount": 10.5, "currency": "usd"}],
        "percentOff": None,
        "status": "ACTIVE",
    }


def test_an_unknown_coupon_is_not_found(api: TemplateApi) -> None:
    path = f"{COUPONS}/coupon-none"
    for answer in (api.get(path), api.patch(path, name="X"), api.post(f"{path}/archive")):
        assert (answer.status, answer.error["code"], answer.error["refId"]) == (404, "CouponNotFound", "coupon-none")


def test_a_list_shows_what_fits_every_filter(api: TemplateApi, clock: FixedClock) -> None:
    create_coupon(api, "coupon-a")
    clock.advance(hours=1)
    create_coupon(api, "coupon-b", amountsOff=[{"amount": 1, "currency": "eur"}])
    api.post(f"{COUPONS}/coupon-a/archive")

    def listed(**query: str) -> list[str]:
        return [coupon["id"] for coupon in api.get(COUPONS, **query).data]

    assert listed() == ["coupon-b", "coupon-a"]
    assert listed(id="coupon-a") == ["coupon-a"]
    assert listed(status="ACTIVE") == ["coupon-b"]
    assert listed(status="ACTIVE,ARCHIVED", limit="1") == ["coupon-b"]
    assert listed(type="PERCENTAGE") == ["coupon-a"]
    assert listed(type="FIXED", status="ARCHIVED") == []
    assert listed(**{"createdAt[gt]": "2026-01-15T10:30:00Z"}) == ["coupon-b"]
    for query in ({"type": "FREE"}, {"status": "GONE"}):
        assert api.get(COUPONS, **query).error["code"] == "BadUserInput"


def test_a_cursor_leads_through_the_list_and_belongs_to_its_filter(api: TemplateApi, clock: FixedClock) -> None:
    for number in range(3):
        clock.advance(minutes=1)
        create_coupon(api, f"coupon-{number}")
    first = api.get(COUPONS, limit="2")
    assert [coupon["id"] for coupon in first.data] == ["coupon-2", "coupon-1"]
    cursor = first.body["pagination"]["next"]
    assert [coupon["id"] for coupon in api.get(COUPONS, limit="2", after=cursor).data] == ["coupon-0"]
    refused = api.get(COUPONS, after=cursor, type="FIXED")
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "BadUserInput", "after")
