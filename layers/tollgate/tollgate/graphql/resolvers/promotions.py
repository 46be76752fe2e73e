"""Promotional entitlements."""

from collections.abc import Iterable
from typing import Any

from tollgate import wiring
from tollgate.customers.grant_promotions import grant_promotions
from tollgate.customers.promotion import PromotionalEntitlement, PromotionStatus
from tollgate.customers.promotion_groups import (
    grant_promotion_group,
    revoke_promotion_group,
    unlink_promotion_group,
)
from tollgate.customers.revoke_promotion import revoke_promotion
from tollgate.graphql.context import Context
from tollgate.graphql.identify import with_public_ids
from tollgate.graphql.inputs.promotions import (
    GrantPromotionGroupInput,
    GrantPromotionsInput,
    PromotionInGroupInput,
    RevokePromotionInput,
)
from tollgate.graphql.inputs.reading import read
from tollgate.graphql.views.promotions import PromotionView

Given = dict[str, Any]


def grant_promotional_entitlements(context: Context, input: Given) -> list[PromotionView]:
    """Return what is granted, in the order it was sent in."""
    asked = read(GrantPromotionsInput, with_public_ids(context.scope, input))
    promoting, ids = wiring.promoting(), wiring.ids()
    granted = grant_promotions(context.scope, asked.customer_id, asked.to_new(), promoting=promoting, ids=ids)
    return _views(context, granted)


def grant_promotional_entitlements_group(context: Context, input: Given) -> list[PromotionView]:
    """Return what is granted of the group's features."""
    asked = read(GrantPromotionGroupInput, with_public_ids(context.scope, input))
    granted = grant_promotion_group(
        context.scope,
        asked.customer_id,
        asked.feature_group_id,
        asked.to_new(),
        groups=wiring.feature_groups(),
        promoting=wiring.promoting(),
        ids=wiring.ids(),
    )
    return _views(context, granted)


def revoke_promotional_entitlement(context: Context, input: Given) -> PromotionView:
    """Return the grant that is gone."""
    asked = read(RevokePromotionInput, with_public_ids(context.scope, input))
    gone = revoke_promotion(context.scope, asked.customer_id, asked.feature_id, promoting=wiring.promoting())
    return PromotionView(gone, PromotionStatus.ACTIVE, context.loader)


def revoke_promotional_entitlements_group(context: Context, input: Given) -> list[PromotionView]:
    """Return the grants that are gone with their group."""
    asked = read(PromotionInGroupInput, input)
    promoting = wiring.promoting()
    gone = revoke_promotion_group(context.scope, asked.customer_id, asked.feature_group_id, promoting=promoting)
    return _views(context, gone)


def unlink_promotional_entitlements_group(context: Context, input: Given) -> list[PromotionView]:
    """Return the grants that stay without their group."""
    asked = read(PromotionInGroupInput, input)
    promoting = wiring.promoting()
    kept = unlink_promotion_group(context.scope, asked.customer_id, asked.feature_group_id, promoting=promoting)
    return _views(context, kept)


def _views(context: Context, promotions: Iterable[PromotionalEntitlement]) -> list[PromotionView]:
    return [PromotionView(each, PromotionStatus.ACTIVE, context.loader) for each in promotions]
