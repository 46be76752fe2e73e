"""Webhooks by REST: made, changed, listed, switched off and on, and given other secrets."""

from base64 import b64decode
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.recorded import all_recorded
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tests.support.webhooks import SCOPE, Book
from tollgate import wiring
from tollgate.environments.environment import EnvironmentType
from tollgate.environments.permission import Permission
from tollgate.integrations.address_book import Resolver
from tollgate.shared.scope import ActorType, KeyKind
from tollgate.webhooks.webhook import Webhook, WebhookStatus

WEBHOOKS = "/api/v1/webhooks"
ENDPOINT = "https://hooks.example.com/tollgate"
OWN_SECRET = "a-secret-of-my-own"


@pytest.fixture
def book() -> Book:
    return Book({"hooks.example.com": ["93.184.216.34"], "inside.example.com": ["93.184.216.34", "10.0.0.1"]})


@pytest.fixture
def api(dynamodb: None, book: Book) -> Iterator[TemplateApi]:
    """The API, with an address book in the place of the resolver."""
    wiring.open_address_book(book)
    return TemplateApi()


def create(api: TemplateApi, **fields: Any) -> Any:
    answer = api.post(WEBHOOKS, **{"endpoint": ENDPOINT, "eventTypes": ["SUBSCRIPTION_CREATED"], **fields})
    assert answer.status == 201, answer.text
    return answer.data


def shown(api: TemplateApi, webhook_id: str) -> Any:
    return api.get(f"{WEBHOOKS}/{webhook_id}").data


def stored(webhook_id: str) -> Webhook:
    webhook = wiring.transact(lambda: wiring.webhooks().find(SCOPE, webhook_id), actor=ActorType.SYSTEM)
    assert webhook is not None
    return webhook


def test_a_webhook_is_made_with_a_secret_of_its_own(api: TemplateApi) -> None:
    made = create(api, description="Ledger")
    assert {**made, "id": "id", "secret": "secret"} == {
        "id": "id",
        "description": "Ledger",
        "endpoint": ENDPOINT,
        "eventTypes": ["SUBSCRIPTION_CREATED"],
        "status": "ACTIVE",
        "secret": "secret",
        "formerSecrets": [],
        "thresholds": [80, 100],
        "configuration": {"thresholds": {"ENTITLEMENT_USAGE_EXCEEDED": [80, 100]}},
        "failingSince": None,
        "pausedAt": None,
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
    }
    assert made["secret"].startswith("whsec_")
    assert len(b64decode(made["secret"].removeprefix("whsec_"), validate=True)) == 32
    assert shown(api, made["id"]) == made
    assert all_recorded("") == []


