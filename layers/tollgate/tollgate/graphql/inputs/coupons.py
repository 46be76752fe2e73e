"""What mutations of coupons are given."""

from typing import Annotated

from pydantic import BeforeValidator

from tollgate.api.coupons import CouponName
from tollgate.api.wire import Description, Metadata, Number, Whole
from tollgate.catalog.coupon import CouponType
from tollgate.catalog.create_coupon import CreateCouponRequest
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money
from tollgate.shared.scope import Scope


class MoneyInput(Value):
    """`MoneyInputDto`, whose currency GraphQL writes in capitals. An amount without one could mean anything."""

    amount: Number
    currency: Annotated[Currency, BeforeValidator(lambda given: str(given or "").lower())]

    def to_money(self) -> Money:
        """Return the domain's value."""
        return Money(amount=self.amount, currency=self.currency.value)


class CreateCouponInput(Value):
    """`CreateCouponInput`.

    `type` and `discountValue` are older fields for what `percentOff` and `amountsOff` say: they are read where these
    are missing, and must agree with them where they are not.
    """

    ref_id: str
    name: CouponName
    description: Description | None = None
    additional_meta_data: Metadata | None = None
    percent_off: Whole | None = None
    amounts_off: tuple[MoneyInput, ...] | None = None
    duration_in_months: Whole | None = None
    discount_value: Number | None = None
    type: CouponType | None = None

    def to_request(self, scope: Scope) -> CreateCouponRequest:
        """Return the domain's request; raises `InvalidInput` where the older fields say something else."""
        amounts = tuple(each.to_money() for each in self.amounts_off) if self.amounts_off is not None else None
        percent = self.percent_off
        if percent is None and amounts is None and self.discount_value is not None:
            percent = self._share_of_older_fields()
        self._check_older_fields(percent, amounts)
        return CreateCouponRequest(
            scope=scope,
            id=self.ref_id,
            name=self.name,
            description=self.description,
            metadata=self.additional_meta_data,
            percent_off=percent,
            amounts_off=amounts,
            duration_in_months=self.duration_in_months,
        )

    def _share_of_older_fields(self) -> int:
        value = self.discount_value
        if self.type is not CouponType.PERCENTAGE:
            raise InvalidInput("discountValue names no currency; send percentOff or amountsOff", field="discountValue")
        if value is None or value != value.to_integral_value():
            raise InvalidInput("A share is a whole number of percent", field="discountValue")
        return int(value)

    def _check_older_fields(self, percent: int | None, amounts: tuple[Money, ...] | None) -> None:
        said = CouponType.FIXED if percent is None else CouponType.PERCENTAGE
        if self.type is not None and (percent is not None or amounts is not None) and self.type is not said:
            raise InvalidInput(f"What is taken off makes the coupon {said}; send this type, or none", field="type")
        value = percent if percent is not None else amounts[0].amount if amounts else None
        if self.discount_value is not None and value is not None and self.discount_value != value:
            raise InvalidInput("discountValue says something else; leave it out", field="discountValue")
