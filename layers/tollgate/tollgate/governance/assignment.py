"""An assignment: how much of a feature or a currency an entity may use in each window of a cadence."""

from enum import StrEnum
from typing import NamedTuple

from tollgate.shared.entity import Amount, Entity, Instant


class TargetKind(StrEnum):
    """What a budget is of: usage of a feature, or credits of a currency."""

    FEATURE = "F"
    CURRENCY = "C"


class Target(NamedTuple):
    """The feature or the currency that a budget is of."""

    kind: TargetKind
    id: str

    @classmethod
    def feature(cls, feature_id: str) -> "Target":
        """Return a feature."""
        return cls(TargetKind.FEATURE, feature_id)

    @classmethod
    def currency(cls, currency_id: str) -> "Target":
        """Return a currency."""
        return cls(TargetKind.CURRENCY, currency_id)

    @property
    def feature_id(self) -> str | None:
        """Return the feature, None where it is a currency."""
        return self.id if self.kind is TargetKind.FEATURE else None

    @property
    def currency_id(self) -> str | None:
        """Return the currency, None where it is a feature."""
        return self.id if self.kind is TargetKind.CURRENCY else None


class AssignmentKey(NamedTuple):
    """What makes an assignment the same one. The scope is a set of entities, given in the order of their ids."""

    customer_id: str
    target: Target
    entity_id: str
    scope: tuple[str, ...] = ()


class Assignment(Entity):
    """A budget of an entity; without a `usage_limit` its usage is counted and never denied.

    An empty scope is the node-wide budget, which counts everything. Any other counts only what is attributed to all
    entities of the scope too. Windows that are not the calendar's are counted from `counts_from`: the assignment's
    creation, or the latest change of its cadence.
    """

    id: str
    customer_id: str
    entity_id: str
    feature_id: str | None = None
    currency_id: str | None = None
    scope_entity_ids: tuple[str, ...] = ()
    usage_limit: Amount | None = None
    cadence: str
    counts_from: Instant
    created_at: Instant
    updated_at: Instant

    @property
    def target(self) -> Target:
        """Return what the budget is of."""
        if self.feature_id is not None:
            return Target.feature(self.feature_id)
        return Target.currency(self.currency_id or "")

    @property
    def key(self) -> AssignmentKey:
        """Return what makes it the same one."""
        return AssignmentKey(self.customer_id, self.target, self.entity_id, self.scope_entity_ids)
