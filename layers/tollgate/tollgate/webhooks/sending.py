"""Sending a body to an endpoint: what comes of it, and the port that does it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from tollgate.shared.entity import Value


class Outcome(Value):
    """What came of one request to an endpoint.

    Either the endpoint answered, with `status_code` and `status_text`, or `error` says in words why it did not.
    `latency_ms` is the time from the beginning of the request until either was known.
    """

    status_code: int | None = None
    status_text: str | None = None
    error: str | None = None
    latency_ms: int

    @property
    def is_success(self) -> bool:
        """Tell whether the endpoint took the body: it answered 2xx."""
        return self.status_code is not None and 200 <= self.status_code < 300


LONGEST_WAIT = timedelta(seconds=30)
"""How long an endpoint has to answer (`integrations-widgets-workflows.md` 1.2)."""


class WebhookSender(Protocol):
    """Posts bodies to endpoints of others, and to no address that is not theirs to give."""

    def send(
        self,
        endpoint: str,
        secrets: Sequence[str],
        body: Mapping[str, Any],
        *,
        message_id: str,
        at: datetime,
        within: timedelta = LONGEST_WAIT,
        attempt: int | None = None,
    ) -> Outcome:
        """Post the body once; what goes wrong, and not to be answered in time, is the outcome.

        It is signed with every secret, the present one first; without any it is not signed. `attempt` is the number
        that the endpoint is told, where it is one of several.
        """
        ...
