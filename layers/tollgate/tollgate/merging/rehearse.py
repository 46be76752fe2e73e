"""Try a merge on a copy of the destination: what it would refuse, and what it would leave."""

from tollgate.merging.document import CatalogDocument
from tollgate.merging.export_catalog import export_catalog, exported_again
from tollgate.merging.merge_step import MergeStep, is_done, steps_of
from tollgate.merging.ports import Catalogue, Rehearsals
from tollgate.merging.take_merge_step import take_merge_step
from tollgate.shared.entity import Value
from tollgate.shared.errors import DomainError
from tollgate.shared.scope import Scope


class Rehearsal(Value):
    """What a merge would do: the steps it takes, those that are refused with the reason, and what it leaves."""

    steps: tuple[MergeStep, ...]
    errors: tuple[str, ...]
    outcome: CatalogDocument


def rehearse(scope: Scope, source: CatalogDocument, *, catalogue: Catalogue, rehearsals: Rehearsals) -> Rehearsal:
    """Return what merging the source into the environment would do now.

    The steps are those of the merge itself, so that what passes here is refused later only if the destination, or a
    subscription to it, changed in between.
    """
    stage = rehearsals.copy_of(scope, catalogue)
    document = export_catalog(scope, catalogue=stage)
    taken: list[MergeStep] = []
    errors: list[str] = []
    for step in steps_of(source):
        if is_done(step, source, document):
            continue
        attempt = rehearsals.copy_of(scope, stage)
        try:
            take_merge_step(scope, step, source, into=attempt)
        except DomainError as refused:
            errors.append(refusal_of(step, refused))
            continue
        taken.append(step)
        stage, document = attempt, exported_again(document, step, scope, catalogue=attempt)
    return Rehearsal(steps=tuple(taken), errors=tuple(errors), outcome=document)


def refusal_of(step: MergeStep, refused: DomainError) -> str:
    """Return a refusal as a text that names the thing, and the field where one is to blame."""
    field = refused.details.get("field")
    return f"{step}: {f'{field}: ' if field else ''}{refused.message}"
