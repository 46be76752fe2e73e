"""Which prices there may be, each looked at for itself."""

import re
from decimal import Decimal

from tollgate.charges.errors import AmountTooLarge
from tollgate.charges.formula import formula_of
from tollgate.charges.price import BillingModel, CreditRate, Price, PriceTier
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money, exponent_of

AMOUNT_LIMIT = Decimal(10**12)
"""Below it an amount is exact as a JSON number, in minor units of any currency."""
UNIT_PRICE_DECIMALS = 5
"""Usage is priced by fractions of a cent, to five decimals of the major unit."""
QUANTITY_DECIMALS, CREDIT_DECIMALS = 5, 6
"""How finely usage and credits are counted."""
LARGEST_QUANTITY = Decimal(2**53 - 1)

_COUNTRY = re.compile(r"[A-Z]{2}")


def check_price(price: Price, *, path: str) -> None:
    """Raise `InvalidInput` where the price says too little, too much, or what does not go with its billing model.

    `path` leads to the price in the request and begins the field that an error names.
    """
    check_country(price.billing_country_code, path=path)
    _check_what_is_given(price, path)
    _check_credits(price, path)
    _check_blocks(price, path)
    if price.tiers is not None:
        _check_tiers(price.tiers, f"{path}tiers")
    for name, money in price.amounts():
        is_unit_price = price.billing_model is BillingModel.USAGE_BASED and not name.endswith("flatPrice")
        check_amount(money, path=f"{path}{name}.", least_decimals=UNIT_PRICE_DECIMALS if is_unit_price else 0)
        if money.currency != price.currency:
            raise InvalidInput("All amounts of a price have one currency", field=f"{path}{name}.currency")


def check_country(code: str | None, *, path: str = "") -> None:
    """Raise `InvalidInput` where a code is given that is none of a country."""
    if code is not None and not _COUNTRY.fullmatch(code):
        raise InvalidInput("A country is two capital letters, as in ISO 3166-1", field=f"{path}billingCountryCode")


def check_amount(money: Money, *, path: str, least_decimals: int = 0) -> None:
    """Raise `InvalidInput` where no price may be this amount of money.

    It has as many decimals as its currency, and `least_decimals` where the currency has fewer.
    """
    amount, field = money.amount, f"{path}amount"
    if amount < 0:
        raise InvalidInput("A price is zero or more", field=field)
    if amount >= AMOUNT_LIMIT:
        raise AmountTooLarge(f"An amount is below {AMOUNT_LIMIT}", field=field)
    decimals = max(least_decimals, exponent_of(money.currency))
    if amount != amount.quantize(Decimal(1).scaleb(-decimals)):
        raise InvalidInput(f"This price in {money.currency} has at most {decimals} decimals", field=field)


def check_positive(value: Decimal, *, field: str, decimals: int = QUANTITY_DECIMALS) -> None:
    """Raise `InvalidInput` unless the value is a quantity above zero that is counted exactly."""
    if not 0 < value <= LARGEST_QUANTITY:
        raise InvalidInput(f"It is above 0 and at most {LARGEST_QUANTITY}", field=field)
    if value != value.quantize(Decimal(1).scaleb(-decimals)):
        raise InvalidInput(f"It has at most {decimals} decimals", field=field)


def _check_what_is_given(price: Price, path: str) -> None:
    given = [price.price is not None, price.tiers is not None, price.credit_rate is not None]
    if sum(given) == 0:
        raise InvalidInput("A charge has a price, or tiers", field=f"{path}price")
    if price.tiers is not None and sum(given) > 1:
        raise InvalidInput("A charge has exactly one of price, tiers and creditRate", field=f"{path}tiers")
    if sum(given) > 1:
        raise InvalidInput("A charge has exactly one of price, tiers and creditRate", field=f"{path}creditRate")
    is_single = price.billing_model in (BillingModel.FLAT_FEE, BillingModel.MINIMUM_SPEND)
    if price.tiers is not None and is_single:
        raise InvalidInput(f"A {price.billing_model} charge has no tiers; give its price", field=f"{path}tiers")
    if price.block_size is not None and is_single:
        raise InvalidInput(f"A {price.billing_model} charge has no blocks", field=f"{path}blockSize")


def _check_credits(price: Price, path: str) -> None:
    is_credit_based = price.billing_model is BillingModel.CREDIT_BASED
    if price.credit_rate is not None:
        if not is_credit_based:
            raise InvalidInput("Only CREDIT_BASED charges have a creditRate", field=f"{path}creditRate")
        _check_rate(price.credit_rate, f"{path}creditRate.")
    if price.credit_grant_cadence is not None and (not is_credit_based or price.credit_rate is not None):
        raise InvalidInput("Only credits that are bought have a creditGrantCadence", field=f"{path}creditGrantCadence")


def _check_rate(rate: CreditRate, path: str) -> None:
    if rate.cost_formula is not None:
        formula_of(rate.cost_formula, field=f"{path}costFormula")
    # Clients have to send an amount, and beside a formula nothing is as good as any.
    if rate.amount or rate.cost_formula is None:
        check_positive(rate.amount, field=f"{path}amount", decimals=CREDIT_DECIMALS)


def _check_blocks(price: Price, path: str) -> None:
    if price.block_size is None:
        return
    check_positive(price.block_size, field=f"{path}blockSize")
    if price.price is None:
        raise InvalidInput("Blocks have a price, not tiers or a creditRate", field=f"{path}blockSize")


def _check_tiers(tiers: tuple[PriceTier, ...], field: str) -> None:
    if not tiers:
        raise InvalidInput("There is at least one tier", field=field)
    bound = Decimal(0)
    for index, tier in enumerate(tiers):
        is_last = index == len(tiers) - 1
        if tier.unit_price is None and tier.flat_price is None:
            raise InvalidInput("A tier has a unitPrice, a flatPrice or both", field=f"{field}[{index}].unitPrice")
        if (tier.up_to is None) is not is_last:
            raise InvalidInput(
                "The last tier is without an end; leave its upTo out" if is_last else "Only the last tier has no upTo",
                field=f"{field}[{index}].upTo",
            )
        if tier.up_to is not None:
            check_positive(tier.up_to, field=f"{field}[{index}].upTo")
            if tier.up_to <= bound:
                raise InvalidInput("Each tier ends above the one before it", field=f"{field}[{index}].upTo")
            bound = tier.up_to
