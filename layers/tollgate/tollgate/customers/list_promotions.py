"""List what was granted to a customer beside any plan."""

from dataclasses import dataclass
from datetime import datetime

from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.filters import PromotionFilters
from tollgate.customers.ports import AccessRepository, PromotionRepository
from tollgate.customers.promotion import PromotionalEntitlement, PromotionStatus
from tollgate.shared.clock import CustomerClock
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


@dataclass(frozen=True)
class PromotionsSeen:
    """How a customer's grants are seen at an instant."""

    now: datetime
    is_archived: bool

    def status_of(self, promotion: PromotionalEntitlement) -> PromotionStatus:
        """Return the status of a grant."""
        return promotion.status_at(self.now, is_archived=self.is_archived)


def promotions_seen(
    scope: Scope, customer_id: str, *, access: AccessRepository, clock: CustomerClock
) -> PromotionsSeen:
    """Return how a customer's grants are seen now; raises `CustomerNotFound`."""
    own = access.find(scope, customer_id)
    if own is None:
        raise CustomerNotFound.of(customer_id)
    return PromotionsSeen(clock.now(scope, None if own.is_archived else own.test_clock_id), own.is_archived)


def list_promotions(
    scope: Scope,
    customer_id: str,
    filters: PromotionFilters,
    request: PageRequest,
    *,
    promotions: PromotionRepository,
    access: AccessRepository,
    clock: CustomerClock,
) -> tuple[Page[PromotionalEntitlement], PromotionsSeen]:
    """Return a page of the customer's grants, newest first, those that are over included, and how they are seen.

    Raises `CustomerNotFound`, for an archived customer too.
    """
    seen = promotions_seen(scope, customer_id, access=access, clock=clock)
    if seen.is_archived:
        raise CustomerNotFound.of(customer_id)
    return promotions.page(scope, customer_id, filters, request, status_of=seen.status_of), seen
