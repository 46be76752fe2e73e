"""Prices of packages, as GraphQL shows them."""

from decimal import Decimal
from typing import NamedTuple

from tollgate.charges.price import CreditRate, Price, PriceTier
from tollgate.charges.pricing_model import PriceSet
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.currencies import CustomCurrencyView, currency_view
from tollgate.graphql.views.features import FeatureView, feature_view
from tollgate.graphql.views.money import MoneyView, money_view_or_none
from tollgate.graphql.views.view import View


class PriceTierView(NamedTuple):
    """`PriceTier`."""

    up_to: Decimal | None
    unit_price: MoneyView | None
    flat_price: MoneyView | None

    @classmethod
    def of(cls, tier: PriceTier) -> "PriceTierView":
        """Return the view of a tier."""
        return cls(tier.up_to, money_view_or_none(tier.unit_price), money_view_or_none(tier.flat_price))


class CreditRateView(NamedTuple):
    """`CreditRate`; `customCurrencyId` is the same currency by its newer name."""

    amount: Decimal
    currency_id: str
    custom_currency_id: str
    cost_formula: str | None

    @classmethod
    def of(cls, rate: CreditRate) -> "CreditRateView":
        """Return the view of a rate."""
        return cls(rate.amount, rate.currency_id, rate.currency_id, rate.cost_formula)


class PriceView(View[Price]):
    """`Price`. `customCurrency` is the one that is burnt or bought."""

    def __init__(self, price: Price, loader: Loader) -> None:
        super().__init__(price, loader)
        if price.feature_id is not None:
            loader.features.announce(price.feature_id)

    @property
    def price(self) -> MoneyView | None:
        return money_view_or_none(self._shown.price)

    @property
    def tiers(self) -> list[PriceTierView] | None:
        return [PriceTierView.of(each) for each in self._shown.tiers] if self._shown.tiers is not None else None

    @property
    def credit_rate(self) -> CreditRateView | None:
        return CreditRateView.of(self._shown.credit_rate) if self._shown.credit_rate is not None else None

    @property
    def feature(self) -> FeatureView | None:
        return feature_view(self._shown.feature_id, self._loader)

    @property
    def custom_currency(self) -> CustomCurrencyView | None:
        rate = self._shown.credit_rate
        burnt = rate.currency_id if rate is not None else None
        return currency_view(burnt or self._shown.top_up_custom_currency_id, self._loader)


def price_views(charges: PriceSet, loader: Loader) -> list[PriceView]:
    """Return every price of a package but those of overage, minimum spends included."""
    return [PriceView(each, loader) for each in charges.prices()]


def overage_price_views(charges: PriceSet, loader: Loader) -> list[PriceView]:
    """Return every price of a package's overage."""
    return [PriceView(each, loader) for each in charges.overage_prices()]
