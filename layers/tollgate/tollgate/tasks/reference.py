"""Which task a message is about."""

from typing import Self

from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class TaskReference(Value):
    """A task of an environment. It says nothing of how far the task is: that is read from the task."""

    account_id: str
    environment_id: str
    task_id: str

    @property
    def scope(self) -> Scope:
        """Return the environment the task belongs to."""
        return Scope(account_id=self.account_id, environment_id=self.environment_id)

    @classmethod
    def to(cls, scope: Scope, task_id: str) -> Self:
        """Return the reference to a task of an environment."""
        return cls(account_id=scope.account_id, environment_id=scope.environment_id, task_id=task_id)
