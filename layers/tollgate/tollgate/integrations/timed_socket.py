"""A socket whose every wait ends at one instant: what trickles in does not hold its reader for longer."""

import io
import socket
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

Result = TypeVar("Result")

_SLICE = 16_384
"""Bytes that are written at a time: to a slow reader each slice has only what is left of the time."""


@dataclass(frozen=True)
class Deadline:
    """An instant of a timer."""

    at: float
    timer: Callable[[], float]

    def left(self) -> float:
        """Return the seconds that are left; raises `TimeoutError` where none are."""
        left = self.at - self.timer()
        if left <= 0:
            raise TimeoutError
        return left


class TimedSocket:
    """As much of a socket as an HTTP client asks for; raises `TimeoutError` at the deadline."""

    def __init__(self, plain: socket.socket, deadline: Deadline) -> None:
        self._socket, self.deadline = plain, deadline

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def hurry(self, seconds: float, deadline: Deadline) -> None:
        """Let the deadline be so many seconds from now, where that is sooner."""
        self.deadline = Deadline(min(deadline.at, deadline.timer() + seconds), deadline.timer)

    def sendall(self, data: Any) -> None:
        """Send all of the data."""
        left = memoryview(data).cast("B")
        while left:
            self._socket.settimeout(self.deadline.left())
            left = left[self._socket.send(left[:_SLICE]) :]

    def receive_into(self, buffer: Any) -> int:
        """Receive what there is, at least a byte where there is no end."""
        self._socket.settimeout(self.deadline.left())
        return self._socket.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the socket as a file to be read."""
        return io.BufferedReader(_Received(self))

    def close(self) -> None:
        """Leave the socket to whoever made it: a client closes it as soon as an answer says so."""


class _Received(io.RawIOBase):
    """What a timed socket receives, as a file."""

    def __init__(self, source: TimedSocket) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._source.receive_into(buffer)


def within_time(call: Callable[[], Result], deadline: Deadline) -> Result:
    """Return what a call returns that cannot be told to hurry; raises `TimeoutError` where it takes too long."""
    results: SimpleQueue[tuple[Result | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            results.put((call(), None))
        except Exception as error:  # it is raised where it was asked for
            results.put((None, error))

    Thread(target=run, daemon=True).start()
    try:
        result, error = results.get(timeout=deadline.left())
    except Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]
