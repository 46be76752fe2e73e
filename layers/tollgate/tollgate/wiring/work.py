"""The operation at work: its clock, its ids, its session and the one transaction it ends in."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from tollgate.shared.clock import Clock, SystemClock
from tollgate.shared.errors import ConcurrentChange, DomainError
from tollgate.shared.events import EventBus, EventRecorder
from tollgate.shared.idempotency import Answers
from tollgate.shared.ids import Ids, RandomIds, SteadyIds
from tollgate.shared.scope import Actor, ActorType, WorkflowCause
from tollgate.storage.lean_client import LeanClient
from tollgate.storage.pausing import pause
from tollgate.storage.tables import TABLES
from tollgate.wiring.credentials import aws_credentials, dynamodb_endpoint

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.shared.following import OnceRecorder
    from tollgate.storage.outbox import DynamoEventRecorder
    from tollgate.storage.session import Session

Result = TypeVar("Result")

_ATTEMPTS = 12

_clock: Clock = SystemClock()
_ids: Ids = RandomIds()


@dataclass
class Work:
    """One attempt at one operation: its session, and who causes it: by which API key or run, where it is one.

    `request_key` is what names the request, the same where it is sent again; None where nothing does. What only reads
    what is committed never has a session, which takes as long to import as all else of it.
    """

    token: str
    actor: ActorType
    actor_id: str | None
    trace_id: str | None
    ids: Ids
    request_key: str | None = None
    workflow: WorkflowCause | None = None
    _session: "Session | None" = None

    @property
    def session(self) -> "Session":
        """Return the session, which begins where it is first asked for."""
        if self._session is None:
            from tollgate.storage.session import Session

            self._session = Session(token=self.token)
        return self._session

    @property
    def event_names(self) -> list[str]:
        """Return the names of the events that were staged."""
        return self._session.event_names if self._session is not None else []

    def discard(self) -> None:
        """Forget everything that was staged."""
        if self._session is not None:
            self._session.discard()

    def commit(self) -> bool:
        """Commit what was staged; tell whether it was, False where the race was lost."""
        if self._session is None:
            return True
        from tollgate.storage.session import LostRace

        try:
            self._session.commit()
        except LostRace:
            return False
        return True


_work: ContextVar[Work] = ContextVar("work")


@cache
def _bind() -> None:
    names = {
        "documents": os.environ["DOCUMENTS_TABLE"],
        "live": os.environ["LIVE_TABLE"],
        "ledger": os.environ["LEDGER_TABLE"],
        "occurrences": os.environ["OCCURRENCES_TABLE"],
        "outbox": os.environ["OUTBOX_TABLE"],
    }
    region = os.environ["AWS_REGION"]
    TABLES.bind(names, LeanClient(dynamodb_endpoint(region), region, aws_credentials))


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
    workflow: WorkflowCause | None = None,
) -> Iterator[Work]:
    """Begin one attempt at one operation: repositories made inside share its session."""
    _bind()
    work = Work(
        token=_ids.uuid(),
        actor=actor,
        actor_id=actor_id,
        trace_id=trace_id,
        ids=ids or _ids,
        request_key=request_key,
        workflow=workflow,
    )
    token = _work.set(work)
    try:
        yield work
    finally:
        _work.reset(token)


@contextmanager
def alongside() -> Iterator[Work]:
    """Begin work of the same actor whose writes go with the transaction of another: it is not committed by itself."""
    work = _work.get()
    with working(actor=work.actor, actor_id=work.actor_id, trace_id=work.trace_id, workflow=work.workflow) as own:
        yield own


def transact(
    operation: Callable[[], Result],
    *,
    actor: ActorType,
    actor_id: str | None = None,
    trace_id: str | None = None,
    request_key: str | None = None,
    workflow: WorkflowCause | None = None,
) -> Result:
    """Run an operation and commit what it staged in one transaction; a lost race runs it again from its loads.

    Raises `ConcurrentChange` where it lost twelve times, and whatever the operation raises.
    """
    steady = SteadyIds(_ids)
    for attempt in range(_ATTEMPTS):
        steady.start_again()
        with working(
            actor=actor, actor_id=actor_id, trace_id=trace_id, ids=steady, request_key=request_key, workflow=workflow
        ) as work:
            try:
                result = operation()
            except DomainError as refused:
                tell_of(refused)
                if work.commit():
                    raise
            else:
                if work.commit():
                    return result
        pause(attempt)
    raise ConcurrentChange("Others are changing the same documents; send the request again")


def tell_of(refused: DomainError) -> None:
    """Stage what is told of a refusal in the place of everything that the operation had staged."""
    _work.get().discard()
    for scope, event in refused.told:
        events().record(scope, event)


def session() -> "Session":
    """Return the session of the operation at work."""
    return _work.get().session


def event_names_at_work() -> list[str]:
    """Return the names of the events that the operation at work has staged so far."""
    return _work.get().event_names


def events() -> EventRecorder:
    """Return the recorder that stages events with the changes of the operation at work."""
    return _recorder()


def events_once() -> "OnceRecorder":
    """Return the recorder of events that follow from what a stream tells, perhaps twice."""
    return _recorder()


def _recorder() -> "DynamoEventRecorder":
    from tollgate.storage.outbox import DynamoEventRecorder

    work = _work.get()
    actor = Actor(type=work.actor, id=work.actor_id, workflow=work.workflow)
    return DynamoEventRecorder(work.session, ids=_ids, clock=_clock, actor=actor, trace_id=work.trace_id)


def answers() -> Answers:
    """Return the kept answers to requests with an Idempotency-Key."""
    from tollgate.storage.idempotency import DynamoAnswers

    return DynamoAnswers(session())


@cache
def event_bus() -> EventBus:
    """Return the bus that events leave through."""
    from tollgate.integrations.event_bus import EventBridgeBus

    return EventBridgeBus(os.environ["EVENT_BUS_NAME"], region=os.environ["AWS_REGION"])
