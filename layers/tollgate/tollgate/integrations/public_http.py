"""Requests to the open internet: to addresses that are public, within a limit of time, and nowhere else.

The standard library's client is all it takes. It follows no redirects, asks no proxy and repeats nothing; the socket is
made here, so that it leads to the very address that was judged.
"""

import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from tollgate.integrations.address_book import Resolver
from tollgate.integrations.timed_socket import Deadline, TimedSocket, within_time
from tollgate.webhooks.addresses import NOTHING_ALLOWED, AllowedHosts, is_public
from tollgate.webhooks.ports import AddressBook

_PORTS = {"http": 80, "https": 443}
_LONGEST_REASON = 100


class Unreachable(Exception):
    """A request did not come to an answer; the text says why, in words of ours."""


@dataclass(frozen=True)
class HttpAnswer:
    """What was answered: the beginning of the body, as much as was asked for."""

    status: int
    reason: str | None
    headers: Mapping[str, str]
    body: bytes


class PublicHttp:
    """Makes requests. `reads` takes what of an answer is wanted, which is known by then."""

    def __init__(
        self,
        *,
        allowed: AllowedHosts = NOTHING_ALLOWED,
        book: AddressBook | None = None,
        trusting: ssl.SSLContext | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allowed, self._book, self.timer = allowed, book or Resolver(), timer
        self._trusting = trusting

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        deadline: Deadline,
        reads: Callable[[HTTPResponse, TimedSocket, Deadline], bytes],
    ) -> HttpAnswer:
        """Make the request once, and return the answer; raises whatever goes wrong, which `words_for` tells."""
        place = urlsplit(url)
        with self._connected(place, deadline) as connected:
            connection = HTTPConnection(place.netloc)
            connection.sock = connected  # all of a socket that the client asks for
            path = f"{place.path or '/'}{f'?{place.query}' if place.query else ''}"
            connection.request(method, path, body, {**headers, "connection": "close"})
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return HttpAnswer(answer.status, _printable(answer.reason), told, reads(answer, connected, deadline))

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


def _printable(reason: str) -> str | None:
    return "".join(each for each in reason if each.isprintable())[:_LONGEST_REASON] or None


def words_for(broken: Exception, within: timedelta) -> str:
    """Return what went wrong, in words that tell nothing of what was sent or answered."""
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
