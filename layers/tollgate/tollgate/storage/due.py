"""What waits for an instant: the sparse due index of table `documents`, and the leases of its shards."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from tollgate.shared.entity import Entity, Instant, wire_instant
from tollgate.shared.scope import Scope
from tollgate.storage import grant_keys, keys, threshold_keys, wallet_keys
from tollgate.storage.billing_keys import INVOICES
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document, LiveDocument
from tollgate.storage.session import Session
from tollgate.subscriptions.due import DueWork

_MOST_PER_SWEEP = 1000
"""What one sweep of a shard passes on; 16 shards of it are sent well within the minute."""

_DUE = ("PK", "SK", "due_at")


class SweepLease(Entity):
    """Who sweeps a shard, and until when nobody else does."""

    owner: str
    until: Instant


class DynamoDue:
    """Satisfies `subscriptions.ports.DueIndex`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def shards(self) -> list[str]:
        """Return the shards."""
        return keys.due_shards()

    def waiting(self, shard: str, *, now: datetime) -> list[DueWork]:
        """Return what has fallen due in a shard, soonest first, at most as much as one sweep passes on."""
        until = wire_instant(now)
        documents = Document.by_due.query(shard, Document.due_at <= until, limit=_MOST_PER_SWEEP)
        wallets = LiveDocument.by_due.query(shard, LiveDocument.due_at <= until, limit=_MOST_PER_SWEEP)
        found = [*map(work_of, documents), *map(wallet_work_of, wallets)]
        return sorted(found, key=lambda work: work.due_at)[:_MOST_PER_SWEEP]

    def lease(self, shard: str, *, owner: str, now: datetime, until: datetime) -> bool:
        """Stage the lease of a shard; tell whether it was free, or this owner's already."""
        key = keys.sweep_lease(shard)
        row = self._session.load(Document, key)
        held = read(SweepLease, row) if row is not None else None
        if held is not None and held.owner != owner and held.until > now:
            return False
        self._session.save(Document(key.pk, key.sk, body=body_of(SweepLease(owner=owner, until=until))))
        return True


class DynamoCustomerAgenda:
    """Satisfies `subscriptions.ports.CustomerAgenda`: it reads the rows themselves, as the index may trail."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def soonest(self, scope: Scope, customer_ids: Iterable[str], *, until: datetime) -> DueWork | None:
        """Return what falls due first among everything these customers have, None where nothing does until then."""
        wanted = list(customer_ids)
        partitions = [keys.customer_partition(scope, customer_id) for customer_id in wanted]
        rows = [row for partition in partitions for row in _waiting_in(partition, until)]
        wallets = [row for customer_id in wanted for row in _wallets_waiting(scope, customer_id, until)]
        due = [(_order(row), work_of(row)) for row in rows] + [(_order(row), wallet_work_of(row)) for row in wallets]
        return min(due, key=lambda placed: placed[0], default=(None, None))[1]


def _waiting_in(partition: str, until: datetime) -> Iterator[Document]:
    falls_due = Document.due_at <= wire_instant(until)
    # Invoices grow in number with every period and wait for nothing, so they are stepped over.
    for part in (Document.sk < INVOICES, Document.sk > INVOICES + "~"):
        yield from Document.query(
            partition, part, filter_condition=falls_due, consistent_read=True, attributes_to_get=list(_DUE)
        )


def _order(row: Document | LiveDocument) -> tuple[str, str, str]:
    return (row.due_at or "", row.pk, row.sk)


def _wallets_waiting(scope: Scope, customer_id: str, until: datetime) -> Iterator[LiveDocument]:
    is_resource = Document.sk.startswith(keys.RESOURCES)
    partition = keys.customer_partition(scope, customer_id)
    resources = Document.query(partition, is_resource, consistent_read=True, attributes_to_get=["PK", "SK"])
    owners = [None, *(keys.resource_of_sort_key(row.sk) for row in resources)]
    for owner in owners:
        yield from LiveDocument.query(
            keys.live_partition(scope, customer_id, owner),
            LiveDocument.sk.startswith(wallet_keys.WALLETS),
            filter_condition=LiveDocument.due_at <= wire_instant(until),
            consistent_read=True,
            attributes_to_get=list(_DUE),
        )


def wallet_work_of(entry: LiveDocument) -> DueWork:
    """Return the work that an entry of the live table's index, or a wallet with a due instant, stands for."""
    scope, customer_id, resource_id = threshold_keys.holder(entry.pk)
    return DueWork(
        account_id=scope.account_id,
        environment_id=scope.environment_id,
        customer_id=customer_id,
        resource_id=resource_id,
        currency_id=wallet_keys.currency_of_sort_key(entry.sk),
        due_at=datetime.fromisoformat(entry.due_at or ""),
    )


def work_of(entry: Document) -> DueWork:
    """Return the work that an entry of the index, or a row with a due instant, stands for."""
    scope, customer_id = keys.customer_of_partition(entry.pk)
    return DueWork(
        account_id=scope.account_id,
        environment_id=scope.environment_id,
        customer_id=customer_id,
        subscription_id=keys.subscription_of_sort_key(entry.sk),
        promotion=grant_keys.promotion_of_sort_key(entry.sk),
        due_at=datetime.fromisoformat(entry.due_at or ""),
    )
