"""The activity log: who did what to what, when, and how it was before."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tests.support.time_travel import advance, create_clock
from tollgate.environments.permission import Permission
from tollgate.shared.scope import KeyKind

DOCUMENT = """
query log($filter: EventLogFilter, $paging: CursorPaging, $sorting: [EventLogSort!]) {
  eventLogs(filter: $filter, paging: $paging, sorting: $sorting) {
    edges { cursor node {
      id accountId environmentId createdAt occurredAt eventLogType entityId entityType parentEntityId
      actor { type apiKeyId scopedKeyId scopedKeyName email name ipAddress workflowId }
      payload before version traceId request { traceId body response } webhooks { id endpoint }
    } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


def ask(api: TemplateApi, **variables: Any) -> Any:
    """Return the whole answer."""
    return api.call("POST", "/graphql", {"query": DOCUMENT, "variables": variables}).body


def page(api: TemplateApi, **variables: Any) -> Any:
    """Return a page of the log."""
    answer = ask(api, **variables)
    assert "errors" not in answer, answer
    return answer["data"]["eventLogs"]


def log(api: TemplateApi, **filter: Any) -> list[Any]:
    """Return the entries that fit a filter."""
    return [edge["node"] for edge in page(api, filter=filter, paging={"first": 100})["edges"]]


def told(entries: list[Any]) -> list[tuple[str, str]]:
    """Return what entries say happened, and to what."""
    return [(entry["eventLogType"], entry["entityId"]) for entry in entries]


@pytest.fixture
def shop(api: TemplateApi, clock: FixedClock) -> TemplateApi:
    """An environment with a catalogue, two customers, and what happened to them in three minutes."""
    given_catalogue(api)
    clock.advance(minutes=1)
    given_customer(api, name="Acme", email="mail@acme.example")
    given_customer(api, "globex")
    clock.advance(minutes=1)
    subscribe(api, "plan-free", id="free")
    subscribe(api, "plan-pro", "globex", id="pro", billingPeriod="MONTHLY")
    clock.advance(minutes=1)
    api.patch("/api/v1/customers/acme", name="Acme Corp").data  # noqa: B018
    api.post("/api/v1/subscriptions/free/cancel").data  # noqa: B018
    return api


def test_an_entry_tells_who_what_when_and_how_it_was_before(shop: TemplateApi) -> None:
    [changed, created] = log(shop, entityId={"eq": "acme"}, entityType={"eq": "CUSTOMER"})
    request_id = changed["traceId"]
    assert changed["payload"]["name"] == "Acme Corp"
    assert changed == {
        "id": changed["id"],
        "accountId": "account-test",
        "environmentId": "development",
        "createdAt": "2026-01-15T10:33:00.000Z",
        "occurredAt": "2026-01-15T10:33:00.000Z",
        "eventLogType": "CUSTOMER_UPDATED",
        "entityId": "acme",
        "entityType": "CUSTOMER",
        "parentEntityId": None,
        "actor": {
            "type": "APP_SERVER",
            "apiKeyId": "api-key-test",
            "scopedKeyId": None,
            "scopedKeyName": None,
            "email": None,
            "name": None,
            "ipAddress": None,
            "workflowId": None,
        },
        "payload": {**created["payload"], "name": "Acme Corp", "updatedAt": "2026-01-15T10:33:00.000Z"},
        "before": created["payload"],
        "version": 2,
        "traceId": request_id,
        "request": {"traceId": request_id, "body": None, "response": None},
        "webhooks": [],
    }
    assert (created["before"], created["version"]) == (None, 1)


def test_the_whole_log_is_newest_first(shop: TemplateApi) -> None:
    entries = log(shop)
    assert told(entries)[:4] == [
        ("SUBSCRIPTION_CANCELED", "free"),
        ("CUSTOMER_UPDATED", "acme"),
        ("SUBSCRIPTION_CREATED", "pro"),
        ("SUBSCRIPTION_CREATED", "free"),
    ]
    assert all(newer["createdAt"] >= older["createdAt"] for newer, older in pairwise(entries))


FILTERS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"entityId": {"eq": "pro"}}, [("SUBSCRIPTION_CREATED", "pro")]),
    (
        {"entityId": {"in": ["pro", "globex"]}},
        [("SUBSCRIPTION_CREATED", "pro"), ("CUSTOMER_CREATED", "globex")],
    ),
    ({"entityId": {"like": "glob%"}}, [("CUSTOMER_CREATED", "globex")]),
    ({"entityId": {"eq": "nothing"}}, []),
    ({"entityId": {"eq": "acme"}, "entityType": {"eq": "PLAN"}}, []),
    (
        {"parentEntityId": {"eq": "acme"}},
        [("SUBSCRIPTION_CANCELED", "free"), ("SUBSCRIPTION_CREATED", "free")],
    ),
    (
        {"parentEntityId": {"in": ["acme", "globex"]}},
        [("SUBSCRIPTION_CANCELED", "free"), ("SUBSCRIPTION_CREATED", "pro"), ("SUBSCRIPTION_CREATED", "free")],
    ),
    ({"parentEntityId": {"like": "globe_"}}, [("SUBSCRIPTION_CREATED", "pro")]),
    ({"entityType": {"eq": "CUSTOMER"}, "eventLogType": {"neq": "CUSTOMER_CREATED"}}, [("CUSTOMER_UPDATED", "acme")]),
    ({"eventLogType": {"eq": "SUBSCRIPTION_CANCELED"}}, [("SUBSCRIPTION_CANCELED", "free")]),
    (
        {"eventLogType": {"in": ["CUSTOMER_UPDATED", "SUBSCRIPTION_CANCELED"]}},
        [("SUBSCRIPTION_CANCELED", "free"), ("CUSTOMER_UPDATED", "acme")],
    ),
    (
        {"entityType": {"in": ["CUSTOMER", "SUBSCRIPTION"]}, "createdAt": {"lte": "2026-01-15T10:31:00Z"}},
        [("CUSTOMER_CREATED", "globex"), ("CUSTOMER_CREATED", "acme")],
    ),
    (
        {"createdAt": {"gte": "2026-01-15T12:33:00+02:00"}},
        [("SUBSCRIPTION_CANCELED", "free"), ("CUSTOMER_UPDATED", "acme")],
    ),
    ({"createdAt": {"gte": "2026-01-16T00:00:00Z"}}, []),
    (
        {"and": [{"entityId": {"eq": "acme"}}, {"eventLogType": {"notIn": ["CUSTOMER_CREATED"]}}]},
        [("CUSTOMER_UPDATED", "acme")],
    ),
    (
        {"or": [{"entityId": {"eq": "pro"}}, {"eventLogType": {"eq": "CUSTOMER_UPDATED"}}]},
        [("CUSTOMER_UPDATED", "acme"), ("SUBSCRIPTION_CREATED", "pro")],
    ),
    ({"environmentId": {"eq": "elsewhere"}}, []),
    ({"environmentId": {"eq": "development"}, "entityId": {"eq": "pro"}}, [("SUBSCRIPTION_CREATED", "pro")]),
    ({"traceId": {"eq": "nobody's"}}, []),
]


