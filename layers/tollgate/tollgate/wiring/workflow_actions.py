"""The actions of workflows, joined with what they reach."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.workflows.action import Actions


@cache
def workflow_actions() -> "Actions":
    """Return every kind of action."""
    from tollgate.workflow_actions.registry import ACTIONS, ActionRegistry

    return ActionRegistry(ACTIONS)
