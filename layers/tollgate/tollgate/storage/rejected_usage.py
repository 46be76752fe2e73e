"""What of the usage queue can never count, in table `occurrences`: the newest first."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from heapq import merge

from pynamodb.transactions import TransactWrite

from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import event_keys
from tollgate.storage.models import Occurrence, connection
from tollgate.storage.pages import Cursor, page_that_fits
from tollgate.storage.session import LARGEST_TRANSACTION
from tollgate.storage.transaction import send
from tollgate.usage.rejected import REJECTED_FOR, RejectedUsage

Placed = tuple[str, RejectedUsage]


class DynamoRejectedUsages:
    """Satisfies `usage.ports.RejectedUsages`. Messages are spread over sixteen partitions, which lists merge."""

    def keep(self, scope: Scope, rejected: Sequence[RejectedUsage]) -> None:
        """Keep what of one message was skipped; the same again changes nothing."""
        for start in range(0, len(rejected), LARGEST_TRANSACTION):
            send(partial(_write, [_row(scope, each) for each in rejected[start : start + LARGEST_TRANSACTION]]))

    def page(self, scope: Scope, request: PageRequest, *, now: datetime) -> Page[RejectedUsage]:
        """Return a page, those of the newest messages first."""
        cursor = Cursor(scope, "REJECTED", {})
        is_back = request.before is not None
        start = cursor.position(request.before, field="before") or cursor.position(request.after, field="after")
        most = request.limit + 1
        shards = [_ahead(each, start, most, is_back=is_back, now=now) for each in event_keys.rejections(scope)]
        found: Iterable[Placed] = merge(*shards, key=lambda placed: placed[0], reverse=not is_back)
        return page_that_fits(found, request, cursor, text_of=lambda each: each.sent)


def _write(rows: Sequence[Occurrence]) -> None:
    with TransactWrite(connection=connection()) as transaction:
        for row in rows:
            # Without a condition: its place in its message is its key, so whatever is there is the same.
            transaction.save(row)


def _row(scope: Scope, rejected: RejectedUsage) -> Occurrence:
    key = event_keys.rejection(scope, rejected.message_id, rejected.place, rejected.arrived_at)
    expires_at = int((rejected.arrived_at + REJECTED_FOR).timestamp())
    return Occurrence(*key, body=rejected.model_dump_json(by_alias=True), expires_at=expires_at)


def _ahead(partition: str, start: str | None, most: int, *, is_back: bool, now: datetime) -> Iterator[Placed]:
    bound = None
    if start is not None:
        bound = Occurrence.sk > start if is_back else Occurrence.sk < start
    for row in Occurrence.query(partition, bound, scan_index_forward=is_back, consistent_read=True, page_size=most):
        if row.expires_at >= int(now.timestamp()):
            yield row.sk, RejectedUsage.model_validate_json(row.body)
