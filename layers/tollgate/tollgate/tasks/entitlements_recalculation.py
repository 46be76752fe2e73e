"""Whose entitlements are recalculated, and how far that has come."""

from typing import Any, Literal, Self

from tollgate.shared.entity import Value
from tollgate.tasks.task_type import TaskType


class EntitlementsRecalculation(Value):
    """A walk over customers, the named ones or all that are not archived, and over what each holds entitlements for.

    `customer_ids` None stands for all: then `after_customer` is the cursor of those that follow, otherwise `place` is
    that of the next one. `customer_id` is the customer that is worked on, `holder` the customer itself (0) or one of
    its resources. Access items are rewritten where it `is_written`, what they give then is told where it `is_told`.
    """

    type: Literal[TaskType.RECALCULATE_ENTITLEMENTS] = TaskType.RECALCULATE_ENTITLEMENTS
    customer_ids: tuple[str, ...] | None = None
    is_written: bool = True
    is_told: bool = True
    place: int = 0
    after_customer: str | None = None
    is_at_last_customer: bool = False
    customer_id: str | None = None
    holder: int = 0

    def about(self) -> dict[str, Any]:
        """Return what is to be done, in wire spelling, and nothing of how far it has come."""
        return self.model_dump(mode="json", by_alias=True, include={"type", "customer_ids"})

    def at_named(self) -> Self:
        """Return the walk at the next of the named customers; at none where all are done."""
        named = (self.customer_ids or ())[self.place : self.place + 1]
        return self.but(customer_id=named[0] if named else None, place=self.place + 1, holder=0)

    def at(self, customer_id: str | None, *, following: str | None) -> Self:
        """Return the walk over all at a customer, None where there is none; `following` leads to those after it."""
        return self.but(
            customer_id=customer_id, after_customer=following, is_at_last_customer=following is None, holder=0
        )

    def past_holder(self) -> Self:
        """Return the walk at what the same customer holds entitlements for next."""
        return self.but(holder=self.holder + 1)

    def past_customer(self) -> Self:
        """Return the walk between this customer and the next."""
        return self.but(customer_id=None, holder=0)
