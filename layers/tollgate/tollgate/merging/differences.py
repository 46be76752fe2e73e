"""What a merge changes, thing by thing and field by field."""

from collections.abc import Iterator, Mapping
from typing import Any

from tollgate.merging.compare import KINDS
from tollgate.merging.document import CatalogDocument
from tollgate.shared.entity import Value


class FieldChange(Value):
    """A field with its value before and after, None where there is none; the path is that of the document."""

    path: str
    before: Any = None
    after: Any = None


class Difference(Value):
    """A thing that one document tells of in another way than the other, or only one tells of."""

    kind: str
    id: str
    is_new: bool
    changes: tuple[FieldChange, ...] = ()


def differences(before: CatalogDocument, after: CatalogDocument) -> tuple[Difference, ...]:
    """Return what is made and changed on the way from one document to the other; what is only in the first stays."""
    found: list[Difference] = []
    for kind in KINDS:
        name = str(CatalogDocument.model_fields[kind].alias)
        held, told = before.to_json()[name], after.to_json()[name]
        for each in sorted(told):
            if each not in held:
                found.append(Difference(kind=name, id=each, is_new=True))
            elif told[each] != held[each]:
                changes = tuple(_changes(held[each], told[each]))
                found.append(Difference(kind=name, id=each, is_new=False, changes=changes))
    return tuple(found)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], path: str = "") -> Iterator[FieldChange]:
    for name in sorted(before.keys() | after.keys()):
        held, told = before.get(name), after.get(name)
        if isinstance(held, Mapping) and isinstance(told, Mapping):
            yield from _changes(held, told, f"{path}{name}.")
        elif held != told:
            yield FieldChange(path=f"{path}{name}", before=held, after=told)
