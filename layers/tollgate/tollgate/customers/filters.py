"""Which customers, and which of their grants, a list shows."""

from tollgate.customers.customer import Customer
from tollgate.customers.promotion import PromotionalEntitlement, PromotionStatus
from tollgate.shared.entity import Value
from tollgate.shared.filters import InstantRange


class CustomerFilters(Value):
    """Which customers are listed: those that are not archived and fit every filter that is given."""

    email: str | None = None
    name: str | None = None
    created_at: InstantRange = InstantRange()

    def holds(self, customer: Customer) -> bool:
        """Tell whether the customer is listed; e-mail addresses are compared without regard to case."""
        return (
            not customer.is_archived
            and (self.email is None or (customer.email or "").lower() == self.email.lower())
            and (self.name is None or customer.name == self.name)
            and self.created_at.holds(customer.created_at)
        )


class PromotionFilters(Value):
    """Which promotional entitlements are listed; without statuses, those of every status."""

    statuses: tuple[PromotionStatus, ...] | None = None
    created_at: InstantRange = InstantRange()

    def holds(self, promotion: PromotionalEntitlement, status: PromotionStatus) -> bool:
        """Tell whether the grant is listed."""
        return (self.statuses is None or status in self.statuses) and self.created_at.holds(promotion.created_at)
