"""The ledger of credits in table `ledger`: each change's entries together, and what is burnt by the hour."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import merge

from tollgate.credits.consumption import Burnt
from tollgate.credits.filters import LedgerFilters
from tollgate.credits.ledger_entry import Booked, LedgerEntry, LedgerPage
from tollgate.credits.wallet import WalletKey
from tollgate.shared.entity import wire_instant
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage import wallet_keys
from tollgate.storage.documents import read
from tollgate.storage.models import BurntCredits, LedgerDocument
from tollgate.storage.pages import Cursor, check_position, page_that_fits

Placed = tuple[str, Booked]


class DynamoCreditLedger:
    """Satisfies `credits.ports.LedgerReader`. Entries of one wallet are in the order in which they were recorded."""

    def page(self, scope: Scope, filters: LedgerFilters, request: PageRequest) -> Page[Booked]:
        """Return a page of the entries that fit the filters, newest first, read strongly consistently."""
        cursor = Cursor(scope, "CREDIT_LEDGER", filters.model_dump(mode="json"))
        is_back = request.before is not None
        start = cursor.position(request.before, field="before") or cursor.position(request.after, field="after")
        rows = self.walk(scope, filters, after=start, is_back=is_back)
        return page_that_fits(rows, request, cursor, text_of=lambda each: json.dumps(each.entry.metadata or {}))

    def walk(self, scope: Scope, filters: LedgerFilters, *, after: str | None, is_back: bool) -> Iterator[Placed]:
        """Yield the entries that fit, each with its position: newest first beyond a position, or back from it."""
        check_position(after)
        return (placed for placed in _ahead(scope, filters, after, is_back=is_back) if filters.holds(placed[1]))

    def count(self, scope: Scope, filters: LedgerFilters) -> int:
        """Return how many entries fit the filters."""
        return sum(1 for _ in self.walk(scope, filters, after=None, is_back=False))

    def burnt(self, scope: Scope, key: WalletKey, period: Period) -> Iterator[Burnt]:
        """Yield what was burnt of a wallet in each hour of a period, by feature, resource and dimensions."""
        first, last = wire_instant(period.start), wire_instant(period.end)
        is_within = BurntCredits.sk.between(first, last)
        for row in BurntCredits.query(wallet_keys.burnt(scope, key), is_within, consistent_read=True):
            hour = datetime.fromisoformat(row.sk.partition("#")[0])
            yield Burnt(key, row.resource_id, hour, row.amount, row.events, row.feature_id, row.dimensions)


def _ahead(scope: Scope, filters: LedgerFilters, start: str | None, *, is_back: bool) -> Iterator[Placed]:
    # What a resource burns of the customer's wallet is in the customer's ledger, and named there.
    owners = dict.fromkeys((filters.resource_id, None))
    ways = [_entries(wallet_keys.ledger(scope, filters.customer_id, owner), start, is_back) for owner in owners]
    if len(ways) == 1:
        return ways[0]
    return merge(*ways, key=lambda placed: placed[0], reverse=not is_back)


def _entries(partition: str, start: str | None, is_back: bool) -> Iterator[Placed]:
    """Yield the entries from a position on, in the order of their positions: falling, or rising on the way back."""
    bound = None
    if start is not None:
        place = start.rpartition("@")[0] or start
        bound = LedgerDocument.sk >= place if is_back else LedgerDocument.sk <= place
    for row in LedgerDocument.query(partition, bound, scan_index_forward=is_back, consistent_read=True):
        page = read(LedgerPage, row)
        placed: Iterable[tuple[int, LedgerEntry]] = enumerate(page.entries)
        for number, entry in placed if is_back else reversed(list(placed)):
            position = f"{row.sk}@{number:04d}"
            if start is None or (position > start if is_back else position < start):
                yield position, Booked(page.customer_id, page.resource_id, page.currency_id, entry)
