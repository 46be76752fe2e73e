"""Which prices of a plan subscriptions pay."""

from collections.abc import Callable

from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PackageVersions
from tollgate.catalog.version_use import VersionUse
from tollgate.charges.price import Price
from tollgate.shared.scope import Scope


def price_use_of(
    scope: Scope, plan_id: str, *, use: VersionUse, versions: PackageVersions[Plan]
) -> Callable[[Price], bool | None]:
    """Return what tells whether a price is in use: that of a version that a live subscription is to.

    It tells None where there are too many subscriptions to say no: only the newest of them are looked at.
    """
    found = use.versions_in_use(scope, plan_id)
    sold = versions.many(scope, [(plan_id, number) for number in found.numbers])
    used = {price.id for version in sold.values() for price in version.charges.all_prices()}

    def is_used(price: Price) -> bool | None:
        if price.id in used:
            return True
        return False if found.is_complete else None

    return is_used
