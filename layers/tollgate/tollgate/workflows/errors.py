"""What workflows refuse."""

from collections.abc import Sequence

from tollgate.shared.errors import BadUserInput, Conflict, NotFound


class WorkflowNotFound(NotFound):
    """There is no workflow, trigger or run of this id; the published list has one word for all of them."""

    code = "WorkflowTriggerNotFound"

    @classmethod
    def of(cls, what: str, identifier: str) -> "WorkflowNotFound":
        """Return the refusal of an id that nothing has."""
        return cls(f"There is no {what} {identifier}", entityName=what, identifier=identifier)


class WorkflowInactive(Conflict):
    """The workflow is switched off, so nothing starts it."""


class RunIsOver(Conflict):
    """The run has ended: nothing can be called off any more."""


class InvalidDefinition(BadUserInput):
    """A definition says what cannot be; every problem is named with its place."""

    @classmethod
    def of(cls, problems: Sequence[tuple[str, str]]) -> "InvalidDefinition":
        """Return the refusal; the first problem is its message, all of them are its details."""
        path, message = problems[0]
        listed = [{"field": place, "message": text} for place, text in problems]
        return cls(f"{path}: {message}", field=path, problems=listed)


class ExpressionFailed(BadUserInput):
    """An expression cannot be read, or has no value for what it was given."""


class ActionFailed(Conflict):
    """What an action asked of others came to nothing."""
