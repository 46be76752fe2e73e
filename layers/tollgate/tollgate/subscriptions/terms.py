"""What is agreed on besides the plan: add-ons, quantities, prices, entitlements, discounts and how it is billed."""

from enum import StrEnum
from typing import Self

from tollgate.billing.invoice import ProrationBehavior
from tollgate.catalog.credit_entitlement import CreditEntitlement
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.charges.discount import AmountsOff, Discount, PercentOff
from tollgate.charges.overrides import PriceOverride
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod


class AddonWish(Value):
    """An add-on, so many times."""

    id: str
    quantity: int


class ChargeType(StrEnum):
    """What a quantity is bought of: units of a feature, or credits of a custom currency."""

    FEATURE = "FEATURE"
    CREDIT = "CREDIT"


class Quantity(Value):
    """How much is bought of a feature or a custom currency."""

    type: ChargeType = ChargeType.FEATURE
    id: str
    quantity: Amount


class AgreedPrice(PriceOverride):
    """Another price for a charge of the plan, or of an add-on that is named."""

    addon_id: str | None = None


class Budget(Value):
    """How much usage may cost in a billing period; a hard limit denies what would go beyond."""

    limit: Amount
    has_soft_limit: bool


class CouponState(StrEnum):
    """Whether an applied coupon takes something off: it does, its time is over, or another took its place."""

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REMOVED = "REMOVED"


class AppliedCoupon(Value):
    """A coupon as it was when it was applied: later changes of the catalogue's do not reach it.

    `is_ad_hoc` tells a discount that was made for this subscription alone and is in no catalogue.
    """

    id: str
    name: str
    percent_off: Amount | None = None
    amounts_off: tuple[Money, ...] | None = None
    duration_in_months: int | None = None
    is_ad_hoc: bool = False
    starts_at: Instant
    removed_at: Instant | None = None

    @property
    def discount(self) -> Discount:
        """Return what it takes off invoices, and for how long."""
        reduction = PercentOff(percent=self.percent_off) if self.percent_off is not None else None
        return Discount(
            reduction=reduction or AmountsOff(amounts=self.amounts_off or ()),
            starts_at=self.starts_at,
            duration_in_months=self.duration_in_months,
        )

    def state_at(self, now: Instant) -> CouponState:
        """Return whether it takes something off at an instant; before its start it is active already."""
        if self.removed_at is not None:
            return CouponState.REMOVED
        ends_at = self.discount.ends_at
        return CouponState.EXPIRED if ends_at is not None and ends_at <= now else CouponState.ACTIVE


class BillingInformation(Value):
    """How a subscription is billed. Address and tax ids are the provider's to keep and are not stored.

    `is_backdated` says of a start in the past that it is meant: what was before is charged elsewhere.
    """

    invoice_days_until_due: int | None = None
    is_backdated: bool = False
    is_invoice_paid: bool = False
    metadata: dict[str, str] = {}
    proration_behavior: ProrationBehavior | None = None
    tax_percentage: Amount | None = None


class Terms(Value):
    """Everything a subscription says besides its plan. What a plan version makes of it is an `Offer`.

    `overrides` are entitlements of this subscription alone, which stand in the place of the plan's.
    """

    billing_period: BillingPeriod | None = None
    billing_country_code: str | None = None
    addons: tuple[AddonWish, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    prices: tuple[AgreedPrice, ...] = ()
    overrides: tuple[FeatureEntitlement, ...] = ()
    credit_overrides: tuple[CreditEntitlement, ...] = ()
    minimum_spend: Money | None = None

    def quantity_of(self, type: ChargeType, identifier: str) -> Amount | None:
        """Return how much of something is asked for, None where nothing is said."""
        found = (each.quantity for each in self.quantities if (each.type, each.id) == (type, identifier))
        return next(found, None)

    def with_quantity(self, quantity: Quantity) -> Self:
        """Return the terms with another quantity of one thing."""
        others = (each for each in self.quantities if (each.type, each.id) != (quantity.type, quantity.id))
        return self.but(quantities=(*others, quantity))

    def with_addon(self, addon_id: str, quantity: int) -> Self:
        """Return the terms with another quantity of one add-on; none of it takes it away."""
        if not quantity:
            return self.but(addons=tuple(each for each in self.addons if each.id != addon_id))
        if any(each.id == addon_id for each in self.addons):
            same = (each.but(quantity=quantity) if each.id == addon_id else each for each in self.addons)
            return self.but(addons=tuple(same))
        return self.but(addons=(*self.addons, AddonWish(id=addon_id, quantity=quantity)))
