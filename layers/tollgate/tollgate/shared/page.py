"""Cursor pages: what a list asks for and what it answers."""

from typing import Generic, TypeVar

from tollgate.shared.entity import Value
from tollgate.shared.errors import BadUserInput

Row = TypeVar("Row")


class PageRequest(Value):
    """At most `limit` rows after or before an opaque cursor, newest first."""

    limit: int = 20
    after: str | None = None
    before: str | None = None

    def checked(self) -> "PageRequest":
        """Return the request, or raise `BadUserInput` where it names both directions."""
        if self.after is not None and self.before is not None:
            raise BadUserInput("Send either after or before, not both", field="before")
        return self


class Page(Value, Generic[Row]):
    """Rows newest first, with the cursors of the neighbouring pages where there are any."""

    rows: tuple[Row, ...]
    next: str | None = None
    prev: str | None = None
