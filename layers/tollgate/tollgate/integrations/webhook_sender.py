"""Posts bodies to endpoints of others, signed, and says what came of it."""

import json
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from http.client import HTTPException, HTTPResponse
from typing import Any

from tollgate.integrations.public_http import PublicHttp, words_for
from tollgate.integrations.timed_socket import Deadline, TimedSocket
from tollgate.webhooks.addresses import NOTHING_ALLOWED, AllowedHosts
from tollgate.webhooks.ports import AddressBook
from tollgate.webhooks.sending import LONGEST_WAIT, Outcome
from tollgate.webhooks.signing import headers_for

_READ_AT_MOST = 4096
_SECONDS_TO_READ = 1


class HttpWebhookSender:
    """Satisfies `webhooks.sending.WebhookSender`."""

    def __init__(
        self,
        *,
        allowed: AllowedHosts = NOTHING_ALLOWED,
        book: AddressBook | None = None,
        trusting: ssl.SSLContext | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http, self._timer = PublicHttp(allowed=allowed, book=book, trusting=trusting, timer=timer), timer

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
        """Post the body once; what goes wrong, and not to be answered in time, is the outcome."""
        begun = self._timer()
        deadline = Deadline(begun + within.total_seconds(), self._timer)
        try:
            text = json.dumps(body, separators=(",", ":")).encode()
            headers = headers_for(text, secrets, message_id=message_id, at=at, attempt=attempt)
            answer = self._http.request(
                "POST", endpoint, headers=headers, body=text, deadline=deadline, reads=_read_politely
            )
        except Exception as broken:  # whatever others make of a request is the outcome of it
            return Outcome(error=words_for(broken, within), latency_ms=self._since(begun))
        return Outcome(status_code=answer.status, status_text=answer.reason, latency_ms=self._since(begun))

    def _since(self, begun: float) -> int:
        return int((self._timer() - begun) * 1000)


def _read_politely(answer: HTTPResponse, connected: TimedSocket, deadline: Deadline) -> bytes:
    """Read a little of an answer, which is known by now, so that its sender sees it taken; nothing of it is kept."""
    connected.hurry(_SECONDS_TO_READ, deadline)
    try:
        answer.read(_READ_AT_MOST)
    except (OSError, HTTPException, ValueError):
        return b""
    return b""
