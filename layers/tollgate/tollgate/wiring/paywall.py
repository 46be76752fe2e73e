"""The ports of pricing tables, joined with storage, and what a process keeps of them."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from tollgate.wiring.catalog import addons, features, package_groups, plans, products
from tollgate.wiring.credits import custom_currencies
from tollgate.wiring.work import session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.catalog.paywall import Paywall
    from tollgate.catalog.read_paywall import PaywallPorts
    from tollgate.shared.scope import Scope
    from tollgate.storage.kept_paywalls import KeptPaywalls

Made = TypeVar("Made")


def paywall_ports(make: "Callable[[Scope, Paywall], Made]") -> "PaywallPorts[Made]":
    """Return what a paywall is read through; what `make` makes of paywalls is kept for the process."""
    from tollgate.catalog.read_paywall import PaywallPorts
    from tollgate.storage.catalog_version import DynamoCatalogVersions

    return PaywallPorts(
        versions=DynamoCatalogVersions(session()),
        products=products(),
        plans=plans(),
        addons=addons(),
        groups=package_groups(),
        features=features(),
        currencies=custom_currencies(),
        kept=kept_paywalls(make),
        make=make,
    )


@cache
def kept_paywalls(make: Callable[..., Any]) -> "KeptPaywalls[Any]":
    """Return what was made of paywalls in one way, one memory for the process."""
    from tollgate.storage.kept_paywalls import KeptPaywalls

    return KeptPaywalls()
