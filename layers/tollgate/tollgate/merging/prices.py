"""How the document tells what a package charges: single prices, each under a key that says what it is for."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Self

from tollgate.charges.price import BillingCadence, BillingModel, CreditGrantCadence, CreditRate, PriceTier, TiersMode
from tollgate.charges.pricing_model import MinimumSpend, OveragePricingModel, PricePeriod, PriceSet, PricingModel
from tollgate.merging.canonical import canonical_text
from tollgate.merging.entries import Entry
from tollgate.shared.entity import Amount, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

_ORDINAL = "#"


class PeriodEntry(Entry):
    """What a charge costs in one billing period and country."""

    billing_period: BillingPeriod
    billing_country_code: str | None = None
    price: Money | None = None
    block_size: Amount | None = None
    tiers: tuple[PriceTier, ...] | None = None
    credit_rate: CreditRate | None = None
    credit_grant_cadence: CreditGrantCadence | None = None

    @property
    def place(self) -> list[str]:
        """Return the period and, where there is one, the country."""
        return [self.billing_period.value, *filter(None, [self.billing_country_code])]

    def to_period(self) -> PricePeriod:
        """Return the price as the catalogue keeps it."""
        return PricePeriod(**{name: getattr(self, name) for name in PeriodEntry.model_fields})


class PriceEntry(PeriodEntry):
    """One price of a charge, with everything that is said of the charge."""

    billing_model: BillingModel
    billing_cadence: BillingCadence = BillingCadence.RECURRING
    feature_id: str | None = None
    top_up_custom_currency_id: str | None = None
    tiers_mode: TiersMode | None = None
    min_unit_quantity: int | None = None
    max_unit_quantity: int | None = None
    reset_period: ResetPeriod | None = None
    reset_anchor: ResetAnchor | None = None

    @classmethod
    def of_charge(cls, model: PricingModel, period: PricePeriod) -> Self:
        """Return the entry of one price of a charge."""
        own = {name: getattr(model, name) for name in _OF_CHARGE}
        return cls(**own, **{name: getattr(period, name) for name in PeriodEntry.model_fields})

    @property
    def charge_key(self) -> str:
        """Return what the charge is for: its model, that it is charged once, and the feature or currency it counts."""
        once = self.billing_cadence.value if self.billing_cadence is BillingCadence.ONE_OFF else None
        counted = self.feature_id or self.top_up_custom_currency_id
        return ":".join(filter(None, [self.billing_model.value, once, counted]))

    @property
    def key(self) -> str:
        """Return the key of the price, without the number that tells one-off fees apart."""
        return ":".join([self.charge_key, *self.place])


class OverageEntry(PeriodEntry):
    """One price of usage beyond a limit, or of credits beyond a balance."""

    feature_id: str | None = None
    currency_id: str | None = None

    @property
    def key(self) -> str:
        """Return the key of the price: what is counted, then where it is charged."""
        counted = f"feature:{self.feature_id}" if self.feature_id is not None else f"credit:{self.currency_id}"
        return ":".join([counted, *self.place])


class MinimumSpendEntry(Value):
    """What is paid in advance for a billing period's usage."""

    billing_period: BillingPeriod
    minimum: Money

    @property
    def key(self) -> str:
        """Return the key: there is one spend per billing period and currency."""
        return f"{self.billing_period.value}:{self.minimum.currency}"


_OF_CHARGE = sorted(set(PriceEntry.model_fields) - set(PeriodEntry.model_fields))


def prices_of(charges: PriceSet) -> dict[str, PriceEntry]:
    """Return the prices by their keys. One-off fees for nothing that is counted are numbered, in order of content."""
    told = [[PriceEntry.of_charge(model, period) for period in model.price_periods] for model in charges.pricing_models]
    ordered = sorted(told, key=lambda prices: (prices[0].charge_key, sorted(map(canonical_text, prices))))
    found: dict[str, PriceEntry] = {}
    for _, same in groupby(ordered, key=lambda prices: prices[0].charge_key):
        for number, prices in enumerate(same, start=1):
            mark = f"{_ORDINAL}{number}" if number > 1 else ""
            found |= {f"{price.key}{mark}": price for price in prices}
    return found


def overage_prices_of(charges: PriceSet) -> dict[str, OverageEntry]:
    """Return the prices of overage by their keys."""
    told = (
        OverageEntry(
            feature_id=model.feature_id,
            currency_id=model.currency_id,
            **{name: getattr(period, name) for name in PeriodEntry.model_fields},
        )
        for model in charges.overage_pricing_models
        for period in model.price_periods
    )
    return {each.key: each for each in told}


def minimum_spend_of(charges: PriceSet) -> dict[str, MinimumSpendEntry]:
    """Return the minimum spends by their keys."""
    told = (
        MinimumSpendEntry(billing_period=each.billing_period, minimum=each.minimum) for each in charges.minimum_spend
    )
    return {each.key: each for each in told}


def pricing_models_of(prices: Mapping[str, PriceEntry], *, path: str) -> tuple[PricingModel, ...]:
    """Return the charges that prices make up; raises `InvalidInput` for a key that does not say what its price does."""
    _check_keys(((key.partition(_ORDINAL)[0], price.key) for key, price in prices.items()), path)
    charges: dict[tuple[Any, ...], list[PriceEntry]] = {}
    for key in sorted(prices):
        price, number = prices[key], key.partition(_ORDINAL)[2]
        charges.setdefault((number, *(getattr(price, name) for name in _OF_CHARGE)), []).append(price)
    return tuple(
        PricingModel(
            **{name: getattr(same[0], name) for name in _OF_CHARGE},
            price_periods=tuple(each.to_period() for each in same),
        )
        for same in charges.values()
    )


def overage_models_of(prices: Mapping[str, OverageEntry], *, path: str) -> tuple[OveragePricingModel, ...]:
    """Return the charges of overage that prices make up; raises as `pricing_models_of` does."""
    _check_keys(((key, price.key) for key, price in prices.items()), path)
    charges: dict[tuple[str | None, str | None], list[OverageEntry]] = {}
    for key in sorted(prices):
        charges.setdefault((prices[key].feature_id, prices[key].currency_id), []).append(prices[key])
    return tuple(
        OveragePricingModel(
            feature_id=feature_id, currency_id=currency_id, price_periods=tuple(each.to_period() for each in same)
        )
        for (feature_id, currency_id), same in charges.items()
    )


def minimum_spends_of(spends: Mapping[str, MinimumSpendEntry], *, path: str) -> tuple[MinimumSpend, ...]:
    """Return the minimum spends; raises as `pricing_models_of` does."""
    _check_keys(((key, spend.key) for key, spend in spends.items()), path)
    ordered: Iterable[MinimumSpendEntry] = (spends[key] for key in sorted(spends))
    return tuple(MinimumSpend(billing_period=each.billing_period, minimum=each.minimum) for each in ordered)


def _check_keys(pairs: Iterable[tuple[str, str]], path: str) -> None:
    for key, own in pairs:
        if key != own:
            raise InvalidInput(f"What stands under {key} belongs under {own}", field=f"{path}.{key}")
