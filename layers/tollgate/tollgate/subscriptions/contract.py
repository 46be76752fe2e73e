"""A contract: an agreement over several custom subscriptions of one customer."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Entity, Instant, Value
from tollgate.subscriptions.subscription import Subscription


class ContractState(StrEnum):
    """How far a contract is: agreed on, in force, called off, or over."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    CANCELED = "CANCELED"
    END_BILLING = "END_BILLING"


class ContractSubscription(Value):
    """A subscription that a contract is over."""

    id: str
    plan_id: str
    product_id: str

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        """Return what a contract says of a subscription."""
        return cls(id=subscription.id, plan_id=subscription.plan_id, product_id=subscription.product_id)


class Contract(Entity):
    """An agreement over subscriptions, in force from one instant and perhaps until another.

    Without `sets_up_billing` it gives access only. `asked` tells the request that made it from any other.
    """

    id: str
    uuid: str
    customer_id: str
    name: str | None = None
    po_number: str | None = None
    starts_at: Instant
    ends_at: Instant | None = None
    sets_up_billing: bool = True
    subscriptions: tuple[ContractSubscription, ...] = ()
    asked: str | None = None
    test_clock_id: str | None = None
    created_at: Instant
    updated_at: Instant
    archived_at: Instant | None = None

    def state_at(self, now: datetime) -> ContractState:
        """Return how far the contract is at an instant; one over nothing yet is a draft."""
        if self.archived_at is not None:
            return ContractState.CANCELED
        if self.ends_at is not None and self.ends_at <= now:
            return ContractState.END_BILLING
        return ContractState.ACTIVE if self.subscriptions and self.starts_at <= now else ContractState.DRAFT

    @property
    def subscription_ids(self) -> tuple[str, ...]:
        """Return the ids of the subscriptions it is over."""
        return tuple(each.id for each in self.subscriptions)
