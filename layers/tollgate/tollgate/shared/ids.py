"""Ids: the pattern of those given by callers, and the making of generated ones."""

import re
import secrets
import string
import time
from collections import Counter
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Protocol
from uuid import uuid4

from tollgate.shared.errors import InvalidInput

_ALPHABET = string.ascii_lowercase + string.digits
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_|.-]{0,254}")
_CUSTOMER_ID = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_|.@-]{0,254}")


def is_id(text: str) -> bool:
    """Tell whether a text may be the id of a feature, product, plan, resource or subscription."""
    return _ID.fullmatch(text) is not None


def is_customer_id(text: str) -> bool:
    """Tell whether a text may be a customer's id: as every id, and `@` is allowed."""
    return _CUSTOMER_ID.fullmatch(text) is not None


def require_id(text: str, *, field: str) -> str:
    """Return the id, or raise `InvalidInput` naming the field that breaks the pattern."""
    if not is_id(text):
        raise InvalidInput(
            f"{field} must be 1-255 characters: letters, digits, '_', '|', '.', '-', the first a letter or digit",
            field=field,
        )
    return text


def require_customer_id(text: str, *, field: str) -> str:
    """Return the customer id, or raise `InvalidInput` naming the field that breaks the pattern."""
    if not is_customer_id(text):
        raise InvalidInput(
            f"{field} must be 1-255 characters: letters, digits, '_', '|', '.', '@', '-', the first a letter or digit",
            field=field,
        )
    return text


def id_of_request(kind: str, request_key: str) -> str:
    """Return the id of what a request makes: the same whenever the request is sent again under its key."""
    number = int.from_bytes(sha256(f"{kind}/{request_key}".encode("utf-8", "surrogatepass")).digest())
    digits = (number // len(_ALPHABET) ** place % len(_ALPHABET) for place in range(20))
    return f"{kind}-" + "".join(_ALPHABET[digit] for digit in digits)


def ordered_at(instant: datetime, name: str) -> str:
    """Return the id of something named that belongs to an instant: it sorts with those that `ordered` makes then."""
    milliseconds = int(instant.timestamp() * 1000)
    own = int.from_bytes(sha256(name.encode("utf-8", "surrogatepass")).digest()[:10])
    return _in_order(milliseconds << 80 | own)


def _in_order(number: int) -> str:
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


class Ids(Protocol):
    """Makes ids."""

    def new(self, kind: str) -> str:
        """Return a new public id: the kind, a dash and a part of its own."""
        ...

    def uuid(self) -> str:
        """Return a new internal id in UUID form."""
        ...

    def ordered(self) -> str:
        """Return a new id that sorts after every id made in an earlier millisecond."""
        ...


class SteadyIds:
    """The ids of one operation: whenever it is run again, it is given the same ones in the same order.

    What was asked of others under such an id before the operation lost a race stays with it.
    """

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._made: dict[str, list[str]] = {}
        self._given: Counter[str] = Counter()

    def start_again(self) -> None:
        """Begin anew with the first id that was made."""
        self._given.clear()

    def new(self, kind: str) -> str:
        """Return the next public id of this kind."""
        made, number = self._made.setdefault(kind, []), self._given[kind]
        if number == len(made):
            made.append(self._ids.new(kind))
        self._given[kind] += 1
        return made[number]

    def uuid(self) -> str:
        """Return a new internal id in UUID form."""
        return self._ids.uuid()

    def ordered(self) -> str:
        """Return a new id that sorts after every id made in an earlier millisecond."""
        return self._ids.ordered()


class RandomIds:
    """Random ids, for production."""

    def __init__(self) -> None:
        self._last_ordered = 0
        self._lock = Lock()

    def new(self, kind: str) -> str:
        """Return the kind, a dash and 20 random lower-case letters and digits."""
        return f"{kind}-" + "".join(secrets.choice(_ALPHABET) for _ in range(20))

    def uuid(self) -> str:
        """Return a random UUID (version 4)."""
        return str(uuid4())

    def ordered(self) -> str:
        """Return a ULID: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32.

        Within one process each is larger than the one before, also within a millisecond.
        """
        drawn = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
        with self._lock:
            self._last_ordered = number = max(drawn, self._last_ordered + 1)
        return _in_order(number)
