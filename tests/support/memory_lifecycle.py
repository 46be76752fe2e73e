"""The life of subscriptions in memory: what one operation stages is written as a whole, or not at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.memory_catalog import MemoryFeatures, MemoryPackages, MemoryProducts, NoCurrencies
from tollgate.billing.invoice import Invoice
from tollgate.billing.ledger import UsageLedger
from tollgate.billing.manual import ManualProvider
from tollgate.billing.payer_account import PayerAccount
from tollgate.billing.ports import BillingProvider
from tollgate.billing.settling import AccountingProvider
from tollgate.catalog.addon import Addon
from tollgate.catalog.coupon import Coupon
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import AnyPackage
from tollgate.catalog.product import Product
from tollgate.customers.access import Access
from tollgate.customers.customer import Customer
from tollgate.customers.resource import CustomerResource
from tollgate.shared.events import DomainEvent
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage.session import LARGEST_TRANSACTION
from tollgate.subscriptions.advance_subscription import advance_subscription
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.subscription import Subscription

SCOPE = Scope(account_id="account-test", environment_id="development")

Result = TypeVar("Result")
Key = tuple[str, ...]


@dataclass
class Documents:
    """Documents by their keys. What is staged is seen by `find`, and by `stored` once it is written."""

    written: dict[Key, Any] = field(default_factory=dict)
    staged: dict[Key, Any] = field(default_factory=dict)

    def find(self, *key: str) -> Any:
        """Return the document as the operation at work would leave it, or None."""
        return self.staged.get(key, self.written.get(key))

    def stored(self, *prefix: str) -> Iterator[Any]:
        """Yield the documents that were written under a prefix of their keys."""
        return (each for key, each in self.written.items() if key[: len(prefix)] == prefix)

    def add(self, document: Any, *key: str) -> None:
        """Stage a document that must not be there."""
        assert self.find(*key) is None, f"{key} exists already"
        self.staged[key] = document

    def save(self, document: Any, *key: str) -> None:
        """Stage a document, new or changed."""
        self.staged[key] = document

    def write(self) -> None:
        """Write what is staged."""
        self.written |= self.staged
        self.staged.clear()


class MemorySubscriptions:
    """Satisfies `SubscriptionRepository`, but for lists and walks."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def find(self, scope: Scope, subscription_id: str) -> Subscription | None:
        """Return the subscription, or None."""
        found: Subscription | None = self._documents.find("subscription", subscription_id)
        return found

    def find_of(self, scope: Scope, customer_id: str, subscription_id: str) -> Subscription | None:
        """Return the subscription of a customer, or None."""
        found = self.find(scope, subscription_id)
        return found if found is not None and found.customer_id == customer_id else None

    def of_customer(self, scope: Scope, customer_id: str) -> list[Subscription]:
        """Return every subscription of a customer, without what is only staged."""
        stored = sorted(self._documents.stored("subscription"), key=lambda each: each.id)
        return [each for each in stored if each.customer_id == customer_id]

    def read_ahead(self, scope: Scope, customer_id: str, plan_id: str, **_: Any) -> None:
        """Do nothing: all is at hand."""

    def add(self, scope: Scope, subscription: Subscription) -> None:
        """Stage a new subscription."""
        self._documents.add(subscription, "subscription", subscription.id)

    def save(self, scope: Scope, subscription: Subscription) -> None:
        """Stage the changed subscription."""
        self._documents.save(subscription, "subscription", subscription.id)


class MemoryAccess:
    """Satisfies `AccessRepository`."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def find(self, scope: Scope, customer_id: str, resource_id: str | None = None) -> Access | None:
        """Return the access item, or None."""
        found: Access | None = self._documents.find("access", customer_id, resource_id or "")
        return found

    def find_many(self, scope: Scope, customer_id: str, resource_ids: Iterable[str | None]) -> dict[str | None, Access]:
        """Return the access items there are, by resource."""
        found = {each: self.find(scope, customer_id, each) for each in resource_ids}
        return {resource_id: access for resource_id, access in found.items() if access is not None}

    def read_ahead(self, scope: Scope, owners: Iterable[tuple[str, str | None]]) -> None:
        """Do nothing: all is at hand."""

    def add(self, scope: Scope, access: Access) -> None:
        """Stage the access item of a new customer or resource."""
        self._documents.add(access, "access", access.customer_id, access.resource_id or "")

    def save(self, scope: Scope, access: Access) -> None:
        """Stage the changed access item."""
        self._documents.save(access, "access", access.customer_id, access.resource_id or "")


class MemoryCustomers:
    """Satisfies `CustomerRepository`, but for pages."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def find(self, scope: Scope, customer_id: str) -> Customer | None:
        """Return the customer, or None."""
        found: Customer | None = self._documents.find("customer", customer_id)
        return found

    def add(self, scope: Scope, customer: Customer) -> None:
        """Stage a new customer."""
        self._documents.add(customer, "customer", customer.id)

    def save(self, scope: Scope, customer: Customer) -> None:
        """Stage the changed customer."""
        self._documents.save(customer, "customer", customer.id)

    def resources(self, scope: Scope, customer_id: str) -> list[CustomerResource]:
        """Return the customer's resources, without those that are only staged."""
        return list(self._documents.stored("resource", customer_id))

    def add_resource(self, scope: Scope, resource: CustomerResource) -> None:
        """Stage a new resource."""
        self._documents.add(resource, "resource", resource.customer_id, resource.id)


