"""Access items in table `live`, each in the partition of its (customer, resource), beside the counters."""

from collections.abc import Callable, Iterable

from tollgate.customers.access import Access
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.documents import body_of, packed_body_of, read
from tollgate.storage.models import Document, LiveDocument
from tollgate.storage.override_sets import parted, whole
from tollgate.storage.session import Session

Follow = Callable[[Scope, Access | None, Access], None]
"""Stages what else changes with an access item, which it is given as it was and as it will be."""


class DynamoAccess:
    """Satisfies `customers.ports.AccessRepository`. What follows a change is staged once all else is."""

    def __init__(self, session: Session, follow: Follow | None = None) -> None:
        self._session, self._follow = session, follow

    def find(self, scope: Scope, customer_id: str, resource_id: str | None = None) -> Access | None:
        """Return the access item, or None where there is no such customer or resource."""
        row = self._session.load(LiveDocument, keys.access(scope, customer_id, resource_id))
        return whole(scope, [read(Access, row)])[0] if row is not None else None

    def find_many(self, scope: Scope, customer_id: str, resource_ids: Iterable[str | None]) -> dict[str | None, Access]:
        """Return the access items there are, by resource; None stands for the customer itself."""
        wanted = [keys.access(scope, customer_id, resource_id) for resource_id in resource_ids]
        found = (read(Access, row) for row in self._session.load_many(LiveDocument, wanted).values())
        return {access.resource_id: access for access in whole(scope, found)}

    def read_ahead(self, scope: Scope, owners: Iterable[tuple[str, str | None]]) -> None:
        """Read at once the access items of these (customer, resource), which are about to be found one by one."""
        self._session.read_ahead(LiveDocument, [keys.access(scope, *owner) for owner in owners])

    def add(self, scope: Scope, access: Access) -> None:
        """Stage the access item of a new customer or resource."""
        self._session.add(self._row(scope, access))
        self._let_follow(scope, access)

    def save(self, scope: Scope, access: Access) -> None:
        """Stage the changed access item; of two writers who read the same one, one runs again."""
        self._session.save(self._row(scope, access))
        self._let_follow(scope, access)

    def _let_follow(self, scope: Scope, access: Access) -> None:
        follow = self._follow
        if follow is None:
            return
        key = keys.access(scope, access.customer_id, access.resource_id)
        row = self._session.first_seen(LiveDocument, key)
        former = read(Access, row) if row is not None else None
        self._session.at_last(key.pk, lambda: follow(scope, former, access))

    def _row(self, scope: Scope, access: Access) -> LiveDocument:
        stored, sets = parted(scope, access)
        for place, kept in sets.items():
            # The same content under the same name, whoever writes it.
            self._session.put(Document(*place, packed_body=packed_body_of(kept)))
        key = keys.access(scope, access.customer_id, access.resource_id)
        return LiveDocument(key.pk, key.sk, body=body_of(stored))
