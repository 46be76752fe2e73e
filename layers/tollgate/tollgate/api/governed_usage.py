"""Budgets of entities on the wire, as answers to what counted in them tell them."""

from typing import Self

from tollgate.governance.governed_usage import GovernedUsage
from tollgate.shared.entity import Amount, Instant, Value


class GovernedUsageView(Value):
    """What is used of the budget of an entity that measurements, or consumed credits, counted for."""

    entity_id: str
    entitlement_id: str
    scope_entity_ids: list[str]
    customer_id: str
    resource_id: str | None
    feature_id: str | None
    currency_id: str | None
    current_usage: Amount
    usage_updated_at: Instant

    @classmethod
    def of(cls, governed: GovernedUsage) -> Self:
        """Return the view of what is used of a budget."""
        same = {name: getattr(governed, name) for name in cls.model_fields if hasattr(governed, name)}
        return cls(**same, entitlement_id=governed.assignment_id, usage_updated_at=governed.updated_at)