def test_everything_may_be_chosen(api: TemplateApi) -> None:
    made = create(
        api,
        endpoint="HTTP://Hooks.Example.com:8080",
        eventTypes=["plan.created", "credits.granted", "CREDIT_GRANT_CREATED"],
        status="INACTIVE",
        secret=OWN_SECRET,
        configuration={"thresholds": {"ENTITLEMENT_USAGE_EXCEEDED": [90, 50]}, "team": "billing", "share": 2.5},
    )
    assert made["endpoint"] == "http://hooks.example.com:8080/"
    assert made["eventTypes"] == ["PLAN_CREATED", "CREDIT_GRANT_CREATED"]
    assert (made["status"], made["secret"], made["thresholds"]) == ("INACTIVE", OWN_SECRET, [50, 90])
    assert made["configuration"] == {
        "thresholds": {"ENTITLEMENT_USAGE_EXCEEDED": [50, 90]},
        "team": "billing",
        "share": 2.5,
    }
    assert shown(api, made["id"]) == made


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"endpoint": ""}, "endpoint"),
        ({"endpoint": None}, "endpoint"),
        ({"endpoint": 7}, "endpoint"),
        ({"endpoint": "hooks.example.com"}, "endpoint"),
        ({"endpoint": "https://user:password@hooks.example.com"}, "endpoint"),
        ({"endpoint": "https://hooks.example.com/#x"}, "endpoint"),
        ({"endpoint": f"https://hooks.example.com/{'x' * 2048}"}, "endpoint"),
        ({"endpoint": "https://169.254.169.254/latest/meta-data"}, "endpoint"),
        ({"endpoint": "https://2130706433/"}, "endpoint"),
        ({"endpoint": "https://[::ffff:10.0.0.1]/"}, "endpoint"),
        ({"endpoint": "https://localhost:9000/"}, "endpoint"),
        ({"endpoint": "https://inside.example.com/"}, "endpoint"),
        ({"eventTypes": []}, "eventTypes"),
        ({"eventTypes": None}, "eventTypes"),
        ({"eventTypes": ["PLAN_CREATED", "API_KEY_CREATED"]}, "eventTypes[1]"),
        ({"status": "PAUSED"}, "status"),
        ({"description": "x" * 256}, "description"),
        ({"secret": "short"}, "secret"),
        ({"secret": ""}, "secret"),
        ({"secret": "whsec_nothing"}, "secret"),
        ({"thresholds": []}, "thresholds"),
        ({"thresholds": [0]}, "thresholds"),
        ({"thresholds": [80.5]}, "thresholds[0]"),
        ({"thresholds": [80, 80]}, "thresholds"),
        ({"thresholds": [50], "configuration": {"thresholds": {"ENTITLEMENT_USAGE_EXCEEDED": [60]}}}, "thresholds"),
        ({"configuration": {"thresholds": {"PLAN_CREATED": [1]}}}, "configuration.thresholds.PLAN_CREATED"),
        ({"configuration": {"note": "x" * 4_000}}, "configuration"),
        ({"configuration": []}, "configuration"),
        ({"configuration": {"deep": reduce(lambda within, _: {"a": within}, range(300), {})}}, "configuration"),
    ],
)
def test_what_a_webhook_cannot_be_is_refused_by_its_field(api: TemplateApi, fields: dict[str, Any], field: str) -> None:
    answer = api.post(WEBHOOKS, **{"endpoint": ENDPOINT, "eventTypes": ["SUBSCRIPTION_CREATED"], **fields})
    assert (answer.status, answer.error.get("field")) == (400, field)
    made = create(api)
    answer = api.patch(f"{WEBHOOKS}/{made['id']}", **fields)
    assert (answer.status, answer.error.get("field")) == (400, field)
    assert shown(api, made["id"]) == made


def test_production_takes_https_only(dynamodb: None, book: Book) -> None:
    wiring.open_address_book(book)
    opened = open_environment("production", type=EnvironmentType.PRODUCTION)
    production = api_of(opened.keys[0].secret)
    answer = production.post(WEBHOOKS, endpoint="http://hooks.example.com", eventTypes=["PLAN_CREATED"])
    assert (answer.status, answer.error["field"]) == (400, "endpoint")
    made = create(production)
    answer = production.patch(f"{WEBHOOKS}/{made['id']}", endpoint="http://hooks.example.com")
    assert (answer.status, answer.error["field"]) == (400, "endpoint")


def test_what_is_sent_is_changed_and_the_rest_stays(api: TemplateApi, clock: FixedClock) -> None:
    made = create(api, description="Ledger", configuration={"team": "billing"})
    path = f"{WEBHOOKS}/{made['id']}"
    assert api.patch(path).data == made
    assert api.patch(path, description="Ledger", status="ACTIVE", secret=made["secret"]).data == made
    clock.advance(minutes=1)
    changed = api.patch(path, endpoint="https://hooks.example.com/b", eventTypes=["plan.created"], thresholds=[50]).data
    assert changed == {
        **made,
        "endpoint": "https://hooks.example.com/b",
        "eventTypes": ["PLAN_CREATED"],
        "thresholds": [50],
        "configuration": {"team": "billing", "thresholds": {"ENTITLEMENT_USAGE_EXCEEDED": [50]}},
        "updatedAt": "2026-01-15T10:31:00.000Z",
    }
    assert shown(api, made["id"]) == changed
    replaced = api.patch(path, description=None, configuration={"owner": "x"}).data
    assert (replaced["description"], replaced["thresholds"]) == (None, [80, 100])
    assert replaced["configuration"] == {"owner": "x", "thresholds": {"ENTITLEMENT_USAGE_EXCEEDED": [80, 100]}}
    both = api.patch(path, configuration=None, thresholds=[7]).data
    assert both["configuration"] == {"thresholds": {"ENTITLEMENT_USAGE_EXCEEDED": [7]}}
    assert api.patch(path, thresholds=None).data["thresholds"] == [80, 100]
    assert api.patch(path, secret=OWN_SECRET).data["secret"] == OWN_SECRET
    assert stored(made["id"]).secrets_at(clock.now()) == (OWN_SECRET,)


