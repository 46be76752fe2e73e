"""One sample of every version of every stored document, ever: today's code reads them all.

A file `<document>-<schema version>.json` says which entity it holds and how it was stored. It never changes; a new
schema version brings a new file.
"""

import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import tollgate
from tollgate.shared.entity import Entity
from tollgate.storage.documents import body_of

SAMPLES = sorted((Path(__file__).parent / "stored").glob("*.json"))


def sample(path: Path) -> tuple[type[Entity], dict[str, Any]]:
    """Return the entity a sample is of, and the stored body."""
    stored = json.loads(path.read_text())
    module, name = stored["entity"].split(":")
    return getattr(import_module(module), name), stored["body"]


def stored_entities(kind: type[Entity] = Entity) -> Iterator[type[Entity]]:
    """Yield every entity of the product that is stored as itself: those that others are kinds of are not."""
    for module in pkgutil.walk_packages(tollgate.__path__, "tollgate."):
        import_module(module.name)
    for entity in kind.__subclasses__():
        if entity.__module__.startswith("tollgate.") and not entity.__subclasses__():
            yield entity
        yield from stored_entities(entity)


def holds(now: Any, then: Any) -> bool:
    """Tell whether what is stored now says everything that was stored then; it may say more."""
    match now, then:
        case dict(), dict():
            return all(name in now and holds(now[name], value) for name, value in then.items())
        case list(), list():
            return len(now) == len(then) and all(map(holds, now, then))
        case _:
            return bool(now == then)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_document_stored_once_is_read_for_ever(path: Path) -> None:
    kind, body = sample(path)
    entity = kind.model_validate_json(json.dumps(body))
    stored_now = json.loads(body_of(entity))
    if body["schemaVersion"] == kind.model_fields["schema_version"].default:
        assert holds(stored_now, body)
    assert kind.model_validate_json(body_of(entity)) == entity


def test_every_stored_document_has_a_sample_of_its_present_version() -> None:
    present = {(kind, body["schemaVersion"]) for kind, body in map(sample, SAMPLES)}
    missing = {
        kind.__name__
        for kind in stored_entities()
        if (kind, kind.model_fields["schema_version"].default) not in present
    }
    assert missing == set()
