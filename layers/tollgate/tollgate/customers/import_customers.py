"""Import many customers: a task, started here and done chunk by chunk."""

from collections import Counter
from collections.abc import Sequence

from tollgate.customers.errors import FailedToImportCustomer, ImportAlreadyInProgress
from tollgate.customers.import_customer import ImportWork, import_customer
from tollgate.customers.imported_customer import ImportedCustomer
from tollgate.customers.ports import CustomerRepository
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DomainError, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.tasks.customer_import import CustomerImport
from tollgate.tasks.import_kind import TakenIn
from tollgate.tasks.import_walk import chunked
from tollgate.tasks.ports import Imports, TaskRepository
from tollgate.tasks.start_task import start_task
from tollgate.tasks.task import Task, TaskFailure

MOST_CUSTOMERS = 1000
_MOST_LOOKED_UP = 5
"""Payment methods one step asks a provider for, which may take its time with each."""


class StartedImport(Value):
    """The task that imports, and the ids that no customer had when it was started."""

    task: Task
    new_customers: tuple[str, ...]


def import_customers(
    scope: Scope,
    given: Sequence[ImportedCustomer],
    *,
    imports: Imports[ImportedCustomer],
    customers: CustomerRepository,
    tasks: TaskRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> StartedImport:
    """Return the task that was started; what is wrong with single customers is told by it, not here.

    Raises `InvalidInput` for none or too many, `FailedToImportCustomer` where one is named more than once, and
    `ImportAlreadyInProgress`.
    """
    _check(given)
    running = imports.running(scope)
    if running is not None:
        raise ImportAlreadyInProgress.of(running)
    chunks = chunked(given)
    payload = CustomerImport(customers=len(given), chunks=len(chunks))
    task = start_task(scope, payload, at=clock.now(), tasks=tasks, events=events, ids=ids)
    imports.begin(scope, task.id, chunks)
    return StartedImport(task=task, new_customers=tuple(customers.new_among(scope, [each.id for each in given])))


class CustomerImporter:
    """Satisfies `tasks.import_kind.Importer`."""

    def __init__(self, work: ImportWork) -> None:
        self._work = work

    def take(self, scope: Scope, left: Sequence[ImportedCustomer], *, is_careful: bool) -> TakenIn:
        """Stage the next customers; one that is refused is told of, and stages nothing."""
        given = _next_of(left, most=1 if is_careful else len(left))
        held = self._work.customers.find_many(scope, [each.id for each in given])
        failures, skipped = [], 0
        for each in given:
            try:
                import_customer(scope, each, held.get(each.id), self._work)
                skipped += each.is_older_than(held.get(each.id))
            except DomainError as refused:
                failures.append(TaskFailure.of(each.id, refused))
        return TakenIn(len(given), skipped, tuple(failures))

    def name_of(self, given: ImportedCustomer) -> str:
        """Return the customer's id."""
        return given.id


def _check(given: Sequence[ImportedCustomer]) -> None:
    if not 0 < len(given) <= MOST_CUSTOMERS:
        raise InvalidInput(f"Send 1 to {MOST_CUSTOMERS} customers, not {len(given)}", field="customers")
    repeated = [customer_id for customer_id, times in Counter(each.id for each in given).items() if times > 1]
    if repeated:
        billing_ids = [each.billing_id for each in given if each.id in repeated and each.billing_id is not None]
        raise FailedToImportCustomer.repeated(repeated, billing_ids)


def _next_of(left: Sequence[ImportedCustomer], *, most: int) -> Sequence[ImportedCustomer]:
    """Return the customers of the next step: as many as may be, and few where a provider is asked about each."""
    looked_up = 0
    for number, each in enumerate(left[:most]):
        looked_up += each.payment_method_id is not None
        if looked_up > _MOST_LOOKED_UP:
            return left[:number]
    return left[:most]
