"""How entities become rows and come back: one JSON string, exact to the last digit."""

from typing import TYPE_CHECKING, TypeVar
from zlib import compress, decompress

from tollgate.shared.entity import FOR_STORAGE, Value
from tollgate.shared.errors import InvalidInput

if TYPE_CHECKING:  # what is not stored as a row needs none of it
    from tollgate.storage.models import Row

Stored = TypeVar("Stored", bound=Value)

LARGEST_PACKED_BODY = 350_000


def body_of(entity: Value) -> str:
    """Return the entity as the JSON that is stored."""
    return entity.model_dump_json(context=FOR_STORAGE, by_alias=True)


def packed_body_of(entity: Value) -> bytes:
    """Return the entity as compressed JSON; raises `InvalidInput` where even that is too large for an item."""
    packed = compress(body_of(entity).encode())
    if len(packed) > LARGEST_PACKED_BODY:
        raise InvalidInput("What this request makes is too large to be stored; send fewer or shorter entries")
    return packed


def read(kind: type[Stored], row: "Row") -> Stored:
    """Return the entity a row holds; older documents are upgraded by the entity's own validators."""
    body = row.body if row.body is not None else decompress(row.packed_body or b"")
    return kind.model_validate_json(body)
