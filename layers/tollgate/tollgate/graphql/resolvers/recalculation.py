"""Making anew what customers may use."""

from typing import Any

from tollgate import wiring
from tollgate.entitlements.start_recalculation import start_recalculation
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.reading import read
from tollgate.graphql.inputs.recalculation import RecalculateEntitlementsInput
from tollgate.graphql.views.entitlements import RecalculationView


def recalculate_entitlements(context: Context, input: dict[str, Any]) -> RecalculationView:
    """Return the id of the task that recalculates what the customers may use."""
    asked = read(RecalculateEntitlementsInput, input)
    context.check_environment(asked.environment_id)
    task = start_recalculation(
        context.scope,
        asked.named,
        is_written=asked.effects.is_written,
        is_told=asked.effects.is_told,
        tasks=wiring.tasks(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return RecalculationView(task_id=task.id)
