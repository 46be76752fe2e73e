"""Catalogues as files: `python -m tools.catalogue merge development production --apply`.

Wherever a catalogue is read, a slug names an environment and a path that ends in .json a file that `export` wrote.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tollgate import wiring
from tollgate.api.errors import bad_input
from tollgate.api.request import parse_json
from tollgate.catalog.migration import MigrationType
from tollgate.environments.retrieve_environment import retrieve_environment
from tollgate.merging.compare import merged
from tollgate.merging.differences import Difference, differences
from tollgate.merging.document import CatalogDocument
from tollgate.merging.errors import MergeRefused
from tollgate.merging.export_catalog import export_catalog
from tollgate.merging.merge_step import MergeStep, next_step, steps_of
from tollgate.merging.rehearse import refusal_of, rehearse
from tollgate.merging.take_merge_step import take_merge_step
from tollgate.shared.errors import BadUserInput, DomainError
from tollgate.shared.scope import ActorType, Scope
from tools.deployment import command_line, run


def parser() -> ArgumentParser:
    """Return the command line."""
    root = command_line(__doc__)
    commands = root.add_subparsers(required=True)
    export = commands.add_parser("export", help="write an environment's catalogue as JSON")
    export.set_defaults(command=export_one)
    export.add_argument("--environment", required=True, help="the environment's slug")
    export.add_argument("--output", type=Path, help="the file to write; standard output by default")
    diff = commands.add_parser("diff", help="show what merging one catalogue into another would change")
    diff.set_defaults(command=compare)
    merge = commands.add_parser("merge", help="show that for an environment, and what would be refused; then do it")
    merge.set_defaults(command=merge_into)
    merge.add_argument("--migration-type", choices=list(MigrationType), default=MigrationType.NEW_CUSTOMERS)
    merge.add_argument("--apply", action="store_true", help="merge; without it nothing is changed")
    for command in (diff, merge):
        command.add_argument("source", help="slug or file")
        command.add_argument("destination", help="slug or file" if command is diff else "slug")
    for command in (export, diff, merge):
        command.add_argument("--without-coupons", action="store_true", help="leave coupons as they are")
    return root


def export_one(given: Namespace) -> list[str]:
    """Return the document, or write it and say so."""
    document = _document(given, given.environment)
    text = json.dumps(document.to_json(), indent=2, ensure_ascii=False)
    if given.output is None:
        return [text]
    given.output.write_text(text + "\n")
    return [f"{given.output}: {_size(document)}"]


def compare(given: Namespace) -> list[str]:
    """Return a line for each thing that would be made or changed, and for each of its fields."""
    return _told(_document(given, given.source), _document(given, given.destination))


def merge_into(given: Namespace) -> list[str]:
    """Return what would change; with `--apply` merge, one thing after the other, each in its own transaction.

    Cut off, it is started again: it goes on with what is left.
    """
    source, scope = _document(given, given.source), _scope(given, given.destination)
    preview = _told(source, _document(given, given.destination))
    tried = rehearse(scope, source, catalogue=wiring.catalogue(), rehearsals=wiring.rehearsals())
    if tried.errors:
        raise MergeRefused("The catalogue cannot be merged:\n  " + "\n  ".join(tried.errors))
    if not given.apply:
        return [*preview, "Nothing is changed yet; merge with --apply"]
    print("\n".join(preview), file=sys.stderr)
    merging = _Merging(scope, source, MigrationType(given.migration_type))
    return [f"merged {step}" for step in merging.run()]


@dataclass(frozen=True)
class _Merging:
    """A merge that is done here, step by step, without a task."""

    scope: Scope
    source: CatalogDocument
    migration_type: MigrationType

    def run(self) -> Iterator[MergeStep]:
        """Take every step that changes something, each in its own transaction; yield those that are committed."""
        steps, place = steps_of(self.source), -1
        while (found := self._committed(steps, place + 1)) is not None:
            place = found
            yield steps[place]

    def _committed(self, steps: tuple[MergeStep, ...], start: int) -> int | None:
        return wiring.transact(lambda: self._taken(steps, start), actor=ActorType.IMPORT)

    def _taken(self, steps: tuple[MergeStep, ...], start: int) -> int | None:
        catalogue = wiring.catalogue()
        catalogue.plans.begin_change(self.scope)
        place = next_step(steps, self.source, export_catalog(self.scope, catalogue=catalogue), start=start)
        if place is not None:
            try:
                take_merge_step(
                    self.scope, steps[place], self.source, into=catalogue, migration_type=self.migration_type
                )
            except DomainError as refused:
                raise MergeRefused(refusal_of(steps[place], refused)) from refused
        return place


def _document(given: Namespace, name: str) -> CatalogDocument:
    if name.endswith(".json"):
        document = _read(Path(name))
        return document.without_coupons() if given.without_coupons else document
    return export_catalog(_scope(given, name), catalogue=wiring.catalogue(), with_coupons=not given.without_coupons)


def _read(path: Path) -> CatalogDocument:
    try:
        given: Any = parse_json(path.read_text())
        return CatalogDocument.of_json(given)
    except ValidationError as invalid:
        raise bad_input({**error, "loc": (str(path), *error["loc"])} for error in invalid.errors()) from invalid
    except (OSError, ValueError) as unreadable:
        raise BadUserInput(f"{path} is not a JSON document: {unreadable}") from unreadable


def _scope(given: Namespace, slug: str) -> Scope:
    return retrieve_environment(given.account, slug, environments=wiring.environments()).scope


def _told(source: CatalogDocument, destination: CatalogDocument) -> list[str]:
    found = differences(destination, merged(source, destination))
    made = sum(each.is_new for each in found)
    return [*(line for each in found for line in _lines(each)), f"{made} new, {len(found) - made} changed"]


def _lines(difference: Difference) -> Iterable[str]:
    yield f"{'+' if difference.is_new else '~'} {difference.kind} {difference.id}"
    for change in difference.changes:
        yield f"    {change.path}: {json.dumps(change.before)} → {json.dumps(change.after)}"


def _size(document: CatalogDocument) -> str:
    names = ("products", "plans", "addons", "features", "coupons")
    return ", ".join(f"{len(getattr(document, name))} {name}" for name in names)


if __name__ == "__main__":
    run(parser())
