"""What is sold, and what is used of it, to reckon invoices from: everything defaulted but what matters in a case."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.support.metering import SCOPE
from tests.support.pricing import flat, money, price
from tollgate import wiring
from tollgate.billing.invoice import BillingReason, Invoice, InvoiceDraft, InvoiceLine
from tollgate.billing.ledger import UsageLedger
from tollgate.billing.ports import BillingOrder
from tollgate.billing.sold import AppliedDiscount, Sold, SoldItem
from tollgate.billing.usage import Usage, load_usage
from tollgate.charges.discount import AmountsOff, Discount, PercentOff
from tollgate.charges.line import LineType
from tollgate.charges.price import BillingModel, Price
from tollgate.shared.period import Period
from tollgate.shared.scope import ActorType, Scope

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def day(text: str) -> datetime:
    """Return an instant: `2026-01-15` is midnight of the day."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def period(start: str, end: str) -> Period:
    """Return a period from one instant to another."""
    return Period(start=day(start), end=day(end))


JANUARY, FEBRUARY, MARCH = (
    period("2026-01-01", "2026-02-01"),
    period("2026-02-01", "2026-03-01"),
    period("2026-03-01", "2026-04-01"),
)
APRIL = period("2026-04-01", "2026-05-01")
"""A month that has its half at midnight, as it has 30 days."""


def item(of: Price, quantity: str | int = 1, **fields: Any) -> SoldItem:
    """Return one price of the plan Pro, and how much of it is bought."""
    return SoldItem(
        **{"package_id": "plan-pro", "package_name": "Pro", "price": of, "quantity": Decimal(quantity)} | fields
    )


def addon(of: Price, quantity: str | int = 1, **fields: Any) -> SoldItem:
    """Return one price of the add-on Extra."""
    return item(of, quantity, **{"package_id": "addon-extra", "package_name": "Extra", "is_addon": True} | fields)


def overage(of: Price, limit: str | None, **fields: Any) -> SoldItem:
    """Return what usage beyond a limit costs."""
    return item(of, 0, is_overage=True, limit=None if limit is None else Decimal(limit), **fields)


def minimum(amount: str) -> SoldItem:
    """Return a minimum spend."""
    return item(price(amount, BillingModel.MINIMUM_SPEND))


def setup(amount: str, **fields: Any) -> SoldItem:
    """Return a fee that is paid once."""
    return item(flat(amount, billing_cadence="ONE_OFF"), name="Setup", **fields)


def sold(*items: SoldItem, **fields: Any) -> Sold:
    """Return what a subscription charges for."""
    values = {"subscription_id": "subscription-acme", "customer_id": "acme", "payer_id": "acme", "currency": "usd"}
    return Sold(**{**values, "items": items, "usage_anchor": BEGUN} | fields)


def percent(share: str, *, months: int | None = None, starts_at: datetime = BEGUN) -> AppliedDiscount:
    """Return a coupon that takes a share off."""
    reduction = PercentOff(percent=Decimal(share))
    discount = Discount(reduction=reduction, starts_at=starts_at, duration_in_months=months)
    return AppliedDiscount(coupon_id="coupon-percent", name="Spring", discount=discount)


def fixed(amount: str, *, months: int | None = None, starts_at: datetime = BEGUN) -> AppliedDiscount:
    """Return a coupon that takes an amount off."""
    discount = Discount(reduction=AmountsOff(amounts=(money(amount),)), starts_at=starts_at, duration_in_months=months)
    return AppliedDiscount(coupon_id="coupon-fixed", name="Welcome", discount=discount)


@dataclass
class UsageLog:
    """What was used, event by event, and what of it was invoiced. Satisfies `UsageReader` and `UsageLedgers`."""

    events: list[tuple[str, datetime, Decimal]] = field(default_factory=list)
    ledger: UsageLedger = field(default_factory=lambda: UsageLedger(subscription_id="subscription-acme"))

    def use(self, amount: str | int, at: str | datetime, feature_id: str = "calls") -> "UsageLog":
        """Note usage of an instant."""
        self.events.append((feature_id, day(at) if isinstance(at, str) else at, Decimal(amount)))
        return self

    def within(
        self, scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, window: Period
    ) -> Decimal:
        """Return what was used in a window."""
        found = (amount for owner, at, amount in self.events if owner == feature_id and window.holds(at))
        return sum(found, Decimal(0))

    def of_windows(
        self, scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, windows: Sequence[Period]
    ) -> tuple[Decimal, ...]:
        """Return what was used in each window."""
        return tuple(self.within(scope, customer_id, resource_id, feature_id, window) for window in windows)

    def read_ahead(self, scope: Scope, customer_id: str, subscription_id: str, *, payer_id: str) -> None:
        """Read nothing: all of it is known."""

    def of(self, scope: Scope, customer_id: str, subscription_id: str) -> UsageLedger:
        """Return what was invoiced."""
        return self.ledger

    def save(self, scope: Scope, customer_id: str, ledger: UsageLedger) -> None:
        """Remember what was invoiced."""
        self.ledger = ledger

    def usage(self, of: Sold, closed: Period, *, until: datetime | None = None, is_final: bool = False) -> Usage:
        """Return the usage to charge for."""
        return load_usage(SCOPE, of, closed, until=until, is_final=is_final, reader=self, ledgers=self)

    def issue(self, draft: InvoiceDraft) -> InvoiceDraft:
        """Remember what a draft charges for, as if it were issued."""
        self.ledger = draft.ledger or self.ledger
        return draft


def told(draft: InvoiceDraft) -> list[tuple[str, str]]:
    """Return the lines of a draft as (what for, how much)."""
    return [(line.description, f"{line.amount.amount:f}") for line in draft.lines]


def amounts(draft: InvoiceDraft) -> dict[LineType, list[str]]:
    """Return the amounts of a draft's lines by their types."""
    found: dict[LineType, list[str]] = {}
    for line in draft.lines:
        found.setdefault(line.type, []).append(f"{line.amount.amount:f}")
    return found


def line(amount: str, **fields: Any) -> InvoiceLine:
    """Return a line of an invoice."""
    return InvoiceLine(**{"type": LineType.BASE, "description": "Pro", "amount": money(amount)} | fields)


def draft(*amounts_of: str, **fields: Any) -> InvoiceDraft:
    """Return a draft with lines of these amounts, without discount and tax."""
    lines = tuple(line(each) for each in amounts_of)
    subtotal = money(str(sum((Decimal(each) for each in amounts_of), Decimal(0))))
    values = {"lines": lines, "subtotal": subtotal, "discount": money("0"), "tax": money("0"), "period": JANUARY}
    return InvoiceDraft(**{"currency": "usd"} | values | fields)


def order(of: InvoiceDraft | None, key: str = "subscription-acme/created", **fields: Any) -> BillingOrder:
    """Return an order to invoice a draft."""
    values = {
        "key": key,
        "sold": sold(),
        "draft": of,
        "subscription_id": "subscription-acme",
        "customer_id": "acme",
        "payer_id": "acme",
        "reason": BillingReason.SUBSCRIPTION_CREATION,
        "at": BEGUN,
    }
    return BillingOrder(**values | fields)


def issue_invoice(of: BillingOrder) -> Invoice:
    """Issue the invoice of an order, in the test environment, with the provider it has."""
    settled = wiring.transact(lambda: wiring.billing_provider().settle(SCOPE, of), actor=ActorType.SYSTEM)
    assert settled.invoice is not None
    return settled.invoice
