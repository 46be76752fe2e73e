"""What subscriptions would come to, as GraphQL shows it."""

from tollgate.billing.invoice import empty_draft
from tollgate.graphql.views.invoice_previews import (
    CreditsView,
    DateRangeView,
    PreviewDiscountView,
    PreviewInvoiceView,
    ProrationsView,
    SubscriptionPreviewView,
    TaxDetailsView,
)
from tollgate.graphql.views.money import MoneyView
from tollgate.subscriptions.preview import SubscriptionPreview


def preview_view(told: SubscriptionPreview) -> SubscriptionPreviewView:
    """Return the view of a preview; where nothing is due at once, that is an invoice of nothing."""
    immediate = told.immediate or empty_draft(told.balance.currency)
    period, recurring = told.period, told.recurring
    return SubscriptionPreviewView(
        DateRangeView(period.start, period.end) if period is not None else DateRangeView(None, None),
        PreviewInvoiceView(immediate, told.discount, at=told.at, balance=told.balance),
        PreviewInvoiceView(recurring, told.discount, at=told.at) if recurring is not None else None,
        told.is_scheduled,
        told.is_plan_downgrade,
    )


class PriceEstimateView:
    """`SubscriptionPricePreviewDto`: an invoice in older words."""

    def __init__(self, shown: PreviewInvoiceView) -> None:
        self._shown = shown

    @property
    def sub_total(self) -> MoneyView:
        return self._shown.sub_total

    @property
    def total(self) -> MoneyView:
        return self._shown.total

    @property
    def total_excluding_tax(self) -> MoneyView:
        return self._shown.total_excluding_tax

    @property
    def discount(self) -> PreviewDiscountView | None:
        return self._shown.discount_details

    @property
    def discount_amount(self) -> MoneyView | None:
        return self._shown.discount

    @property
    def tax(self) -> MoneyView:
        return self._shown.tax

    @property
    def tax_details(self) -> TaxDetailsView | None:
        return self._shown.tax_details


class SubscriptionEstimateView(PriceEstimateView):
    """`SubscriptionPreview`: what is due at once; `subscription` is what a full period costs."""

    def __init__(self, told: SubscriptionPreview) -> None:
        shown = preview_view(told)
        super().__init__(shown.immediate_invoice)
        self.billing_period_range, self._recurring = shown.billing_period_range, shown.recurring_invoice
        self.has_scheduled_updates, self.is_plan_downgrade = shown.has_scheduled_updates, shown.is_plan_downgrade

    @property
    def subscription(self) -> PriceEstimateView | None:
        return PriceEstimateView(self._recurring) if self._recurring is not None else None

    @property
    def proration(self) -> ProrationsView:
        return self._shown.proration

    @property
    def credits(self) -> CreditsView | None:
        return self._shown.credits
