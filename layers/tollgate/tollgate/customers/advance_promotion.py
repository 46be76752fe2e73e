"""Tell that a promotional entitlement ends soon, and end it, each at its own instant."""

from tollgate.customers.promotion import ENDS_SOON, PromotionalEntitlement
from tollgate.customers.promotion_book import Promoting
from tollgate.customers.promotion_events import PromotionalEntitlementEndsSoon, PromotionalEntitlementExpired
from tollgate.shared.scope import Scope


def advance_promotion(scope: Scope, customer_id: str, feature_id: str, *, promoting: Promoting) -> bool:
    """Stage what has come due of a grant, one thing at a time, and tell whether the next has come too.

    Harmless when repeated, late, or about a grant that was revoked or replaced since. Of an archived customer nobody
    is told that a grant ends soon.
    """
    promotion = promoting.promotions.find(scope, customer_id, feature_id)
    own = promoting.access.find(scope, customer_id)
    if promotion is None or own is None or promotion.due_at is None:
        return False
    now, due_at = promoting.clock.now(scope, None if own.is_archived else own.test_clock_id), promotion.due_at
    if due_at > now:
        return False
    stepped = promotion.stepped()
    promoting.promotions.save(scope, stepped)
    if stepped.is_over:
        promoting.access.save(scope, own.without_promotions({feature_id}))
    if stepped.is_over or not own.is_archived:
        _tell(scope, stepped, promoting=promoting)
    return stepped.is_due(now)


def _tell(scope: Scope, stepped: PromotionalEntitlement, *, promoting: Promoting) -> None:
    customer = promoting.customers.find(scope, stepped.customer_id)
    feature = promoting.features.find(scope, stepped.feature_id)
    if customer is not None and feature is not None and stepped.ends_at is not None:
        kind = PromotionalEntitlementExpired if stepped.is_over else PromotionalEntitlementEndsSoon
        at = stepped.ends_at if stepped.is_over else stepped.ends_at - ENDS_SOON
        promoting.events.record(scope, kind.of(stepped, customer, feature, at=at))
