"""An assignment as it is asked for: what is left out stays as it is."""

from decimal import Decimal

from tollgate.governance.assignment import Assignment, AssignmentKey, Target
from tollgate.governance.cadence import cadence_of
from tollgate.governance.hierarchy import Move
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import BadUserInput, InvalidInput

MOST_IN_SCOPE = 10


class NewAssignment(Value):
    """What is sent of an assignment; `sent` names the fields that are, of those that may be left out."""

    entity_id: str
    feature_id: str | None = None
    currency_id: str | None = None
    scope_entity_ids: tuple[str, ...] = ()
    parent_id: str | None = None
    usage_limit: Amount | None = None
    cadence: str | None = None
    sent: frozenset[str] = frozenset()

    @property
    def target(self) -> Target:
        """Return what the budget is of."""
        if self.feature_id is not None:
            return Target.feature(self.feature_id)
        return Target.currency(self.currency_id or "")

    def key(self, customer_id: str) -> AssignmentKey:
        """Return what makes it the same one: the scope is a set."""
        return AssignmentKey(customer_id, self.target, self.entity_id, tuple(sorted(set(self.scope_entity_ids))))

    def move(self, path: str) -> Move | None:
        """Return where its entity is to stand, None where it stays."""
        return Move(self.entity_id, self.parent_id, f"{path}.parentId") if "parent_id" in self.sent else None

    def checked(self, path: str) -> "NewAssignment":
        """Return the assignment; raises `InvalidInput` naming what no assignment can have."""
        if (self.feature_id is None) is (self.currency_id is None):
            raise BadUserInput("Send either featureId or currencyId", field=f"{path}.featureId")
        if self.usage_limit is not None and self.usage_limit < Decimal(0):
            raise InvalidInput(f"{path}.usageLimit must be 0 or more", field=f"{path}.usageLimit")
        if self.cadence is not None and cadence_of(self.cadence) is None:
            message = f"{path}.cadence must be an ISO 8601 duration of one unit, up to ten years: P1M, P30D, PT1M"
            raise InvalidInput(message, field=f"{path}.cadence")
        if len(set(self.scope_entity_ids)) > MOST_IN_SCOPE:
            message = f"{path}.scopeEntityIds holds at most {MOST_IN_SCOPE} ids"
            raise InvalidInput(message, field=f"{path}.scopeEntityIds")
        if self.entity_id in self.scope_entity_ids:
            raise InvalidInput(f"{path}.scopeEntityIds holds the entity itself", field=f"{path}.scopeEntityIds")
        return self

    def created(self, customer_id: str, path: str, *, assignment_id: str, now: Instant) -> Assignment:
        """Return the new assignment; raises `InvalidInput` where its limit or its cadence was left out."""
        if "usage_limit" not in self.sent or self.cadence is None:
            field = f"{path}.{'cadence' if 'usage_limit' in self.sent else 'usageLimit'}"
            raise InvalidInput(f"{field} is required of a new assignment", field=field)
        return Assignment(
            id=assignment_id,
            customer_id=customer_id,
            entity_id=self.entity_id,
            feature_id=self.feature_id,
            currency_id=self.currency_id,
            scope_entity_ids=self.key(customer_id).scope,
            usage_limit=self.usage_limit,
            cadence=self.cadence,
            counts_from=now,
            created_at=now,
            updated_at=now,
        )

    def changed(self, former: Assignment, *, now: Instant) -> Assignment:
        """Return a former assignment with what is sent; another cadence begins to count now."""
        changed = former
        if "usage_limit" in self.sent:
            changed = changed.but(usage_limit=self.usage_limit)
        if self.cadence is not None and self.cadence != former.cadence:
            changed = changed.but(cadence=self.cadence, counts_from=now)
        return changed.but(updated_at=now) if changed != former else former
