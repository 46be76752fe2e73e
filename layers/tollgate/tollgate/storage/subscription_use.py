"""Whether a product is subscribed to, asked of the index of subscriptions by plan."""

from collections.abc import Iterator
from itertools import islice

from tollgate.catalog.version_use import VersionsInUse
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.batch import LARGEST_BATCH
from tollgate.storage.documents import read
from tollgate.storage.models import Document
from tollgate.storage.packages import PackageHead
from tollgate.storage.session import Session
from tollgate.subscriptions.subscription import Subscription


class DynamoSubscriptionUse:
    """Satisfies `catalog.ports.SubscriptionUse` and `VersionUse`. The index may trail a write by about a second."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def has_live(self, scope: Scope, *, product_id: str) -> bool:
        """Tell whether a subscription to one of the product's plans has not ended."""
        return any(not each.has_ended for plan in self._plans(scope, product_id) for each in self._of_plan(scope, plan))

    def has_any(self, scope: Scope, *, product_id: str) -> bool:
        """Tell whether there was ever a subscription to one of the product's plans."""
        entries = (
            Document.by_group.query(keys.plan_subscriptions(scope, plan), limit=1)
            for plan in self._plans(scope, product_id)
        )
        return any(True for found in entries for _ in found)

    def holds_addon(self, scope: Scope, *, product_id: str, addon_id: str) -> bool:
        """Tell whether a subscription to one of the product's plans that has not ended holds the add-on."""
        found = (each for plan in self._plans(scope, product_id) for each in self._of_plan(scope, plan))
        return any(addon.id == addon_id for each in found if not each.has_ended for addon in each.addons)

    def versions_in_use(self, scope: Scope, plan_id: str) -> VersionsInUse:
        """Return the versions that the newest subscriptions to the plan are to, as far as these have not ended."""
        partition = keys.plan_subscriptions(scope, plan_id)
        entries = list(Document.by_group.query(partition, scan_index_forward=False, limit=LARGEST_BATCH + 1))
        looked_at = entries[:LARGEST_BATCH]
        rows = self._session.load_many(Document, [keys.Key(entry.pk, entry.sk) for entry in looked_at])
        found = [read(Subscription, row) for row in rows.values()]
        return VersionsInUse(
            numbers=frozenset(each.price_version for each in found if not each.has_ended),
            is_complete=len(entries) <= LARGEST_BATCH,
        )

    def _plans(self, scope: Scope, product_id: str) -> list[str]:
        heads = (read(PackageHead, row) for row in self._session.query(Document, keys.catalog(scope, "PLAN")))
        return [head.id for head in heads if head.product_id == product_id]

    def _of_plan(self, scope: Scope, plan_id: str) -> Iterator[Subscription]:
        """Yield the plan's subscriptions newest first, where those that have not ended mostly are."""
        entries = Document.by_group.query(keys.plan_subscriptions(scope, plan_id), scan_index_forward=False)
        while batch := list(islice(entries, LARGEST_BATCH)):
            rows = self._session.load_many(Document, [keys.Key(entry.pk, entry.sk) for entry in batch])
            yield from (read(Subscription, row) for row in rows.values())
