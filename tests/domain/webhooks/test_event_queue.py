"""A durable queue: recorded before it is made, and made or removed however often it has to be tried."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.support.clock import FixedClock
from tests.support.webhooks import SCOPE, THEN, MemoryListeners, MemoryQueues, a_queue, a_webhook
from tollgate.event_catalogue.published import WIRE_NAMES
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope
from tollgate.webhooks.errors import EventQueueExists, EventQueueInTheMaking, EventQueueIsLeaving, EventQueueNotFound
from tollgate.webhooks.event_queue import EventQueue, EventQueueStatus, queue_name_of
from tollgate.webhooks.listening import say_what_webhooks_hear
from tollgate.webhooks.provision_queue import (
    ProvisionQueueRequest,
    begin_provisioning,
    fail_provisioning,
    finish_provisioning,
)
from tollgate.webhooks.queue_ports import Queueing
from tollgate.webhooks.remove_queue import begin_removal, finish_removal, retrieve_queue
from tollgate.webhooks.webhook import WebhookStatus

MINUTE = timedelta(minutes=1)


@dataclass
class Recorded:
    """Satisfies `EventQueueRepository` for one environment."""

    queue: EventQueue | None = None

    def find(self, scope: Scope) -> EventQueue | None:
        """Return the queue."""
        return self.queue

    def save(self, scope: Scope, queue: EventQueue) -> None:
        """Keep the queue."""
        self.queue = queue

    def delete(self, scope: Scope, queue: EventQueue) -> None:
        """Forget the queue."""
        self.queue = None


@pytest.fixture
def recorded() -> Recorded:
    return Recorded()


@pytest.fixture
def queueing(recorded: Recorded) -> Queueing:
    return Queueing(queues=recorded, listeners=MemoryListeners(), service=MemoryQueues(), clock=FixedClock(THEN))


def asked(**fields: object) -> ProvisionQueueRequest:
    return ProvisionQueueRequest(scope=SCOPE, **fields)


def test_a_queue_is_recorded_then_made_then_in_use(recorded: Recorded, queueing: Queueing) -> None:
    begun = begin_provisioning(asked(suffix="erp", event_types=("plan.created",)), queueing)
    assert recorded.queue == begun
    name = queue_name_of(SCOPE, "tollgate-test-events", "erp")
    assert (begun.status, begun.queue_name, begun.event_types) == (
        EventQueueStatus.PROVISIONING,
        name,
        ("PLAN_CREATED",),
    )
    done = finish_provisioning(SCOPE, begun, queueing.service.create(begun.queue_name), queueing)
    assert recorded.queue == done == begun.active(f"https://sqs/{name}", at=THEN)
    assert retrieve_queue(SCOPE, recorded) == done


def test_without_types_it_hears_of_all_there_are(queueing: Queueing) -> None:
    assert set(begin_provisioning(asked(), queueing).event_types) == WIRE_NAMES.keys()


def test_names_tell_environments_and_suffixes_apart_and_fit_sqs() -> None:
    longest = "tollgate-" + "s" * 21 + "-events"
    names = {
        queue_name_of(scope, longest, suffix)
        for scope in (SCOPE, SCOPE.but(environment_id="b"))
        for suffix in (None, "a" * 12)
    }
    assert len(names) == 4
    assert max(map(len, names)) <= 80
    assert queue_name_of(SCOPE, longest, None) == queue_name_of(SCOPE, longest, None)


@pytest.mark.parametrize("status", [EventQueueStatus.PROVISIONING, EventQueueStatus.FAILED])
def test_asking_again_makes_up_for_what_was_left_undone(
    recorded: Recorded, queueing: Queueing, status: EventQueueStatus
) -> None:
    recorded.queue = a_queue(status=status, queue_url=None, updated_at=THEN - MINUTE, suffix="erp")
    begun = begin_provisioning(asked(), queueing)
    assert begun == recorded.queue == recorded.queue.but(status=EventQueueStatus.PROVISIONING, updated_at=THEN)
    assert finish_provisioning(SCOPE, begun, "https://sqs/x", queueing).status is EventQueueStatus.ACTIVE


def test_a_queue_in_use_stays_in_use_and_may_hear_of_other_types(recorded: Recorded, queueing: Queueing) -> None:
    recorded.queue = before = a_queue(suffix="erp", updated_at=THEN - MINUTE)
    assert begin_provisioning(asked(suffix="erp"), queueing) == recorded.queue == before
    changed = begin_provisioning(asked(event_types=("plan.created",)), queueing)
    assert changed == recorded.queue == before.but(event_types=("PLAN_CREATED",), updated_at=THEN)
    assert finish_provisioning(SCOPE, changed, str(before.queue_url), queueing) == changed


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"suffix": ""}, "suffix"),
        ({"suffix": "x" * 13}, "suffix"),
        ({"suffix": "Upper"}, "suffix"),
        ({"suffix": "a.fifo"}, "suffix"),
        ({"region": "eu-west-1"}, "region"),
        ({"event_types": ()}, "eventTypes"),
        ({"event_types": ("nothing",)}, "eventTypes[0]"),
    ],
)
def test_what_no_queue_can_be_is_refused(
    recorded: Recorded, queueing: Queueing, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        begin_provisioning(asked(**fields), queueing)
    assert (refused.value.details, recorded.queue) == ({"field": field}, None)


def test_an_environment_has_one_queue(recorded: Recorded, queueing: Queueing) -> None:
    recorded.queue = a_queue(suffix="erp")
    with pytest.raises(EventQueueExists):
        begin_provisioning(asked(suffix="other"), queueing)


def test_a_queue_that_could_not_be_made_says_so(recorded: Recorded, queueing: Queueing) -> None:
    begun = begin_provisioning(asked(), queueing)
    fail_provisioning(SCOPE, begun, queueing)
    assert recorded.queue == begun.but(status=EventQueueStatus.FAILED)
    recorded.queue = in_use = begun.active("https://sqs/x", at=THEN)
    fail_provisioning(SCOPE, begun, queueing)
    assert recorded.queue == in_use


def test_a_queue_leaves_the_record_once_it_is_removed(recorded: Recorded, queueing: Queueing) -> None:
    recorded.queue = a_queue()
    begun = begin_removal(SCOPE, queueing)
    assert recorded.queue == begun == a_queue(status=EventQueueStatus.DEPROVISIONING)
    assert begin_removal(SCOPE, queueing) == begun
    finish_removal(SCOPE, begun, queueing)
    finish_removal(SCOPE, begun, queueing)
    assert recorded.queue is None
    with pytest.raises(EventQueueNotFound):
        begin_removal(SCOPE, queueing)


def test_one_that_is_leaving_is_not_given_again(recorded: Recorded, queueing: Queueing) -> None:
    begun = begin_provisioning(asked(), queueing)
    for status in (EventQueueStatus.DEPROVISIONING, None):
        recorded.queue = begun.but(status=status) if status else None
        with pytest.raises(EventQueueIsLeaving):
            finish_provisioning(SCOPE, begun, "https://sqs/x", queueing)
    recorded.queue = begun.but(status=EventQueueStatus.DEPROVISIONING)
    with pytest.raises(EventQueueIsLeaving):
        begin_provisioning(asked(), queueing)


def test_one_that_is_being_made_is_not_removed_meanwhile(recorded: Recorded, queueing: Queueing) -> None:
    recorded.queue = a_queue(status=EventQueueStatus.PROVISIONING, updated_at=THEN - MINUTE / 2)
    with pytest.raises(EventQueueInTheMaking):
        begin_removal(SCOPE, queueing)
    recorded.queue = a_queue(status=EventQueueStatus.PROVISIONING, updated_at=THEN - MINUTE)
    assert begin_removal(SCOPE, queueing).status is EventQueueStatus.DEPROVISIONING


def test_a_late_removal_takes_no_other_queue_away(recorded: Recorded, queueing: Queueing) -> None:
    recorded.queue = a_queue()
    begun = begin_removal(SCOPE, queueing)
    recorded.queue = other = a_queue(queue_name="another", status=EventQueueStatus.DEPROVISIONING)
    finish_removal(SCOPE, begun, queueing)
    assert recorded.queue == other


def test_what_a_queue_hears_of_is_said_from_its_beginning_to_its_end() -> None:
    listeners = MemoryListeners()
    queueing = Queueing(queues=Recorded(), listeners=listeners, service=MemoryQueues(), clock=FixedClock(THEN))
    begun = begin_provisioning(asked(event_types=("plan.deleted", "plan.created")), queueing)
    assert listeners.said == {"event-queue": ("PLAN_CREATED", "PLAN_DELETED")}
    finish_provisioning(SCOPE, begun, "https://sqs/x", queueing)
    begin_provisioning(asked(event_types=("plan.created",)), queueing)
    assert listeners.said == {"event-queue": ("PLAN_CREATED",)}
    begin_removal(SCOPE, queueing)
    assert listeners.said == {"event-queue": ()}


def test_webhooks_that_are_paused_still_listen() -> None:
    on, off = a_webhook(event_types=("A",)), a_webhook(event_types=("B",), status=WebhookStatus.INACTIVE)
    listeners = MemoryListeners()
    say_what_webhooks_hear(SCOPE, [on, off, off.but(event_types=("C",), paused_at=THEN)], listeners)
    assert listeners.said == {"webhooks": ("A", "C")}
