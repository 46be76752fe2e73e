"""Credits, as GraphQL shows them. What was burnt, entries of the ledger and series of usage are shown as in REST."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from tollgate.api.credit_usage import CreditSeriesView
from tollgate.credits.consumption import CreditBalance
from tollgate.credits.custom_currency import CurrencyUnits, CustomCurrency
from tollgate.credits.grant import CreditGrant, GrantStatus
from tollgate.credits.grant_invoice import GrantInvoice
from tollgate.graphql.lists.connection import ConnectionView, EdgeView, PageInfoView
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.money import MoneyView, money_view
from tollgate.graphql.views.view import View

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SlimCurrencyView(NamedTuple):
    """`SlimCustomCurrency`."""

    currency_id: str
    display_name: str
    symbol: str | None
    units: CurrencyUnits | None

    @classmethod
    def of(cls, currency: CustomCurrency) -> "SlimCurrencyView":
        """Return the view of a currency."""
        return cls(currency.id, currency.display_name, currency.symbol, currency.units)


class CreditBalanceView:
    """`CreditBalance`; `validUntil` is in milliseconds since 1970."""

    def __init__(self, balance: CreditBalance, loader: Loader) -> None:
        self._balance, self._loader = balance, loader
        self.customer_id, self.resource_id = balance.customer_id, balance.resource_id
        self.total_granted, self.total_consumed = balance.granted, balance.consumed
        self.current_balance = balance.balance
        loader.currencies.announce(balance.currency_id)

    @property
    def currency(self) -> SlimCurrencyView:
        return SlimCurrencyView.of(self._loader.currencies.get(self._balance.currency_id))

    @property
    def valid_until(self) -> int | None:
        moment = self._balance.next_change
        return (moment - _EPOCH) // timedelta(milliseconds=1) if moment is not None else None


class CreditBalanceSummaryView(NamedTuple):
    """`CreditBalanceSummary`."""

    customer_id: str
    balances: list[CreditBalanceView]


class CreditGrantInvoiceView(View[GrantInvoice]):
    """`CreditGrantInvoice`. Taxes are on top of every amount."""

    payment_secret = None

    @property
    def billing_id(self) -> str:
        return self._shown.id

    @property
    def billing_reason(self) -> str | None:
        return self._shown.reason if self._shown.reason in {"MANUAL", "OTHER"} else None

    @property
    def currency(self) -> str:
        return self._shown.total.currency

    @property
    def amount_due(self) -> Decimal:
        return self._shown.amount_due.amount

    @property
    def sub_total(self) -> Decimal:
        return self._shown.subtotal.amount

    @property
    def sub_total_excluding_tax(self) -> Decimal:
        return self._shown.subtotal.amount

    @property
    def tax(self) -> Decimal:
        return self._shown.tax.amount

    @property
    def total(self) -> Decimal:
        return self._shown.total.amount

    @property
    def total_excluding_tax(self) -> Decimal:
        return (self._shown.total - self._shown.tax).amount

    @property
    def due_date(self) -> datetime | None:
        return self._shown.due_at

    @property
    def created_at(self) -> datetime:
        return self._shown.issued_at


class CreditGrantView(View[CreditGrant]):
    """`CreditGrant`, as it stands at an instant."""

    def __init__(self, grant: CreditGrant, now: datetime, loader: Loader) -> None:
        super().__init__(grant, loader)
        self._now = now

    @property
    def grant_id(self) -> str:
        return self._shown.id

    @property
    def additional_meta_data(self) -> dict[str, str]:
        return self._shown.metadata

    @property
    def automatic_recharge_configuration_id(self) -> str | None:
        return self._shown.recharge_configuration_id

    @property
    def cost(self) -> MoneyView:
        return money_view(self._shown.cost)

    @property
    def invoice_id(self) -> str | None:
        return self._shown.invoice.id if self._shown.invoice is not None else None

    @property
    def latest_invoice(self) -> CreditGrantInvoiceView | None:
        return CreditGrantInvoiceView(self._shown.invoice, self._loader) if self._shown.invoice is not None else None

    @property
    def status(self) -> GrantStatus:
        return self._shown.status_at(self._now)


class CreditLedgerView:
    """`CreditLedgerConnection`: a page of the ledger, all of which is counted only where that is asked for."""

    def __init__(self, page: ConnectionView, count: Callable[[], int]) -> None:
        self.edges: list[EdgeView] = page.edges
        self.page_info: PageInfoView = page.page_info
        self._count = count

    @cached_property
    def total_count(self) -> int:
        return self._count()


class CreditUsageView(NamedTuple):
    """`CreditUsage`: a page of series, what burnt most first."""

    currency: SlimCurrencyView | None
    series: Sequence[CreditSeriesView]
    page_info: PageInfoView
