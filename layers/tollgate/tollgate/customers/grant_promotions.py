"""Grant features to a customer beside any plan."""

from collections.abc import Sequence
from datetime import datetime

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.entitlement_settings import EntitlementSettings, valued
from tollgate.catalog.errors import FeatureNotFound
from tollgate.catalog.feature import Feature
from tollgate.catalog.feature_group_rules import check_alone
from tollgate.customers.promotion import PromotionalEntitlement, PromotionPeriod
from tollgate.customers.promotion_book import MOST_AT_ONCE, Promoting, PromotionBook
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope

_FIELD = "promotionalEntitlements"


class NewPromotion(Value):
    """What is to be granted of a feature, and for how long; `custom_end_date` goes with the period CUSTOM alone."""

    feature_id: str
    settings: EntitlementSettings = EntitlementSettings()
    period: PromotionPeriod
    custom_end_date: Instant | None = None
    is_visible: bool = True


def grant_promotions(
    scope: Scope, customer_id: str, new: Sequence[NewPromotion], *, promoting: Promoting, ids: Ids
) -> list[PromotionalEntitlement]:
    """Return what is granted from now on, in the order asked for; all of it, or nothing.

    A grant takes the place of an earlier one of the same feature. Raises `CustomerNotFound`, `FeatureNotFound`,
    `EntityIsArchived`, `EntitlementInFeatureGroup`, and `InvalidInput` for what cannot be.
    """
    book = PromotionBook(scope, customer_id, promoting=promoting)
    check_asked(new)
    for each in new:
        held = book.active(each.feature_id)
        if held is not None:
            check_alone(held.entitlement)
    granted = put_all(book, new, ids=ids)
    book.close()
    return granted


def check_asked(new: Sequence[NewPromotion]) -> None:
    """Raise `InvalidInput` where it is nothing, too much, or a feature twice."""
    if not 1 <= len(new) <= MOST_AT_ONCE:
        raise InvalidInput(f"{_FIELD} holds 1-{MOST_AT_ONCE} grants", field=_FIELD)
    seen: set[str] = set()
    for index, each in enumerate(new):
        if each.feature_id in seen:
            raise InvalidInput("A feature is granted once", field=f"{_FIELD}[{index}].featureId")
        seen.add(each.feature_id)


def put_all(
    book: PromotionBook, new: Sequence[NewPromotion], *, ids: Ids, group_id: str | None = None
) -> list[PromotionalEntitlement]:
    """Stage the grants and return them; with a feature group, they are linked to it and to those they had."""
    features = book.features({each.feature_id for each in new})
    granted = []
    for index, each in enumerate(new):
        path = f"{_FIELD}[{index}]."
        feature = features.get(each.feature_id)
        if feature is None:
            raise FeatureNotFound.of(each.feature_id, field=f"{path}featureId")
        if feature.is_archived:
            raise EntityIsArchived.of("feature", feature.id, field=f"{path}featureId")
        promotion = _promotion(book, each, feature, uuid=ids.uuid(), path=path)
        if group_id is not None:
            promotion = promotion.in_groups(*dict.fromkeys((*promotion.group_ids, group_id)))
        book.grant(promotion, feature)
        granted.append(promotion)
    return granted


def _promotion(
    book: PromotionBook, new: NewPromotion, feature: Feature, *, uuid: str, path: str
) -> PromotionalEntitlement:
    """Return what is granted; an active grant that it replaces keeps its id, its age and its feature groups."""
    blank, held = FeatureEntitlement.blank(feature, uuid=uuid, at=book.now), book.active(feature.id)
    if held is not None:
        kept = held.entitlement
        blank = blank.but(uuid=kept.uuid, created_at=kept.created_at, feature_group_ids=kept.feature_group_ids)
    entitlement = valued(blank, new.settings, feature=feature, at=book.now, path=path)
    return PromotionalEntitlement(
        customer_id=book.customer.id,
        test_clock_id=book.customer.test_clock_id,
        entitlement=entitlement,
        period=new.period,
        is_visible=new.is_visible,
        starts_at=book.now,
        ends_at=new.period.end(book.now, _custom_end(new, book.now, path=path)),
    )


def _custom_end(new: NewPromotion, now: datetime, *, path: str) -> datetime | None:
    field = f"{path}customEndDate"
    if new.period is not PromotionPeriod.CUSTOM:
        if new.custom_end_date is not None:
            raise InvalidInput("customEndDate goes with the period custom; leave it out", field=field)
        return None
    if new.custom_end_date is None:
        raise InvalidInput("The period custom needs a customEndDate", field=field)
    if new.custom_end_date <= now:
        raise InvalidInput("customEndDate must lie in the future", field=field)
    return new.custom_end_date
