"""Which charges go together in one package."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

from tollgate.charges.model_rules import check_overage_model, check_pricing_model
from tollgate.charges.price import BillingModel
from tollgate.charges.price_rules import check_amount
from tollgate.charges.pricing_model import MinimumSpend, OveragePricingModel, PricePeriod, PriceSet, PricingModel
from tollgate.shared.errors import InvalidInput
from tollgate.shared.period import BillingPeriod

_Charge = tuple[str, PricingModel | OveragePricingModel]
"""A charge with the path that leads to it in the request."""


def check_price_set(price_set: PriceSet, *, path: str = "") -> None:
    """Raise `InvalidInput`, naming the field by its path, where charges are not whole or do not go together.

    `path` leads to the price set in the request and begins the field that an error names.
    """
    models: list[tuple[str, PricingModel]] = [
        (f"{path}pricingModels[{index}].", model) for index, model in enumerate(price_set.pricing_models)
    ]
    overages: list[tuple[str, OveragePricingModel]] = [
        (f"{path}overagePricingModels[{index}].", model) for index, model in enumerate(price_set.overage_pricing_models)
    ]
    for place, model in models:
        check_pricing_model(model, path=place)
    for place, overage in overages:
        check_overage_model(overage, path=place)
    _check_each_is_charged_once(models)
    _check_each_is_charged_once(overages)
    _check_overage_has_a_limit(models, overages)
    _check_usage_is_monthly(models)
    charges: list[_Charge] = [*models, *overages]
    _check_coverage(charges)
    currencies = _check_currencies(charges)
    for place, charge in charges:
        _check_tier_bounds(charge.price_periods, place)
    _check_minimum_spend(price_set.minimum_spend, _offered(charges), currencies, f"{path}minimumSpend")


def _check_each_is_charged_once(charges: Sequence[_Charge]) -> None:
    # An override chooses a charge by what it is for.
    seen = set()
    for place, charge in charges:
        if charge.counted is None:
            continue
        if charge.counted in seen:
            name, value = charge.counted
            raise InvalidInput(f"There is one charge for {value}", field=f"{place}{name}")
        seen.add(charge.counted)


def _check_overage_has_a_limit(models: Sequence[tuple[str, PricingModel]], overages: Sequence[_Charge]) -> None:
    by_use = {model.counted for _, model in models if model.billing_model is BillingModel.USAGE_BASED}
    for place, overage in overages:
        if overage.counted in by_use:
            message = "All usage of this feature is charged already; there is no limit to be beyond"
            raise InvalidInput(message, field=f"{place}featureId")


def _check_usage_is_monthly(models: Sequence[tuple[str, PricingModel]]) -> None:
    sells_years = BillingPeriod.ANNUALLY in _offered(models)
    for place, model in models:
        if model.billing_model is not BillingModel.USAGE_BASED:
            continue
        for index, period in enumerate(model.price_periods):
            if period.billing_period is BillingPeriod.ANNUALLY:
                field = f"{place}pricePeriods[{index}].billingPeriod"
                raise InvalidInput("Usage is charged monthly; remove the annual price", field=field)
        if sells_years:
            message = "Usage is charged monthly and does not go with annual prices of other charges"
            raise InvalidInput(message, field=f"{place}billingModel")


def _check_coverage(charges: Sequence[_Charge]) -> None:
    # Whoever subscribes in a period and country pays all charges of one package there, in one currency.
    countries = {period.billing_country_code for _, charge in charges for period in charge.price_periods} - {None}
    places = list(product(sorted(_offered(charges)), [None, *sorted(filter(None, countries))]))
    for place, charge in charges:
        priced = {(period.billing_period, period.billing_country_code) for period in charge.price_periods}
        for billing_period, country in places:
            if (billing_period, country) not in priced:
                where = f"for the country {country}" if country else "without a country"
                message = f"Every charge has a {billing_period} price {where}, as other prices of this package do"
                raise InvalidInput(message, field=f"{place}pricePeriods")


def _check_currencies(charges: Sequence[_Charge]) -> frozenset[str]:
    currency_in: dict[str | None, str] = {}
    for place, charge in charges:
        for index, price in enumerate(charge.prices()):
            country, (name, money) = price.billing_country_code, next(iter(price.amounts()), ("", None))
            if money is None:
                continue
            expected = currency_in.setdefault(country, money.currency)
            if money.currency != expected:
                where = f"for the country {country}" if country else "without a country"
                message = f"All prices {where} are in one currency; another one is in {expected}"
                raise InvalidInput(message, field=f"{place}pricePeriods[{index}].{name}.currency")
    return frozenset(currency_in.values())


def _check_tier_bounds(periods: Sequence[PricePeriod], path: str) -> None:
    # The same quantity falls in the same tier, monthly or annually.
    bounds: dict[str | None, list[Decimal | None]] = {}
    for index, period in enumerate(periods):
        if period.tiers is None:
            continue
        own = [tier.up_to for tier in period.tiers]
        if own != bounds.setdefault(period.billing_country_code, own):
            message = "The tiers end at the same quantities in every billing period"
            raise InvalidInput(message, field=f"{path}pricePeriods[{index}].tiers")


def _check_minimum_spend(
    minimums: Sequence[MinimumSpend], offered: frozenset[BillingPeriod], currencies: frozenset[str], field: str
) -> None:
    seen: set[tuple[BillingPeriod, str]] = set()
    for index, each in enumerate(minimums):
        check_amount(each.minimum, path=f"{field}[{index}].minimum.")
        if each.billing_period not in offered:
            message = f"Nothing is sold {each.billing_period}"
            raise InvalidInput(message, field=f"{field}[{index}].billingPeriod")
        if each.minimum.currency not in currencies:
            message = f"Nothing is sold in {each.minimum.currency}"
            raise InvalidInput(message, field=f"{field}[{index}].minimum.currency")
        place = (each.billing_period, each.minimum.currency)
        if place in seen:
            message = "There is one minimum spend per billing period and currency"
            raise InvalidInput(message, field=f"{field}[{index}].billingPeriod")
        seen.add(place)
    for billing_period in sorted({period for period, _ in seen}):
        for currency in sorted(currencies):
            if (billing_period, currency) not in seen:
                message = f"There is a {billing_period} minimum spend in some currencies and none in {currency}"
                raise InvalidInput(message, field=field)


def _offered(charges: Sequence[_Charge]) -> frozenset[BillingPeriod]:
    return frozenset(period.billing_period for _, charge in charges for period in charge.price_periods)
