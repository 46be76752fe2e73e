"""The whole product on this machine: `python -m tools.server` (`make start`).

Serves the template's routes with the real handlers in process and runs the template's other event sources; DynamoDB,
SQS and EventBridge come from the emulator. `PORT` (3000) and `DATA_DIR` (.local; empty keeps nothing) change it.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tools.emulator import HOST, Emulator, StateInUse, started
from tools.event_sources import EventSources
from tools.http_api import LARGEST_BODY, HttpApi, Request, Response, own_answer
from tools.local_environment import LOOPBACK, open_local_environment
from tools.stack import Stack
from tools.template import ROOT

WELCOME = """\
Tollgate answers on {url}

  REST      {url}/api/v1
  GraphQL   {url}/graphql
  OpenAPI   {url}/openapi.json
  Keys      server-local (full), client-local (publishable)
  Data      {data}

Try:  curl {url}/api/v1/features -H 'X-API-KEY: server-local'
Stop: Ctrl-C
"""


def main() -> None:
    """Serve until Ctrl-C or SIGTERM, then deliver what is under way and keep the data."""
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    port = int(os.environ.get("PORT") or 3000)
    data = os.environ.get("DATA_DIR", str(ROOT / ".local"))
    with ExitStack() as running:
        server = _Server(port)
        running.callback(server.server_close)
        emulator = running.enter_context(_emulator(data))
        os.environ.update(emulator.environment)
        stack = Stack(Stage="local", WebhookAllowedHosts=LOOPBACK)
        stack.create()
        os.environ.update(stack.variables, POWERTOOLS_METRICS_DISABLED="true")
        open_local_environment()
        sources = EventSources(stack)
        sources.start()
        running.callback(sources.stop)
        server.serve(HttpApi(stack))
        running.callback(server.shutdown)
        print(WELCOME.format(url=f"http://{HOST}:{server.server_port}", data=data or "kept in memory only"), flush=True)
        stopped.wait()
    print("Stopped.", flush=True)


@contextmanager
def _emulator(data: str) -> Iterator[Emulator]:
    try:
        with started(state=Path(data) / "aws" if data else None) as emulator:
            yield emulator
    except StateInUse as used:
        sys.exit(f"{used}; choose other data: DATA_DIR=… make start")


class _Server(ThreadingHTTPServer):
    """Listens at once, so that a taken port is found out before anything starts; answers once it has its API."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as taken:
            sys.exit(f"Port {port} cannot be used ({taken.strerror}); choose another: PORT=3001 make start")
        self.api: HttpApi | None = None

    def serve(self, api: HttpApi) -> None:
        """Answer requests from now on."""
        self.api = api
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, name="http").start()


class _Handler(BaseHTTPRequestHandler):
    """Carries bytes between a client and the API."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "tollgate", ""
    # One write per answer and no Nagle: else each answer waits for the client's delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 60

    def __getattr__(self, name: str) -> Any:
        """Answer any method: which ones a path knows is the template's affair."""
        if name.startswith("do_"):
            return self._do
        raise AttributeError(name)

    def _do(self) -> None:
        length = self.headers.get("content-length", "0")
        if "transfer-encoding" in self.headers or not length.isdecimal():
            self.close_connection = True
            self._send(own_answer(411, "Length Required"))
        elif int(length) > LARGEST_BODY:
            self.close_connection = True
            self._send(own_answer(413, "Request Entity Too Large"))
        else:
            path, _, query = self.path.partition("?")
            headers = {name.lower(): ",".join(self.headers.get_all(name, [])) for name in self.headers}
            request = Request(self.command, path, query, headers, self.rfile.read(int(length)))
            server: Any = self.server
            self._send(server.api.answer(request))

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Leave the log to the functions, which write one line per request."""


if __name__ == "__main__":
    main()
