"""Grants of credits on the wire."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from tollgate.api.coupons import MoneyBody
from tollgate.api.wire import (
    CreatedAtQuery,
    Flag,
    Metadata,
    Number,
    SentInstant,
    Text,
    Unsupported,
    Whole,
    refuse_unsupported,
)
from tollgate.credits.create_grant import CreateGrantRequest
from tollgate.credits.filters import GrantFilters
from tollgate.credits.grant import DEFAULT_PRIORITY, CollectionMethod, CreditGrant, GrantStatus, PaymentCollection
from tollgate.credits.grant_invoice import GrantInvoice
from tollgate.credits.grant_payment import GrantBilling
from tollgate.credits.recurring import GrantSource
from tollgate.credits.wallet import GrantType
from tollgate.entitlements.live import ResourceId
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.scope import Scope


class GrantBillingBody(Value):
    """How the invoice of a grant is to be issued."""

    billing_address: Unsupported = None
    invoice_days_until_due: Whole | None = None
    is_invoice_paid: Flag = False


class CreateGrantBody(Value):
    """What is to be granted to whom."""

    customer_id: str
    currency_id: str
    resource_id: ResourceId = None
    grant_type: Literal[GrantType.PAID, GrantType.PROMOTIONAL]
    display_name: Text
    amount: Number
    cost: MoneyBody | None = None
    comment: str | None = None
    priority: Whole = DEFAULT_PRIORITY
    effective_at: SentInstant | None = None
    expire_at: SentInstant | None = None
    metadata: Metadata | None = None
    await_payment_confirmation: Flag = True
    payment_collection_method: CollectionMethod | None = None
    billing_information: GrantBillingBody = GrantBillingBody()

    def to_request(self, scope: Scope) -> CreateGrantRequest:
        """Return the domain's request; raises `UnsupportedParameter` for an address, which vendors keep."""
        refuse_unsupported(self.billing_information, prefix="billingInformation.")
        return CreateGrantRequest(
            scope=scope,
            customer_id=self.customer_id,
            resource_id=self.resource_id,
            currency_id=self.currency_id,
            grant_type=self.grant_type,
            display_name=self.display_name,
            amount=self.amount,
            cost=self.cost.to_money() if self.cost is not None else None,
            comment=self.comment,
            priority=self.priority,
            effective_at=self.effective_at,
            expire_at=self.expire_at,
            metadata=self.metadata or {},
            collection_method=self.payment_collection_method,
            billing=GrantBilling(
                invoice_days_until_due=self.billing_information.invoice_days_until_due,
                is_invoice_paid=self.billing_information.is_invoice_paid,
                awaits_payment=self.await_payment_confirmation,
            ),
        )


class GrantInvoiceView(Value):
    """The invoice of a grant, by the id its provider knows it by."""

    billing_id: str
    billing_reason: str | None
    status: str
    currency: str | None
    sub_total: Amount | None
    tax: Amount | None
    total: Amount | None
    requires_action: bool
    error_message: str | None
    payment_url: str | None
    pdf_url: str | None
    due_date: Instant | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, invoice: GrantInvoice) -> Self:
        """Return the view of an invoice."""
        return cls(
            billing_id=invoice.id,
            billing_reason=invoice.reason if invoice.reason in {"MANUAL", "OTHER"} else None,
            status=invoice.status,
            currency=invoice.total.currency,
            sub_total=invoice.subtotal.amount,
            tax=invoice.tax.amount,
            total=invoice.total.amount,
            requires_action=invoice.requires_action,
            error_message=invoice.error_message,
            payment_url=invoice.payment_url,
            pdf_url=invoice.pdf_url,
            due_date=invoice.due_at,
            created_at=invoice.issued_at,
            updated_at=invoice.updated_at,
        )


class GrantView(Value):
    """A grant as the contract shows it."""

    id: str
    customer_id: str
    resource_id: str | None
    currency_id: str
    grant_type: GrantType
    display_name: str
    amount: Amount
    consumed_amount: Amount
    cost: Money
    comment: str | None
    priority: int
    status: GrantStatus
    effective_at: Instant
    expire_at: Instant | None
    voided_at: Instant | None
    metadata: dict[str, str]
    payment_collection: PaymentCollection
    source_type: GrantSource | None
    invoice_id: str | None
    latest_invoice: GrantInvoiceView | None
    sync_states: list[Any] = Field(default_factory=list)
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, grant: CreditGrant, now: datetime) -> Self:
        """Return the view of a grant as it stands at an instant."""
        invoice = GrantInvoiceView.of(grant.invoice) if grant.invoice is not None else None
        return cls(
            **{name: getattr(grant, name) for name in cls.model_fields.keys() & CreditGrant.model_fields.keys()},
            status=grant.status_at(now),
            invoice_id=invoice.billing_id if invoice is not None else None,
            latest_invoice=invoice,
        )


class GrantListQuery(CreatedAtQuery):
    """Whose grants are listed: the customer's own, or those of one of its resources."""

    customer_id: str
    resource_id: ResourceId = None
    currency_id: str | None = None

    def to_filters(self) -> GrantFilters:
        """Return the domain's filters."""
        return GrantFilters(
            customer_id=self.customer_id,
            resource_id=self.resource_id,
            currency_id=self.currency_id or None,
            created_at=self.created_at,
        )
