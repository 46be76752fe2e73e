"""The catalogue's ports, joined with storage."""

from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.work import session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.catalog.addon import Addon
    from tollgate.catalog.group_ports import FeatureGroupRepository, PackageGroupRepository
    from tollgate.catalog.plan import Plan
    from tollgate.catalog.ports import (
        AddonRepository,
        CouponRepository,
        FeatureRepository,
        PackageVersions,
        PlanGrants,
        PlanRepository,
        ProductRepository,
        SubscriptionUse,
        WholeLists,
    )
    from tollgate.catalog.version_use import VersionUse


def features() -> "FeatureRepository":
    """Return the features."""
    from tollgate.storage.features import DynamoFeatures

    return DynamoFeatures(session())


def feature_groups() -> "FeatureGroupRepository":
    """Return the feature groups."""
    from tollgate.catalog.feature_group import FeatureGroup
    from tollgate.storage.groups import DynamoGroups

    return DynamoGroups("FEATURE_GROUP", FeatureGroup, session())


def products() -> "ProductRepository":
    """Return the products."""
    from tollgate.storage.products import DynamoProducts

    return DynamoProducts(session())


def plans() -> "PlanRepository":
    """Return the plans."""
    from tollgate.catalog.plan import Plan
    from tollgate.storage.packages import DynamoPackages

    return DynamoPackages(Plan, session(), plan_versions())


def addons() -> "AddonRepository":
    """Return the add-ons."""
    from tollgate.catalog.addon import Addon
    from tollgate.storage.packages import DynamoPackages

    return DynamoPackages(Addon, session(), addon_versions())


def package_groups() -> "PackageGroupRepository":
    """Return the package groups."""
    from tollgate.catalog.package_group import PackageGroup
    from tollgate.storage.groups import DynamoGroups

    return DynamoGroups("PACKAGE_GROUP", PackageGroup, session())


def coupons() -> "CouponRepository":
    """Return the coupons."""
    from tollgate.storage.coupons import DynamoCoupons

    return DynamoCoupons(session())


@cache
def plan_grants() -> "PlanGrants":
    """Return what published plan versions grant, one reader for the process: it keeps those it has seen."""
    from tollgate.catalog.package_grants import VersionGrants
    from tollgate.storage.package_versions import DynamoPackageVersions

    return DynamoPackageVersions("PLAN", VersionGrants)


@cache
def addon_grants() -> "PlanGrants":
    """Return what published versions of add-ons grant, one reader for the process."""
    from tollgate.catalog.package_grants import VersionGrants
    from tollgate.storage.package_versions import DynamoPackageVersions

    return DynamoPackageVersions("ADDON", VersionGrants)


@cache
def plan_versions() -> "PackageVersions[Plan]":
    """Return the published plan versions as a whole, one reader for the process."""
    from tollgate.catalog.plan import Plan
    from tollgate.storage.package_versions import DynamoPackageVersions

    return DynamoPackageVersions("PLAN", Plan)


@cache
def addon_versions() -> "PackageVersions[Addon]":
    """Return the published add-on versions, one reader for the process."""
    from tollgate.catalog.addon import Addon
    from tollgate.storage.package_versions import DynamoPackageVersions

    return DynamoPackageVersions("ADDON", Addon)


def subscription_use() -> "SubscriptionUse":
    """Return whether products are subscribed to."""
    from tollgate.storage.subscription_use import DynamoSubscriptionUse

    return DynamoSubscriptionUse(session())


def version_use() -> "VersionUse":
    """Return which versions of plans are subscribed to."""
    from tollgate.storage.subscription_use import DynamoSubscriptionUse

    return DynamoSubscriptionUse(session())


def whole_lists() -> "WholeLists":
    """Return what pages lists that are loaded as a whole."""
    from tollgate.storage.pages import WholeLists

    return WholeLists()
