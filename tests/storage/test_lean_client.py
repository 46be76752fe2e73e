"""The client that reads on each check: signed as botocore signs, and sent again wherever a read may be."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zlib import crc32

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from tests.support.metering import Sold, entitlement
from tests.support.parallel import in_parallel
from tests.support.template_api import TemplateApi
from tollgate.storage import lean_client
from tollgate.storage.aws_signature import Credentials, signed_headers
from tollgate.storage.keys import Key
from tollgate.storage.lean import key_of, query_items, read_item, read_items
from tollgate.storage.lean_client import LeanClient, TableError
from tools.gateway import http_event
from tools.template import ROOT, match_route

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
TARGET = "DynamoDB_20120810.GetItem"
WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@given(st.binary(max_size=200), WORDS, WORDS, st.none() | WORDS, st.sampled_from(("us-east-1", "eu-central-1")))
def test_a_request_is_signed_as_botocore_signs_it(
    body: bytes, access_key: str, secret_key: str, token: str | None, region: str
) -> None:
    host = f"dynamodb.{region}.amazonaws.com"
    ours = signed_headers(
        host, TARGET, body, region=region, credentials=Credentials(access_key, secret_key, token), now=NOW
    )
    headers = {name: value for name, value in ours.items() if name in {"content-type", "x-amz-target"}}
    request = AWSRequest("POST", f"https://{host}/", data=body, headers=headers)
    signer = SigV4Auth(BotocoreCredentials(access_key, secret_key, token), "dynamodb", region)
    request.context["timestamp"] = NOW.strftime("%Y%m%dT%H%M%SZ")
    request.headers["X-Amz-Date"] = request.context["timestamp"]
    if token is not None:
        request.headers["X-Amz-Security-Token"] = token
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    assert ours["authorization"].endswith(f"Signature={signature}")


Script = list[Callable[[BaseHTTPRequestHandler], None]]


class Scripted(ThreadingHTTPServer):
    """Answers one request after the other as the script says, and keeps what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: Script = []
        self.asked: list[dict[str, str]] = []
        self.connections: set[Any] = set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server: Any = self.server
        self.rfile.read(int(self.headers["Content-Length"]))
        server.asked.append(dict(self.headers))
        server.connections.add(self.client_address)
        server.script.pop(0)(self)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def answer(status: int, body: Any, *, checksum: int | None = None) -> Callable[[BaseHTTPRequestHandler], None]:
    def send(handler: BaseHTTPRequestHandler) -> None:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(text)))
        handler.send_header("x-amz-crc32", str(crc32(text) if checksum is None else checksum))
        handler.end_headers()
        handler.wfile.write(text)

    return send


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.close()


def and_close(handler: BaseHTTPRequestHandler) -> None:
    """Answer, and close the connection without saying so."""
    answer(200, {"n": 1})(handler)
    handler.close_connection = True


def refused(code: str, status: int = 400) -> Callable[[BaseHTTPRequestHandler], None]:
    return answer(status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "made by a test"})


FOUND = answer(200, {"Item": {}})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    monkeypatch.setattr(lean_client, "pause", lambda attempt: None)
    server = Scripted()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class Caller:
    """Says who calls, and how often it was asked to say it anew."""

    def __init__(self) -> None:
        self.renewed = 0

    def __call__(self, is_renewed: bool) -> Credentials:
        self.renewed += is_renewed
        return Credentials(f"key-{self.renewed}", "secret", None)


def client_of(server: Scripted, caller: Caller | None = None) -> LeanClient:
    return LeanClient(f"http://127.0.0.1:{server.server_address[1]}", "us-east-1", caller or Caller())


@pytest.mark.parametrize(
    "first",
    [
        refused("ProvisionedThroughputExceededException"),
        refused("ThrottlingException"),
        refused("InternalServerError", 500),
        answer(503, b"busy"),
        answer(200, {"Item": {}}, checksum=1),
        answer(200, b'{"Item": '),
        hang_up,
    ],
)
def test_a_read_is_sent_again_where_that_may_help(
    server: Scripted, first: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    server.script = [first, first, FOUND]
    assert client_of(server).call("GetItem", {}) == {"Item": {}}


def test_it_is_given_up_after_three_attempts(server: Scripted) -> None:
    server.script = [refused("ThrottlingException")] * 4
    with pytest.raises(TableError, match="ThrottlingException: made by a test"):
        client_of(server).call("GetItem", {})
    assert len(server.asked) == 3


def test_what_no_repetition_cures_is_raised_at_once(server: Scripted) -> None:
    server.script = [refused("ValidationException"), FOUND]
    with pytest.raises(TableError) as raised:
        client_of(server).call("GetItem", {})
    assert (raised.value.code, len(server.asked)) == ("ValidationException", 1)


def test_credentials_that_are_too_old_are_asked_for_again(server: Scripted) -> None:
    caller = Caller()
    server.script = [refused("ExpiredTokenException"), FOUND]
    assert client_of(server, caller).call("GetItem", {}) == {"Item": {}}
    assert caller.renewed == 1
    assert "Credential=key-1/" in server.asked[1]["authorization"]


def test_a_connection_is_kept_and_made_anew_once_it_was_closed(server: Scripted) -> None:
    server.script = [FOUND, and_close, FOUND]
    client = client_of(server)
    for _ in range(3):
        client.call("GetItem", {})
    assert (len(server.asked), len(server.connections)) == (3, 2)


def test_a_server_that_is_not_there_is_an_error_of_its_own() -> None:
    with pytest.raises(TableError, match="ConnectionRefusedError"):
        LeanClient("http://127.0.0.1:9", "us-east-1", Caller()).call("GetItem", {})


def put(number: int, size: int) -> None:
    item = {"PK": {"S": "lean"}, "SK": {"S": f"{number:04d}"}, "D": {"S": "x" * size}}
    boto3.client("dynamodb").put_item(TableName=os.environ["LIVE_TABLE"], Item=item)


def test_items_and_ranges_are_read_whole(emulator_api: TemplateApi) -> None:
    assert emulator_api.get("/api/v1/customers").status == 200
    for number in range(120):
        put(number, 20_000)
    every = [Key("lean", f"{number:04d}") for number in range(120)]
    assert {key_of(item) for item in read_items("live", [*every, Key("lean", "none")])} == set(every)
    assert [key_of(item) for item in query_items("live", "lean")] == every
    assert [key_of(item) for item in query_items("live", "lean", ("0007", "0009"))] == every[7:10]
    assert read_item("live", Key("lean", "none")) is None
    found = in_parallel(8, lambda number: read_item("live", every[number]))
    assert [key_of(item) for item in found if item is not None] == every[:8]


CHECK = """
import json, sys
from tools.gateway import LambdaContext, load_handler
event = json.loads(sys.argv[1])
answer = load_handler("CheckEntitlementFunction")(event, LambdaContext("CheckEntitlementFunction"))
print(answer["body"])
print([name for name in sys.modules if name.partition(".")[0] == "pynamodb"])
"""


def test_a_check_needs_neither_pynamodb_nor_a_session(emulator_api: TemplateApi) -> None:
    Sold().basic(entitlement())
    path = "/api/v1/customers/acme/entitlements/check"
    route, parameters = match_route("GET", path)
    assert route is not None
    asked = http_event(route, "GET", path, "featureId=calls", {}, None, parameters, emulator_api.caller)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT}/layers/tollgate"}
    done = subprocess.run(
        [sys.executable, "-c", CHECK, json.dumps(asked)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    *_, body, modules = done.stdout.splitlines()
    assert json.loads(body)["data"]["usageLimit"] == 10
    assert modules == "[]"