class MemoryInvoices:
    """Satisfies `InvoiceRepository`, but for pages."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def read_ahead(self, scope: Scope, invoice_id: str, *, payer_id: str, subscription_id: str) -> None:
        """Read nothing: everything is here."""

    def find(self, scope: Scope, invoice_id: str) -> Invoice | None:
        """Return the invoice, or None."""
        found: Invoice | None = self._documents.find("invoice", invoice_id)
        return found

    def latest(self, scope: Scope, subscription_id: str) -> Invoice | None:
        """Return the subscription's invoice that was issued last."""
        return next(reversed(self._of(subscription_id)), None)

    def open_of(self, scope: Scope, subscription_id: str) -> list[Invoice]:
        """Return the subscription's invoices that are to be paid, oldest first."""
        return [each for each in self._of(subscription_id) if each.is_open]

    def add(self, scope: Scope, invoice: Invoice) -> None:
        """Stage a new invoice."""
        self._documents.add(invoice, "invoice", invoice.id)

    def save(self, scope: Scope, invoice: Invoice) -> None:
        """Stage the changed invoice."""
        self._documents.save(invoice, "invoice", invoice.id)

    def account_of(self, scope: Scope, payer_id: str) -> PayerAccount:
        """Return the payer's account, a new one where there is none."""
        found: PayerAccount | None = self._documents.find("account", payer_id)
        return found if found is not None else PayerAccount(payer_id=payer_id)

    def save_account(self, scope: Scope, account: PayerAccount) -> None:
        """Stage the payer's account."""
        self._documents.save(account, "account", account.payer_id)

    def _of(self, subscription_id: str) -> list[Invoice]:
        known = self._documents.written | self._documents.staged
        invoices = (each for key, each in known.items() if key[0] == "invoice")
        return [each for each in invoices if each.subscription_id == subscription_id]


class MemoryLedgers:
    """Satisfies `UsageLedgers`."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def read_ahead(self, scope: Scope, customer_id: str, subscription_id: str, *, payer_id: str) -> None:
        """Read nothing: everything is here."""

    def of(self, scope: Scope, customer_id: str, subscription_id: str) -> UsageLedger:
        """Return what was invoiced of a subscription's usage."""
        found: UsageLedger | None = self._documents.find("ledger", subscription_id)
        return found if found is not None else UsageLedger(subscription_id=subscription_id)

    def save(self, scope: Scope, customer_id: str, ledger: UsageLedger) -> None:
        """Stage the ledger."""
        self._documents.save(ledger, "ledger", ledger.subscription_id)


