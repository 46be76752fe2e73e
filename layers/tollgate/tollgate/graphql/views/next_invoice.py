"""The next invoice of a subscription, as GraphQL shows it line by line."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from tollgate.billing.describing import plain
from tollgate.billing.invoice import InvoiceDraft, InvoiceLine, nothing
from tollgate.billing.sold import Sold, SoldItem
from tollgate.charges.line import LineType
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.invoice_previews import PreviewInvoiceView
from tollgate.graphql.views.money import MoneyView, money_view
from tollgate.graphql.views.prices import PriceView
from tollgate.shared.currency import symbol_of
from tollgate.shared.money import Money


class LinePeriodView(NamedTuple):
    """`SubscriptionInvoicePreviewLineItemPeriod`."""

    start: datetime
    end: datetime


class LineStepView(NamedTuple):
    """`SubscriptionInvoicePreviewLineItemData`: a step of a price that has some."""

    description: str
    cost_description: str
    proration: bool
    type: LineType = LineType.TIER
    quantity: int | None = None
    usage_limit: Decimal | None = None
    has_soft_limit: bool | None = None


class NextInvoiceLineView:
    """`SubscriptionInvoicePreviewLineItem`. What is charged for beyond its limit has a soft one."""

    def __init__(self, line: InvoiceLine, item: SoldItem | None, period: LinePeriodView, loader: Loader) -> None:
        self._line, self._item, self._loader, self.period = line, item, loader, period

    @property
    def amount(self) -> MoneyView:
        return money_view(self._line.amount)

    @property
    def description(self) -> str:
        return self._line.description

    @property
    def cost_description(self) -> str:
        if self._line.details:
            return "; ".join(self._line.details)
        each, quantity = self._line.price_of_one, self._line.quantity
        sign = "-" if each < 0 else ""
        cost = f"{sign}{symbol_of(self._line.amount.currency)}{plain(abs(each))}"
        return cost if quantity is None else f"{cost} × {plain(quantity)}"

    @property
    def unit_price(self) -> MoneyView:
        return money_view(self._line.amount.but(amount=self._line.price_of_one))

    @property
    def quantity(self) -> int | None:
        quantity = self._line.quantity
        return int(quantity) if quantity is not None and quantity == quantity.to_integral_value() else None

    @property
    def proration(self) -> bool:
        return self._line.is_proration

    @property
    def type(self) -> LineType:
        return self._line.type

    @property
    def lines(self) -> list[LineStepView] | None:
        steps = [LineStepView(each, each, self._line.is_proration) for each in self._line.details]
        return steps or None

    @property
    def price(self) -> PriceView | None:
        return PriceView(self._item.price, self._loader) if self._item is not None else None

    @property
    def usage_limit(self) -> Decimal | None:
        return self._item.limit if self._item is not None else None

    @property
    def has_soft_limit(self) -> bool | None:
        return self._item.is_overage if self._item is not None else None


class NextInvoiceView(PreviewInvoiceView):
    """`SubscriptionInvoicePreview`: what the next invoice would say, had it to be issued at an instant."""

    def __init__(self, draft: InvoiceDraft, sold: Sold, loader: Loader, *, at: datetime, balance: Money) -> None:
        super().__init__(draft, sold.discount, at=at, balance=balance)
        self._sold, self._loader, self.last_updated_at = sold, loader, at

    @property
    def amount_due(self) -> MoneyView:
        return money_view(self._draft.but(tax=self._draft.tax + self._balance).due)

    @property
    def sub_total_excluding_tax(self) -> MoneyView:
        return self.sub_total

    @property
    def minimum_spend_adjustment(self) -> MoneyView:
        lines = (line.amount for line in self._draft.lines if line.type is LineType.MINIMUM_SPEND_ADJUSTMENT)
        return money_view(sum(lines, nothing(self._draft.currency)))

    @property
    def lines(self) -> list[NextInvoiceLineView]:
        return [
            NextInvoiceLineView(line, self._item_of(line), self._period_of(line), self._loader)
            for line in self._draft.lines
        ]

    def _item_of(self, line: InvoiceLine) -> SoldItem | None:
        is_overage = line.type is LineType.OVERAGE
        own = (each for each in self._sold.items if each.price.id is not None and each.is_overage is is_overage)
        return next((each for each in own if each.price.id == line.price_id), None)

    def _period_of(self, line: InvoiceLine) -> LinePeriodView:
        period = line.period or self._draft.period
        return LinePeriodView(period.start, period.end) if period is not None else LinePeriodView(self._at, self._at)
