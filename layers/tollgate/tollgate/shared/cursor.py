"""Cursors: where a page of a list ended, sealed so that one list's cursor is not taken for another's."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from typing import Any

from tollgate.shared.errors import BadUserInput


class Seal:
    """Makes and reads the cursors of one list, named by a text: its environment, kind, filter and order."""

    def __init__(self, list_name: str) -> None:
        self._fingerprint = sha256(list_name.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def at(self, position: Any) -> str:
        """Return the cursor of a position: a text, or whatever JSON can say."""
        return urlsafe_b64encode(json.dumps([self._fingerprint, position]).encode()).decode().rstrip("=")

    def position(self, cursor: str, *, field: str) -> Any:
        """Return the position a cursor names; raises `BadUserInput` for one that is broken or of another list."""
        try:
            fingerprint, position = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        except (NotBase64, ValueError, TypeError, RecursionError) as broken:
            message = f"{field} is not a cursor of this list; send one that a page of it named"
            raise BadUserInput(message, field=field) from broken
        if fingerprint != self._fingerprint:
            raise BadUserInput(f"{field} is a cursor of another list or filter; start without it", field=field)
        return position
