"""The keys of workflows: definitions in table `documents`, runs and what they did in table `occurrences`."""

from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, digest, environment, part
from tollgate.workflows.run import place_of

RUN = "R#"
"""How the sort keys of runs begin."""


def workflows(scope: Scope) -> str:
    """Return the partition of the workflows of an environment."""
    return f"{environment(scope)}#WORKFLOW"


def workflow(scope: Scope, workflow_id: str) -> Key:
    """Return the key of a workflow."""
    return Key(workflows(scope), part(workflow_id))


def versions(scope: Scope, workflow_id: str) -> str:
    """Return the partition of the versions of a workflow."""
    return f"{environment(scope)}#WF#{part(workflow_id)}"


def version(scope: Scope, workflow_id: str, number: int) -> Key:
    """Return the key of a version."""
    return Key(versions(scope, workflow_id), f"V#{number:06d}")


def api_trigger(scope: Scope, trigger_id: str) -> Key:
    """Return the key of what says which workflow has an API trigger of a name."""
    return Key(f"{environment(scope)}#WFTRIGGER", digest(trigger_id))


def secrets(scope: Scope) -> Key:
    """Return the key of the secrets of an environment."""
    return Key(f"{environment(scope)}#WFSECRETS", "S")


def runs(scope: Scope, workflow_id: str) -> str:
    """Return the partition of the runs of a workflow, in the order of their making."""
    return f"{environment(scope)}#WF#{part(workflow_id)}#RUNS"


def run(scope: Scope, run_id: str) -> Key:
    """Return the key of a run."""
    workflow_id, order = place_of(run_id)
    return Key(runs(scope, workflow_id), RUN + part(order))


def executions(scope: Scope, run_id: str) -> str:
    """Return the partition of what the nodes of a run did."""
    workflow_id, order = place_of(run_id)
    return f"{runs(scope, workflow_id)}#{part(order)}"


def execution(scope: Scope, run_id: str, number: int) -> Key:
    """Return the key of one execution of a node."""
    return Key(executions(scope, run_id), f"{number:06d}")


def awaiting(scope: Scope, event_type: str) -> str:
    """Return the partition of the runs that wait for an event of a type."""
    return f"{environment(scope)}#WFAWAIT#{part(event_type)}"


def awaiting_run(scope: Scope, event_type: str, run_id: str) -> Key:
    """Return the key of a run among those that wait for an event of a type."""
    return Key(awaiting(scope, event_type), part(run_id))
