"""Grant the features of a feature group to a customer together, and take them back together."""

from collections.abc import Sequence

from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.feature_group_errors import FeatureGroupMissingFeatures, FeatureNotInGroup
from tollgate.catalog.group_ports import FeatureGroupRepository
from tollgate.catalog.retrieve_feature_group import retrieve_feature_group
from tollgate.customers.grant_promotions import NewPromotion, check_asked, put_all
from tollgate.customers.promotion import PromotionalEntitlement
from tollgate.customers.promotion_book import MOST_AT_ONCE, Promoting, PromotionBook
from tollgate.customers.promotion_errors import PromotionNotFound
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope


def grant_promotion_group(
    scope: Scope,
    customer_id: str,
    group_id: str,
    new: Sequence[NewPromotion],
    *,
    groups: FeatureGroupRepository,
    promoting: Promoting,
    ids: Ids,
) -> list[PromotionalEntitlement]:
    """Return what is granted of the group's features; those that are not granted yet have to be among `new`.

    What is granted already and not among them stays as it is, and belongs to the group too from now on. Raises as
    `grant_promotions` does, and the refusals of feature groups.
    """
    book = PromotionBook(scope, customer_id, promoting=promoting)
    group = retrieve_feature_group(scope, group_id, version=None, groups=groups)
    if group.is_archived:
        raise EntityIsArchived.of("featureGroup", group_id)
    if new:
        check_asked(new)
    _check_members(book, group, new)
    if len(group.feature_ids) > MOST_AT_ONCE:
        raise InvalidInput(f"At most {MOST_AT_ONCE} features are granted together", field="featureGroupId")
    granted = {each.feature_id: each for each in put_all(book, new, ids=ids, group_id=group_id)} if new else {}
    for feature_id in group.feature_ids:
        held = book.active(feature_id)
        if held is not None and feature_id not in granted:
            granted[feature_id] = book.link(held, *dict.fromkeys((*held.group_ids, group_id)))
    book.close()
    return [granted[each] for each in group.feature_ids]


def revoke_promotion_group(
    scope: Scope, customer_id: str, group_id: str, *, promoting: Promoting
) -> list[PromotionalEntitlement]:
    """Return the grants that are gone: those that came with this group and with no other.

    Raises `CustomerNotFound`, `EntityIsArchived`, and `PromotionNotFound` where none came with the group.
    """
    book = PromotionBook(scope, customer_id, promoting=promoting)
    linked = _linked(book, group_id)
    gone = [each for each in linked if each.group_ids == (group_id,)]
    features = book.features({each.feature_id for each in gone})
    for each in linked:
        if each in gone:
            book.revoke(each, features.get(each.feature_id))
        else:
            book.link(each, *_without(each, group_id))
    book.close()
    return gone


def unlink_promotion_group(
    scope: Scope, customer_id: str, group_id: str, *, promoting: Promoting
) -> list[PromotionalEntitlement]:
    """Return the grants that came with a group and stay without it; raises as `revoke_promotion_group` does."""
    book = PromotionBook(scope, customer_id, promoting=promoting)
    kept = [book.link(each, *_without(each, group_id)) for each in _linked(book, group_id)]
    book.close()
    return kept


def _check_members(book: PromotionBook, group: FeatureGroup, new: Sequence[NewPromotion]) -> None:
    for index, each in enumerate(new):
        if each.feature_id not in group.feature_ids:
            message = f"The feature {each.feature_id} is no member of the group {group.id}; grant it by itself"
            raise FeatureNotInGroup(message, field=f"promotionalEntitlements[{index}].featureId")
    given = {each.feature_id for each in new}
    missing = sorted(each for each in group.feature_ids if each not in given and book.active(each) is None)
    if missing:
        raise FeatureGroupMissingFeatures(
            f"Grant each member of the group {group.id} in the same call; missing: {', '.join(missing)}",
            field="promotionalEntitlements",
        )


def _linked(book: PromotionBook, group_id: str) -> list[PromotionalEntitlement]:
    linked = book.active_in(group_id)
    if not linked:
        raise PromotionNotFound.of_group(book.customer.id, group_id)
    return linked


def _without(promotion: PromotionalEntitlement, group_id: str) -> tuple[str, ...]:
    return tuple(each for each in promotion.group_ids if each != group_id)
