"""What goes with a body: the headers that say what it is, and prove who sends it. Pure."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from tollgate.webhooks.settings import SIGNING_PREFIX

USER_AGENT = "Tollgate-Webhooks/1"


def headers_for(
    body: bytes, secrets: Sequence[str], *, message_id: str, at: datetime, attempt: int | None
) -> dict[str, str]:
    """Return the headers of a request: signed with every secret, and the first one sent as it is."""
    timestamp = str(int(at.timestamp()))
    headers = {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
    }
    if attempt is not None:
        headers["tollgate-delivery-attempt"] = str(attempt)
    if secrets:
        headers["Stigg-Webhooks-Secret"] = secrets[0]
        signed = f"{message_id}.{timestamp}.".encode() + body
        headers["webhook-signature"] = " ".join(f"v1,{_signature(key_of(each), signed)}" for each in secrets)
    return headers


def key_of(secret: str) -> bytes:
    """Return the key that a secret signs with: what base64 after `whsec_` says, else the secret's own UTF-8 bytes."""
    if secret.startswith(SIGNING_PREFIX):
        return b64decode(secret.removeprefix(SIGNING_PREFIX), validate=True)
    return secret.encode()


def _signature(key: bytes, signed: bytes) -> str:
    return b64encode(hmac.digest(key, signed, sha256)).decode()
