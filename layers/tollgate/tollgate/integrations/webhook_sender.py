"""Posts bodies to endpoints of others: to addresses that are public, within a limit of time, and nowhere else.

The standard library's client is all it takes. It follows no redirects, asks no proxy and repeats nothing; the socket is
made here, so that it leads to the very address that was judged.
"""

import json
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import SplitResult, urlsplit

from tollgate.integrations.address_book import Resolver
from tollgate.integrations.timed_socket import Deadline, TimedSocket, within_time
from tollgate.webhooks.addresses import NOTHING_ALLOWED, AllowedHosts, is_public
from tollgate.webhooks.ports import AddressBook
from tollgate.webhooks.sending import LONGEST_WAIT, Outcome
from tollgate.webhooks.signing import headers_for

_PORTS = {"http": 80, "https": 443}
_LONGEST_REASON = 100
_READ_AT_MOST = 4096
_SECONDS_TO_READ = 1


class Unreachable(Exception):
    """A request did not come to an answer; the text says why, in words of ours."""


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
        self._allowed, self._book, self._timer = allowed, book or Resolver(), timer
        self._trusting = trusting

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
            status, reason = self._post(urlsplit(endpoint), headers, text, deadline)
        except Exception as broken:  # whatever others make of a request is the outcome of it
            return Outcome(error=_words(broken, within), latency_ms=self._since(begun))
        return Outcome(status_code=status, status_text=reason, latency_ms=self._since(begun))

    def _since(self, begun: float) -> int:
        return int((self._timer() - begun) * 1000)

    def _post(
        self, place: SplitResult, headers: Mapping[str, str], body: bytes, deadline: Deadline
    ) -> tuple[int, str | None]:
        with self._connected(place, deadline) as connected:
            connection = HTTPConnection(place.netloc)
            connection.sock = connected  # all of a socket that the client asks for
            path = f"{place.path or '/'}{f'?{place.query}' if place.query else ''}"
            connection.request("POST", path, body, {**headers, "connection": "close"})
            answer = connection.getresponse()
            status, reason = answer.status, _printable(answer.reason)
            _read_politely(answer, connected, deadline)
            return status, reason

    def _connected(self, place: SplitResult, deadline: Deadline) -> TimedSocket:
        host, port = place.hostname or "", place.port or _PORTS.get(place.scheme, 0)
        if place.scheme not in _PORTS:
            raise Unreachable("The endpoint is neither https nor http")
        plain = self._reached(self._addresses(host, deadline), port, deadline)
        if place.scheme == "http":
            return TimedSocket(plain, deadline)
        try:
            plain.settimeout(deadline.left())
            return TimedSocket((self._trusting or _context()).wrap_socket(plain, server_hostname=host), deadline)
        except BaseException:
            plain.close()
            raise

    def _addresses(self, host: str, deadline: Deadline) -> Sequence[str]:
        """Return the addresses of the host, looked up once: each of them may be reached, or none is."""
        addresses = within_time(lambda: self._book.addresses(host), deadline)
        if not addresses:
            raise Unreachable("The name of the host leads nowhere")
        if not self._allowed.names(host) and not all(is_public(each, self._allowed) for each in addresses):
            raise Unreachable("The host leads to an address that is not public")
        return addresses

    def _reached(self, addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
        for place, address in enumerate(addresses, start=1):
            # Some time is left for each of the others.
            share = deadline.left() / (len(addresses) - place + 1)
            try:
                return socket.create_connection((address, port), timeout=share)
            except OSError:
                if place == len(addresses):
                    raise
        raise AssertionError("the last address raises")


def _read_politely(answer: HTTPResponse, connected: TimedSocket, deadline: Deadline) -> None:
    """Read a little of an answer, which is known by now, so that its sender sees it taken."""
    connected.hurry(_SECONDS_TO_READ, deadline)
    try:
        answer.read(_READ_AT_MOST)
    except (OSError, HTTPException, ValueError):
        return


def _printable(reason: str) -> str | None:
    return "".join(each for each in reason if each.isprintable())[:_LONGEST_REASON] or None


def _words(broken: Exception, within: timedelta) -> str:
    match broken:
        case Unreachable():
            return str(broken)
        case TimeoutError():
            return f"There was no answer within {within.total_seconds():g} seconds"
        case ssl.SSLCertVerificationError():
            return f"The certificate is not to be trusted: {broken.verify_message}"
        case ssl.SSLError():
            return "No encrypted connection could be made"
        case ConnectionRefusedError():
            return "The connection was refused"
        case ConnectionResetError() | BrokenPipeError() | ConnectionAbortedError():
            return "The connection was reset"
        case HTTPException():
            return "The answer is not HTTP"
        case OSError():
            return "The host could not be reached"
        case _:
            return "The request could not be made"


@cache
def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
