"""How far an import has come through what it was given, which is kept beside its task in chunks."""

from collections.abc import Sequence
from typing import Self, TypeVar

from tollgate.shared.entity import Value

_CHUNK = 25
"""Each may be three documents; with the task and its event they fit one transaction."""
_CHUNK_BYTES = 300_000
"""Well below what one item holds, whatever it compresses to."""

Given = TypeVar("Given", bound=Value)


class ImportWalk(Value):
    """The place of the next thing to import: in which of the chunks, after how many of it.

    `skipped` are those that were left alone because what is known of them is newer.
    """

    chunks: int
    chunk: int = 0
    place: int = 0
    skipped: int = 0

    @property
    def is_over(self) -> bool:
        """Tell whether the last chunk is done."""
        return self.chunk == self.chunks

    def past(self, dealt_with: int, *, skipped: int = 0, of: int) -> Self:
        """Return the walk after so many things more, `of` being how many the chunk holds."""
        place = self.place + dealt_with
        at = {"chunk": self.chunk + 1, "place": 0} if place >= of else {"place": place}
        return self.but(**at, skipped=self.skipped + skipped)


def chunked(given: Sequence[Given]) -> list[list[Given]]:
    """Return what is to be imported in chunks, each small enough for one step and for one stored item."""
    chunks: list[list[Given]] = []
    room = 0
    for each in given:
        size = len(each.model_dump_json().encode())
        if not chunks or size > room or len(chunks[-1]) == _CHUNK:
            chunks.append([])
            room = _CHUNK_BYTES
        chunks[-1].append(each)
        room -= size
    return chunks
