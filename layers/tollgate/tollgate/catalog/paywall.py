"""A paywall: everything a pricing table shows of what is sold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tollgate.catalog.addon import Addon
from tollgate.catalog.entitlement import Widget
from tollgate.catalog.feature import Feature
from tollgate.catalog.paywall_ports import ShownCurrency, ShownPackageGroup
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import AnyPackage
from tollgate.catalog.product import Product
from tollgate.charges.localization import localized
from tollgate.charges.price_points import PricePoint, currency_of, price_points
from tollgate.shared.entity import Value

DEFAULT_CURRENCY = "usd"
"""What prices are in that name no currency, and so what is told where there are no prices."""


class PaywallRequest(Value):
    """Which pricing table is meant: of one product or of all, in which widget, and for which country."""

    product_id: str | None = None
    widget: Widget = Widget.PAYWALL
    billing_country_code: str | None = None
    has_all_countries: bool = False
    has_hidden_plans: bool = False


@dataclass(frozen=True)
class Catalogue:
    """What is sold in an environment, as a pricing table needs it: latest versions, nothing archived."""

    plans: Sequence[Plan]
    addons: Sequence[Addon]
    groups: Sequence[ShownPackageGroup]
    features: Sequence[Feature]
    products: Sequence[Product]
    currencies: Sequence[ShownCurrency]


@dataclass(frozen=True)
class PlanPricePoint:
    """What one of the plans costs at least."""

    plan_id: str
    point: PricePoint


@dataclass(frozen=True)
class Paywall:
    """The plans in their order, with all they lead to by its id. Plans and add-ons have the prices that are shown.

    `sold_plans` are all there are, hidden ones included: a plan that is shown may build on one that is not.
    """

    plans: tuple[Plan, ...]
    sold_plans: Mapping[str, Plan]
    addons: Mapping[str, Addon]
    groups: Mapping[str, ShownPackageGroup]
    features: Mapping[str, Feature]
    products: Mapping[str, Product]
    currencies: Mapping[str, ShownCurrency]
    currency: str
    price_points: tuple[PlanPricePoint, ...]

    def addons_of(self, addon_ids: Iterable[str]) -> list[Addon]:
        """Return those of the add-ons that are sold."""
        return [self.addons[each] for each in addon_ids if each in self.addons]


def paywall_of(catalogue: Catalogue, request: PaywallRequest) -> Paywall:
    """Return the pricing table of what is sold."""
    plans = tuple(_priced(each, request) for each in in_paywall(catalogue.plans, request))
    return Paywall(
        plans=plans,
        sold_plans={each.id: each for each in catalogue.plans},
        addons={each.id: _priced(each, request) for each in catalogue.addons},
        groups={each.id: each for each in catalogue.groups},
        features={each.id: each for each in catalogue.features},
        products={each.id: each for each in catalogue.products},
        currencies={each.id: each for each in catalogue.currencies},
        currency=_currency_of(plans, request),
        price_points=tuple(PlanPricePoint(plan.id, point) for plan in plans for point in price_points(plan.charges)),
    )


def in_paywall(plans: Iterable[Plan], request: PaywallRequest) -> list[Plan]:
    """Return the plans that are shown, in the order they were made: hidden ones only where they are asked for."""
    shown = (
        each
        for each in plans
        if request.product_id in (None, each.product_id)
        and (request.has_hidden_plans or request.widget not in each.hidden_from_widgets)
    )
    return sorted(shown, key=lambda each: (each.created_at, each.id))


def _priced(package: AnyPackage, request: PaywallRequest) -> AnyPackage:
    if request.has_all_countries:
        return package
    return package.but(charges=localized(package.charges, request.billing_country_code))


def _currency_of(plans: Iterable[Plan], request: PaywallRequest) -> str:
    """Return the currency of the first price; where all countries' are shown, of those of the country meant."""
    for plan in plans:
        charges = localized(plan.charges, request.billing_country_code)
        currency = currency_of([*charges.prices(), *charges.overage_prices()])
        if currency is not None:
            return currency
    return DEFAULT_CURRENCY
