"""Every kind of action that there is, by its name."""

from collections.abc import Sequence

from tollgate.workflow_actions.transform import Transform
from tollgate.workflows.action import Action

ACTIONS: Sequence[Action] = (Transform(),)


class ActionRegistry:
    """Satisfies `workflows.action.Actions`."""

    def __init__(self, actions: Sequence[Action]) -> None:
        self._actions = {each.name: each for each in actions}

    def find(self, name: str) -> Action | None:
        """Return the action of this name, None where there is none."""
        return self._actions.get(name)

    def names(self) -> list[str]:
        """Return all names, in their order."""
        return sorted(self._actions)
