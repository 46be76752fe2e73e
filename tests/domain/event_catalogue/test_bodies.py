"""Bodies of events: one for each published type, flat, and silent about whom one may not speak of any more."""

import pytest

from tollgate.customers.customer import Customer
from tollgate.customers.events import CustomerUpdated
from tollgate.event_catalogue.body import BODIES, body_of
from tollgate.event_catalogue.published import ALIASES, LEGACY_NAMES, WIRE_NAMES, type_named, wire_name
from tollgate.event_catalogue.sample_directory import SampleDirectory
from tollgate.event_catalogue.sample_entities import CUSTOMER, NOW, SCOPE
from tollgate.event_catalogue.samples import sample_body
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType, Scope

ENVELOPE = {"type", "messageId", "traceId", "timestamp", "accountId", "environmentId"}


def test_every_published_type_has_a_name_and_a_body() -> None:
    assert set(BODIES) == set(WIRE_NAMES)
    assert len(set(WIRE_NAMES.values())) == len(WIRE_NAMES)


@pytest.mark.parametrize("event_type", BODIES)
def test_a_sample_is_a_whole_body(event_type: str) -> None:
    body = sample_body(event_type)
    assert body["type"] == wire_name(event_type)
    assert set(body) >= ENVELOPE
    assert len(body) > len(ENVELOPE)
    assert sample_body(event_type) == body


def test_samples_are_told_apart() -> None:
    assert len({sample_body(each)["messageId"] for each in BODIES}) == len(BODIES)


def test_older_spellings_lead_to_a_type_and_bear_the_newest_name() -> None:
    assert {type_named(each) for each in ALIASES} <= set(WIRE_NAMES)
    assert {type_named(each) for each in LEGACY_NAMES} <= set(WIRE_NAMES)
    assert type_named("subscription.spend_limit_exceeded") == "SUBSCRIPTION_SPENT_LIMIT_EXCEEDED"
    assert type_named("nothing.happened") is None


class Archived(SampleDirectory):
    """Knows the customer as archiving left it."""

    def customer(self, scope: Scope, customer_id: str) -> Customer | None:
        return CUSTOMER.archived(at=NOW)


class Forgotten(SampleDirectory):
    """Knows no customer."""

    def customer(self, scope: Scope, customer_id: str) -> Customer | None:
        return None


def recorded(event: CustomerUpdated) -> RecordedEvent:
    return RecordedEvent(
        id="event-1",
        scope=SCOPE,
        type=event.event_type,
        name="CustomerUpdated",
        source="tollgate.customers",
        aggregate=event.aggregate,
        version=1,
        occurred_at=NOW,
        recorded_at=NOW,
        actor=ActorType.APP_SERVER,
        payload=event.payload,
    )


@pytest.mark.parametrize("directory", [Archived(), Forgotten()])
def test_an_event_from_before_the_archiving_tells_no_name_after_it(directory: SampleDirectory) -> None:
    told = recorded(CustomerUpdated.of(CUSTOMER, at=NOW))
    assert body_of(told, SampleDirectory())["email"] == CUSTOMER.email
    body = body_of(told, directory)
    assert (body["id"], body["name"], body["email"]) == (CUSTOMER.id, None, None)


def test_what_no_request_caused_is_traced_by_its_own_id() -> None:
    assert body_of(recorded(CustomerUpdated.of(CUSTOMER, at=NOW)), SampleDirectory())["traceId"] == "event-1"


def test_nobody_hears_of_what_has_no_name() -> None:
    with pytest.raises(KeyError):
        body_of(recorded(CustomerUpdated.of(CUSTOMER, at=NOW)).but(type="API_KEY_CREATED"), SampleDirectory())
