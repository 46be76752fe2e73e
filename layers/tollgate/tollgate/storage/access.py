"""Access items in table `live`, each in the partition of its (customer, resource), beside the counters."""

from collections.abc import Iterable

from tollgate.customers.access import Access
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.documents import body_of, packed_body_of, read
from tollgate.storage.models import Document, LiveDocument
from tollgate.storage.override_sets import parted, whole
from tollgate.storage.session import Session


class DynamoAccess:
    """Satisfies `customers.ports.AccessRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

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

    def save(self, scope: Scope, access: Access) -> None:
        """Stage the changed access item; of two writers who read the same one, one runs again."""
        self._session.save(self._row(scope, access))

    def _row(self, scope: Scope, access: Access) -> LiveDocument:
        stored, sets = parted(scope, access)
        for place, kept in sets.items():
            # The same content under the same name, whoever writes it.
            self._session.put(Document(*place, packed_body=packed_body_of(kept)))
        key = keys.access(scope, access.customer_id, access.resource_id)
        return LiveDocument(key.pk, key.sk, body=body_of(stored))
