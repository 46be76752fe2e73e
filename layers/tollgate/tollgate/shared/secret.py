"""Secrets: random texts that are shown once and kept as their sha256."""

import secrets
import string
from base64 import b64encode
from hashlib import sha256
from typing import Protocol

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 40
"""40 of 62 characters are 238 bits: too many to guess, and short enough to be copied."""

_SIGNING_KEY_BYTES = 32


class Secrets(Protocol):
    """Makes secrets."""

    def new(self, prefix: str) -> str:
        """Return a new secret: the prefix, a dash and a part of its own."""
        ...


class RandomSecrets:
    """Random secrets, for production."""

    def new(self, prefix: str) -> str:
        """Return the prefix, a dash and 40 random letters and digits."""
        return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))

    def signing_secret(self) -> str:
        """Return `whsec_` and base64 of 32 random bytes, as Standard Webhooks has it."""
        return f"whsec_{b64encode(secrets.token_bytes(_SIGNING_KEY_BYTES)).decode()}"


def hash_of(secret: str) -> str:
    """Return the sha256 of a secret, the only form it is kept in.

    It needs no salt and no slow hash: there are too many possible secrets to try them.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
