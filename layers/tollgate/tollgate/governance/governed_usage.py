"""What is used of a budget, as whoever counts in it is told."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from tollgate.governance.budget import Budget
from tollgate.shared.entity import Amount, Instant, Value


class GovernedUsage(Value):
    """What is used of a budget that something counted in, in the units of its limit.

    `resource_id` is that of what counted, None where it was of several, or of none.
    """

    customer_id: str
    resource_id: str | None
    entity_id: str
    assignment_id: str
    scope_entity_ids: tuple[str, ...]
    feature_id: str | None
    currency_id: str | None
    current_usage: Amount
    updated_at: Instant

    @classmethod
    def of(cls, budget: Budget, used: Decimal, *, resource_id: str | None, at: datetime | None) -> Self:
        """Return what is `used` of a budget in which something counted last `at` an instant, None where nothing did."""
        assignment = budget.assignment
        return cls(
            customer_id=assignment.customer_id,
            resource_id=resource_id,
            entity_id=assignment.entity_id,
            assignment_id=assignment.id,
            scope_entity_ids=assignment.scope_entity_ids,
            feature_id=assignment.feature_id,
            currency_id=assignment.currency_id,
            current_usage=used,
            updated_at=at or assignment.updated_at,
        )
