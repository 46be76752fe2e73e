"""What comes to workflows by queue, beside events."""

from enum import StrEnum

from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope


class MessageKind(StrEnum):
    """WAKE brings a run another turn, SCHEDULE starts a workflow at its time."""

    WAKE = "WAKE"
    SCHEDULE = "SCHEDULE"


class RunTurn(Value):
    """Which run is to have a turn."""

    account_id: str
    environment_id: str
    run_id: str

    @property
    def scope(self) -> Scope:
        """Return the environment of the run."""
        return Scope(account_id=self.account_id, environment_id=self.environment_id)


class InboxMessage(Value):
    """A message of the clock. `at` is the instant that a schedule meant."""

    kind: MessageKind
    account_id: str
    environment_id: str
    run_id: str | None = None
    workflow_id: str | None = None
    trigger_id: str | None = None
    at: Instant | None = None

    @property
    def scope(self) -> Scope:
        """Return the environment that is meant."""
        return Scope(account_id=self.account_id, environment_id=self.environment_id)
