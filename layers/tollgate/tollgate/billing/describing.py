"""What lines of invoices say, in words that their readers know."""

from datetime import datetime
from decimal import Decimal

from tollgate.billing.sold import SoldItem
from tollgate.charges.price import BillingModel
from tollgate.shared.period import Period


def described(item: SoldItem, quantity: Decimal) -> str:
    """Return so much of an item: `Pro`, `Pro: 5 × Seats (2 of them free)`, `3 × Extra storage`."""
    price, package = item.price, item.package_name
    free = f" ({plain(item.free_quantity)} of them free)" if item.free_quantity else ""
    match price.billing_model:
        case BillingModel.MINIMUM_SPEND:
            return f"{package}: minimum spend"
        case BillingModel.FLAT_FEE:
            name = f"{item.name}" if item.name is not None else package
            return f"{name}{free}" if quantity == 1 else f"{plain(quantity)} × {name}{free}"
        case _:
            name = item.name or price.feature_id or price.top_up_custom_currency_id or "units"
            return f"{package}: {plain(quantity)} × {name}{free}"


def dates_of(period: Period) -> str:
    """Return a period by the days of its start and its end: `15 Jan 2026 - 15 Feb 2026`."""
    return f"{_day(period.start)} - {_day(period.end)}"


def plain(value: Decimal) -> str:
    """Return a number without needless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"