@pytest.mark.parametrize(("filter", "expected"), FILTERS, ids=str)
def test_the_log_is_filtered(filter: dict[str, Any], expected: list[tuple[str, str]], shop: TemplateApi) -> None:
    assert told(log(shop, **filter)) == expected


def test_an_entry_is_found_by_its_id_and_by_its_request(shop: TemplateApi) -> None:
    [entry] = log(shop, eventLogType={"eq": "CUSTOMER_UPDATED"})
    assert log(shop, id={"eq": entry["id"]}) == [entry]
    assert log(shop, traceId={"eq": entry["traceId"]}) == [entry]


@pytest.mark.parametrize("filter", [{}, {"parentEntityId": {"in": ["acme", "globex"]}}, {"entityType": {"eq": "PLAN"}}])
@pytest.mark.parametrize("direction", ["DESC", "ASC"])
def test_pages_make_up_the_list_both_ways(filter: dict[str, Any], direction: str, shop: TemplateApi) -> None:
    sorting = [{"field": "createdAt", "direction": direction}]
    whole = [edge["node"]["id"] for edge in page(shop, filter=filter, sorting=sorting, paging={"first": 100})["edges"]]
    assert whole == (sorted(whole, reverse=direction == "DESC"))
    forward: list[str] = []
    after, has_next = None, True
    while has_next:
        paging = {"first": 3, **({"after": after} if after else {})}
        found = page(shop, filter=filter, sorting=sorting, paging=paging)
        forward += [edge["node"]["id"] for edge in found["edges"]]
        after, has_next = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    assert forward == whole
    backward: list[str] = []
    before, has_previous = None, True
    while has_previous:
        paging = {"last": 3, **({"before": before} if before else {})}
        found = page(shop, filter=filter, sorting=sorting, paging=paging)
        backward = [edge["node"]["id"] for edge in found["edges"]] + backward
        before, has_previous = found["pageInfo"]["startCursor"], found["pageInfo"]["hasPreviousPage"]
    assert backward == whole


