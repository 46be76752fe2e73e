"""API keys in table `documents`: found by the hash of their secret, and by id through a pointer beside each other."""

from tollgate.environments.api_key import ApiKey
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.session import Session


class _Pointer(Value):
    """Leads from a key's id to where the key is. Pointers never change, and make lists strongly consistent."""

    secret_hash: str


class DynamoApiKeys:
    """Satisfies `environments.ports.ApiKeyRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_secret(self, secret_hash: str) -> ApiKey | None:
        """Return the key whose secret has this hash, or None. The one read that has no scope: it finds the scope."""
        row = self._session.load(Document, keys.api_key(secret_hash))
        return read(ApiKey, row) if row is not None else None

    def find(self, scope: Scope, key_id: str) -> ApiKey | None:
        """Return the key, or None where the environment has none of this id."""
        row = self._session.load(Document, keys.api_key_pointer(scope, key_id))
        return self.of_secret(read(_Pointer, row).secret_hash) if row is not None else None

    def all(self, scope: Scope) -> list[ApiKey]:
        """Return every key of the environment, also those that do not work any more."""
        pointers = [read(_Pointer, row) for row in self._session.query(Document, keys.api_keys(scope))]
        rows = self._session.load_many(Document, [keys.api_key(pointer.secret_hash) for pointer in pointers])
        return [read(ApiKey, row) for row in rows.values()]

    def add(self, scope: Scope, key: ApiKey) -> None:
        """Stage a new key."""
        self._session.add(_row(key), aggregate=f"API_KEY#{key.id}")
        pointer = keys.api_key_pointer(scope, key.id)
        self._session.add(Document(pointer.pk, pointer.sk, body=body_of(_Pointer(secret_hash=key.secret_hash))))

    def save(self, scope: Scope, key: ApiKey) -> None:
        """Stage the changed key."""
        self._session.save(_row(key), aggregate=f"API_KEY#{key.id}")


def _row(key: ApiKey) -> Document:
    address = keys.api_key(key.secret_hash)
    return Document(address.pk, address.sk, body=body_of(key))
