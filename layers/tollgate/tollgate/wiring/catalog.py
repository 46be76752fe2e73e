"""The catalogue's ports, joined with storage."""

from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.work import session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.catalog.ports import (
        CouponRepository,
        FeatureRepository,
        PlanRepository,
        PlanVersions,
        ProductRepository,
        SubscriptionUse,
    )


def features() -> "FeatureRepository":
    """Return the features."""
    from tollgate.storage.features import DynamoFeatures

    return DynamoFeatures(session())


def products() -> "ProductRepository":
    """Return the products."""
    from tollgate.storage.products import DynamoProducts

    return DynamoProducts(session())


def plans() -> "PlanRepository":
    """Return the plans."""
    from tollgate.storage.plans import DynamoPlans

    return DynamoPlans(session(), plan_versions())


def coupons() -> "CouponRepository":
    """Return the coupons."""
    from tollgate.storage.coupons import DynamoCoupons

    return DynamoCoupons(session())


@cache
def plan_versions() -> "PlanVersions":
    """Return the published plan versions, one reader for the process: it keeps those it has seen."""
    from tollgate.storage.plan_versions import DynamoPlanVersions

    return DynamoPlanVersions()


def subscription_use() -> "SubscriptionUse":
    """Return whether products are subscribed to."""
    from tollgate.storage.subscription_use import DynamoSubscriptionUse

    return DynamoSubscriptionUse(session())
