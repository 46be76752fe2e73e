"""Which customers the entities of integrations stand for, in table `documents`: an item each."""

from tollgate.shared.entity import Entity
from tollgate.shared.scope import Scope
from tollgate.storage import customer_keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.session import Session


class LinkedEntity(Entity):
    """The customer an entity stands for."""

    customer_id: str


class DynamoLinkedEntities:
    """Satisfies `customers.ports.LinkedEntities`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def owner(self, scope: Scope, integration_id: str, entity_id: str) -> str | None:
        """Return the id of the customer that the entity stands for, None where it stands for none."""
        row = self._session.load(Document, customer_keys.linked_entity(scope, integration_id, entity_id))
        return read(LinkedEntity, row).customer_id if row is not None else None

    def claim(self, scope: Scope, integration_id: str, entity_id: str, *, customer_id: str) -> None:
        """Stage that a free entity stands for the customer; of two who claim it, one is decided again."""
        key = customer_keys.linked_entity(scope, integration_id, entity_id)
        self._session.add(Document(*key, body=body_of(LinkedEntity(customer_id=customer_id))))

    def release(self, scope: Scope, integration_id: str, entity_id: str) -> None:
        """Stage that the entity stands for nobody."""
        row = self._session.load(Document, customer_keys.linked_entity(scope, integration_id, entity_id))
        if row is not None:
            self._session.delete(row)
