"""The lists of the catalogue: what their rows are filtered and sorted by."""

from collections.abc import Sequence
from typing import Any

from tollgate import wiring
from tollgate.catalog.coupon import Coupon
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.product import Product
from tollgate.graphql.context import Context
from tollgate.graphql.lists.connection import Asked, ConnectionView, Listed
from tollgate.graphql.lists.filters import Fields
from tollgate.graphql.views.catalog import ProductView
from tollgate.graphql.views.coupons import CouponView
from tollgate.graphql.views.feature_groups import FeatureGroupView

Given = dict[str, Any] | None
Sorting = Sequence[dict[str, Any]] | None

PRODUCT: Fields[Product] = {
    # Nothing is sold through the marketplace yet, so that no product has a name there.
    "awsMarketplaceProductCode": lambda product: None,
    "awsMarketplaceProductId": lambda product: None,
    "createdAt": lambda product: product.created_at,
    "description": lambda product: product.description,
    "displayName": lambda product: product.display_name,
    "id": lambda product: (product.uuid, product.id),
    "isDefaultProduct": lambda product: product.is_default,
    "multipleSubscriptions": lambda product: product.multiple_subscriptions,
    "refId": lambda product: product.id,
    "status": lambda product: product.status,
    "updatedAt": lambda product: product.updated_at,
}
COUPON: Fields[Coupon] = {
    # Only a billing provider gives a coupon an id of its own.
    "billingId": lambda coupon: None,
    "createdAt": lambda coupon: coupon.created_at,
    "description": lambda coupon: coupon.description,
    "id": lambda coupon: (coupon.uuid, coupon.id),
    "name": lambda coupon: coupon.name,
    "refId": lambda coupon: coupon.id,
    "source": lambda coupon: coupon.source,
    "status": lambda coupon: coupon.status,
    "type": lambda coupon: coupon.type,
    "updatedAt": lambda coupon: coupon.updated_at,
}
FEATURE_GROUP: Fields[FeatureGroup] = {
    "createdAt": lambda group: group.created_at,
    "description": lambda group: group.description,
    "displayName": lambda group: group.display_name,
    "featureGroupId": lambda group: group.id,
    "id": lambda group: (group.uuid, group.id),
    "status": lambda group: group.status,
    "updatedAt": lambda group: group.updated_at,
}


def products(context: Context, filter: Given = None, paging: Given = None, sorting: Sorting = None) -> ConnectionView:
    """Return the products that fit, archived ones too."""
    listed = Listed(context.scope, "PRODUCT", _in_environment(context, PRODUCT))
    asked = Asked(filter=filter, sorting=sorting, paging=paging)
    rows = wiring.products().all(context.scope)
    return listed.connection(rows, asked, lambda product: ProductView(product, context.loader))


def coupons(context: Context, filter: Given = None, paging: Given = None, sorting: Sorting = None) -> ConnectionView:
    """Return the coupons that fit, archived ones too. No customer has a coupon yet, so none is found by customers."""
    listed = Listed(context.scope, "COUPON", _in_environment(context, COUPON))
    asked = Asked(filter=filter, sorting=sorting, paging=paging)
    rows = wiring.coupons().all(context.scope)
    return listed.connection(rows, asked, lambda coupon: CouponView(coupon, context.loader))


def feature_groups(
    context: Context, filter: Given = None, paging: Given = None, sorting: Sorting = None
) -> ConnectionView:
    """Return the latest versions of the feature groups that fit, archived ones too."""
    listed = Listed(context.scope, "FEATURE_GROUP", _in_environment(context, FEATURE_GROUP))
    asked = Asked(filter=filter, sorting=sorting, paging=paging)
    rows = wiring.feature_groups().all(context.scope)
    return listed.connection(rows, asked, lambda group: FeatureGroupView(group, context.loader))


def _in_environment(context: Context, fields: Fields[Any]) -> Fields[Any]:
    """Return the fields with that of the environment, which is the same for all rows: its id, and its slug."""
    names = (context.scope.environment_id, *sorted(context.environment_names))
    return {**fields, "environmentId": lambda row: names}
