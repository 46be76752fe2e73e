"""What versions of a plan and its add-ons make of the terms: prices, quantities, and what is granted by number."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Self

from tollgate.billing.sold import SoldItem
from tollgate.catalog.addon import Addon
from tollgate.catalog.bundle import FreeItem
from tollgate.catalog.feature import MeterType
from tollgate.catalog.package import Package, PricingType
from tollgate.catalog.plan import Plan
from tollgate.charges.errors import InvalidQuantity, PriceNotFound
from tollgate.charges.localization import prices_for
from tollgate.charges.overrides import with_overrides
from tollgate.charges.price import BillingModel, Price
from tollgate.charges.price_points import currency_of
from tollgate.charges.pricing_model import MinimumSpend, OverageBillingPeriod
from tollgate.charges.quantity import bought, committed
from tollgate.customers.access import AddonAccess, UnitAccess
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.period import BillingPeriod
from tollgate.subscriptions.addon_choice import check_choice, free_items, free_quantity
from tollgate.subscriptions.terms import ChargeType, Terms


class Offer(Value):
    """What is sold and granted: what a subscription holds beside its plan version."""

    items: tuple[SoldItem, ...] = ()
    currency: str | None = None
    addons: tuple[AddonAccess, ...] = ()
    units: tuple[UnitAccess, ...] = ()
    free_items: tuple[FreeItem, ...] = ()
    bills_monthly: bool = False

    def counted_since(self, moment: Instant, *, before: Sequence[SoldItem]) -> Self:
        """Return the offer with usage that was not charged before counting from an instant on."""
        known = {item.charge: item.since for item in before}
        items = (item.but(since=known.get(item.charge, moment)) if item.is_measured else item for item in self.items)
        return self.but(items=tuple(items))


def offer_of(terms: Terms, plan: Plan, addons: Mapping[str, Addon]) -> Offer:
    """Return what the versions make of the terms, whose billing period is decided.

    Raises, naming the field: what `check_choice` and `free_items` raise of add-ons, `PriceNotFound`,
    `InvalidQuantity`, and `InvalidInput` for agreed prices that cannot be and for quantities of what is not sold.
    """
    check_choice(terms.addons, plan, addons)
    chosen = [addons[each.id] for each in terms.addons]
    held = tuple(
        AddonAccess(id=wish.id, version_number=addon.version_number, quantity=wish.quantity)
        for wish, addon in zip(terms.addons, chosen, strict=True)
    )
    if plan.pricing_type is not PricingType.PAID:
        _refuse_prices(terms, plan)
        return Offer(addons=held, free_items=free_items(terms.addons, plan, {}))
    return _priced(terms, plan, chosen).but(addons=held)


def _priced(terms: Terms, plan: Plan, addons: Sequence[Addon]) -> Offer:
    own = _prices(terms, plan, currency=None)
    currency = currency_of(own)
    _check_minimum_spend(terms, currency)
    by_addon = {addon.id: _prices(terms, addon, currency=currency) for addon in addons}
    _check_overrides(terms, addons)
    bases = {addon_id: price for addon_id, prices in by_addon.items() for price in prices if price.is_base_charge}
    free = free_items(terms.addons, plan, bases)
    items = [*_items(terms, plan, own, times=1, free=Decimal(0), is_addon=False)]
    for wish, addon in zip(terms.addons, addons, strict=True):
        nothing_paid = free_quantity(free, addon.id)
        items += _items(terms, addon, by_addon[addon.id], times=wish.quantity, free=nothing_paid, is_addon=True)
    _check_quantities(terms, items)
    overages = [item for package in (plan, *addons) for item in _overages(terms, package)]
    is_monthly = plan.charges.overage_billing_period is OverageBillingPeriod.MONTHLY and bool(overages)
    return Offer(
        items=(*items, *overages),
        currency=currency or currency_of([each.price for each in overages]),
        units=tuple(_units(items)),
        free_items=free,
        bills_monthly=is_monthly and terms.billing_period is BillingPeriod.ANNUALLY,
    )


def _prices(terms: Terms, package: Package, *, currency: str | None) -> tuple[Price, ...]:
    """Return what the package costs on these terms: its prices of the period and country, as agreed."""
    charges = package.charges
    if terms.minimum_spend is not None and isinstance(package, Plan):
        agreed = MinimumSpend(billing_period=_period(terms), minimum=terms.minimum_spend)
        charges = charges.but(minimum_spend=(agreed,))
    if not charges.all_prices() or (isinstance(package, Addon) and package.pricing_type is not PricingType.PAID):
        return ()
    country = terms.billing_country_code
    if not charges.pricing_models:
        return ()
    prices = prices_for(charges.prices(), billing_period=_period(terms), country=country, currency=currency)
    addon_id = package.id if isinstance(package, Addon) else None
    wished = [(index, each) for index, each in enumerate(terms.prices) if each.addon_id == addon_id]
    return with_overrides(prices, [(f"priceOverrides[{index}].", each) for index, each in wished])


def _period(terms: Terms) -> BillingPeriod:
    assert terms.billing_period is not None, "the billing period of a paid plan is decided before its offer"
    return terms.billing_period


def _items(
    terms: Terms, package: Package, prices: Sequence[Price], *, times: int, free: Decimal, is_addon: bool
) -> Iterator[SoldItem]:
    for price in prices:
        yield SoldItem(
            package_id=package.id,
            package_name=package.display_name,
            is_addon=is_addon,
            price=price,
            quantity=_quantity(terms, price, times),
            free_quantity=free if price.is_base_charge else Decimal(0),
            **_counting(price, terms, package),
        )


def _quantity(terms: Terms, price: Price, times: int) -> Decimal:
    match price.billing_model:
        case BillingModel.PER_UNIT:
            return bought(price, _wish(terms, price), field=_place(terms, price))
        case BillingModel.CREDIT_BASED if price.credit_rate is None:
            wish = _wish(terms, price)
            return bought(price, wish if wish is not None or price.min_unit_quantity else Decimal(0), field="charges")
        case BillingModel.USAGE_BASED | BillingModel.CREDIT_BASED:
            return Decimal(0)
        case _:
            return Decimal(times)


def _wish(terms: Terms, price: Price) -> Amount | None:
    if price.feature_id is not None:
        return terms.quantity_of(ChargeType.FEATURE, price.feature_id)
    return terms.quantity_of(ChargeType.CREDIT, price.top_up_custom_currency_id or "")


def _place(terms: Terms, price: Price) -> str:
    named = [each.id for each in terms.quantities]
    return f"charges[{named.index(price.feature_id)}].quantity" if price.feature_id in named else "charges"


def _check_quantities(terms: Terms, items: Sequence[SoldItem]) -> None:
    """Raise `InvalidQuantity` for a quantity of what is not sold by the unit here."""
    by_unit = {BillingModel.PER_UNIT, BillingModel.CREDIT_BASED}
    counted = [each.price for each in items if each.price.billing_model in by_unit]
    sold = {each.feature_id for each in counted} | {each.top_up_custom_currency_id for each in counted}
    for index, wish in enumerate(terms.quantities):
        if wish.id not in sold:
            raise InvalidQuantity(f"{wish.id} is not sold by the unit here", field=f"charges[{index}].id")


def _overages(terms: Terms, package: Package) -> Iterator[SoldItem]:
    prices = package.charges.overage_prices()
    if not prices:
        return
    country = terms.billing_country_code
    for price in prices_for(prices, billing_period=_period(terms), country=country):
        yield SoldItem(
            package_id=package.id,
            package_name=package.display_name,
            is_addon=isinstance(package, Addon),
            is_overage=True,
            price=price,
            quantity=Decimal(0),
            **_counting(price, terms, package),
        )


def _counting(price: Price, terms: Terms, package: Package) -> dict[str, Any]:
    """Return how the usage of a price is counted: as the entitlement to its feature says."""
    if price.feature_id is None:
        return {}
    override = next((each for each in terms.overrides if each.feature_id == price.feature_id), None)
    entitlement = override or package.entitlement_to(price.feature_id)
    if entitlement is None:
        return {"name": price.feature_id}
    return {
        "name": entitlement.display_name_override or price.feature_id,
        "is_level": entitlement.meter_type is MeterType.FLUCTUATING,
        "unit_transformation": entitlement.unit_transformation,
        "reset_period": entitlement.reset_period,
        "reset_anchor": entitlement.reset_anchor,
    }


def _units(items: Sequence[SoldItem]) -> Iterator[UnitAccess]:
    for item in items:
        if item.price.billing_model is BillingModel.PER_UNIT and item.price.feature_id is not None:
            yield UnitAccess(
                feature_id=item.price.feature_id,
                units=committed(item.price, item.quantity),
                addon_id=item.package_id if item.is_addon else None,
            )


def _check_minimum_spend(terms: Terms, currency: str | None) -> None:
    if terms.minimum_spend is not None and terms.minimum_spend.currency != currency:
        message = f"The subscription is paid in {currency or 'credits'}"
        raise InvalidInput(message, field="minimumSpend.currency")


def _check_overrides(terms: Terms, addons: Sequence[Addon]) -> None:
    held = {addon.id for addon in addons}
    for index, each in enumerate(terms.prices):
        if each.addon_id is not None and each.addon_id not in held:
            raise PriceNotFound(f"The add-on {each.addon_id} is not held", field=f"priceOverrides[{index}].addonId")


def _refuse_prices(terms: Terms, plan: Plan) -> None:
    for field, value in (("priceOverrides", terms.prices), ("charges", terms.quantities)):
        if value:
            raise InvalidInput(f"{plan.id} is not priced here; leave {field} out", field=field)
    if terms.minimum_spend is not None:
        raise InvalidInput(f"{plan.id} is not priced here; leave minimumSpend out", field="minimumSpend")
