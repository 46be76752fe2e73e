"""An environment: an isolated space of an account."""

from enum import StrEnum

from tollgate.shared.entity import Entity, Instant
from tollgate.shared.scope import Scope


class EnvironmentType(StrEnum):
    """What an environment is for; it never changes."""

    DEVELOPMENT = "DEVELOPMENT"
    SANDBOX = "SANDBOX"
    PRODUCTION = "PRODUCTION"


class Environment(Entity):
    """An isolated space: its catalogue, customers, subscriptions and keys meet nothing of another environment.

    `id` is part of every key of its data; `slug` is the name people give it, unique in its account. Neither changes.
    """

    account_id: str
    id: str
    slug: str
    display_name: str
    type: EnvironmentType
    created_at: Instant

    @property
    def scope(self) -> Scope:
        """Return the scope of everything in the environment."""
        return Scope(account_id=self.account_id, environment_id=self.id)
