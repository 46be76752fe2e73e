"""The composition root: the only module that reads the environment and joins ports with storage."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from tollgate.catalog.ports import FeatureRepository
from tollgate.shared.clock import Clock, SystemClock
from tollgate.shared.errors import ConcurrentChange
from tollgate.shared.events import EventRecorder
from tollgate.shared.idempotency import Answers
from tollgate.shared.ids import Ids, RandomIds
from tollgate.shared.scope import ActorType
from tollgate.storage.features import DynamoFeatures
from tollgate.storage.idempotency import DynamoAnswers
from tollgate.storage.models import bind_tables
from tollgate.storage.outbox import DynamoEventRecorder
from tollgate.storage.session import LostRace, Session, pause

Result = TypeVar("Result")

_ATTEMPTS = 12

_clock: Clock = SystemClock()
_ids: Ids = RandomIds()


@dataclass(frozen=True)
class Work:
    """One attempt at one operation: its session, and who causes it."""

    session: Session
    actor: ActorType
    trace_id: str | None


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


def reset(*, clock: Clock | None = None, ids: Ids | None = None) -> None:
    """Start afresh, as a cold Lambda does, with another clock or other ids where given. For servers and tests."""
    global _clock, _ids
    _clock = clock or SystemClock()
    _ids = ids or RandomIds()
    _bind.cache_clear()


def clock() -> Clock:
    """Return the clock."""
    return _clock


def ids() -> Ids:
    """Return the maker of ids."""
    return _ids


@contextmanager
def working(*, actor: ActorType, trace_id: str | None = None) -> Iterator[Work]:
    """Begin one attempt at one operation: repositories made inside share its session."""
    _bind()
    work = Work(session=Session(token=_ids.uuid()), actor=actor, trace_id=trace_id)
    token = _work.set(work)
    try:
        yield work
    finally:
        _work.reset(token)


def transact(operation: Callable[[], Result], *, actor: ActorType, trace_id: str | None = None) -> Result:
    """Run an operation and commit what it staged in one transaction; a lost race runs it again from its loads.

    Raises `ConcurrentChange` where it lost twelve times, and whatever the operation raises.
    """
    for attempt in range(_ATTEMPTS):
        with working(actor=actor, trace_id=trace_id) as work:
            result = operation()
            try:
                work.session.commit()
            except LostRace:
                pause(attempt)
                continue
            return result
    raise ConcurrentChange("Others are changing the same documents; send the request again")


def session() -> Session:
    """Return the session of the operation at work."""
    return _work.get().session


def events() -> EventRecorder:
    """Return the recorder that stages events with the changes of the operation at work."""
    work = _work.get()
    return DynamoEventRecorder(work.session, ids=_ids, actor=work.actor, trace_id=work.trace_id)


def answers() -> Answers:
    """Return the kept answers to requests with an Idempotency-Key."""
    return DynamoAnswers(session())


def features() -> FeatureRepository:
    """Return the features."""
    return DynamoFeatures(session())
