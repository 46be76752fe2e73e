"""Test clocks in table `documents`, each in a partition of its own."""

from tollgate.environments.environment import EnvironmentType
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import clock_keys, keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.environments import DynamoEnvironments
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_of_index
from tollgate.storage.session import Session
from tollgate.test_clocks.test_clock import TestClock

_KIND = "CLOCK"


class DynamoTestClocks:
    """Satisfies `test_clocks.ports.TestClockRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, test_clock_id: str) -> TestClock | None:
        """Return the clock, or None where there is none of this id; read once in an operation."""
        row = self._session.load_once(Document, clock_keys.test_clock(scope, test_clock_id))
        return read(TestClock, row) if row is not None else None

    def page(self, scope: Scope, request: PageRequest) -> Page[TestClock]:
        """Return a page of clocks, newest first; one that was just made may be missing for about a second."""
        return page_of_index(
            self._session,
            Document.by_list,
            keys.listed(scope, _KIND),
            request,
            Cursor(scope, _KIND, {}),
            sort_key="list_sk",
            read=lambda row: read(TestClock, row),
        )

    def add(self, scope: Scope, test_clock: TestClock) -> None:
        """Stage a new clock."""
        self._session.add(_row(scope, test_clock))

    def save(self, scope: Scope, test_clock: TestClock) -> None:
        """Stage the changed clock; of two writers who read the same one, one runs again."""
        self._session.save(_row(scope, test_clock))

    def delete(self, scope: Scope, test_clock: TestClock) -> None:
        """Stage the removal of a clock that was found."""
        self._session.delete(_row(scope, test_clock))


class DynamoEnvironmentKinds:
    """Satisfies `test_clocks.ports.EnvironmentKinds`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_production(self, scope: Scope) -> bool:
        """Tell whether the environment serves real customers; one that nobody opened by name does not."""
        kinds = {each.id: each.type for each in DynamoEnvironments(self._session).all(scope.account_id)}
        return kinds.get(scope.environment_id) is EnvironmentType.PRODUCTION


def _row(scope: Scope, test_clock: TestClock) -> Document:
    key = clock_keys.test_clock(scope, test_clock.id)
    return Document(
        key.pk,
        key.sk,
        body=body_of(test_clock),
        list_pk=keys.listed(scope, _KIND),
        list_sk=keys.created_order(test_clock.created_at, test_clock.id),
    )