@pytest.mark.parametrize(
    "field", ["entityId", "entityType", "environmentId", "eventLogType", "parentEntityId", "traceId"]
)
def test_the_log_is_sorted_by_other_fields_too(field: str, shop: TemplateApi) -> None:
    sorting = [{"field": field, "direction": "ASC", "nulls": "NULLS_FIRST"}]
    found = page(shop, sorting=sorting, paging={"first": 100})["edges"]
    values = [edge["node"][field] or "" for edge in found]
    assert values == sorted(values)
    assert {edge["node"]["id"] for edge in found} == {entry["id"] for entry in log(shop)}


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"filter": {"createdAt": {"gte": "yesterday"}}}, "filter.createdAt.gte"),
        ({"filter": {"and": [{"createdAt": {"lte": "2026-01-15T10:00:00"}}]}}, "filter.and[0].createdAt.lte"),
        ({"paging": {"first": 0}}, "paging.first"),
        ({"paging": {"after": "nonsense"}}, "paging.after"),
    ],
)
def test_what_cannot_be_asked_is_refused(variables: dict[str, Any], field: str, shop: TemplateApi) -> None:
    [error] = ask(shop, **variables)["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BadUserInput", field)


def test_a_cursor_of_another_filter_is_refused(shop: TemplateApi) -> None:
    cursor = page(shop, paging={"first": 1})["pageInfo"]["endCursor"]
    [error] = ask(shop, filter={"entityId": {"eq": "acme"}}, paging={"after": cursor})["errors"]
    assert error["extensions"]["code"] == "BadUserInput"


def test_the_log_goes_back_thirty_days_over_every_day(shop: TemplateApi, clock: FixedClock) -> None:
    before = log(shop, entityType={"eq": "CUSTOMER"})
    clock.advance(days=29)
    given_customer(shop, "initech")
    assert told(log(shop, entityType={"eq": "CUSTOMER"})) == [("CUSTOMER_CREATED", "initech"), *told(before)]
    clock.advance(days=1)
    assert told(log(shop, entityType={"eq": "CUSTOMER"})) == [("CUSTOMER_CREATED", "initech")]
    assert log(shop, entityId={"eq": "acme"}) == []


def test_what_happens_by_a_test_clock_is_recorded_now_and_happened_then(shop: TemplateApi) -> None:
    create_clock(shop, "2030-01-31T00:00:00Z")
    given_customer(shop, "traveller", testClockId="clock")
    subscribe(shop, "plan-pro", "traveller", id="ahead", billingPeriod="MONTHLY")
    advance(shop, "clock", "2030-04-01T00:00:00Z")
    entries = log(shop, parentEntityId={"eq": "traveller"})
    assert [(entry["createdAt"], entry["occurredAt"], entry["actor"]["type"]) for entry in entries] == [
        ("2026-01-15T10:33:00.000Z", "2030-03-31T00:00:00.000Z", "SYSTEM"),
        ("2026-01-15T10:33:00.000Z", "2030-03-30T23:00:00.000Z", "SYSTEM"),
        ("2026-01-15T10:33:00.000Z", "2030-02-28T00:00:00.000Z", "SYSTEM"),
        ("2026-01-15T10:33:00.000Z", "2030-02-27T23:00:00.000Z", "SYSTEM"),
        ("2026-01-15T10:33:00.000Z", "2030-01-31T00:00:00.000Z", "APP_SERVER"),
    ]
    renewals = [entry for entry in entries if entry["eventLogType"] == "SUBSCRIPTION_UPDATED"]
    assert [entry["before"]["currentBillingPeriodEnd"] for entry in renewals] == [
        "2030-03-31T00:00:00.000Z",
        "2030-02-28T00:00:00.000Z",
    ]
    assert not [entry for entry in log(shop) if entry["entityId"].startswith("task")]


