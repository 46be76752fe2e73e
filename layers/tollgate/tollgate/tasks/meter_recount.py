"""What counting kept events again by a changed meter is to do, and how far it has come."""

from typing import Any, Literal, Self

from tollgate.shared.entity import Instant, Value
from tollgate.tasks.task_type import TaskType


class MeterRecount(Value):
    """Which feature's meter was changed, by its revision, and the place of the walk over customers.

    Of one customer after the other the events are counted again, apart from what is shown (`name`, `after_event`),
    and then that takes the place of what the earlier meter had counted: for the customer and each of its resources
    (`owner`), hour by hour (`after_hour`). `covers_from` is the first hour of the customer that kept events tell all
    of. With `keeps_counted` the feature had no meter before: hours in which something was counted stay as they are.
    `only_customer_id` names the one customer that is walked over where the meter is the same, but its schedule another.
    `part` is the revision by which the customer's events are counted while it is walked over.
    """

    type: Literal[TaskType.METER_RECOUNT] = TaskType.METER_RECOUNT
    feature_id: str
    revision: int
    keeps_counted: bool = False
    only_customer_id: str | None = None
    has_settled: bool = False
    after_customer: str | None = None
    is_at_last_customer: bool = False
    customer_id: str | None = None
    covers_from: Instant | None = None
    part: int = 0
    name: int = 0
    after_event: str | None = None
    owner: int | None = None
    after_hour: Instant | None = None

    def about(self) -> dict[str, Any]:
        """Return what is to be done, in wire spelling, and nothing of how far it has come."""
        return self.model_dump(
            mode="json", by_alias=True, include={"type", "feature_id", "revision", "only_customer_id"}
        )

    def settled(self) -> Self:
        """Return the recount as it is once nobody counts by the earlier meter any more."""
        return self.but(has_settled=True)

    def past_customers(self, cursor: str | None) -> Self:
        """Return the recount before the customer that follows the cursor; None where no customer follows."""
        return self.but(
            after_customer=cursor,
            is_at_last_customer=cursor is None,
            customer_id=None,
            covers_from=None,
            part=0,
            name=0,
            after_event=None,
            owner=None,
            after_hour=None,
        )

    def of_customer(self, customer_id: str, cursor: str | None, *, covers_from: Instant, part: int) -> Self:
        """Return the recount at a customer, the cursor leading to those after it."""
        return self.past_customers(cursor).but(customer_id=customer_id, covers_from=covers_from, part=part)

    def counted_to(self, after_event: str) -> Self:
        """Return the recount once it has counted the customer's events of a name up to this one."""
        return self.but(after_event=after_event)

    def at_next_name(self) -> Self:
        """Return the recount before the customer's events of the next name."""
        return self.but(name=self.name + 1, after_event=None)

    def showing(self, owner: int, after_hour: Instant | None = None) -> Self:
        """Return the recount where it shows what it counted for one of the customer's owners of usage."""
        return self.but(owner=owner, after_hour=after_hour)
