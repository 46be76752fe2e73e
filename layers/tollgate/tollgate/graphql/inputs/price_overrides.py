"""What mutations are given of prices that are agreed on for one subscription."""

from typing import Annotated

from pydantic import BeforeValidator

from tollgate.api.wire import Flag, Number, Unsupported, refuse_unsupported
from tollgate.graphql.inputs.charges import CreditRateInput, PriceTierInput, in_lower_case
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.subscriptions.terms import AgreedPrice


class OverridePriceInput(Value):
    """`MoneyInputDto` of an agreed price; without a currency it is in the subscription's."""

    amount: Number
    currency: Annotated[Currency | None, BeforeValidator(in_lower_case)] = None


class PriceOverrideInput(Value):
    """`PriceOverrideInput`: another price for one charge, of the plan or of an add-on."""

    addon_id: str | None = None
    base_charge: Flag | None = None
    feature_id: str | None = None
    currency_id: str | None = None
    price: OverridePriceInput | None = None
    block_size: Number | None = None
    tiers: tuple[PriceTierInput, ...] | None = None
    credit_grant_cadence: Unsupported = None
    credit_rate: CreditRateInput | None = None

    def to_price(self, path: str) -> AgreedPrice:
        """Return the domain's value; raises `UnsupportedParameter` for credits that are bought."""
        refuse_unsupported(self, prefix=path)
        currency = self.price.currency if self.price is not None else None
        return AgreedPrice(
            addon_id=self.addon_id,
            base_charge=bool(self.base_charge),
            feature_id=self.feature_id,
            currency_id=self.currency_id,
            amount=self.price.amount if self.price is not None else None,
            currency=currency.value if currency is not None else None,
            block_size=self.block_size,
            tiers=tuple(each.to_tier() for each in self.tiers) if self.tiers is not None else None,
            credit_rate=self.credit_rate.to_rate(f"{path}creditRate.") if self.credit_rate is not None else None,
        )
