"""What names an order to the billing provider, so that it is carried out once however often it is given."""

from collections.abc import Iterator
from hashlib import sha256

from tollgate.billing.invoice import BillingReason
from tollgate.billing.sold import Sold
from tollgate.subscriptions.subscription import Subscription


def order_key(subscription: Subscription, sold: Sold | None, *, reason: BillingReason) -> str:
    """Return the same key where the same is ordered of the same subscription again, and another one in any other case.

    It is made of how many orders were given before, as stored, and of what is sold from now on: neither the clock nor
    an id that was made on the way is part of it, as both differ where a request is decided anew.
    """
    content = "/".join(_told(sold)) if sold is not None else ""
    digest = sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{subscription.id}/{subscription.orders}/{reason.value}/{digest}"


def _told(sold: Sold) -> Iterator[str]:
    yield from (sold.payer_id, sold.currency, str(sold.tax_percentage))
    if sold.discount is not None:
        discount = sold.discount.discount
        reduction = discount.reduction.model_dump_json()
        yield from (reduction, str(discount.duration_in_months))
    for item in sold.items:
        quantities = (item.quantity, item.free_quantity, item.limit)
        yield from (item.package_id, str(item.is_overage), *map(str, quantities))
        yield item.price.unidentified.model_dump_json()