@pytest.mark.parametrize("name", ["endpoint", "eventTypes", "status", "secret"])
def test_what_every_webhook_has_is_not_cleared(api: TemplateApi, name: str) -> None:
    made = create(api)
    answer = api.patch(f"{WEBHOOKS}/{made['id']}", **{name: None})
    assert (answer.status, answer.error["field"]) == (400, name)


def test_switched_on_again_a_webhook_starts_afresh(api: TemplateApi, clock: FixedClock) -> None:
    made = create(api)
    path = f"{WEBHOOKS}/{made['id']}"

    def fail(**fields: Any) -> None:
        def save() -> None:
            found = wiring.webhooks().find(SCOPE, made["id"])
            assert found is not None
            wiring.webhooks().save(SCOPE, found.but(failing_since=clock.now(), **fields))

        wiring.transact(save, actor=ActorType.SYSTEM)

    fail()
    assert api.patch(path, status="ACTIVE").data["failingSince"] == "2026-01-15T10:30:00.000Z"
    for fields in ({"paused_at": clock.now()}, {"status": WebhookStatus.INACTIVE}):
        fail(**fields)
        assert api.patch(path, description="x").data["failingSince"] == "2026-01-15T10:30:00.000Z"
        on = api.patch(path, status="ACTIVE").data
        assert (on["status"], on["failingSince"], on["pausedAt"]) == ("ACTIVE", None, None)


def test_a_webhook_that_was_paused_is_switched_off_for_good_by_hand(api: TemplateApi, clock: FixedClock) -> None:
    made = create(api)

    def pause() -> None:
        found = wiring.webhooks().find(SCOPE, made["id"])
        assert found is not None
        paused = found.but(status=WebhookStatus.INACTIVE, paused_at=clock.now(), failing_since=clock.now())
        wiring.webhooks().save(SCOPE, paused)

    wiring.transact(pause, actor=ActorType.SYSTEM)
    off = api.patch(f"{WEBHOOKS}/{made['id']}", status="INACTIVE").data
    assert (off["status"], off["failingSince"], off["pausedAt"]) == ("INACTIVE", None, None)


def test_a_webhook_is_deleted_for_good(api: TemplateApi) -> None:
    made = create(api)
    path = f"{WEBHOOKS}/{made['id']}"
    assert api.delete(path).data == made
    for answer in (api.get(path), api.delete(path), api.patch(path), api.post(f"{path}/rotate-secret", grace="NOW")):
        assert (answer.status, answer.error["code"]) == (404, "HookNotFound")
    assert api.get(WEBHOOKS).data == []


def test_webhooks_are_listed_newest_first_and_by_status(api: TemplateApi, clock: FixedClock) -> None:
    made = []
    for status in ("ACTIVE", "INACTIVE", "ACTIVE"):
        made.insert(0, create(api, status=status))
        clock.advance(seconds=1)
    first = api.get(WEBHOOKS, limit=2)
    assert first.data == made[:2]
    second = api.get(WEBHOOKS, limit=2, after=first.body["pagination"]["next"])
    assert (second.data, second.body["pagination"]["next"]) == (made[2:], None)
    assert api.get(WEBHOOKS, status="INACTIVE").data == made[1:2]
    assert api.get(WEBHOOKS, status="ACTIVE,INACTIVE").data == made
    assert api.get(WEBHOOKS, status="PAUSED").error["field"] == "status[0]"


