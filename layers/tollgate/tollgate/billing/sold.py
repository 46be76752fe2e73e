"""What a subscription charges for, as billing sees it: prices, quantities, and what is taken off or put on top."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Self

from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.charges.discount import Discount
from tollgate.charges.price import BillingCadence, BillingModel, Price
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod


class SoldItem(Value):
    """One price of a package and how much of it is bought; of usage and overage nothing is bought in advance.

    `limit` is what an overage item is charged beyond, None where nothing limits it. `free_quantity` units cost
    nothing: they are the free ones of a bundle. `name` is what is counted, as invoices call it.

    Usage is charged in the units of `unit_transformation`, from `since` on where that is given. It starts from zero
    again with the price's reset period, or with `reset_period`: that of the entitlement whose limit is exceeded. A
    level (`is_level`), such as seats, never does; what is charged is how high it stands at the end.
    """

    package_id: str
    package_name: str
    is_addon: bool = False
    is_overage: bool = False
    price: Price
    quantity: Amount
    free_quantity: Amount = Decimal(0)
    limit: Amount | None = None
    name: str | None = None
    is_level: bool = False
    unit_transformation: UnitTransformation | None = None
    reset_period: ResetPeriod | None = None
    reset_anchor: ResetAnchor | None = None
    since: Instant | None = None

    @property
    def charge(self) -> tuple[str, str, str, bool]:
        """Return what makes it the same charge, whatever its price and quantity are: at most one of these is sold."""
        counted = self.price.feature_id or self.price.top_up_custom_currency_id or self.price.billing_cadence
        return self.package_id, self.price.billing_model, counted, self.is_overage

    @property
    def charged_quantity(self) -> Amount:
        """Return how much of it costs something."""
        return max(self.quantity - self.free_quantity, Decimal(0))

    @property
    def is_one_off(self) -> bool:
        """Tell whether it is paid once."""
        return not self.is_in_arrears and self.price.billing_cadence is BillingCadence.ONE_OFF

    @property
    def is_measured(self) -> bool:
        """Tell whether it is paid in money for what was used of a feature; credits are not paid in money."""
        return self.is_in_arrears and self.price.feature_id is not None and self.price.currency is not None

    @property
    def is_in_advance(self) -> bool:
        """Tell whether it is paid at the start of each billing period."""
        return not self.is_overage and self.price.is_recurring_in_advance and self.price.currency is not None

    @property
    def is_in_arrears(self) -> bool:
        """Tell whether it is paid for what was used."""
        is_usage = self.is_overage or self.price.billing_model is BillingModel.USAGE_BASED
        return is_usage and self.price.currency is not None


class AppliedDiscount(Value):
    """A coupon as it applies to a subscription's invoices."""

    coupon_id: str
    name: str
    discount: Discount


class Sold(Value):
    """Everything one subscription charges its payer for, in one currency.

    Usage counts from `charged_from` on: the hour the subscription began in, the instant its trial ended, or the one at
    which it took over from another subscription. `usage_anchor` is what its reset periods count from.
    """

    subscription_id: str
    customer_id: str
    resource_id: str | None = None
    payer_id: str
    currency: str
    items: tuple[SoldItem, ...] = ()
    discount: AppliedDiscount | None = None
    tax_percentage: Amount | None = None
    usage_anchor: Instant | None = None
    charged_from: Instant | None = None

    def without_one_offs(self) -> Self:
        """Return what is charged for in every period."""
        return self.but(items=tuple(item for item in self.items if not item.is_one_off))

    def in_advance(self) -> Iterable[SoldItem]:
        """Yield what is paid at the start of each billing period."""
        return (item for item in self.items if item.is_in_advance)

    def one_off(self) -> Iterable[SoldItem]:
        """Yield what is paid once."""
        return (item for item in self.items if item.is_one_off)

    def measured(self) -> Iterable[SoldItem]:
        """Yield what is paid for by the usage of a feature."""
        return (item for item in self.items if item.is_measured)
