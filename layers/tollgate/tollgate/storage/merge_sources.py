"""The documents that tasks merge, in table `documents` beside their tasks: compressed, in as many rows as it takes."""

from zlib import compress, decompress

from tollgate.merging.document import CatalogDocument
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.documents import LARGEST_PACKED_BODY, body_of
from tollgate.storage.models import Document
from tollgate.storage.session import Session

_SOURCE = "SOURCE#"

MOST_ROWS = 10
"""All of them are written in one transaction, which holds 4 MB."""


class DynamoMergeSources:
    """Satisfies `merging.ports.MergeSources`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, scope: Scope, task_id: str, source: CatalogDocument) -> None:
        """Stage the document of a new task; raises `InvalidInput` where it is too large to be kept."""
        packed = compress(body_of(source).encode())
        parts = [packed[start : start + LARGEST_PACKED_BODY] for start in range(0, len(packed), LARGEST_PACKED_BODY)]
        if len(parts) > MOST_ROWS:
            raise InvalidInput("The catalogue is too large to be merged at once; merge a part of it first")
        for number, part in enumerate(parts):
            key = keys.task(scope, task_id, f"{_SOURCE}{number:02d}")
            self._session.add(Document(*key, packed_body=part))

    def of_task(self, scope: Scope, task_id: str) -> CatalogDocument:
        """Return the document that a task merges."""
        parts = Document.sk.startswith(_SOURCE)
        rows = self._session.query(Document, keys.task(scope, task_id).pk, sk=parts)
        return CatalogDocument.model_validate_json(decompress(b"".join(row.packed_body or b"" for row in rows)))
