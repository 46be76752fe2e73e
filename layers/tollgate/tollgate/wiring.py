"""The composition root: the only module that reads the environment and joins ports with storage."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from tollgate.shared.clock import Clock, SystemClock
from tollgate.shared.errors import ConcurrentChange
from tollgate.shared.events import EventBus, EventRecorder, Outbox, RecordedEvent
from tollgate.shared.idempotency import Answers
from tollgate.shared.ids import Ids, RandomIds
from tollgate.shared.scope import ActorType
from tollgate.storage.batch import pause
from tollgate.storage.models import bind_tables
from tollgate.storage.session import LostRace, Session

if TYPE_CHECKING:  # the check handler starts without what it does not need
    from tollgate.catalog.ports import (
        FeatureRepository,
        PlanRepository,
        PlanVersions,
        ProductRepository,
        SubscriptionUse,
    )
    from tollgate.customers.ports import AccessRepository, CustomerRepository
    from tollgate.entitlements.ports import KnownFeatures, LiveReader, UsageBuckets
    from tollgate.environments.ports import ApiKeyRepository, EnvironmentRepository
    from tollgate.graphql.limits import Limits
    from tollgate.shared.secret import Secrets
    from tollgate.storage.subscriptions import SubscriptionFacts
    from tollgate.subscriptions.ports import DueIndex, DueQueue, SubscriptionRepository
    from tollgate.usage.report import Metering

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
    plan_versions.cache_clear()
    known_features.cache_clear()
    _subscription_facts.cache_clear()
    due_queue.cache_clear()
    event_bus.cache_clear()


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
    from tollgate.storage.outbox import DynamoEventRecorder

    work = _work.get()
    return DynamoEventRecorder(work.session, ids=_ids, actor=work.actor, trace_id=work.trace_id)


def answers() -> Answers:
    """Return the kept answers to requests with an Idempotency-Key."""
    from tollgate.storage.idempotency import DynamoAnswers

    return DynamoAnswers(session())


def features() -> "FeatureRepository":
    """Return the features."""
    from tollgate.storage.features import DynamoFeatures

    return DynamoFeatures(session())


# Catalogue


def products() -> "ProductRepository":
    """Return the products."""
    from tollgate.storage.products import DynamoProducts

    return DynamoProducts(session())


def plans() -> "PlanRepository":
    """Return the plans."""
    from tollgate.storage.plans import DynamoPlans

    return DynamoPlans(session(), plan_versions())


@cache
def plan_versions() -> "PlanVersions":
    """Return the published plan versions, one reader for the process: it keeps those it has seen."""
    from tollgate.storage.plan_versions import DynamoPlanVersions

    return DynamoPlanVersions()


# Metering


def access() -> "AccessRepository":
    """Return what customers and their resources may use right now."""
    from tollgate.storage.access import DynamoAccess

    return DynamoAccess(session())


def live_reader() -> "LiveReader":
    """Return the reader of access and usage as they are right now."""
    from tollgate.storage.live import DynamoLiveReader

    return DynamoLiveReader()


def usage_buckets() -> "UsageBuckets":
    """Return the usage by the hour."""
    from tollgate.storage.usage_buckets import DynamoUsageBuckets

    return DynamoUsageBuckets()


@cache
def known_features() -> "KnownFeatures":
    """Return the features as this process knows them, one directory for the process."""
    from tollgate.storage.known_features import DynamoKnownFeatures

    return DynamoKnownFeatures()


def metering() -> "Metering":
    """Return what reporting works with."""
    from tollgate.storage.usage import DynamoMeasurementRecorder
    from tollgate.usage.report import Metering

    return Metering(
        live=live_reader(),
        buckets=usage_buckets(),
        recorder=DynamoMeasurementRecorder(_ids),
        plans=plan_versions(),
        features=known_features(),
    )


# Customers and subscriptions


def customers() -> "CustomerRepository":
    """Return the customers."""
    from tollgate.storage.customers import DynamoCustomers

    return DynamoCustomers(session())


def subscriptions() -> "SubscriptionRepository":
    """Return the subscriptions."""
    from tollgate.storage.subscriptions import DynamoSubscriptions

    return DynamoSubscriptions(session(), _subscription_facts())


@cache
def _subscription_facts() -> "SubscriptionFacts":
    from tollgate.storage.subscriptions import SubscriptionFacts

    return SubscriptionFacts()


def subscription_use() -> "SubscriptionUse":
    """Return whether products are subscribed to."""
    from tollgate.storage.subscription_use import DynamoSubscriptionUse

    return DynamoSubscriptionUse(session())


def due() -> "DueIndex":
    """Return what waits for an instant."""
    from tollgate.storage.due import DynamoDue

    return DynamoDue(session())


@cache
def due_queue() -> "DueQueue":
    """Return the queue for what has fallen due."""
    from tollgate.integrations.due_queue import SqsDueQueue

    return SqsDueQueue(os.environ["DUE_QUEUE_URL"], region=os.environ["AWS_REGION"])


# Tenancy and operations


def environments() -> "EnvironmentRepository":
    """Return the environments."""
    from tollgate.storage.environments import DynamoEnvironments

    return DynamoEnvironments(session())


def api_keys() -> "ApiKeyRepository":
    """Return the API keys."""
    from tollgate.storage.api_keys import DynamoApiKeys

    return DynamoApiKeys(session())


def secrets() -> "Secrets":
    """Return the maker of secrets."""
    from tollgate.shared.secret import RandomSecrets

    return RandomSecrets()


def outbox() -> Outbox:
    """Return the events of the last 30 days."""
    from tollgate.storage.outbox import DynamoOutbox

    return DynamoOutbox()


def streamed_events(records: Iterable[Mapping[str, Any]]) -> list[RecordedEvent]:
    """Return the events that records of the outbox table's stream tell of."""
    from tollgate.storage.outbox import event_of_image

    return [event_of_image(record["dynamodb"]["NewImage"]) for record in records]


@cache
def event_bus() -> EventBus:
    """Return the bus that events leave through."""
    from tollgate.integrations.event_bus import EventBridgeBus

    return EventBridgeBus(os.environ["EVENT_BUS_NAME"], region=os.environ["AWS_REGION"])


# GraphQL


def graphql_limits() -> "Limits":
    """Return how large a GraphQL request may be."""
    from tollgate.graphql.limits import Limits

    return Limits.model_validate(
        {
            "document_bytes": os.environ["GRAPHQL_DOCUMENT_BYTES"],
            "depth": os.environ["GRAPHQL_DEPTH"],
            "aliases": os.environ["GRAPHQL_ALIASES"],
            "root_fields": os.environ["GRAPHQL_ROOT_FIELDS"],
            "operations": os.environ["GRAPHQL_OPERATIONS"],
            "operation_name": os.environ["GRAPHQL_OPERATION_NAME"],
        }
    )
