"""Prices to reckon with: everything defaulted but what matters in a case."""

from decimal import Decimal
from typing import Any

from tollgate.charges.price import BillingModel, CreditRate, Price, PriceTier, TiersMode
from tollgate.charges.pricing_model import PricePeriod, PricingModel
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod

MONTHLY, ANNUALLY = BillingPeriod.MONTHLY, BillingPeriod.ANNUALLY
Steps = tuple[tuple[str | None, str | None, str | None], ...]
"""Tiers as (up to, price per unit, flat price)."""


def money(amount: str, currency: str = "usd") -> Money:
    """Return an amount of money, of dollars unless it is said."""
    return Money(amount=Decimal(amount), currency=currency)


def price(amount: str | None, model: BillingModel, currency: str = "usd", **fields: Any) -> Price:
    """Return a monthly price."""
    amount_of = None if amount is None else money(amount, currency)
    return Price(**{"billing_model": model, "billing_period": MONTHLY, "price": amount_of} | fields)


def flat(amount: str, currency: str = "usd", **fields: Any) -> Price:
    """Return a flat fee."""
    return price(amount, BillingModel.FLAT_FEE, currency, **fields)


def seats(amount: str, currency: str = "usd", **fields: Any) -> Price:
    """Return a price per seat, bought in advance."""
    return price(amount, BillingModel.PER_UNIT, currency, **{"feature_id": "seats"} | fields)


def calls(amount: str, currency: str = "usd", **fields: Any) -> Price:
    """Return a price per call, paid as they are made."""
    return price(amount, BillingModel.USAGE_BASED, currency, **{"feature_id": "calls"} | fields)


def blocks(amount: str, size: str, currency: str = "usd") -> Price:
    """Return a price per block of calls."""
    return calls(amount, currency, block_size=Decimal(size))


def tiers(*steps: tuple[str | None, str | None, str | None], currency: str = "usd") -> tuple[PriceTier, ...]:
    """Return tiers."""

    def amount(text: str | None) -> Money | None:
        return None if text is None else money(text, currency)

    return tuple(
        PriceTier(
            up_to=None if up_to is None else Decimal(up_to),
            unit_price=amount(unit_price),
            flat_price=amount(flat_price),
        )
        for up_to, unit_price, flat_price in steps
    )


def graduated(*steps: tuple[str | None, str | None, str | None], currency: str = "usd") -> Price:
    """Return a price of calls with graduated tiers."""
    own = tiers(*steps, currency=currency)
    return price(None, BillingModel.USAGE_BASED, feature_id="calls", tiers=own, tiers_mode=TiersMode.GRADUATED)


def volume(*steps: tuple[str | None, str | None, str | None], currency: str = "usd") -> Price:
    """Return a price of calls with volume tiers."""
    return graduated(*steps, currency=currency).but(tiers_mode=TiersMode.VOLUME)


def burning(rate: str, currency_id: str = "tokens") -> Price:
    """Return a rate in credits for calls."""
    own = CreditRate(amount=Decimal(rate), currency_id=currency_id)
    return price(None, BillingModel.CREDIT_BASED, feature_id="calls", credit_rate=own)


def monthly(amount: str = "10", currency: str = "usd", **fields: Any) -> PricePeriod:
    """Return what a charge costs by the month."""
    return PricePeriod(**{"billing_period": MONTHLY, "price": money(amount, currency)} | fields)


def annually(amount: str = "100", currency: str = "usd", **fields: Any) -> PricePeriod:
    """Return what a charge costs by the year."""
    return monthly(amount, currency, **{"billing_period": ANNUALLY} | fields)


def charge(model: BillingModel, *periods: PricePeriod, **fields: Any) -> PricingModel:
    """Return a charge with these prices."""
    return PricingModel(billing_model=model, price_periods=periods or (monthly(),), **fields)


def base(*periods: PricePeriod, **fields: Any) -> PricingModel:
    """Return a flat fee as it is configured."""
    return charge(BillingModel.FLAT_FEE, *periods, **fields)


def per_seat(*periods: PricePeriod, **fields: Any) -> PricingModel:
    """Return a charge per seat as it is configured."""
    return charge(BillingModel.PER_UNIT, *periods, **{"feature_id": "seats"} | fields)


def per_call(*periods: PricePeriod, **fields: Any) -> PricingModel:
    """Return a charge per call as it is configured."""
    return charge(BillingModel.USAGE_BASED, *periods, **{"feature_id": "calls"} | fields)