class MemoryVersions:
    """Satisfies `PackageVersions` by what was ever published."""

    def __init__(self, packages: MemoryPackages[AnyPackage]) -> None:
        self._packages = packages

    def many(self, scope: Scope, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
        """Return the versions."""
        return {each: self._packages.published[scope, *each] for each in versions}


class MemoryCoupons:
    """Satisfies `CouponRepository`, as far as subscriptions use it."""

    def __init__(self, *coupons: Coupon) -> None:
        self._coupons = {coupon.id: coupon for coupon in coupons}

    def find(self, scope: Scope, coupon_id: str) -> Coupon | None:
        """Return the coupon, or None."""
        return self._coupons.get(coupon_id)


class NoWalletsDue:
    """Satisfies `DueWallets` where nobody holds credits."""

    def run(self, scope: Scope, customer_id: str, resource_id: str | None, currency_id: str) -> bool:
        """Do nothing."""
        return False


class NoPromotions:
    """Stands where `PromotionRepository` does: the life of subscriptions asks for none."""


@dataclass
class MemoryUse:
    """What was used, use by use. Satisfies `UsageReader`."""

    uses: list[tuple[str, datetime, Decimal]] = field(default_factory=list)

    def use(self, amount: int, *, at: datetime, feature_id: str = "calls") -> None:
        """Note the use of a feature."""
        self.uses.append((feature_id, at, Decimal(amount)))

    def within(
        self, scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, period: Period
    ) -> Decimal:
        """Return what was used of a feature in a window."""
        return sum((amount for name, at, amount in self.uses if name == feature_id and period.holds(at)), Decimal(0))

    def of_windows(
        self, scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, windows: Sequence[Period]
    ) -> tuple[Decimal, ...]:
        """Return what was used of a feature in each of these windows."""
        return tuple(self.within(scope, customer_id, resource_id, feature_id, each) for each in windows)


@dataclass
class StagedEvents:
    """Satisfies `EventRecorder`: events are told once what they tell of is written."""

    told: list[DomainEvent] = field(default_factory=list)
    staged: list[DomainEvent] = field(default_factory=list)

    def record(self, scope: Scope, event: DomainEvent) -> None:
        """Stage the event."""
        self.staged.append(event)


class MemoryShop:
    """An environment in memory: a catalogue, customers, and the life of their subscriptions."""

    def __init__(self, *products: Product, coupons: Iterable[Coupon] = (), now: datetime) -> None:
        self.clock, self.documents, self.events = FixedClock(now), Documents(), StagedEvents()
        self.plans, self.addons, self.used = MemoryPackages(Plan), MemoryPackages(Addon), MemoryUse()
        self._ids = CountingIds()
        invoices, ledgers = MemoryInvoices(self.documents), MemoryLedgers(self.documents)
        self.provider: BillingProvider = ManualProvider(invoices)  # type: ignore[arg-type]
        self.life = Lifecycle(
            plans=self.plans,
            plan_versions=MemoryVersions(self.plans),
            addons=self.addons,
            addon_versions=MemoryVersions(self.addons),
            products=MemoryProducts(*products, scope=SCOPE),
            coupons=MemoryCoupons(*coupons),  # type: ignore[arg-type]
            features=MemoryFeatures(),
            currencies=NoCurrencies(),
            customers=MemoryCustomers(self.documents),  # type: ignore[arg-type]
            subscriptions=MemorySubscriptions(self.documents),  # type: ignore[arg-type]
            access=MemoryAccess(self.documents),
            promotions=NoPromotions(),  # type: ignore[arg-type]
            billing=AccountingProvider(self.provider, ledgers),
            usage=self.used,
            ledgers=ledgers,
            wallets=NoWalletsDue(),
            events=self.events,
            clock=self.clock,
            ids=self._ids,
        )

    def run(self, operation: Callable[[], Result]) -> Result:
        """Return what an operation does; what it staged is written with its events, or forgotten where it fails."""
        made = self._ids.made()
        self.life.payer_coupons.clear()
        try:
            result = operation()
        except BaseException:
            self._ids.make_after(made)
            self.documents.staged.clear()
            self.events.staged.clear()
            raise
        size = len(self.documents.staged) + len(self.events.staged)
        assert size <= LARGEST_TRANSACTION, f"{size} documents do not fit one transaction"
        self.documents.write()
        self.events.told += self.events.staged
        self.events.staged.clear()
        return result

    def given_customer(self, customer_id: str = "acme") -> str:
        """Take in a customer; return the id."""
        now = self.clock.now()
        customer = Customer(id=customer_id, uuid=f"uuid-{customer_id}", created_at=now, updated_at=now)
        self.run(lambda: self.life.customers.add(SCOPE, customer))
        self.run(lambda: self.life.access.add(SCOPE, Access(customer_id=customer_id)))
        return customer_id

    @property
    def subscriptions(self) -> list[Subscription]:
        """Return every subscription, in the order of their making."""
        return list(self.documents.stored("subscription"))

    @property
    def invoices(self) -> list[Invoice]:
        """Return every invoice, in the order of issue."""
        return list(self.documents.stored("invoice"))

    def advance(self, to: datetime) -> None:
        """Move the clock as a test clock moves: from one thing that falls due to the next, each at its own instant."""
        while (subscription_id := self.reach_next(to)) is not None:
            self.step(subscription_id)
        self.clock.set(to)

    def reach_next(self, until: datetime) -> str | None:
        """Move the clock to what falls due next, and return what that is of; None where nothing does until then."""
        due_at, subscription_id = min(self._due(until), default=(until, None))
        if subscription_id is not None:
            self.clock.set(due_at)
        return subscription_id

    def sweep(self, *, first: Callable[[list[str]], str] = min) -> None:
        """Do what has fallen due by now, one subscription after the other, however late that is."""
        for _ in range(1000):
            waiting = [name for _, name in self._due(self.clock.now())]
            if not waiting:
                return
            subscription_id = first(waiting)
            while self.step(subscription_id):
                continue
        raise AssertionError("what falls due does not come to an end")

    def step(self, subscription_id: str) -> bool:
        """Do what falls due first of a subscription; tell whether something else is due."""
        owner = self.documents.find("subscription", subscription_id).customer_id
        return self.run(lambda: advance_subscription(SCOPE, owner, subscription_id, self.life))

    def _due(self, until: datetime) -> list[tuple[datetime, str]]:
        found = ((each.due_at, each.id) for each in self.subscriptions)
        return [(due_at, name) for due_at, name in found if due_at is not None and due_at <= until]
