"""Every list of an environment, walked while rows are added, changed and archived."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.clock import FixedClock
from tests.support.template_api import FULL_CALLER, TemplateApi

on_moto = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12)
environments = count(1)


@dataclass(frozen=True)
class Listed:
    """A kind of row that is listed: how one is made, changed and taken away; whether it is listed afterwards."""

    path: str
    create: Callable[[TemplateApi, str], Any]
    change: Callable[[TemplateApi, str], Any]
    archive: Callable[[TemplateApi, str], Any]
    shows_archived: bool
    prepare: Callable[[TemplateApi], Any] = lambda api: None
    query: tuple[tuple[str, str], ...] = ()
    filtered: tuple[str, str] = ("createdAt[gt]", "2020-01-01T00:00:00.000Z")


def renamed(path: str, field: str) -> Callable[[TemplateApi, str], Any]:
    return lambda api, name: api.patch(f"{path}/{name}", **{field: "Renamed"})


def archived(path: str) -> Callable[[TemplateApi, str], Any]:
    return lambda api, name: api.post(f"{path}/{name}/archive")


PLAN = {"displayName": "Free", "productId": "product-main", "pricingType": "FREE", "status": "PUBLISHED"}


def make_a_product(api: TemplateApi) -> None:
    assert api.post("/api/v1/products", id="product-main", displayName="Main").status == 201


def publish_a_plan(api: TemplateApi) -> None:
    make_a_product(api)
    assert api.post("/api/v1/plans", id="plan-free", **PLAN).status == 201


def subscribe(api: TemplateApi, name: str) -> Any:
    assert api.post("/api/v1/customers", id=f"customer-of-{name}").data
    return api.post("/api/v1/subscriptions", id=name, customerId=f"customer-of-{name}", planId="plan-free")


FEATURES, PRODUCTS, PLANS = "/api/v1/features", "/api/v1/products", "/api/v1/plans"
CUSTOMERS, SUBSCRIPTIONS = "/api/v1/customers", "/api/v1/subscriptions"
COUPONS, CURRENCIES = "/api/v1/coupons", "/api/v1/credits/custom-currencies"

LISTS = {
    "features": Listed(
        FEATURES,
        lambda api, name: api.post(FEATURES, id=name, displayName=name, featureType="BOOLEAN"),
        renamed(FEATURES, "displayName"),
        archived(FEATURES),
        shows_archived=True,
    ),
    "products": Listed(
        PRODUCTS,
        lambda api, name: api.post(PRODUCTS, id=name, displayName=name),
        renamed(PRODUCTS, "displayName"),
        archived(PRODUCTS),
        shows_archived=True,
    ),
    "coupons": Listed(
        COUPONS,
        lambda api, name: api.post(COUPONS, id=name, name=name, percentOff=10),
        renamed(COUPONS, "name"),
        archived(COUPONS),
        shows_archived=True,
    ),
    "custom currencies": Listed(
        CURRENCIES,
        lambda api, name: api.post(CURRENCIES, id=name, displayName=name),
        renamed(CURRENCIES, "displayName"),
        archived(CURRENCIES),
        shows_archived=False,
        filtered=("status", "ACTIVE,ARCHIVED"),
    ),
    "plans": Listed(
        PLANS,
        lambda api, name: api.post(PLANS, id=name, **PLAN),
        renamed(PLANS, "displayName"),
        archived(PLANS),
        shows_archived=True,
        prepare=make_a_product,
    ),
    "customers": Listed(
        CUSTOMERS,
        lambda api, name: api.post(CUSTOMERS, id=name, name="Acme"),
        renamed(CUSTOMERS, "email"),
        archived(CUSTOMERS),
        shows_archived=False,
    ),
    "customers by name": Listed(
        CUSTOMERS,
        lambda api, name: api.post(CUSTOMERS, id=name, name="Acme"),
        renamed(CUSTOMERS, "timezone"),
        archived(CUSTOMERS),
        shows_archived=False,
        query=(("name", "Acme"),),
    ),
    "subscriptions": Listed(
        SUBSCRIPTIONS,
        subscribe,
        lambda api, name: None,
        lambda api, name: api.post(f"{SUBSCRIPTIONS}/{name}/cancel", subscriptionCancellationTime="IMMEDIATE"),
        shows_archived=True,
        prepare=publish_a_plan,
    ),
    "subscriptions of a plan": Listed(
        SUBSCRIPTIONS,
        subscribe,
        lambda api, name: None,
        lambda api, name: api.post(f"{SUBSCRIPTIONS}/{name}/cancel", subscriptionCancellationTime="IMMEDIATE"),
        shows_archived=True,
        prepare=publish_a_plan,
        query=(("planId", "plan-free"),),
    ),
}

steps = st.lists(st.sampled_from(["add", "change", "archive", "later"]), max_size=4)


@pytest.mark.parametrize("kind", LISTS)
@given(data=st.data(), size=st.integers(0, 9), limit=st.integers(1, 4))
@on_moto
def test_a_walk_repeats_no_row_and_skips_none_that_was_there(
    kind: str, api: TemplateApi, clock: FixedClock, data: st.DataObject, size: int, limit: int
) -> None:
    listed, own = LISTS[kind], in_an_environment_of_its_own(api)
    listed.prepare(own)
    others = set(shown(own, listed, 100))
    names = [f"row-{number}" for number in range(size)]
    for name in names:
        listed.create(own, name)
        clock.advance(milliseconds=data.draw(st.sampled_from([0, 1])))

    def disturb() -> None:
        for step in data.draw(steps):
            disturb_once(own, listed, clock, step, names, data)

    seen = list(shown(own, listed, limit, between=disturb))
    assert len(seen) == len(set(seen))
    gone = set() if listed.shows_archived else set(names[size:]) | archived_in(own, listed, names)
    assert set(seen) >= others | set(names[:size]) - gone


@pytest.mark.parametrize("kind", LISTS)
def test_a_cursor_of_another_filter_or_environment_is_refused(kind: str, api: TemplateApi, clock: FixedClock) -> None:
    listed = LISTS[kind]
    listed.prepare(api)
    for number in range(3):
        assert listed.create(api, f"row-{number}").status == 201
    query = dict(listed.query)
    cursor = api.call("GET", listed.path, query={**query, "limit": "1"}).body["pagination"]["next"]
    assert cursor is not None
    elsewhere = in_an_environment_of_its_own(api)
    listed.prepare(elsewhere)
    other = dict([listed.filtered])
    for asked, asker in [({**query, **other}, api), (query, elsewhere)]:
        for direction in ("after", "before"):
            refused = asker.call("GET", listed.path, query={**asked, direction: cursor})
            assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "BadUserInput", direction)


def in_an_environment_of_its_own(api: TemplateApi) -> TemplateApi:
    caller = {**FULL_CALLER, "environmentId": f"environment-{next(environments)}"}
    return TemplateApi(caller=caller, gateway=api.gateway)


def shown(api: TemplateApi, listed: Listed, limit: int, *, between: Callable[[], None] = lambda: None) -> Iterator[str]:
    cursor = None
    while True:
        query = {**dict(listed.query), "limit": str(limit), **({"after": cursor} if cursor else {})}
        answer = api.call("GET", listed.path, query=query)
        yield from (row["id"] for row in answer.data)
        cursor = answer.body["pagination"]["next"]
        if cursor is None:
            return
        assert answer.data
        between()


def disturb_once(
    api: TemplateApi, listed: Listed, clock: FixedClock, step: str, names: list[str], data: st.DataObject
) -> None:
    match step:
        case "add":
            names.append(f"row-{len(names)}")
            listed.create(api, names[-1])
        case "change" | "archive" if names:
            getattr(listed, step)(api, data.draw(st.sampled_from(names)))
        case _:
            clock.advance(milliseconds=1)


def archived_in(api: TemplateApi, listed: Listed, names: list[str]) -> set[str]:
    return set(names) - set(shown(api, listed, 100))
