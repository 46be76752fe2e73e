"""What nested fields load: together, and once."""

from collections.abc import Iterable

from tollgate.graphql.loader import Batch


def test_what_was_announced_is_loaded_with_the_first_that_is_asked_for_and_only_once() -> None:
    loads: list[set[str]] = []

    def load(names: Iterable[str]) -> dict[str, str]:
        loads.append(set(names))
        return {name: name.upper() for name in names}

    batch = Batch(load)
    for name in ("a", "b", "a"):
        batch.announce(name)
    assert (batch.get("a"), batch.get("b"), batch.get("a")) == ("A", "B", "A")
    assert batch.get("c") == "C"
    assert loads == [{"a", "b"}, {"c"}]
