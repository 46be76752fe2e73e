"""Show a pricing table, from memory while the catalogue stands still."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tollgate.catalog.errors import ProductNotFound
from tollgate.catalog.package import Package
from tollgate.catalog.paywall import Catalogue, Paywall, PaywallRequest, in_paywall, paywall_of
from tollgate.catalog.paywall_errors import AllCountriesNotAllowed
from tollgate.catalog.paywall_ports import CatalogVersions, ShownCurrencies, ShownPackageGroups
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import AddonRepository, FeatureRepository, PlanRepository, ProductRepository
from tollgate.charges.price_rules import check_country
from tollgate.shared.scope import Caller, KeyKind, Scope

Made = TypeVar("Made")

_ATTEMPTS = 3
"""How often a paywall is put together anew because the catalogue changed meanwhile."""


class KeptPaywalls(Protocol[Made]):
    """What a process made of paywalls and may show again, each of one version of the catalogue."""

    def get(self, scope: Scope, request: PaywallRequest, *, version: int) -> Made | None:
        """Return what was made of this version, or None where it was not, or is forgotten."""
        ...

    def keep(self, scope: Scope, request: PaywallRequest, made: Made, *, version: int) -> None:
        """Keep it in the place of what was made of another version."""
        ...


@dataclass(frozen=True)
class PaywallPorts(Generic[Made]):
    """The ports a paywall is read through, and what a process keeps of it in the form that `make` gives it."""

    versions: CatalogVersions
    products: ProductRepository
    plans: PlanRepository
    addons: AddonRepository
    groups: ShownPackageGroups
    features: FeatureRepository
    currencies: ShownCurrencies
    kept: KeptPaywalls[Made]
    make: Callable[[Scope, Paywall], Made]


def read_paywall(caller: Caller, request: PaywallRequest, *, ports: PaywallPorts[Made]) -> Made:
    """Return the pricing table as of now.

    What was made of the present version of the catalogue is shown again. Anything else is made anew, and kept where
    no change came in between: then it is of one version as a whole. Where changes keep coming, the last one made is
    shown and not kept; each thing in it is as it was at some instant since the call.

    Raises `ProductNotFound`, `AllCountriesNotAllowed` for a publishable key, and `InvalidInput` for no country.
    """
    check_country(request.billing_country_code)
    if request.has_all_countries and caller.kind is KeyKind.PUBLISHABLE:
        raise AllCountriesNotAllowed.refused()
    scope, version = caller.scope, ports.versions.current(caller.scope)
    made = ports.kept.get(scope, request, version=version)
    if made is not None:
        return made
    for _ in range(_ATTEMPTS):
        made = ports.make(scope, paywall_of(_load(scope, request, ports), request))
        before, version = version, ports.versions.current(scope)
        if version == before:
            ports.kept.keep(scope, request, made, version=version)
            break
    assert made is not None
    return made


def _load(scope: Scope, request: PaywallRequest, ports: PaywallPorts[Made]) -> Catalogue:
    """Return what the paywall shows and what that leads to; what names others is loaded before them."""
    plans = ports.plans.sold(scope)
    shown = in_paywall(plans, request)
    has_groups = any(each.compatible_package_groups for each in shown)
    groups = ports.groups.all(scope) if has_groups else ()
    has_addons = has_groups or any(each.compatible_addon_ids for each in shown)
    addons = ports.addons.sold(scope) if has_addons else []
    products = ports.products.all(scope)
    if request.product_id is not None and all(each.id != request.product_id for each in products):
        raise ProductNotFound.of(request.product_id)
    return Catalogue(
        plans=plans,
        addons=addons,
        groups=groups,
        features=ports.features.all(scope),
        products=products,
        currencies=ports.currencies.all(scope) if any(map(_names_currencies, (*shown, *addons))) else (),
    )


def _names_currencies(package: Package) -> bool:
    prices = (*package.charges.prices(), *package.charges.overage_prices())
    inherited = package.inherited_credit_entitlements if isinstance(package, Plan) else ()
    return bool(package.credit_entitlements or inherited) or any(
        price.credit_rate is not None or price.top_up_custom_currency_id is not None for price in prices
    )
