"""Workflows that the operations work on: an event that starts one, and a run of it, step by step."""

from decimal import Decimal
from typing import Any

from tollgate import wiring
from tollgate.catalog.events import FeatureArchived
from tollgate.event_catalogue.sample_entities import FEATURE
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType, Scope
from tools.bench.hook import unhooked
from tools.bench.operation import Budget, Operation
from tools.bench.world import CALLER, Api, Json, deliver

SCOPE = Scope(account_id=CALLER["accountId"], environment_id=CALLER["environmentId"])
WORKFLOW, RENAMED = "bench-workflow", "customer-renamed"
STARTED, RAN = "start a workflow for an event", "run a workflow of an if and an action"
_TYPE = "FEATURE_ARCHIVED"


def fill(api: Api) -> None:
    """Define a workflow that looks at an event and changes a customer."""
    api.post("/api/v1/customers", {"id": RENAMED})
    nodes = [
        {"id": "look", "type": "if", "params": {"condition": "trigger.id != ''"}},
        {
            "id": "act",
            "type": "updateCustomer",
            "params": {"customerId": RENAMED, "name": "{{ trigger.messageId }}"},
        },
    ]
    body = {
        "id": WORKFLOW,
        "name": "Bench",
        "triggers": [{"id": "event", "type": "EVENT", "eventTypes": [_TYPE]}],
        "nodes": nodes,
        "edges": [{"from": "look", "output": "true", "to": "act"}],
    }
    api.post("/api/v1/workflows", body)


def _start(api: Api, run: int) -> Json:
    return deliver("StartWorkflowsFunction", _event(f"started-{run}"))


def _prepare(api: Api, run: int) -> None:
    with unhooked():
        deliver("StartWorkflowsFunction", _event(f"ran-{run}"))


def _run(api: Api, run: int) -> Json:
    turn = {"accountId": SCOPE.account_id, "environmentId": SCOPE.environment_id, "runId": f"{WORKFLOW}.ran-{run}"}
    return deliver("RunWorkflowFunction", turn)


def _event(message_id: str) -> dict[str, Any]:
    now = wiring.clock().now()
    told = FeatureArchived.of(FEATURE, at=now)
    event = RecordedEvent(
        id=message_id,
        scope=SCOPE,
        type=_TYPE,
        name="FeatureArchived",
        source="tollgate.catalog",
        aggregate=told.aggregate,
        version=1,
        occurred_at=now,
        recorded_at=now,
        actor=ActorType.SYSTEM,
        payload=told.payload,
    )
    detail: dict[str, Any] = event.model_dump(mode="json", by_alias=True, exclude={"changed_from"})
    return detail


OPERATIONS = [
    Operation(
        STARTED,
        # The environment's workflows, the run that may be there already, and who waits; the run and its event.
        Budget(round_trips=4, items_written=2, read_units=Decimal(4), write_units=Decimal(7)),
        _start,
    ),
    Operation(
        RAN,
        # For each step the run, the secrets and what the action reads; then the run, which takes over a kilobyte, and
        # its history, and with the action the customer and its event.
        Budget(round_trips=9, items_written=6, read_units=Decimal(8), write_units=Decimal(25)),
        _run,
        prepare=_prepare,
    ),
]
