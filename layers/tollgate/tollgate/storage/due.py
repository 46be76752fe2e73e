"""What waits for an instant: the sparse due index of table `documents`, and the leases of its shards."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from tollgate.shared.entity import Entity, Instant, wire_instant
from tollgate.shared.scope import Scope
from tollgate.storage import grant_keys, keys
from tollgate.storage.billing_keys import INVOICES
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
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
        entries = Document.by_due.query(shard, Document.due_at <= wire_instant(now), limit=_MOST_PER_SWEEP)
        return [work_of(entry) for entry in entries]

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
        partitions = [keys.customer_partition(scope, customer_id) for customer_id in customer_ids]
        due = [row for partition in partitions for row in _waiting_in(partition, until)]
        first = min(due, key=lambda row: (row.due_at or "", row.pk, row.sk), default=None)
        return work_of(first) if first is not None else None


def _waiting_in(partition: str, until: datetime) -> Iterator[Document]:
    falls_due = Document.due_at <= wire_instant(until)
    # Invoices grow in number with every period and wait for nothing, so they are stepped over.
    for part in (Document.sk < INVOICES, Document.sk > INVOICES + "~"):
        yield from Document.query(
            partition, part, filter_condition=falls_due, consistent_read=True, attributes_to_get=list(_DUE)
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
