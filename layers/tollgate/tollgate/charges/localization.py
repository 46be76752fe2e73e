"""Which of a package's prices a customer pays."""

from collections.abc import Iterable, Sequence

from tollgate.charges.errors import PriceNotFound
from tollgate.charges.price import BillingModel, Price
from tollgate.charges.pricing_model import AnyModel, PriceSet
from tollgate.shared.period import BillingPeriod


def billing_periods_of(prices: Iterable[Price]) -> frozenset[BillingPeriod]:
    """Return the billing periods that a package is sold for."""
    return frozenset(price.billing_period for price in prices)


def prices_for(
    prices: Sequence[Price], *, billing_period: BillingPeriod, country: str | None, currency: str | None = None
) -> tuple[Price, ...]:
    """Return what a package costs in a country, by its own prices where there are any, else by the default ones.

    Raises `PriceNotFound` where nothing is sold in that billing period, or not in the `currency` that has to be.
    """
    in_period = [price for price in prices if price.billing_period is billing_period]
    charges = [price for price in in_period if price.billing_model is not BillingModel.MINIMUM_SPEND]
    own = [price for price in charges if country is not None and price.billing_country_code == country]
    chosen = own or [price for price in charges if price.billing_country_code is None]
    if not chosen:
        raise PriceNotFound(f"There is no {billing_period} price", field="billingPeriod")
    paid_in = next((price.currency for price in chosen if price.currency is not None), None)
    if currency is not None and paid_in not in (currency, None):
        raise PriceNotFound(f"There is no {billing_period} price in {currency}", field="currency")
    # A minimum spend has no country of its own; it follows the currency.
    minimums = (price for price in in_period if price.billing_model is BillingModel.MINIMUM_SPEND)
    return (*chosen, *(price for price in minimums if price.currency == paid_in))


def localized(charges: PriceSet, country: str | None) -> PriceSet:
    """Return what a package charges in a country: by its own prices where there are any, else by the default ones."""
    everything = [*charges.prices(), *charges.overage_prices()]
    has_own = country is not None and any(price.billing_country_code == country for price in everything)
    shown = country if has_own else None

    def chosen(models: Iterable[AnyModel]) -> tuple[AnyModel, ...]:
        kept = (
            model.but(price_periods=tuple(each for each in model.price_periods if each.billing_country_code == shown))
            for model in models
        )
        return tuple(model for model in kept if model.price_periods)

    models, overages = chosen(charges.pricing_models), chosen(charges.overage_pricing_models)
    here = charges.but(pricing_models=models, overage_pricing_models=overages, minimum_spend=())
    paid_in = {price.currency for price in (*here.prices(), *here.overage_prices())}
    # A minimum spend has no country of its own; it follows the currency.
    return here.but(minimum_spend=tuple(each for each in charges.minimum_spend if each.minimum.currency in paid_in))
