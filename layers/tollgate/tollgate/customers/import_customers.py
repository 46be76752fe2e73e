"""Import many customers: a task, started here and done chunk by chunk."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from tollgate.customers.errors import FailedToImportCustomer, ImportAlreadyInProgress
from tollgate.customers.import_customer import ImportWork, import_customer
from tollgate.customers.imported_customer import ImportedCustomer
from tollgate.customers.ports import CustomerImports, CustomerRepository
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DomainError, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.tasks.customer_import import CustomerImport
from tollgate.tasks.ports import TaskRepository
from tollgate.tasks.start_task import start_task
from tollgate.tasks.task import Task, TaskFailure

MOST_CUSTOMERS = 1000
_CHUNK = 25
"""Each is a customer, an access item and an event; with the task and its event they fit one transaction."""
_CHUNK_BYTES = 300_000
"""Well below what one item holds, whatever it compresses to."""
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
    imports: CustomerImports,
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


def chunked(given: Sequence[ImportedCustomer]) -> list[list[ImportedCustomer]]:
    """Return the customers in chunks, each small enough for one step and for one stored item."""
    chunks: list[list[ImportedCustomer]] = []
    room = 0
    for each in given:
        size = len(each.model_dump_json().encode())
        if not chunks or size > room or len(chunks[-1]) == _CHUNK:
            chunks.append([])
            room = _CHUNK_BYTES
        chunks[-1].append(each)
        room -= size
    return chunks


class ImportCustomers:
    """Satisfies `tasks.ports.TaskKind`. What a single customer is refused for is its failure, and the others go on."""

    def __init__(self, work: ImportWork, *, imports: CustomerImports) -> None:
        self._work, self._imports = work, imports

    def step(self, scope: Scope, task: Task, *, now: datetime, is_careful: bool) -> Task:
        """Stage the next customers; return the task beyond them, or finished, and then another import may begin."""
        walk = _walk_of(task)
        if walk.is_over:
            self._imports.end(scope)
            return task.advanced(walk, at=now).finished(at=now)
        chunk = self._imports.chunk(scope, task.id, walk.chunk)
        given = _next_of(chunk[walk.place :], most=1 if is_careful else _CHUNK)
        held = self._work.customers.find_many(scope, [each.id for each in given])
        failures, skipped = [], 0
        for each in given:
            try:
                import_customer(scope, each, held.get(each.id), self._work)
                skipped += each.is_older_than(held.get(each.id))
            except DomainError as refused:
                failures.append(TaskFailure.of(each.id, refused))
        done = len(given) - len(failures) - skipped
        walked = walk.past(len(given), skipped=skipped, of=len(chunk))
        self._forget(scope, task, walked)
        stepped = task.advanced(walked, done=done, at=now)
        for failure in failures:
            stepped = stepped.with_failure(failure)
        return stepped

    def pass_over(self, scope: Scope, task: Task, error: Exception, *, now: datetime) -> Task | None:
        """Return the task beyond the customer that could not be imported; None where none is left."""
        walk = _walk_of(task)
        if walk.is_over:
            return None
        chunk = self._imports.chunk(scope, task.id, walk.chunk)
        failure, walked = TaskFailure.of(chunk[walk.place].id, error), walk.past(1, of=len(chunk))
        self._forget(scope, task, walked)
        return task.advanced(walked, at=now).with_failure(failure)

    def _forget(self, scope: Scope, task: Task, walked: CustomerImport) -> None:
        """Stage that a chunk that is done is not kept: it holds personal data."""
        if walked.place == 0:
            self._imports.forget(scope, task.id, walked.chunk - 1)


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


def _walk_of(task: Task) -> CustomerImport:
    assert isinstance(task.payload, CustomerImport)
    return task.payload
