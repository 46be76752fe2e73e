"""Whose data is meant, and who asks."""

from enum import StrEnum

from tollgate.shared.entity import Instant, Value


class Scope(Value):
    """An account and one of its environments: the isolated space every document, key and read belongs to."""

    account_id: str
    environment_id: str


class KeyKind(StrEnum):
    """What an API key may do: everything, read what a browser needs, or what its permissions list."""

    FULL = "FULL"
    PUBLISHABLE = "PUBLISHABLE"
    SCOPED = "SCOPED"


class ActorType(StrEnum):
    """Who caused a change, as the activity log names it."""

    APP_SERVER = "APP_SERVER"
    APP_CUSTOMER = "APP_CUSTOMER"
    SCOPED_KEY = "SCOPED_KEY"
    SCHEDULER = "SCHEDULER"
    IMPORT = "IMPORT"
    SYSTEM = "SYSTEM"
    WORKFLOW = "WORKFLOW"


class WorkflowCause(Value):
    """The run of a workflow that caused a change; `depth` is how many runs led to one another until it."""

    workflow_id: str
    workflow_name: str
    run_id: str
    started_at: Instant
    depth: int


class Actor(Value):
    """Who caused a change: what kind of actor, and which API key or run where it is one."""

    type: ActorType
    id: str | None = None
    workflow: WorkflowCause | None = None


class Caller(Value):
    """An authenticated caller: the key's scope, id, kind and, for scoped keys, its permissions (`CUSTOMER:READ`)."""

    scope: Scope
    key_id: str
    kind: KeyKind
    permissions: tuple[str, ...] = ()

    @property
    def actor(self) -> ActorType:
        """Return who the activity log names for changes made with this key."""
        match self.kind:
            case KeyKind.FULL:
                return ActorType.APP_SERVER
            case KeyKind.PUBLISHABLE:
                return ActorType.APP_CUSTOMER
            case KeyKind.SCOPED:
                return ActorType.SCOPED_KEY
