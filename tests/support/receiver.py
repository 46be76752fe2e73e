"""An endpoint on loopback that does to each request what a test says: answers, hangs, breaks off, leads elsewhere."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from struct import pack
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

Answer = Callable[["Receiver", socket.socket], None]


@dataclass(frozen=True)
class Request:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


def status(code: int, *, body: bytes = b"", headers: str = "") -> Answer:
    """Answer with a status."""

    def answer(receiver: "Receiver", connection: socket.socket) -> None:
        head = f"HTTP/1.1 {code} Scripted\r\ncontent-length: {len(body)}\r\n{headers}\r\n"
        connection.sendall(head.encode() + body)

    return answer


def redirect(location: str) -> Answer:
    """Send the caller elsewhere."""
    return status(302, headers=f"location: {location}\r\n")


def hang(receiver: "Receiver", connection: socket.socket) -> None:
    """Say nothing until the test is over."""
    receiver.closing.wait()


def reset(receiver: "Receiver", connection: socket.socket) -> None:
    """Break the connection off."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))


def slow(seconds: float) -> Answer:
    """Answer well after a while."""

    def answer(receiver: "Receiver", connection: socket.socket) -> None:
        if not receiver.closing.wait(seconds):
            status(200)(receiver, connection)

    return answer


def trickle(text: bytes = b"HTTP/1.1 200 OK\r\n", every: float = 0.02) -> Answer:
    """Answer byte by byte, and then with headers without an end."""

    def answer(receiver: "Receiver", connection: socket.socket) -> None:
        for byte in text:
            connection.sendall(bytes((byte,)))
        while not receiver.closing.wait(every):
            connection.sendall(b"x-more: y\r\n")

    return answer


def endless_body(receiver: "Receiver", connection: socket.socket) -> None:
    """Answer well, and then never come to an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
    while not receiver.closing.wait(0.02):
        connection.sendall(b"x")


def babble(receiver: "Receiver", connection: socket.socket) -> None:
    """Answer with what is no HTTP."""
    connection.sendall(b"220 mail.example ESMTP\r\n")


@dataclass
class Receiver:
    """Answers each request as the next entry of the script says, the last one for good; keeps what arrived."""

    script: list[Answer] = field(default_factory=lambda: [status(200)])
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    scheme: str = "http"
    closing: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Return the endpoint."""
        return f"{self.scheme}://127.0.0.1:{self.port}/hooks"

    def named(self, host: str) -> str:
        """Return the endpoint by a name of its host."""
        return f"{self.scheme}://{host}:{self.port}/hooks"

    def serve(self, connection: socket.socket, context: ssl.SSLContext | None) -> None:
        """Receive one request and do what the script says."""
        with suppress(OSError), connection:
            if context is not None:
                connection = context.wrap_socket(connection, server_side=True)
            with connection:
                request = _received(connection)
                if request is None:
                    return
                with self._lock:
                    self.requests.append(request)
                    answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                answer(self, connection)


def _received(connection: socket.socket) -> Request | None:
    text = b""
    while b"\r\n\r\n" not in text:
        part = connection.recv(65536)
        if not part:
            return None
        text += part
    head, _, body = text.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return Request(first.split(" ")[1], headers, body)


@contextmanager
def receiving(*script: Answer, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run a receiver until the block ends."""
    receiver = Receiver(**({"script": list(script)} if script else {}), scheme="https" if context else "http")
    with socket.create_server(("127.0.0.1", 0)) as server:
        receiver.port = server.getsockname()[1]

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    receiver.connections += 1
                    threading.Thread(target=receiver.serve, args=(connection, context), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield receiver
        finally:
            receiver.closing.set()
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)


def certified(folder: Path, *names: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the context of a server with a certificate for these names, and that of a client who trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([_name(each) for each in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "receiver.pem"
    text = certificate.public_bytes(Encoding.PEM)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + text)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(path)
    return serving, ssl.create_default_context(cadata=text.decode())


def _name(name: str) -> Any:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
