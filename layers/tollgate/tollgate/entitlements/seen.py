"""What is asked about while something that follows by itself has come due, and is not written yet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tollgate.customers.ports import AccessSeen
from tollgate.entitlements.live import LiveState
from tollgate.shared.scope import Scope


def seen_at(
    scope: Scope, state: LiveState, now_of: Callable[[str], datetime], *, seen: Callable[[], AccessSeen]
) -> LiveState:
    """Return the state as it will be once everything is done that has come due; mostly the state as it is.

    `now_of` tells a customer's present. What tells what follows is only made where something does.
    """
    due = {owner: access for owner, access in state.access.items() if access.changes_by(now_of(owner[0]))}
    if not due:
        return state
    told = seen()
    followed = {owner: told.at(scope, access, now_of(owner[0])) for owner, access in due.items()}
    return replace(state, access={**state.access, **followed})
