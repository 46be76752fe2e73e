"""How the customers of an import are cut into chunks, and how far a walk over them has come."""

from datetime import UTC, datetime, timedelta

import pytest

from tollgate.customers.customer import Customer
from tollgate.customers.imported_customer import ImportedCustomer
from tollgate.tasks.customer_import import CustomerImport
from tollgate.tasks.import_walk import chunked

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)


def given(count: int, **fields: dict[str, str]) -> list[ImportedCustomer]:
    """Return this many customers to import."""
    return [ImportedCustomer.model_validate({"id": f"c-{number}", **fields}) for number in range(count)]


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (25, [25]), (26, [25, 1]), (1000, [25] * 40)])
def test_a_chunk_holds_what_a_step_imports(count: int, sizes: list[int]) -> None:
    chunks = chunked(given(count))
    assert [len(chunk) for chunk in chunks] == sizes
    assert [each for chunk in chunks for each in chunk] == given(count)


def test_large_customers_come_in_more_chunks() -> None:
    large = given(25, metadata={f"{number:040d}": "字" * 500 for number in range(50)})
    chunks = chunked(large)
    assert [len(chunk) for chunk in chunks] == [3] * 8 + [1]
    assert [each for chunk in chunks for each in chunk] == large


def test_a_walk_goes_through_chunks_and_is_over_behind_the_last() -> None:
    walk = CustomerImport(customers=30, chunks=2)
    within = walk.past(20, skipped=2, of=25)
    assert (within.chunk, within.place, within.skipped, within.is_over) == (0, 20, 2, False)
    second = within.past(5, skipped=1, of=25)
    assert (second.chunk, second.place, second.skipped, second.is_over) == (1, 0, 3, False)
    assert second.past(5, of=5).is_over


@pytest.mark.parametrize(("minutes", "is_older"), [(-1, True), (0, False), (1, False), (None, False)])
def test_what_changed_before_what_is_known_is_older(minutes: int | None, is_older: bool) -> None:
    updated_at = NOW + timedelta(minutes=minutes) if minutes is not None else None
    imported = ImportedCustomer(id="acme", updated_at=updated_at)
    held = Customer(id="acme", uuid="u", created_at=NOW, updated_at=NOW)
    assert (imported.is_older_than(held), imported.is_older_than(None)) == (is_older, False)
