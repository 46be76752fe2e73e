"""Lambda's Runtime API for one built function: a server that hands out events and takes the answers."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# What Lambda's own runtime brings; everything else must come from the function and its layers.
_RUNTIME_PACKAGES = ("awslambdaric", "runtime_client", "snapshot_restore_py", "simplejson")
_SECONDS_TO_ANSWER = 30
# The runtime's native client reads each of them, and falls over one that is missing.
_HEADERS = {
    "Content-Type": "application/json",
    "Lambda-Runtime-Aws-Request-Id": "00000000-0000-4000-8000-000000000000",
    "Lambda-Runtime-Deadline-Ms": "4102444800000",
    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:000000000000:function:built",
    "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
}


class BuiltFunction:
    """A function of a build that runs as in Lambda, called one event at a time."""

    def __init__(self, events: "queue.Queue[Any]", answers: "queue.Queue[Any]") -> None:
        self._events, self._answers = events, answers

    def __call__(self, event: Any) -> Any:
        """Return what the function answers; raises `queue.Empty` where it does not."""
        self._events.put(event)
        return self._answers.get(timeout=_SECONDS_TO_ANSWER)


@contextmanager
def run_function(
    code: Path, handler: str, layers: list[Path], variables: dict[str, str], scratch: Path
) -> Iterator[BuiltFunction]:
    """Run a built function with nothing on its path but Lambda's runtime, its layers and its code."""
    events: queue.Queue[Any] = queue.Queue()
    answers: queue.Queue[Any] = queue.Queue()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _runtime_api(events, answers))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    environment = {
        **variables,
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}",
        "AWS_LAMBDA_FUNCTION_NAME": code.name,
        "LAMBDA_TASK_ROOT": str(code),
        "PYTHONPATH": os.pathsep.join(map(str, [code, *layers, _runtime(scratch)])),
    }
    # -S leaves out the site packages of the interpreter that runs this test.
    command = [sys.executable, "-S", "-m", "awslambdaric", handler]
    process = subprocess.Popen(command, cwd=code, env=environment, stdout=sys.stderr)
    try:
        yield BuiltFunction(events, answers)
    finally:
        process.kill()
        process.wait()
        server.shutdown()
        server.server_close()


def _runtime(scratch: Path) -> Path:
    """Return a folder that holds the runtime's packages alone."""
    folder = scratch / "runtime"
    folder.mkdir(exist_ok=True)
    for name in _RUNTIME_PACKAGES:
        spec = find_spec(name)
        assert spec is not None, f"{name} is not installed"
        assert spec.origin is not None
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        link = folder / source.name
        if not link.exists():
            link.symlink_to(source)
    return folder


def _runtime_api(events: "queue.Queue[Any]", answers: "queue.Queue[Any]") -> type[BaseHTTPRequestHandler]:
    class RuntimeApi(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = json.dumps(events.get()).encode()
            self.send_response(200)
            for name, value in _HEADERS.items():
                self.send_header(name, value)
            self._finish(body)

        def do_POST(self) -> None:
            answers.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(202)
            self._finish(b"")

        def _finish(self, body: bytes) -> None:
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Stay silent: the function's own lines are what a failing test wants to show."""

    return RuntimeApi
