"""What expressions see, and what no history may show of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tollgate.shared.entity import wire_instant
from tollgate.workflows.expressions import NOW
from tollgate.workflows.run import Token, WorkflowRun

MASK = "***"
_SHORTEST_SECRET = 4
_SENSITIVE = frozenset(
    ("authorization", "proxy-authorization", "x-api-key", "api-key", "apikey", "password", "secret", "token", "cookie")
)
"""Names whose values are secrets, whatever they hold."""


def context_of(run: WorkflowRun, token: Token | None, *, secrets: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Return what the expressions of a node see: `input` is what the node before it returned."""
    return {
        "trigger": run.trigger,
        "input": incoming(run, token) if token is not None else run.trigger,
        "nodes": {
            node_id: {"output": state.output, "iterations": state.iterations} for node_id, state in run.nodes.items()
        },
        "run": {"id": run.id, "isTest": run.is_test, "startedAt": wire_instant(run.started_at or run.created_at)},
        "workflow": {"id": run.workflow_id, "name": run.workflow_name, "version": run.version},
        "secrets": dict(secrets),
        NOW: wire_instant(now),
    }


def incoming(run: WorkflowRun, token: Token) -> Any:
    """Return what led to a node: the output of the node before it, or what started the run."""
    before = run.nodes.get(token.came_from or "")
    return before.output if before is not None else run.trigger


def masked(value: Any, secrets: Iterable[str]) -> Any:
    """Return a value without secrets: their texts, and whatever stands under a name that tells of one."""
    hidden = sorted((each for each in secrets if len(each) >= _SHORTEST_SECRET), key=len, reverse=True)
    return _masked(value, hidden)


def _masked(value: Any, hidden: list[str]) -> Any:
    if isinstance(value, str):
        for each in hidden:
            value = value.replace(each, MASK)
        return value
    if isinstance(value, Mapping):
        return {name: MASK if _is_sensitive(name) else _masked(each, hidden) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(each, hidden) for each in value]
    return value


def _is_sensitive(name: Any) -> bool:
    return str(name).lower() in _SENSITIVE