def test_an_environment_has_at_most_a_hundred(api: TemplateApi) -> None:
    for _ in range(100):
        create(api)
    answer = api.post(WEBHOOKS, endpoint=ENDPOINT, eventTypes=["PLAN_CREATED"])
    assert answer.status == 400
    assert "100" in answer.error["message"]
    api.delete(f"{WEBHOOKS}/{api.get(WEBHOOKS).data[0]['id']}")
    create(api)


@pytest.mark.parametrize(
    ("grace", "until"),
    [
        ("NOW", None),
        ("ONE_HOUR", "2026-01-15T11:30:00.000Z"),
        ("ONE_DAY", "2026-01-16T10:30:00.000Z"),
        ("THREE_DAYS", "2026-01-18T10:30:00.000Z"),
        ("SEVEN_DAYS", "2026-01-22T10:30:00.000Z"),
    ],
)
def test_a_rotation_leaves_both_secrets_good_for_the_grace(api: TemplateApi, grace: str, until: str | None) -> None:
    made = create(api, secret=OWN_SECRET)
    rotated = api.post(f"{WEBHOOKS}/{made['id']}/rotate-secret", grace=grace).data
    former = [{"secret": OWN_SECRET, "validUntil": until}] if until else []
    assert rotated == {**made, "secret": rotated["secret"], "formerSecrets": former}
    assert rotated["secret"].startswith("whsec_")
    assert shown(api, made["id"]) == rotated


@pytest.mark.parametrize("grace", [None, "1h", "FOREVER"])
def test_a_rotation_names_its_grace(api: TemplateApi, grace: str | None) -> None:
    answer = api.post(f"{WEBHOOKS}/{create(api)['id']}/rotate-secret", grace=grace)
    assert (answer.status, answer.error["field"]) == (400, "grace")


def test_keys_that_only_read_see_no_secrets(dynamodb: None, book: Book) -> None:
    wiring.open_address_book(book)
    opened = open_environment()
    full = api_of(opened.keys[0].secret)
    made = create(full, secret=OWN_SECRET)
    path = f"{WEBHOOKS}/{made['id']}"
    rotated = full.post(f"{path}/rotate-secret", grace="ONE_DAY").data
    reading = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.ENVIRONMENT_READ).secret)
    writing = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.ENVIRONMENT_WRITE).secret)
    former = [{**rotated["formerSecrets"][0], "secret": "********"}]
    hidden = {**rotated, "secret": "whsec_********", "formerSecrets": former}
    assert reading.get(path).data == hidden
    assert reading.get(WEBHOOKS).data == [hidden]
    assert writing.get(path).data == rotated
    assert reading.patch(path, status="INACTIVE").status == 403


def test_webhooks_of_other_environments_are_not_there(dynamodb: None, book: Book) -> None:
    wiring.open_address_book(book)
    made = create(api_of(open_environment("a").keys[0].secret))
    other, path = api_of(open_environment("b").keys[0].secret), f"{WEBHOOKS}/{made['id']}"
    assert other.get(WEBHOOKS).data == []
    for answer in (other.get(path), other.delete(path), other.patch(path, status="INACTIVE")):
        assert (answer.status, answer.error["code"]) == (404, "HookNotFound")


def test_a_request_that_is_sent_again_makes_one_webhook(api: TemplateApi) -> None:
    body = {"endpoint": ENDPOINT, "eventTypes": ["PLAN_CREATED"]}
    answers = [api.call("POST", WEBHOOKS, body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].data == answers[1].data
    assert len(api.get(WEBHOOKS).data) == 1


def test_names_are_looked_up_as_this_machine_does() -> None:
    assert "127.0.0.1" in Resolver().addresses("localhost")
    assert [Resolver().addresses(name) for name in ("", "a..b", "x" * 70, "nowhere.invalid")] == [[], [], [], []]
