"""What workflows reach outside this product."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class HttpReply(Value):
    """What was answered to a request: a body in JSON as what it says, any other as text."""

    status_code: int
    headers: dict[str, str]
    body: Any


class HttpCaller(Protocol):
    """Makes requests to the open internet, and to nowhere else."""

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None, within: timedelta
    ) -> HttpReply:
        """Make the request once and return the answer; raises `ActionFailed` where none comes in time."""
        ...


class Email(Value):
    """A message to some people, in plain text, in HTML, or both."""

    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    subject: str
    text: str | None = None
    html: str | None = None


class Mailer(Protocol):
    """Sends e-mail from addresses that are this deployment's."""

    @property
    def senders(self) -> Sequence[str]:
        """Return the addresses that mail may come from; none where no mail can be sent."""
        ...

    def send(self, email: Email, *, within: timedelta) -> str:
        """Send it once and return its id; raises `ActionFailed` where it was not taken in time."""
        ...


class CustomEvent(Value):
    """An event of a workflow: what happened, where, and for rules to choose by, a name of its kind."""

    detail_type: str
    scope: Scope
    payload: dict[str, Any]
    idempotency_key: str


class CustomEvents(Protocol):
    """Puts events of workflows on the deployment's bus, or on others that it names, where rules find them."""

    @property
    def others(self) -> Sequence[str]:
        """Return what the other buses are called that events may be put on."""
        ...

    def put(self, event: CustomEvent, *, bus: str | None, within: timedelta) -> str:
        """Put an event once and return its id; raises `ActionFailed` where the bus did not take it in time."""
        ...


class Functions(Protocol):
    """Calls Lambda functions that were made for workflows."""

    @property
    def prefix(self) -> str:
        """Return what the names of such functions begin with."""
        ...

    def invoke(self, name: str, payload: Any, *, is_awaited: bool, within: timedelta) -> Any:
        """Call a function, and return what it returned where that is awaited; raises `ActionFailed`."""
        ...
