"""Every kind of action that there is, by its name."""

from collections.abc import Sequence

from tollgate.workflow_actions.credits import CREDIT_ACTIONS
from tollgate.workflow_actions.customers import CUSTOMER_ACTIONS
from tollgate.workflow_actions.entitlements import ENTITLEMENT_ACTIONS
from tollgate.workflow_actions.services import SERVICE_ACTIONS
from tollgate.workflow_actions.subscriptions import SUBSCRIPTION_ACTIONS
from tollgate.workflow_actions.transform import Transform
from tollgate.workflow_actions.usage import USAGE_ACTIONS
from tollgate.workflow_actions.web_requests import WEB_ACTIONS
from tollgate.workflows.action import Action

ACTIONS: Sequence[Action] = (
    *CUSTOMER_ACTIONS,
    *SUBSCRIPTION_ACTIONS,
    *ENTITLEMENT_ACTIONS,
    *USAGE_ACTIONS,
    *CREDIT_ACTIONS,
    *WEB_ACTIONS,
    *SERVICE_ACTIONS,
    Transform(),
)


class ActionRegistry:
    """Satisfies `workflows.action.Actions`."""

    def __init__(self, actions: Sequence[Action]) -> None:
        self._actions = {each.name: each for each in actions}

    def add(self, action: Action) -> None:
        """Let there be another action."""
        self._actions[action.name] = action

    def find(self, name: str) -> Action | None:
        """Return the action of this name, None where there is none."""
        return self._actions.get(name)

    def names(self) -> list[str]:
        """Return all names, in their order."""
        return sorted(self._actions)
