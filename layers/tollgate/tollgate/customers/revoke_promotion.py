"""Take back what was granted to a customer of a feature."""

from tollgate.catalog.feature_group_rules import check_alone
from tollgate.customers.promotion import PromotionalEntitlement
from tollgate.customers.promotion_book import Promoting, PromotionBook
from tollgate.customers.promotion_errors import PromotionNotFound
from tollgate.shared.scope import Scope


def revoke_promotion(
    scope: Scope, customer_id: str, feature_id: str, *, promoting: Promoting
) -> PromotionalEntitlement:
    """Return the grant that is gone.

    Raises `CustomerNotFound`, `EntityIsArchived`, `PromotionNotFound` where nothing is granted of the feature now, and
    `EntitlementInFeatureGroup` where it was granted with a group.
    """
    book = PromotionBook(scope, customer_id, promoting=promoting)
    promotion = book.active(feature_id)
    if promotion is None:
        raise PromotionNotFound.of(customer_id, feature_id)
    check_alone(promotion.entitlement)
    book.revoke(promotion, book.features({feature_id}).get(feature_id))
    book.close()
    return promotion
