"""What workflows reach outside this product."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from tollgate.shared.entity import Value


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

    def send(self, email: Email) -> str:
        """Send it and return its id; raises `ActionFailed` where it was not taken."""
        ...


class CustomEvents(Protocol):
    """Puts events of workflows on the bus, where rules of others find them."""

    def put(self, detail_type: str, detail: Mapping[str, Any], *, scope: Mapping[str, str]) -> str:
        """Put an event and return its id; raises `ActionFailed` where the bus did not take it."""
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
