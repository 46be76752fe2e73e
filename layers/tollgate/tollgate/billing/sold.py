"""What a subscription charges for, as billing sees it: prices, quantities, and what is taken off or put on top."""

from collections.abc import Iterable
from decimal import Decimal

from tollgate.charges.discount import Discount
from tollgate.charges.price import BillingModel, Price
from tollgate.shared.entity import Amount, Value


class SoldItem(Value):
    """One price of a package and how much of it is bought; of usage and overage nothing is bought in advance.

    `limit` is what an overage item is charged beyond, None where nothing limits it. `free_quantity` units cost
    nothing: they are the free ones of a bundle.
    """

    package_id: str
    package_name: str
    is_addon: bool = False
    is_overage: bool = False
    price: Price
    quantity: Amount
    free_quantity: Amount = Decimal(0)
    limit: Amount | None = None

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
    """Everything one subscription charges its payer for, in one currency."""

    subscription_id: str
    customer_id: str
    resource_id: str | None = None
    payer_id: str
    currency: str
    items: tuple[SoldItem, ...] = ()
    discount: AppliedDiscount | None = None
    tax_percentage: Amount | None = None

    def in_advance(self) -> Iterable[SoldItem]:
        """Yield what is paid at the start of each billing period."""
        return (item for item in self.items if item.is_in_advance)

    def in_arrears(self) -> Iterable[SoldItem]:
        """Yield what is paid for once it was used."""
        return (item for item in self.items if item.is_in_arrears)
