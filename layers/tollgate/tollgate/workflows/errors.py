"""What workflows refuse."""

from collections.abc import Sequence

from tollgate.shared.errors import Conflict, InvalidInput, NotFound


class WorkflowNotFound(NotFound):
    """There is no workflow, version or run of this id."""

    code = "WorkflowTriggerNotFound"

    @classmethod
    def of(cls, what: str, identifier: str) -> "WorkflowNotFound":
        """Return the refusal of an id that nothing has."""
        return cls(f"There is no {what} {identifier}", entityName=what, identifier=identifier)


class WorkflowInactive(Conflict):
    """The workflow is switched off, so nothing starts it."""

    code = "IntegrityViolation"


class RunIsOver(Conflict):
    """The run has ended: nothing can be called off any more."""

    code = "IntegrityViolation"


class InvalidDefinition(InvalidInput):
    """A definition says what cannot be; every problem is named with its place."""

    code = "BadUserInput"

    @classmethod
    def of(cls, problems: Sequence[tuple[str, str]]) -> "InvalidDefinition":
        """Return the refusal; the first problem is its message, all of them are its details."""
        path, message = problems[0]
        listed = [{"field": place, "message": text} for place, text in problems]
        return cls(f"{path}: {message}", field=path, problems=listed)
