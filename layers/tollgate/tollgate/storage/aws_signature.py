"""AWS Signature Version 4 of a POST to DynamoDB, as AWS documents it. Pure."""

from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from hmac import digest
from typing import NamedTuple

_ALGORITHM, _SERVICE = "AWS4-HMAC-SHA256", "dynamodb"


class Credentials(NamedTuple):
    """Who calls; `token` belongs to credentials that are lent for some hours, as those of a Lambda function are."""

    access_key: str
    secret_key: str
    token: str | None = None


def signed_headers(
    host: str, target: str, body: bytes, *, region: str, credentials: Credentials, now: datetime
) -> dict[str, str]:
    """Return the headers of a request, with what proves who sends it; `target` is the operation's full name."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    headers = {"content-type": "application/x-amz-json-1.0", "host": host, "x-amz-date": stamp, "x-amz-target": target}
    if credentials.token is not None:
        headers["x-amz-security-token"] = credentials.token
    names = sorted(headers)
    signed = ";".join(names)
    spelled = "".join(f"{name}:{headers[name]}\n" for name in names)
    request = f"POST\n/\n\n{spelled}\n{signed}\n{sha256(body).hexdigest()}"
    scope = f"{stamp[:8]}/{region}/{_SERVICE}/aws4_request"
    to_sign = f"{_ALGORITHM}\n{stamp}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    signature = digest(_key(credentials.secret_key, stamp[:8], region), to_sign.encode(), "sha256").hex()
    given = f"Credential={credentials.access_key}/{scope}, SignedHeaders={signed}, Signature={signature}"
    return {**headers, "authorization": f"{_ALGORITHM} {given}"}


@lru_cache(maxsize=4)
def _key(secret_key: str, day: str, region: str) -> bytes:
    key = f"AWS4{secret_key}".encode()
    for part in (day, region, _SERVICE, "aws4_request"):
        key = digest(key, part.encode(), "sha256")
    return key
