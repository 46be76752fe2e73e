"""Posting a body to an endpoint: what it is told, what comes of it, and where it never leads."""

import json
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from tests.support.receiver import (
    Answer,
    Receiver,
    babble,
    certified,
    endless_body,
    hang,
    receiving,
    redirect,
    reset,
    slow,
    status,
    trickle,
)
from tests.support.webhooks import Book
from tollgate.integrations.webhook_sender import HttpWebhookSender
from tollgate.webhooks.addresses import AllowedHosts
from tollgate.webhooks.sending import Outcome

LOOPBACK = AllowedHosts.of(["127.0.0.0/8"])
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PLAIN = "a-secret-of-a-customer's-own"
BODY = {"type": "customer.created", "messageId": "message-1", "name": "Zoë"}
LIMIT = timedelta(milliseconds=400)


class Names(Book):
    """Tells addresses of names as a test enters them, others in turn where there are several answers."""

    asked: int = 0

    def addresses(self, host: str) -> list[str]:
        """Return what was entered; an address is itself."""
        self.asked += 1
        return self.entries.get(host, [host] if host[:1].isdigit() or ":" in host else [])


def send(endpoint: str, *secrets: str, **fields: Any) -> Outcome:
    """Post the body, to loopback too unless a test says otherwise."""
    allowed, book = fields.pop("allowed", LOOPBACK), fields.pop("book", None) or Names()
    sender = HttpWebhookSender(allowed=allowed, book=book, trusting=fields.pop("trusting", None))
    own = {"message_id": "message-1", "at": datetime.now(UTC), "within": timedelta(seconds=5), **fields}
    return sender.send(endpoint, secrets or (SIGNING,), BODY, **own)


def verified(receiver: Receiver, secret: str | bytes) -> Any:
    """Return the body as a receiver does who checks its signature; raises where it is another's."""
    [request] = receiver.requests
    return Verifier(secret).verify(request.body, request.headers)


def test_a_body_comes_as_json_with_its_secret_and_says_what_it_is() -> None:
    with receiving() as receiver:
        outcome = send(receiver.url, attempt=3)
    assert (outcome.status_code, outcome.status_text, outcome.is_success) == (200, "Scripted", True)
    [request] = receiver.requests
    assert json.loads(request.body) == BODY
    assert request.path == "/hooks"
    headers = request.headers
    assert headers["content-type"] == "application/json"
    assert headers["stigg-webhooks-secret"] == SIGNING
    assert headers["user-agent"] == "Tollgate-Webhooks/1"
    assert headers["webhook-id"] == "message-1"
    assert headers["tollgate-delivery-attempt"] == "3"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"


def test_a_body_is_signed_with_every_secret_and_the_first_is_sent() -> None:
    with receiving() as receiver:
        send(receiver.url, SIGNING, PLAIN)
    assert verified(receiver, SIGNING) == BODY
    assert verified(receiver, PLAIN.encode()) == BODY
    assert receiver.requests[0].headers["stigg-webhooks-secret"] == SIGNING
    with pytest.raises(Exception, match="No matching signature"):
        verified(receiver, b"another")


def test_without_a_secret_nothing_is_signed() -> None:
    with receiving() as receiver:
        HttpWebhookSender(allowed=LOOPBACK).send(receiver.url, (), BODY, message_id="m", at=datetime.now(UTC))
    assert not receiver.requests[0].headers.keys() & {"webhook-signature", "stigg-webhooks-secret"}


@pytest.mark.parametrize(
    ("answer", "code", "error"),
    [
        (status(204), 204, None),
        (status(299), 299, None),
        (status(404), 404, None),
        (status(500), 500, None),
        (hang, None, "There was no answer within 0.4 seconds"),
        (slow(5), None, "There was no answer within 0.4 seconds"),
        (slow(0.05), 200, None),
        (trickle(), None, "There was no answer within 0.4 seconds"),
        (trickle(b"HTTP/1.1 100 Continue\r\n"), None, "There was no answer within 0.4 seconds"),
        (endless_body, 200, None),
        (reset, None, "The connection was reset"),
        (babble, None, "The answer is not HTTP"),
    ],
)
def test_what_an_endpoint_does_is_the_outcome(answer: Answer, code: int | None, error: str | None) -> None:
    with receiving(answer) as receiver:
        outcome = send(receiver.url, within=LIMIT)
    assert (outcome.status_code, outcome.error) == (code, error)
    assert outcome.is_success is (code is not None and code < 300)
    assert outcome.latency_ms < 3_000


