"""A client of DynamoDB for reads by key: over kept connections, without botocore's layers in between.

A check reads one or two small items, and botocore spends more on that than everything else of a check takes. Reads are
all it does: they may be sent again whatever happened. Writes and index queries go through PynamoDB.
"""

import json
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from tollgate.storage.aws_signature import Credentials, signed_headers
from tollgate.storage.pausing import pause

Json = dict[str, Any]

_CONNECT_SECONDS, _READ_SECONDS, _ATTEMPTS = 5, 10, 3
"""How long a call waits, and how often it is made: what hangs is given up while the request can still be answered."""
_TRANSIENT = frozenset(
    (
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionInProgressException",
    )
)
_EXPIRED = frozenset(("ExpiredTokenException", "UnrecognizedClientException"))
"""What is answered once credentials are too old; they are asked for again then."""


class TableError(Exception):
    """DynamoDB refused a read, or could not be reached; `code` is its own word for why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


@dataclass
class LeanClient:
    """Sends operations to one endpoint; safe to use from several threads, each of which keeps a connection.

    `credentials` tells who calls, anew where it is asked to.
    """

    endpoint: str
    region: str
    credentials: Callable[[bool], Credentials]
    _kept: threading.local = field(default_factory=threading.local, repr=False)

    def call(self, operation: str, request: Mapping[str, Any]) -> Json:
        """Return the answer, as JSON; raises `TableError` for what is refused, or fails again and again."""
        body = json.dumps(request, separators=(",", ":")).encode()
        is_renewed = False
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                status, answer = self._exchange(operation, body, is_renewed=is_renewed)
            except (OSError, HTTPException, ValueError) as broken:
                self._forget()
                error = TableError(type(broken).__name__, f"{operation} got no whole answer")
            else:
                if status == 200:
                    return answer
                error = _error_of(status, answer)
                is_renewed = error.code in _EXPIRED
                if status < 500 and error.code not in _TRANSIENT and not is_renewed:
                    raise error
            if attempt == _ATTEMPTS:
                raise error
            pause(attempt)
        raise AssertionError("the last attempt raises")

    def _exchange(self, operation: str, body: bytes, *, is_renewed: bool) -> tuple[int, Json]:
        connection, is_fresh = self._connection()
        try:
            return self._send(connection, operation, body, is_renewed=is_renewed)
        except (OSError, HTTPException):
            # One that was kept may have been closed meanwhile by the other side, which says nothing of DynamoDB.
            if is_fresh:
                raise
            self._forget()
            return self._send(self._connection()[0], operation, body, is_renewed=is_renewed)

    def _send(self, connection: HTTPConnection, operation: str, body: bytes, *, is_renewed: bool) -> tuple[int, Json]:
        headers = signed_headers(
            urlsplit(self.endpoint).netloc,
            f"DynamoDB_20120810.{operation}",
            body,
            region=self.region,
            credentials=self.credentials(is_renewed),
            now=datetime.now(UTC),
        )
        connection.request("POST", "/", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        checksum = answer.getheader("x-amz-crc32")
        if checksum is not None and int(checksum) != crc32(text):
            raise ValueError("the answer's checksum is another")
        return answer.status, json.loads(text) if text else {}

    def _connection(self) -> tuple[HTTPConnection, bool]:
        """Return this thread's connection, and whether it is a new one."""
        kept: HTTPConnection | None = getattr(self._kept, "connection", None)
        if kept is not None:
            return kept, False
        place = urlsplit(self.endpoint)
        host = place.hostname or ""
        connection = (
            HTTPSConnection(host, place.port, timeout=_CONNECT_SECONDS, context=_tls())
            if place.scheme == "https"
            else HTTPConnection(host, place.port, timeout=_CONNECT_SECONDS)
        )
        connection.connect()
        connection.sock.settimeout(_READ_SECONDS)
        self._kept.connection = connection
        return connection, True

    def _forget(self) -> None:
        kept: HTTPConnection | None = getattr(self._kept, "connection", None)
        if kept is not None:
            kept.close()
            self._kept.connection = None


def _error_of(status: int, answer: Any) -> TableError:
    answer = answer if isinstance(answer, dict) else {}
    code = str(answer.get("__type") or answer.get("code") or status).rpartition("#")[2]
    return TableError(code, str(answer.get("message") or answer.get("Message") or "without a message"))


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
