"""Prices in a pricing table, in the shapes that GraphQL has for them."""

from tollgate.api.paywall_features import CreditCurrencyView, PricedFeatureView
from tollgate.charges.price import BillingCadence, BillingModel, CreditRate, Price, PriceTier, TiersMode
from tollgate.shared.entity import Amount, Value
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod


class MoneyView(Value):
    """An amount: `Money`, whose currency is spelled in capitals."""

    amount: Amount
    currency: str

    @classmethod
    def of(cls, money: Money | None) -> "MoneyView | None":
        """Return the view of an amount."""
        return cls.model_construct(amount=money.amount, currency=money.currency.upper()) if money is not None else None


class TierView(Value):
    """A step of a tiered price: `PriceTier`."""

    up_to: Amount | None
    unit_price: MoneyView | None
    flat_price: MoneyView | None

    @classmethod
    def of(cls, tier: PriceTier) -> "TierView":
        """Return the view of a tier."""
        return cls.model_construct(
            up_to=tier.up_to, unit_price=MoneyView.of(tier.unit_price), flat_price=MoneyView.of(tier.flat_price)
        )


class RateView(Value):
    """How many credits a unit burns, or each event by its dimensions: `CreditRate`."""

    amount: Amount
    currency_id: str
    custom_currency_id: str
    cost_formula: str | None

    @classmethod
    def of(cls, rate: CreditRate | None) -> "RateView | None":
        """Return the view of a rate."""
        if rate is None:
            return None
        return cls.model_construct(
            amount=rate.amount,
            currency_id=rate.currency_id,
            custom_currency_id=rate.currency_id,
            cost_formula=rate.cost_formula,
        )


class PaywallPriceView(Value):
    """One price of a package: `PaywallPrice`."""

    billing_model: BillingModel
    billing_cadence: BillingCadence
    billing_period: BillingPeriod
    billing_country_code: str | None
    billing_id: str | None
    feature: PricedFeatureView | None
    price: MoneyView | None
    block_size: Amount | None
    tiers: list[TierView] | None
    tiers_mode: TiersMode | None
    min_unit_quantity: int | None
    max_unit_quantity: int | None
    credit_rate: RateView | None
    custom_currency: CreditCurrencyView | None
    top_up_custom_currency_id: str | None

    @classmethod
    def of(
        cls, price: Price, *, feature: PricedFeatureView | None, currency: CreditCurrencyView | None
    ) -> "PaywallPriceView":
        """Return the view of a price, with the feature it counts and the credits it sells or burns."""
        same = {name: getattr(price, name) for name in _SAME}
        return cls.model_construct(
            feature=feature,
            price=MoneyView.of(price.price),
            tiers=[TierView.of(each) for each in price.tiers] if price.tiers is not None else None,
            credit_rate=RateView.of(price.credit_rate),
            custom_currency=currency,
            **same,
        )


_SAME = tuple(
    name
    for name in PaywallPriceView.model_fields
    if name not in {"feature", "price", "tiers", "credit_rate", "custom_currency"}
)
