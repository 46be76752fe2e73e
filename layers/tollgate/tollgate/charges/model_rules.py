"""Which charges there may be, each looked at for itself."""

from collections.abc import Sequence

from tollgate.charges.price import BillingCadence, BillingModel, TiersMode
from tollgate.charges.price_rules import check_price
from tollgate.charges.pricing_model import OveragePricingModel, PricePeriod, PricingModel
from tollgate.shared.errors import InvalidInput

LARGEST_UNIT_QUANTITY = 999_999

_COUNTS_A_FEATURE = frozenset((BillingModel.PER_UNIT, BillingModel.USAGE_BASED))


def check_pricing_model(model: PricingModel, *, path: str) -> None:
    """Raise `InvalidInput` where the charge is not whole or holds what its billing model does not know."""
    if model.billing_model is BillingModel.MINIMUM_SPEND:
        raise InvalidInput("A minimum spend is no pricing model; use minimumSpend", field=f"{path}billingModel")
    if model.billing_model is BillingModel.USAGE_BASED and model.billing_cadence is BillingCadence.ONE_OFF:
        raise InvalidInput("Usage is charged in every period", field=f"{path}billingCadence")
    _check_what_is_counted(model, path)
    _check_bounds(model, path)
    _check_tiers_mode(model, path)
    if model.reset_period is not None and model.feature_id is None:
        raise InvalidInput("Only usage of a feature is reset; leave resetPeriod out", field=f"{path}resetPeriod")
    _check_periods(model.price_periods, path)
    for index, price in enumerate(model.prices()):
        check_price(price, path=f"{path}pricePeriods[{index}].")


def check_overage_model(model: OveragePricingModel, *, path: str) -> None:
    """Raise `InvalidInput` where the overage charge is not whole, or is priced in any way but per unit or block."""
    if model.feature_id is None and model.currency_id is None:
        raise InvalidInput("Overage is of a feature; give its id", field=f"{path}featureId")
    if model.feature_id is not None and model.currency_id is not None:
        raise InvalidInput("Overage is of a feature or of credits, not of both", field=f"{path}currencyId")
    _check_periods(model.price_periods, path)
    for index, price in enumerate(model.prices()):
        if price.tiers is not None:
            raise InvalidInput("Overage is priced per unit or per block", field=f"{path}pricePeriods[{index}].tiers")
        check_price(price, path=f"{path}pricePeriods[{index}].")


def _check_what_is_counted(model: PricingModel, path: str) -> None:
    feature, currency = model.feature_id, model.top_up_custom_currency_id
    if model.billing_model is BillingModel.CREDIT_BASED:
        _check_credits(model, path)
        return
    if model.billing_model in _COUNTS_A_FEATURE and feature is None:
        raise InvalidInput(f"A {model.billing_model} charge counts a feature; give its id", field=f"{path}featureId")
    if model.billing_model is BillingModel.FLAT_FEE and feature is not None:
        raise InvalidInput("A FLAT_FEE counts no feature; leave featureId out", field=f"{path}featureId")
    if currency is not None:
        raise InvalidInput("Only CREDIT_BASED charges sell credits", field=f"{path}topUpCustomCurrencyId")


def _check_credits(model: PricingModel, path: str) -> None:
    feature, currency = model.feature_id, model.top_up_custom_currency_id
    rates = [period.credit_rate for period in model.price_periods]
    if currency is None and not any(rates):
        raise InvalidInput("Credits are of a custom currency; give its id", field=f"{path}topUpCustomCurrencyId")
    if currency is not None and feature is not None:
        raise InvalidInput("A charge that sells credits counts no feature", field=f"{path}featureId")
    if any(rates) and feature is None:
        raise InvalidInput("A rate in credits is for a feature's usage; give its id", field=f"{path}featureId")
    odd = next((index for index, rate in enumerate(rates) if (rate is None) is not (currency is not None)), None)
    if odd is not None:
        message = "A charge either sells credits at a price or burns them at a creditRate"
        raise InvalidInput(message, field=f"{path}pricePeriods[{odd}].creditRate")
    if any(rates) and model.billing_cadence is BillingCadence.ONE_OFF:
        raise InvalidInput("Credits are burned in every period", field=f"{path}billingCadence")


def _check_bounds(model: PricingModel, path: str) -> None:
    least, most = model.min_unit_quantity, model.max_unit_quantity
    is_bought = model.billing_model is BillingModel.PER_UNIT or model.top_up_custom_currency_id is not None
    for name, bound, lowest in (("minUnitQuantity", least, 0), ("maxUnitQuantity", most, 1)):
        if bound is not None and not is_bought:
            raise InvalidInput("Only what is bought in advance has a quantity to bound", field=f"{path}{name}")
        if bound is not None and not lowest <= bound <= LARGEST_UNIT_QUANTITY:
            raise InvalidInput(f"It is between {lowest} and {LARGEST_UNIT_QUANTITY}", field=f"{path}{name}")
    if least is not None and most is not None and most < least:
        raise InvalidInput("maxUnitQuantity is not below minUnitQuantity", field=f"{path}maxUnitQuantity")


def _check_tiers_mode(model: PricingModel, path: str) -> None:
    has_tiers = any(period.tiers is not None for period in model.price_periods)
    if has_tiers and model.tiers_mode is None:
        modes = " or ".join(TiersMode)
        raise InvalidInput(f"Tiers are {modes}; say which", field=f"{path}tiersMode")
    if model.tiers_mode is not None and not has_tiers:
        raise InvalidInput("Only tiers have a tiersMode", field=f"{path}tiersMode")


def _check_periods(periods: Sequence[PricePeriod], path: str) -> None:
    if not periods:
        raise InvalidInput("A charge has at least one price", field=f"{path}pricePeriods")
    seen = set()
    for index, period in enumerate(periods):
        place = (period.billing_period, period.billing_country_code)
        if place in seen:
            message = "A charge has one price per billing period and country"
            raise InvalidInput(message, field=f"{path}pricePeriods[{index}].billingPeriod")
        seen.add(place)
