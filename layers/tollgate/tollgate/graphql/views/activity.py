"""The activity log, as GraphQL shows it."""

from datetime import datetime
from typing import Any, NamedTuple

from tollgate.activity.entry import LogEntry
from tollgate.graphql.loader import Loader
from tollgate.shared.entity import wire_instant
from tollgate.shared.scope import ActorType


class EventRequestView(NamedTuple):
    """`EventRequest`: which request caused the event. What it said and was answered is not kept."""

    trace_id: str
    body: None = None
    response: None = None


class EventWebhookView(NamedTuple):
    """`EventWebhook`: a webhook that the event was sent to, and its present endpoint. Deleted ones are not shown."""

    id: str
    endpoint: str


class EventActorView:
    """`EventActorInfo`: who caused the event. There are no people yet: it is a key, a workflow's run, or ourselves."""

    email = None
    ip_address = None
    name = None

    def __init__(self, entry: LogEntry, loader: Loader) -> None:
        self.type = entry.event.actor
        self.api_key_id = entry.event.actor_id
        self._run = entry.event.workflow
        self._loader = loader

    @property
    def workflow_id(self) -> str | None:
        return self._run.workflow_id if self._run is not None else None

    @property
    def workflow_name(self) -> str | None:
        return self._run.workflow_name if self._run is not None else None

    @property
    def workflow_execution_id(self) -> str | None:
        return self._run.run_id if self._run is not None else None

    @property
    def workflow_execution_time(self) -> str | None:
        return wire_instant(self._run.started_at) if self._run is not None else None

    @property
    def scoped_key_id(self) -> str | None:
        return self.api_key_id if self.type is ActorType.SCOPED_KEY else None

    @property
    def scoped_key_name(self) -> str | None:
        return self._loader.key_names.get(self.scoped_key_id) if self.scoped_key_id is not None else None


class EventLogView:
    """`EventLog`: what happened, to what, by whom, and how it was before and is now.

    `createdAt` is when it was recorded; `occurredAt` when it happened, by its customer's clock.
    """

    def __init__(self, entry: LogEntry, loader: Loader) -> None:
        self._entry, self._event, self._loader = entry, entry.event, loader
        loader.told.announce(entry.event.id)

    @property
    def webhooks(self) -> list[EventWebhookView]:
        told, endpoints = self._loader.told.get(self._event.id), self._loader.endpoints
        return [EventWebhookView(each, endpoints[each]) for each in told if each in endpoints]

    @property
    def id(self) -> str:
        return self._event.id

    @property
    def account_id(self) -> str:
        return self._event.scope.account_id

    @property
    def environment_id(self) -> str:
        return self._event.scope.environment_id

    @property
    def actor(self) -> EventActorView:
        return EventActorView(self._entry, self._loader)

    @property
    def created_at(self) -> datetime:
        return self._event.recorded_at

    @property
    def occurred_at(self) -> datetime:
        return self._event.occurred_at

    @property
    def entity_id(self) -> str:
        return self._entry.entity_id

    @property
    def entity_type(self) -> str | None:
        return self._entry.entity_type

    @property
    def event_log_type(self) -> str:
        return self._event.type

    @property
    def parent_entity_id(self) -> str | None:
        return self._event.parent_id

    @property
    def payload(self) -> dict[str, Any]:
        return self._event.payload

    @property
    def before(self) -> dict[str, Any] | None:
        return self._event.before

    @property
    def version(self) -> int:
        return self._event.version

    @property
    def trace_id(self) -> str | None:
        return self._event.trace_id

    @property
    def request(self) -> EventRequestView | None:
        return EventRequestView(self._event.trace_id) if self._event.trace_id is not None else None
