"""Ids in inputs: the internal one and the caller's are both taken."""

from collections.abc import Callable, Iterable
from typing import Protocol
from uuid import UUID


class Named(Protocol):
    """An entity with an internal id and the caller's."""

    @property
    def uuid(self) -> str: ...
    @property
    def id(self) -> str: ...


def public_id(given: str, every: Callable[[], Iterable[Named]]) -> str:
    """Return the id the caller chose of the entity that is meant; `every` is read only for what may be internal."""
    return public_ids([given], every)[0]


def public_ids(given: Iterable[str], every: Callable[[], Iterable[Named]]) -> list[str]:
    """Return the ids the caller chose of the entities that are meant; what names none stays as it is."""
    names = list(given)
    if not any(map(_is_uuid, names)):
        return names
    entities = list(every())
    # A caller may have chosen a UUID, perhaps that of another entity: what the caller chose comes first.
    known = {entity.uuid: entity.id for entity in entities} | {entity.id: entity.id for entity in entities}
    return [known.get(name, name) for name in names]


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