def test_a_redirect_is_a_failure_and_is_not_followed() -> None:
    with receiving() as elsewhere, receiving(redirect(elsewhere.url)) as receiver:
        outcome = send(receiver.url)
        assert (outcome.status_code, outcome.is_success, elsewhere.connections) == (302, False, 0)
    with receiving(redirect("http://169.254.169.254/latest/meta-data/")) as receiver:
        assert send(receiver.url).status_code == 302


def test_nothing_that_listens_is_a_failure() -> None:
    with receiving() as receiver:
        pass
    assert send(receiver.url).error == "The connection was refused"


def test_a_certificate_is_checked_against_the_name_of_the_host(tmp_path: Path) -> None:
    serving, trusting = certified(tmp_path, "hooks.example.com")
    book = Names({"hooks.example.com": ["127.0.0.1"], "other.example.com": ["127.0.0.1"]})
    with receiving(context=serving) as receiver:
        right = send(receiver.named("hooks.example.com"), book=book, trusting=trusting)
        wrong = send(receiver.named("other.example.com"), book=book, trusting=trusting)
        unknown = send(receiver.named("hooks.example.com"), book=book)
    assert right.status_code == 200
    assert receiver.requests[0].headers["host"] == f"hooks.example.com:{receiver.port}"
    assert (wrong.error or "").startswith("The certificate is not to be trusted")
    assert (unknown.error or "").startswith("The certificate is not to be trusted")
    assert len(receiver.requests) == 1


def test_a_handshake_that_never_ends_is_given_up() -> None:
    with receiving(hang) as receiver:
        outcome = send(receiver.url.replace("http:", "https:"), within=LIMIT, trusting=ssl.create_default_context())
    assert outcome.error == "There was no answer within 0.4 seconds"


NOT_PUBLIC = [
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "192.168.1.1",
    "0.0.0.0",
    "100.64.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fe80::1%lo",
    "fd00::1",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_leads_to_an_address_that_is_not_public_is_never_reached(address: str) -> None:
    with receiving() as receiver:
        for addresses in ([address], ["93.184.216.34", address]):
            book = Names({"hooks.example.com": addresses})
            outcome = send(receiver.named("hooks.example.com"), book=book, allowed=AllowedHosts())
            assert outcome.error == "The host leads to an address that is not public"
    assert receiver.connections == 0


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "localhost"])
def test_other_spellings_of_loopback_are_never_reached(host: str) -> None:
    with receiving() as receiver:
        outcome = HttpWebhookSender().send(receiver.named(host), (), BODY, message_id="m", at=datetime.now(UTC))
    assert outcome.error == "The host leads to an address that is not public"
    assert receiver.connections == 0


class Rebinding(Names):
    """A name that is public when it is looked up first, and leads to loopback from then on."""

    def addresses(self, host: str) -> list[str]:
        """Return a public address once."""
        self.asked += 1
        return ["198.18.0.1"] if self.asked == 1 else ["127.0.0.1"]


def test_a_name_that_changes_between_the_look_and_the_connection_gains_nothing() -> None:
    book = Rebinding()
    with receiving() as receiver:
        outcome = send(
            receiver.named("hooks.example.com"), book=book, allowed=AllowedHosts.of(["198.18.0.0/15"]), within=LIMIT
        )
    assert (book.asked, receiver.connections) == (1, 0)
    assert not outcome.is_success


def test_a_name_that_leads_nowhere_is_a_failure() -> None:
    assert send("https://nowhere.example.com/").error == "The name of the host leads nowhere"


def test_a_look_that_takes_too_long_is_given_up() -> None:
    with receiving(hang) as receiver:

        class Slow(Names):
            def addresses(self, host: str) -> list[str]:
                receiver.closing.wait()
                return []

        outcome = send("https://hooks.example.com/", book=Slow(), within=LIMIT)
    assert outcome.error == "There was no answer within 0.4 seconds"


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as proxy, receiving() as receiver:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert send(receiver.url).is_success
        assert proxy.connections == 0


def test_an_address_that_is_busy_leaves_time_for_the_next() -> None:
    with receiving() as receiver:
        book = Names({"hooks.example.com": ["127.0.0.2", "127.0.0.1"]})
        outcome = send(receiver.named("hooks.example.com"), book=book)
    assert outcome.is_success
