"""Tasks in table `documents`, each in a partition of its own, which its steps write to one after the other."""

from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_of_index
from tollgate.storage.session import Session
from tollgate.tasks.task import Task

_KIND = "TASK"


class DynamoTasks:
    """Satisfies `tasks.ports.TaskRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, task_id: str) -> Task | None:
        """Return the task, or None where there is none of this id."""
        row = self._session.load(Document, keys.task(scope, task_id))
        return read(Task, row) if row is not None else None

    def page(self, scope: Scope, request: PageRequest) -> Page[Task]:
        """Return a page of tasks, newest first; one that was just started may be missing for about a second."""
        return page_of_index(
            self._session,
            Document.by_list,
            keys.listed(scope, "TASK"),
            request,
            Cursor(scope, _KIND, {}),
            sort_key="list_sk",
            read=lambda row: read(Task, row),
        )

    def add(self, scope: Scope, task: Task) -> None:
        """Stage a new task."""
        self._session.add(_row(scope, task), aggregate=f"{_KIND}#{task.id}")

    def save(self, scope: Scope, task: Task) -> None:
        """Stage the changed task; of two workers at the same step, one takes the next instead."""
        self._session.save(_row(scope, task), aggregate=f"{_KIND}#{task.id}")


def _row(scope: Scope, task: Task) -> Document:
    key = keys.task(scope, task.id)
    return Document(
        key.pk,
        key.sk,
        body=body_of(task),
        list_pk=keys.listed(scope, "TASK"),
        list_sk=keys.created_order(task.created_at, task.id),
    )
