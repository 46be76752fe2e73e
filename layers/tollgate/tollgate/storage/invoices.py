"""Invoices of the built-in provider in table `documents`, in their payer's partition; pointers lead to each."""

from typing import TypeVar

from tollgate.billing.filters import InvoiceFilters, InvoiceOrder
from tollgate.billing.invoice import Invoice
from tollgate.billing.ledger import UsageLedger
from tollgate.billing.payer_account import PayerAccount
from tollgate.shared.entity import Entity, Instant, Value
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import billing_keys, keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.keys import Key, customer_partition
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory, page_of_partition
from tollgate.storage.session import Session

_KIND = "INVOICE"
_BOTH_ENDS = 32 + 126
"""The sum of the first and the last printable character."""

Stored = TypeVar("Stored", bound=Entity)


class InvoicePlace(Value):
    """Where an invoice is kept."""

    payer_id: str
    issued_at: Instant
    number: str

    @classmethod
    def of(cls, invoice: Invoice) -> "InvoicePlace":
        """Return the place of an invoice."""
        return cls(payer_id=invoice.payer_id, issued_at=invoice.issued_at, number=invoice.number)

    def key(self, scope: Scope) -> Key:
        """Return the invoice's key."""
        return billing_keys.invoice(scope, self.payer_id, self.issued_at, self.number)


class InvoicePointer(Entity):
    """Where the invoice of an id is kept. It never changes."""

    place: InvoicePlace


class SubscriptionInvoices(Entity):
    """Which of a subscription's invoices was issued last, and which are to be paid, oldest first."""

    latest: InvoicePlace
    open: tuple[InvoicePlace, ...] = ()


class DynamoInvoices:
    """Satisfies `billing.ports.InvoiceRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, invoice_id: str) -> Invoice | None:
        """Return the invoice, or None where there is none of this id."""
        pointer = self._load(InvoicePointer, billing_keys.invoice_pointer(scope, invoice_id))
        return self._load(Invoice, pointer.place.key(scope)) if pointer is not None else None

    def read_ahead(self, scope: Scope, invoice_id: str, *, payer_id: str, subscription_id: str) -> None:
        """Read at once what issuing an invoice is about to load."""
        wanted = [
            billing_keys.invoice_pointer(scope, invoice_id),
            billing_keys.payer_account(scope, payer_id),
            billing_keys.subscription_invoices(scope, subscription_id),
        ]
        self._session.read_ahead(Document, wanted)

    def latest(self, scope: Scope, subscription_id: str) -> Invoice | None:
        """Return the invoice of a subscription that was issued last, None where there is none."""
        held = self._of_subscription(scope, subscription_id)
        return self._load(Invoice, held.latest.key(scope)) if held is not None else None

    def open_of(self, scope: Scope, subscription_id: str) -> list[Invoice]:
        """Return the subscription's invoices that are to be paid, oldest first."""
        held = self._of_subscription(scope, subscription_id)
        places = [place.key(scope) for place in held.open] if held is not None else []
        rows = self._session.load_many(Document, places)
        return [read(Invoice, rows[place]) for place in places]

    def page(self, scope: Scope, payer_id: str, filters: InvoiceFilters, request: PageRequest) -> Page[Invoice]:
        """Return a page of the payer's invoices that fit the filters, in their order."""
        partition = customer_partition(scope, payer_id)
        cursor = Cursor(scope, _KIND, {"payer": payer_id, **filters.model_dump(mode="json")})

        def listed(row: Document) -> Invoice | None:
            invoice = read(Invoice, row)
            return invoice if filters.holds(invoice) else None

        if filters.order is InvoiceOrder.ISSUE_DATE and not filters.is_ascending:
            return page_of_partition(partition, billing_keys.INVOICES, request, cursor, read=listed)
        every = self._session.query(Document, partition, sk=Document.sk.startswith(billing_keys.INVOICES))
        held = [invoice for row in every if (invoice := listed(row)) is not None]
        placed = [(filters.position(invoice), invoice) for invoice in held]
        if filters.is_ascending:
            placed = [(_reversed(position), invoice) for position, invoice in placed]
        return page_in_memory(placed, request, cursor)

    def add(self, scope: Scope, invoice: Invoice) -> None:
        """Stage a new invoice, the subscription's latest."""
        place = InvoicePlace.of(invoice)
        held = self._of_subscription(scope, invoice.subscription_id)
        others = held.open if held is not None else ()
        self._session.add(
            _row(billing_keys.invoice_pointer(scope, invoice.id), InvoicePointer(place=place)),
        )
        self._session.add(_row(place.key(scope), invoice), aggregate=f"{_KIND}#{invoice.id}")
        changed = SubscriptionInvoices(latest=place, open=(*others, place) if invoice.is_open else others)
        self._session.save(_row(billing_keys.subscription_invoices(scope, invoice.subscription_id), changed))

    def save(self, scope: Scope, invoice: Invoice) -> None:
        """Stage a loaded invoice that changed."""
        place = InvoicePlace.of(invoice)
        self._session.save(_row(place.key(scope), invoice), aggregate=f"{_KIND}#{invoice.id}")
        held = self._of_subscription(scope, invoice.subscription_id)
        if held is not None and not invoice.is_open and place in held.open:
            left = tuple(each for each in held.open if each != place)
            key = billing_keys.subscription_invoices(scope, invoice.subscription_id)
            self._session.save(_row(key, held.but(open=left)))

    def account_of(self, scope: Scope, payer_id: str) -> PayerAccount:
        """Return the payer's account, a new one where there is none."""
        account = self._load(PayerAccount, billing_keys.payer_account(scope, payer_id))
        return account if account is not None else PayerAccount(payer_id=payer_id)

    def save_account(self, scope: Scope, account: PayerAccount) -> None:
        """Stage the payer's account, new or changed."""
        self._session.save(_row(billing_keys.payer_account(scope, account.payer_id), account))

    def _of_subscription(self, scope: Scope, subscription_id: str) -> SubscriptionInvoices | None:
        return self._load(SubscriptionInvoices, billing_keys.subscription_invoices(scope, subscription_id))

    def _load(self, kind: type[Stored], key: Key) -> Stored | None:
        row = self._session.load(Document, key)
        return read(kind, row) if row is not None else None


class DynamoUsageLedgers:
    """Satisfies `billing.ports.UsageLedgers`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read_ahead(self, scope: Scope, customer_id: str, subscription_id: str, *, payer_id: str) -> None:
        """Read a ledger at once with who pays; both are about to be loaded."""
        ledger = billing_keys.usage_ledger(scope, customer_id, subscription_id)
        self._session.read_ahead(Document, [ledger, keys.customer(scope, payer_id)])

    def of(self, scope: Scope, customer_id: str, subscription_id: str) -> UsageLedger:
        """Return the ledger of a customer's subscription, an empty one where nothing was invoiced yet."""
        row = self._session.load(Document, billing_keys.usage_ledger(scope, customer_id, subscription_id))
        return read(UsageLedger, row) if row is not None else UsageLedger(subscription_id=subscription_id)

    def save(self, scope: Scope, customer_id: str, ledger: UsageLedger) -> None:
        """Stage the ledger, new or changed."""
        self._session.save(_row(billing_keys.usage_ledger(scope, customer_id, ledger.subscription_id), ledger))


def _row(key: Key, entity: Entity) -> Document:
    return Document(key.pk, key.sk, body=body_of(entity))


def _reversed(position: str) -> str:
    """Return a text that comes the earlier the later this one does: each of its characters from the other end."""
    return "".join(chr(_BOTH_ENDS - ord(character)) for character in position)
