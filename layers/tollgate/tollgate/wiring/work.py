"""The operation at work: its clock, its ids, its session and the one transaction it ends in."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from tollgate.shared.clock import Clock, SystemClock
from tollgate.shared.errors import ConcurrentChange, DomainError
from tollgate.shared.events import EventBus, EventRecorder, Outbox, RecordedEvent
from tollgate.shared.idempotency import Answers
from tollgate.shared.ids import Ids, RandomIds, SteadyIds
from tollgate.shared.scope import Actor, ActorType
from tollgate.storage.batch import pause
from tollgate.storage.models import bind_tables
from tollgate.storage.session import LostRace, Session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.activity.ports import ActivityLog

Result = TypeVar("Result")

_ATTEMPTS = 12

_clock: Clock = SystemClock()
_ids: Ids = RandomIds()


@dataclass(frozen=True)
class Work:
    """One attempt at one operation: its session, and who causes it: by which API key, where it is one.

    `request_key` is what names the request, the same where it is sent again; None where nothing does.
    """

    session: Session
    actor: ActorType
    actor_id: str | None
    trace_id: str | None
    ids: Ids
    request_key: str | None = None


_work: ContextVar[Work] = ContextVar("work")


@cache
def _bind() -> None:
    bind_tables(
        {
            "documents": os.environ["DOCUMENTS_TABLE"],
            "live": os.environ["LIVE_TABLE"],
            "occurrences": os.environ["OCCURRENCES_TABLE"],
            "outbox": os.environ["OUTBOX_TABLE"],
        },
        region=os.environ["AWS_REGION"],
    )


def start_afresh(*, clock: Clock | None = None, ids: Ids | None = None) -> None:
    """Forget the process's clock, ids and connections, and take others where given."""
    global _clock, _ids
    _clock = clock or SystemClock()
    _ids = ids or RandomIds()
    _bind.cache_clear()
    event_bus.cache_clear()


def clock() -> Clock:
    """Return the clock."""
    return _clock


def ids() -> Ids:
    """Return the maker of ids: of the operation at work, where there is one."""
    work = _work.get(None)
    return work.ids if work is not None else _ids


def request_key() -> str | None:
    """Return what names the request at work, the same where it is sent again; None where nothing does."""
    return _work.get().request_key


@contextmanager
def working(
    *,
    actor: ActorType,
    actor_id: str | None = None,
    trace_id: str | None = None,
    ids: Ids | None = None,
    request_key: str | None = None,
) -> Iterator[Work]:
    """Begin one attempt at one operation: repositories made inside share its session."""
    _bind()
    work = Work(
        session=Session(token=_ids.uuid()),
        actor=actor,
        actor_id=actor_id,
        trace_id=trace_id,
        ids=ids or _ids,
        request_key=request_key,
    )
    token = _work.set(work)
    try:
        yield work
    finally:
        _work.reset(token)


def transact(
    operation: Callable[[], Result],
    *,
    actor: ActorType,
    actor_id: str | None = None,
    trace_id: str | None = None,
    request_key: str | None = None,
) -> Result:
    """Run an operation and commit what it staged in one transaction; a lost race runs it again from its loads.

    Raises `ConcurrentChange` where it lost twelve times, and whatever the operation raises.
    """
    steady = SteadyIds(_ids)
    for attempt in range(_ATTEMPTS):
        steady.start_again()
        with working(actor=actor, actor_id=actor_id, trace_id=trace_id, ids=steady, request_key=request_key) as work:
            try:
                result = operation()
            except DomainError as refused:
                tell_of(refused)
                work.session.commit()
                raise
            try:
                work.session.commit()
            except LostRace:
                pause(attempt)
                continue
            return result
    raise ConcurrentChange("Others are changing the same documents; send the request again")


def tell_of(refused: DomainError) -> None:
    """Stage what is told of a refusal in the place of everything that the operation had staged."""
    session().discard()
    for scope, event in refused.told:
        events().record(scope, event)


def session() -> Session:
    """Return the session of the operation at work."""
    return _work.get().session


def events() -> EventRecorder:
    """Return the recorder that stages events with the changes of the operation at work."""
    from tollgate.storage.outbox import DynamoEventRecorder

    work = _work.get()
    actor = Actor(type=work.actor, id=work.actor_id)
    return DynamoEventRecorder(work.session, ids=_ids, clock=_clock, actor=actor, trace_id=work.trace_id)


def answers() -> Answers:
    """Return the kept answers to requests with an Idempotency-Key."""
    from tollgate.storage.idempotency import DynamoAnswers

    return DynamoAnswers(session())


def outbox() -> Outbox:
    """Return the events of the last 30 days."""
    from tollgate.storage.outbox import DynamoOutbox

    return DynamoOutbox()


def activity_log() -> "ActivityLog":
    """Return what happened in the last 30 days, as people look it up."""
    from tollgate.storage.activity import DynamoActivityLog

    return DynamoActivityLog(_clock)


def streamed_events(records: Iterable[Mapping[str, Any]]) -> list[RecordedEvent]:
    """Return the events that records of the outbox table's stream tell of."""
    from tollgate.storage.outbox import event_of_image

    return [event_of_image(record["dynamodb"]["NewImage"]) for record in records]


@cache
def event_bus() -> EventBus:
    """Return the bus that events leave through."""
    from tollgate.integrations.event_bus import EventBridgeBus

    return EventBridgeBus(os.environ["EVENT_BUS_NAME"], region=os.environ["AWS_REGION"])
