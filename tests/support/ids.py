"""Ids that count, so that tests can name them."""

from collections import Counter


class CountingIds:
    """`subscription-1`, `subscription-2`, …; satisfies `Ids`."""

    def __init__(self) -> None:
        self._made: Counter[str] = Counter()

    def new(self, kind: str) -> str:
        """Return the next id of this kind."""
        self._made[kind] += 1
        return f"{kind}-{self._made[kind]}"

    def uuid(self) -> str:
        """Return the next id in UUID form."""
        self._made["uuid"] += 1
        return f"00000000-0000-4000-8000-{self._made['uuid']:012d}"

    def ordered(self) -> str:
        """Return the next id in ULID form."""
        self._made["ordered"] += 1
        return f"{self._made['ordered']:026d}"

    def made(self) -> Counter[str]:
        """Return how many there are of each kind."""
        return self._made.copy()

    def make_after(self, made: Counter[str]) -> None:
        """Go on counting from there, as if no more had been made."""
        self._made = made
