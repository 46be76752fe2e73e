"""The local server as a process of its own, as `make start` runs it."""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
from stigg import Stigg

from tools.emulator import HOST, free_port
from tools.template import ROOT

_SECONDS_TO_STOP = 30
_LAST_OF_WELCOME = "Stop: Ctrl-C"


@contextmanager
def local_server(data: Path | None) -> Iterator[httpx.Client]:
    """Run the server until the block ends; yield a client of it. Without `data` it keeps nothing."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "POWERTOOLS_"))}
    environment |= {"PORT": str(port), "DATA_DIR": str(data or ""), "PYTHONPATH": f"{ROOT}:{ROOT}/layers/tollgate"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.server"], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    assert any(line.startswith(_LAST_OF_WELCOME) for line in lines), "The server did not start"
    # Its log would fill the pipe and stop it.
    Thread(target=deque, args=(lines,), kwargs={"maxlen": 0}, daemon=True).start()
    try:
        with httpx.Client(base_url=f"http://{HOST}:{port}", timeout=30) as client:
            yield client
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=_SECONDS_TO_STOP)
    assert process.returncode == 0


def client_of_server(server: httpx.Client, key: str) -> Stigg:
    """Return the official client in strict mode, over HTTP."""
    return Stigg(api_key=key, base_url=str(server.base_url), max_retries=0, _strict_response_validation=True)
