"""Many raw events through the API and the queue, with several consumers at once: none is lost, none is doubled."""

from tools.bench.many_events import count_many


def test_many_events_of_many_counters_are_each_counted_once() -> None:
    counted = count_many(3_000, 300)
    assert len(counted.totals) == 300
    assert sum(counted.totals.values()) == 3_000
    assert counted.is_exact
