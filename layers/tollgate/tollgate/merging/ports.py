"""What merging needs from storage."""

from dataclasses import dataclass
from typing import Protocol

from tollgate.catalog.group_ports import FeatureGroupRepository, PackageGroupRepository
from tollgate.catalog.ports import (
    AddonRepository,
    CouponRepository,
    FeatureRepository,
    PlanRepository,
    ProductRepository,
    SubscriptionUse,
)
from tollgate.credits.ports import CustomCurrencyRepository
from tollgate.merging.document import CatalogDocument
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.tasks.ports import TaskRepository
from tollgate.workflows.definition import Definition
from tollgate.workflows.save_workflow import NewWorkflow
from tollgate.workflows.workflow import Workflow


class WorkflowCatalogue(Protocol):
    """The workflows of environments, as merging reads and changes them."""

    def all(self, scope: Scope) -> list[tuple[Workflow, Definition]]:
        """Return every workflow with its present definition."""
        ...

    def find(self, scope: Scope, workflow_id: str) -> tuple[Workflow, Definition] | None:
        """Return the workflow with its present definition, None where there is none of this id."""
        ...

    def tried(self, scope: Scope) -> "WorkflowCatalogue":
        """Return a copy of an environment's workflows to try changes on, which is stored nowhere."""
        ...

    def put(self, scope: Scope, new: NewWorkflow) -> None:
        """Stage a workflow, new or in place of the one of its id; raises what saving workflows raises."""
        ...


@dataclass(frozen=True)
class Catalogue:
    """Everything through which a catalogue is read and changed."""

    features: FeatureRepository
    groups: FeatureGroupRepository
    package_groups: PackageGroupRepository
    products: ProductRepository
    plans: PlanRepository
    addons: AddonRepository
    coupons: CouponRepository
    currencies: CustomCurrencyRepository
    workflows: WorkflowCatalogue
    subscriptions: SubscriptionUse
    tasks: TaskRepository
    events: EventRecorder
    clock: Clock
    ids: Ids


class MergeSources(Protocol):
    """The documents that tasks merge, kept as they were when the tasks were started."""

    def add(self, scope: Scope, task_id: str, source: CatalogDocument) -> None:
        """Stage the document of a new task; raises `InvalidInput` where it is too large to be kept."""
        ...

    def of_task(self, scope: Scope, task_id: str) -> CatalogDocument:
        """Return the document that a task merges."""
        ...


class Rehearsals(Protocol):
    """Makes catalogues to try things on."""

    def copy_of(self, scope: Scope, catalogue: Catalogue) -> Catalogue:
        """Return a copy of an environment's catalogue; what is changed in it is changed nowhere else, and not told."""
        ...