def test_an_archived_customer_s_name_and_address_are_not_told(shop: TemplateApi) -> None:
    shop.post("/api/v1/customers/acme/archive").data  # noqa: B018
    [deleted] = log(shop, eventLogType={"eq": "CUSTOMER_DELETED"})
    assert (deleted["before"]["name"], deleted["before"]["email"]) == (None, None)


def test_a_new_version_of_a_plan_shows_the_one_before(shop: TemplateApi) -> None:
    shop.post("/api/v1/plans/plan-free/draft").data  # noqa: B018
    shop.patch("/api/v1/plans/plan-free", displayName="Free for all").data  # noqa: B018
    shop.post("/api/v1/plans/plan-free/publish", migrationType="NEW_CUSTOMERS").data  # noqa: B018
    updated = log(shop, entityId={"eq": "plan-free"}, eventLogType={"eq": "PLAN_UPDATED"})[0]
    assert (updated["payload"]["displayName"], updated["payload"]["versionNumber"]) == ("Free for all", 2)
    assert (updated["before"]["displayName"], updated["before"]["versionNumber"]) == ("plan-free", 1)
    assert updated["parentEntityId"] == "product-app"


def test_a_scoped_key_is_named(api: TemplateApi) -> None:
    environment = open_environment().environment
    issued = make_key(environment, KeyKind.SCOPED, Permission.CUSTOMER_WRITE, Permission.ENVIRONMENT_READ)
    scoped = api_of(issued.secret)
    given_customer(scoped)
    [entry] = log(scoped, entityId={"eq": "acme"})
    actor = entry["actor"]
    assert (actor["type"], actor["apiKeyId"], actor["scopedKeyId"], actor["scopedKeyName"]) == (
        "SCOPED_KEY",
        issued.key.id,
        issued.key.id,
        "test",
    )


def test_a_key_without_the_permission_reads_no_log(api: TemplateApi) -> None:
    environment = open_environment().environment
    scoped = api_of(make_key(environment, KeyKind.SCOPED, Permission.CUSTOMER_WRITE).secret)
    assert ask(scoped)["errors"][0]["extensions"]["code"] == "IdentityForbidden"


def test_another_environment_s_log_is_its_own(shop: TemplateApi) -> None:
    other = TemplateApi(caller={**shop.caller, "environmentId": "other"})
    assert log(other) == []
    assert log(other, entityId={"eq": "acme"}) == []
    assert log(other, parentEntityId={"eq": "acme"}) == []


def test_the_order_of_each_thing_s_entries_is_that_of_its_versions(shop: TemplateApi, clock: FixedClock) -> None:
    for number in range(8):
        shop.patch("/api/v1/customers/acme", name=f"Acme {number}").data  # noqa: B018
        shop.patch("/api/v1/customers/globex", name=f"Globex {number}").data  # noqa: B018
        subscribe(shop, "plan-free" if number % 2 else "plan-enterprise", id=f"s-{number}")
        clock.advance(hours=7)
    entries = log(shop)
    for about in {(entry["entityType"], entry["entityId"]) for entry in entries}:
        versions = [entry["version"] for entry in entries if (entry["entityType"], entry["entityId"]) == about]
        assert versions == sorted(versions, reverse=True)
        states = [entry for entry in entries if (entry["entityType"], entry["entityId"]) == about]
        for newer, older in pairwise(states):
            if about[0] in {"CUSTOMER", "SUBSCRIPTION"}:
                # What one event tells beside the view of the entity, the other need not.
                both = newer["before"].keys() & older["payload"].keys()
                assert [newer["before"][name] for name in both] == [older["payload"][name] for name in both]


def test_events_of_older_rows_are_read(dynamodb: None) -> None:
    from tollgate.shared.events import RecordedEvent

    old = {
        "id": "01",
        "scope": {"accountId": "a", "environmentId": "e"},
        "type": "CUSTOMER_CREATED",
        "name": "x",
        "source": "tollgate.customers",
        "aggregate": "CUSTOMER#acme",
        "version": 1,
        "occurredAt": "2026-01-15T10:30:00.000Z",
        "actor": "APP_SERVER",
        "payload": {},
    }
    read = RecordedEvent.model_validate(old)
    assert (read.recorded_at, read.actor_id, read.before) == (
        datetime.fromisoformat("2026-01-15T10:30:00Z"),
        None,
        None,
    )
