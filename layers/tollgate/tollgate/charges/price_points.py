"""The least that one pays in advance for a package: what a pricing table says first."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from tollgate.charges.amounts import line_of
from tollgate.charges.errors import AmountTooLarge
from tollgate.charges.line import Line, total_of
from tollgate.charges.price import BillingCadence, BillingModel, Price
from tollgate.charges.pricing_model import PriceSet
from tollgate.charges.quantity import bought
from tollgate.shared.entity import Value
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod

_COMMITMENTS = frozenset((BillingModel.FLAT_FEE, BillingModel.PER_UNIT, BillingModel.MINIMUM_SPEND))


class PricePoint(Value):
    """What a package costs at least for a whole billing period, paid at its start, in one country or by default.

    `additional_charges_may_apply` says that usage, overage, credits or one-off charges come on top. `feature_id` is
    there where the amount is the price of one unit of that feature and of nothing else.
    """

    billing_period: BillingPeriod
    billing_country_code: str | None
    amount: Money
    additional_charges_may_apply: bool
    feature_id: str | None


def price_points(charges: PriceSet) -> tuple[PricePoint, ...]:
    """Return a point for each billing period and country a package is sold in: default prices and months first.

    There is none where all prices are in credits, or where the amount is beyond what clients read exactly.
    """
    priced = [price for price in charges.prices() if price.billing_model is not BillingModel.MINIMUM_SPEND]
    overages = charges.overage_prices()
    minimums = [each.price() for each in charges.minimum_spend]
    found = []
    for period, country in _places([*priced, *overages]):
        here = [each for each in priced if _is_for(each, period, country)]
        beyond = [each for each in overages if _is_for(each, period, country)]
        currency = currency_of([*here, *beyond])
        if currency is None:
            continue
        # A minimum spend has no country of its own; it follows the currency.
        agreed = [each for each in minimums if (each.billing_period, each.currency) == (period, currency)]
        point = _point([*here, *agreed], period, country, currency, is_charged_beyond=bool(beyond))
        found += [point] if point is not None else []
    return tuple(found)


def currency_of(prices: Sequence[Price]) -> str | None:
    """Return the currency that prices of one country are in, None where all are in credits or there are none."""
    return next((price.currency for price in prices if price.currency is not None), None)


def _places(prices: Sequence[Price]) -> list[tuple[BillingPeriod, str | None]]:
    places = {(price.billing_period, price.billing_country_code) for price in prices}
    return sorted(places, key=lambda place: (place[1] or "", place[0].months))


def _is_for(price: Price, period: BillingPeriod, country: str | None) -> bool:
    return price.billing_period is period and price.billing_country_code == country


def _point(
    prices: Sequence[Price], period: BillingPeriod, country: str | None, currency: str, *, is_charged_beyond: bool
) -> PricePoint | None:
    try:
        lines = list(_committed_lines(prices))
        amount = total_of(lines, currency=currency)
    except AmountTooLarge:
        return None
    return PricePoint(
        billing_period=period,
        billing_country_code=country,
        amount=amount,
        additional_charges_may_apply=is_charged_beyond or not all(map(_is_committed, prices)),
        feature_id=_only_unit(lines),
    )


def _committed_lines(prices: Sequence[Price]) -> Iterator[Line]:
    for price in prices:
        if _is_committed(price):
            counts_units = price.billing_model is BillingModel.PER_UNIT
            quantity = bought(price, None, field="quantity") if counts_units else Decimal(1)
            yield line_of(price, quantity)
        elif price.is_recurring_in_advance and price.price is not None and price.min_unit_quantity:
            yield line_of(price, Decimal(price.min_unit_quantity))  # credits of which some have to be bought


def _is_committed(price: Price) -> bool:
    """Tell whether everyone pays this at the start of each period."""
    return price.billing_cadence is BillingCadence.RECURRING and price.billing_model in _COMMITMENTS


def _only_unit(lines: Sequence[Line]) -> str | None:
    """Return the feature that the lines are one unit of; a fee of nothing beside it does not count."""
    charged = [line for line in lines if line.exact or line.price.billing_model is not BillingModel.FLAT_FEE]
    if len(charged) != 1 or charged[0].quantity != 1:
        return None
    price = charged[0].price
    is_by_the_unit = price.billing_model is BillingModel.PER_UNIT and not price.is_stair_step
    return price.feature_id if is_by_the_unit and price.block_size in (None, 1) else None
