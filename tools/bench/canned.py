"""A DynamoDB in another process that answers with what was recorded: it costs the measured process nothing but I/O."""

import json
import multiprocessing
import socketserver
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tools.bench.hook import Call, Json, Response
from tools.bench.world import environment

Recorded = dict[str, bytes]


class Recorder:
    """Keeps the answer to each request, as it went over the wire. A hook."""

    def __init__(self) -> None:
        self.recorded: Recorded = {}

    def before(self, call: Call) -> Response | None:
        """Let the call happen."""
        return None

    def after(self, call: Call, answer: Json | None) -> None:
        """Keep the answer."""
        body = {name: value for name, value in (answer or {}).items() if name != "ResponseMetadata"}
        self.recorded[_address(call.operation, call.request)] = json.dumps(body, default=_wire_bytes).encode()


def _address(operation: str, request: Json) -> str:
    return f"{operation} {json.dumps(_in_order(request), sort_keys=True)}"


def _in_order(value: Any) -> Any:
    """Return a request with its lists sorted: the keys of a batch come in any order."""
    if isinstance(value, list):
        return sorted((_in_order(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return {name: _in_order(each) for name, each in value.items()} if isinstance(value, dict) else value


def _wire_bytes(value: Any) -> str:
    return b64encode(value).decode()


@contextmanager
def canned(recorded: Recorded, variables: Mapping[str, str]) -> Iterator[None]:
    """Lead every client of this process to a server with these answers, in the environment they were recorded in."""
    listening: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.get_context("fork").Process(target=_serve, args=(recorded, listening), daemon=True)
    server.start()
    try:
        with environment({**variables, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{listening.get()}"}):
            yield
    finally:
        server.terminate()
        server.join()


def _serve(recorded: Recorded, listening: "multiprocessing.Queue[int]") -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = recorded[_address(self.headers["X-Amz-Target"].rsplit(".", 1)[1], request)]
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        listening.put(server.server_address[1])
        server.serve_forever()
