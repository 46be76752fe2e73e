"""Prices agreed for one subscription in the place of the catalogue's."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tollgate.charges.errors import InvalidPriceAmount, PriceNotFound
from tollgate.charges.price import CreditRate, Price, PriceTier
from tollgate.charges.price_rules import check_price
from tollgate.shared.entity import Amount, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money


class PriceOverride(Value):
    """Another amount, other tiers, another block size or another rate in credits for one charge of a package.

    It is chosen by `base_charge`, the recurring flat fee, or by the feature it counts, or the custom currency of
    which it sells credits. What is not given stays.
    """

    base_charge: bool = False
    feature_id: str | None = None
    currency_id: str | None = None
    amount: Amount | None = None
    currency: str | None = None
    tiers: tuple[PriceTier, ...] | None = None
    block_size: Amount | None = None
    credit_rate: CreditRate | None = None

    def chooses(self, price: Price) -> bool:
        """Tell whether the override is for this price."""
        if self.base_charge:
            return price.is_base_charge
        return (price.feature_id, price.top_up_custom_currency_id) == (self.feature_id, self.currency_id)

    def is_paid_as(self, price: Price) -> bool:
        """Tell whether both burn the same credits, or neither burns any."""
        agreed, own = self.credit_rate, price.credit_rate
        return (agreed and agreed.currency_id) == (own and own.currency_id)


def with_overrides(prices: Sequence[Price], overrides: Sequence[tuple[str, PriceOverride]]) -> tuple[Price, ...]:
    """Return the prices a customer pays in one billing period and country, with those agreed on in their places.

    Each override comes with the path that leads to it in the request and begins the field that an error names.
    """
    agreed = list(prices)
    for place, override in overrides:
        if override.base_charge is (override.feature_id is not None or override.currency_id is not None):
            raise InvalidInput(
                "An override is of the base charge, a feature's or a currency's", field=f"{place}featureId"
            )
        chosen = next((number for number, price in enumerate(agreed) if override.chooses(price)), None)
        field = f"{place}baseCharge" if override.base_charge else f"{place}featureId"
        if chosen is None:
            raise PriceNotFound("The package has no such charge", field=field)
        if agreed[chosen].is_override:
            raise InvalidInput("A charge is overridden once", field=field)
        agreed[chosen] = overridden(agreed[chosen], override, path=place)
    return tuple(agreed)


def overridden(price: Price, override: PriceOverride, *, path: str) -> Price:
    """Return the price as agreed; raises `InvalidInput` where no such price could stand in its place.

    The billing model and the currency stay. An amount takes the place of tiers, tiers only that of tiers, and a rate
    in credits that of such a rate.
    """
    _check_amounts(override, path)
    if override.credit_rate is not None:
        return _with_rate(price, override, override.credit_rate, path)
    if override.amount is None and override.tiers is None and override.block_size is None:
        raise InvalidInput("An override changes amount, tiers, blockSize or creditRate", field=f"{path}amount")
    if override.amount is not None and override.tiers is not None:
        raise InvalidInput("A charge has an amount or tiers, not both", field=f"{path}tiers")
    if override.tiers is not None and price.tiers_mode is None:
        raise InvalidInput("This charge has no tiers; override its amount", field=f"{path}tiers")
    _check_currency(price, override, path)
    agreed = price.but(is_override=True, **_changes(price, override))
    try:
        check_price(agreed, path=path)
    except InvalidInput as error:
        # An override has its amount where a price has an object.
        error.details["field"] = str(error.details["field"]).replace(f"{path}price.amount", f"{path}amount")
        raise
    return agreed


def _with_rate(price: Price, override: PriceOverride, rate: CreditRate, path: str) -> Price:
    if any(given is not None for given in (override.amount, override.currency, override.tiers, override.block_size)):
        message = "A charge burns credits at a rate or has a price in money, not both"
        raise InvalidInput(message, field=f"{path}creditRate")
    if price.credit_rate is None:
        raise InvalidInput("This charge has a price in money; override its amount", field=f"{path}creditRate")
    if rate.currency_id != price.credit_rate.currency_id:
        message = f"This charge burns {price.credit_rate.currency_id}; an override keeps the currency"
        raise InvalidInput(message, field=f"{path}creditRate.currencyId")
    agreed = price.but(is_override=True, credit_rate=rate)
    check_price(agreed, path=path)
    return agreed


def _changes(price: Price, override: PriceOverride) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if override.amount is not None:
        money = Money(amount=override.amount, currency=price.currency or "")
        changes |= {"price": money, "tiers": None, "tiers_mode": None}
    if override.tiers is not None:
        changes["tiers"] = override.tiers
    if override.block_size is not None:
        changes["block_size"] = override.block_size
    return changes


def _check_currency(price: Price, override: PriceOverride, path: str) -> None:
    currency = price.currency
    if currency is None:
        message = "This charge burns credits; it has no price in money, override its creditRate"
        raise InvalidInput(message, field=f"{path}amount")
    message = f"The subscription is paid in {currency}"
    if override.currency not in (None, currency):
        raise InvalidInput(message, field=f"{path}currency")
    for name, money in Price.amounts(price.but(price=None, tiers=override.tiers)):
        if money.currency != currency:
            raise InvalidInput(message, field=f"{path}{name}.currency")


def _check_amounts(override: PriceOverride, path: str) -> None:
    message = "An agreed price is zero or more"
    if override.amount is not None and override.amount < 0:
        raise InvalidPriceAmount(message, field=f"{path}amount")
    for index, tier in enumerate(override.tiers or ()):
        for name, money in (("unitPrice", tier.unit_price), ("flatPrice", tier.flat_price)):
            if money is not None and money.amount < Decimal(0):
                raise InvalidPriceAmount(message, field=f"{path}tiers[{index}].{name}.amount")
