"""Shows the main job on this machine: `python -m tools.demo` (`make demo`).

Starts the server where none answers on `PORT`, loads the example catalogue, sells a plan, checks, reports usage and
runs into the limit; then keeps serving until Ctrl-C.
"""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.emulator import HOST
from tools.local_environment import FULL_KEY, PUBLISHABLE_KEY
from tools.main_job import FEATURE, show
from tools.seed import connect
from tools.template import ROOT

SECONDS_TO_START = 60


def main() -> None:
    """Run the main job and keep serving."""
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    url = f"http://{HOST}:{os.environ.get('PORT') or 3000}"
    with _serving(url) as is_ours:
        customer = show(connect())
        _say_goodbye(url, customer, is_ours)
        if is_ours:
            stopped.wait()


def _say_goodbye(url: str, customer: str, is_ours: bool) -> None:
    print(f"""
Next, ask it yourself:

  curl '{url}/api/v1/customers/{customer}/entitlements/check?featureId={FEATURE}&requestedUsage=25' \\
    -H 'X-API-KEY: {FULL_KEY}'

REST {url}/api/v1 · GraphQL {url}/graphql · OpenAPI {url}/openapi.json
Keys {FULL_KEY} (full), {PUBLISHABLE_KEY} (publishable)""")
    print("Serving until Ctrl-C." if is_ours else "The server that ran already keeps running.", flush=True)


@contextmanager
def _serving(url: str) -> Iterator[bool]:
    """Make sure that a server answers; yield whether it is ours, and stop ours in the end."""
    if _answers(url):
        yield False
        return
    log = Path(os.environ.get("DATA_DIR") or ROOT / ".local") / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    print(f"Starting the server (its log: {log}) …", flush=True)
    with log.open("ab") as output:
        server = subprocess.Popen([sys.executable, "-m", "tools.server"], stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not _answers(url):
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"The server did not start; see {log}")
            time.sleep(0.1)
        yield True
    finally:
        server.terminate()
        server.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    main()
