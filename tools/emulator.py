"""The AWS emulator: a process of its own, in an environment of its own, on loopback only.

with started() as emulator:
    os.environ.update(emulator.environment)
    stack = Stack(Stage="test-1")
    stack.create()
    os.environ.update(stack.variables)
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tools.resolve import REGION
from tools.template import ROOT

EXECUTABLE = ROOT / ".venv-aws" / "bin" / "ministack"
SERVICES = "dynamodb,dynamodbstreams,sqs,events,scheduler"
HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 60
NOTE = "emulator.pid"


class StateInUse(Exception):
    """The directory's state belongs to a running process."""


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def endpoint(self) -> str:
        """Return the URL its clients talk to."""
        return f"http://{HOST}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment variables that lead every AWS client of a process to it, and nowhere else."""
        return environment_of(self.port)

    def stop(self) -> None:
        """Stop it and wait until its state is written, which happens on SIGTERM only."""
        self.process.terminate()
        self.process.wait(SECONDS_TO_STOP)


def environment_of(port: int) -> dict[str, str]:
    """Return the environment variables that lead every AWS client of a process to the emulator on this port."""
    return {
        "AWS_ENDPOINT_URL": f"http://{HOST}:{port}",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def port_in_use(state: Path) -> int | None:
    """Return the port on which an emulator serves this state now, None where none does."""
    note = state / NOTE
    port = int(note.read_text().split()[1]) if note.exists() else None
    return port if port is not None and _answers(port, state) else None


@contextmanager
def started(*, port: int | None = None, state: Path | None = None) -> Iterator[Emulator]:
    """Run an emulator that is ready to answer; its state is kept in a directory where one is given.

    Raises `StateInUse` where another process runs one on that directory.
    """
    with _claimed(state) if state is not None else nullcontext():
        emulator = start(port=port, state=state)
        try:
            yield emulator
        finally:
            emulator.stop()


def start(*, port: int | None = None, state: Path | None = None) -> Emulator:
    """Start an emulator and wait until it answers; the caller stops it."""
    if state is not None:
        port = port or _port_of_last_time(state)
    port = port or free_port()
    # A session of its own: the Ctrl-C that stops the caller must not reach it before its last writes.
    process = subprocess.Popen(
        [EXECUTABLE],
        env=_environment(port, state),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    emulator = Emulator(process, port)
    try:
        _wait_until_ready(emulator, state)
    except BaseException:
        process.kill()
        raise
    if state is not None:
        (state / NOTE).write_text(f"{process.pid} {port}")
    return emulator


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _environment(port: int, state: Path | None) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"GATEWAY_PORT": str(port), "BIND_HOST": HOST, "SERVICES": SERVICES, "LOG_LEVEL": "ERROR"}
    environment |= {"IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0", "DOCKER_HOST": "unix:///nowhere"}
    environment |= {"MINISTACK_EDITION": _edition(state)}
    if state is not None:
        environment |= {"PERSIST_STATE": "1", "STATE_DIR": str(state)}
    return environment


def _wait_until_ready(emulator: Emulator, state: Path | None) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers(emulator.port, state):
        if emulator.process.poll() is not None:
            raise RuntimeError(f"The emulator ended with {emulator.process.returncode}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"The emulator did not answer within {SECONDS_TO_START} seconds")
        time.sleep(0.05)


def _answers(port: int, state: Path | None) -> bool:
    """Tell whether an emulator of this very state answers on a port."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/_ministack/health", timeout=5) as answer:
            return bool(json.load(answer)["edition"] == _edition(state))
    except (OSError, ValueError, KeyError):
        return False


def _edition(state: Path | None) -> str:
    """Return the name by which an emulator of this state shows itself."""
    return str(state.resolve()) if state is not None else f"of process {os.getpid()}"


@contextmanager
def _claimed(state: Path) -> Iterator[None]:
    """Keep other processes from a state; a claim ends with its process, however that ends."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateInUse(f"Another server uses the data in {state}") from None
        yield


def _port_of_last_time(state: Path) -> int | None:
    """Return the port this state was served on: the names of its queues hold it. None where it is new, or taken.

    Stops the emulator of a caller that was killed: it still holds the directory's newest state in memory.
    """
    note = state / NOTE
    if not note.exists():
        return None
    pid, port = map(int, note.read_text().split())
    if _answers(port, state):
        os.kill(pid, signal.SIGTERM)
        while _answers(port, state):
            time.sleep(0.05)
    return port if _is_free(port) else None


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0
