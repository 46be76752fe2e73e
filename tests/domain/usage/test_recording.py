"""Recording measurements, against a model that keeps every difference: no life of a counter loses or doubles any."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.memory_usage import MemoryUsage
from tests.support.metering import SCOPE, entitlement, resetting, subscription_access
from tests.support.usage_story import BEGUN, STEPS, Step, Story, entitlement_of
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.resolve import resolve, sources_of
from tollgate.entitlements.terms import Grants
from tollgate.entitlements.usage_now import usage_now
from tollgate.entitlements.windows import ResetSchedule
from tollgate.shared.errors import ConcurrentChange
from tollgate.shared.reset_period import ResetPeriod
from tollgate.shared.scope import Scope
from tollgate.usage.measurement import NewMeasurement, UpdateBehavior, measurement_of
from tollgate.usage.record import chunks
from tollgate.usage.recording import Addition, Entry, Recording, Refusal, Replacement, plan_counter
from tollgate.usage.report import report_usage

KEY = CounterKey("acme", None, "calls")
NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)


def memory(*entitlements: FeatureEntitlement) -> MemoryUsage:
    return MemoryUsage(subscription_access(usage_anchor=BEGUN), entitlements or (entitlement_of(0),))


def story_in(usage: MemoryUsage) -> Story:
    def sell(sold: FeatureEntitlement, cut: datetime | None) -> None:
        usage.entitlements = (sold,)
        usage.row = subscription_access(usage_anchor=BEGUN, usage_cut=cut)

    return Story(usage.metering, CountingIds(), sell)


def current(usage: MemoryUsage, now: datetime) -> Decimal:
    state: LiveState = usage.of_features(SCOPE, ())
    held, grants = state.held("acme", None, now), Grants(usage.many(SCOPE, [("basic", 1)]))  # type: ignore[arg-type]
    resolved = resolve(sources_of("calls", held, grants, None))
    assert resolved is not None
    found = usage_now(SCOPE, "acme", resolved, state, buckets=usage, now=now)
    assert found is not None
    return found.total


class BusyAfterTheFirst(MemoryUsage):
    """Records one transaction; from then on others are always faster."""

    def record(self, scope: Scope, recording: Recording, *, now: datetime) -> Refusal | None:
        if self.reports:
            raise ConcurrentChange("Others are faster")
        return super().record(scope, recording, now=now)


@pytest.mark.parametrize(("key", "is_retryable"), [(None, False), ("key", True)])
def test_a_request_is_not_to_be_sent_again_where_that_would_count_something_twice(
    key: str | None, is_retryable: bool
) -> None:
    usage = BusyAfterTheFirst(subscription_access(usage_anchor=BEGUN), (entitlement_of(0),))
    reported = [
        NewMeasurement(
            customer_id="acme",
            feature_id="calls",
            value=Decimal(1),
            idempotency_key=f"{key}-{number}" if key else None,
        )
        for number in range(100)
    ]
    with pytest.raises(ConcurrentChange) as busy:
        report_usage(SCOPE, reported, metering=usage.metering, clock=FixedClock(BEGUN), ids=CountingIds())
    assert busy.value.is_retryable is is_retryable
    assert 0 < len(usage.reports) < 100


@given(STEPS)
@settings(max_examples=300, deadline=None)
def test_usage_is_the_sum_of_all_differences_whatever_happens(steps: list[Step]) -> None:
    usage = memory()
    story = story_in(usage)
    for step in steps:
        reported = story.tell(step)
        for each in reported:
            period = story.model.schedule.period_at(each.measurement.timestamp)
            assert each.current_usage == max(story.model.total(period), Decimal(0))
        now = story.clock.now()
        assert current(usage, now) == story.model.total(story.model.schedule.period_at(now))
        for key, counter in usage.counters.items():
            assert counter.total == sum(usage.within(SCOPE, key, counter.period).values())


@given(STEPS)
@settings(max_examples=100, deadline=None)
def test_buckets_of_dimensions_add_up_like_the_others(steps: list[Step]) -> None:
    usage = memory()
    story = story_in(usage)
    ids = CountingIds()
    for step in steps:
        story.clock.advance(seconds=step.advance.total_seconds())
        usages = [
            NewMeasurement(
                customer_id="acme",
                feature_id="calls",
                value=Decimal(value),
                update_behavior=behavior,
                created_at=max(story.clock.now() - ago, BEGUN) if ago is not None else None,
                dimensions='{"model":"x"}',
            )
            for behavior, value, ago in step.values
        ]
        if usages:
            report_usage(SCOPE, usages, metering=usage.metering, clock=story.clock, ids=ids)
    named = {start: amount for (_, start, name), amount in usage.buckets.items() if name is not None}
    assert named == {start: amount for (_, start, name), amount in usage.buckets.items() if name is None}


def entry(index: int, value: int = 1, *, ago: timedelta | None = None, dimensions: str | None = None) -> Entry:
    new = NewMeasurement(
        customer_id="acme",
        feature_id="calls",
        value=Decimal(value),
        created_at=NOW - ago if ago is not None else None,
        dimensions=dimensions,
    )
    ids = CountingIds()
    measurement = measurement_of(new, now=NOW, ids=ids).but(id=f"measurement-{index}")
    row = subscription_access(usage_anchor=datetime(2025, 12, 1, tzinfo=UTC))
    return Entry(index, measurement, KEY, ResetSchedule.of(resetting(ResetPeriod.DAY), row))


def test_a_first_report_makes_the_counter_and_later_ones_add_to_it() -> None:
    first, _, _ = plan_counter(None, [entry(0, 3)], None, now=NOW)
    assert isinstance(first, Replacement)
    assert (first.seen, first.counter.total) == (None, 3)
    second, buckets, _ = plan_counter(first.counter, [entry(1, 2), entry(2, 4)], None, now=NOW)
    assert isinstance(second, Addition)
    assert (second.amount, second.counter.total) == (6, 9)
    assert [(each.start.hour, each.amount, each.measurements) for each in buckets] == [(10, 6, 2)]


def test_a_late_report_touches_the_counter_without_moving_its_total() -> None:
    first, _, _ = plan_counter(None, [entry(0, 3)], None, now=NOW)
    late, buckets, _ = plan_counter(first.counter, [entry(1, 2, ago=timedelta(days=1))], None, now=NOW)
    assert isinstance(late, Addition)
    assert (late.amount, late.counter.version) == (0, 2)
    assert [each.start.day for each in buckets] == [14]


def test_a_set_goes_by_the_version_it_saw() -> None:
    first, _, _ = plan_counter(None, [entry(0, 3)], None, now=NOW)
    to_five = entry(1, 5)
    to_five = Entry(1, to_five.measurement.but(update_behavior=UpdateBehavior.SET), KEY, to_five.schedule)
    change, buckets, _ = plan_counter(first.counter, [to_five], None, now=NOW)
    assert isinstance(change, Replacement)
    assert (change.seen, change.counter.total, change.counter.set_at) == (1, 5, NOW)
    assert [each.amount for each in buckets] == [2]


def test_a_transaction_never_holds_more_than_a_hundred_items() -> None:
    entries = [entry(index) for index in range(250)]
    assert [len(chunk) for chunk in chunks(entries)] == [98, 98, 54]
    dated = [entry(index, ago=timedelta(hours=index), dimensions='{"a":1}') for index in range(60)]
    for chunk in chunks(dated):
        _, buckets, _ = plan_counter(None, chunk, None, now=NOW)
        assert len(chunk) + 1 + len(buckets) <= 100
    assert [each for chunk in chunks(dated) for each in chunk] == dated


def test_the_clock_of_a_retry_may_lag_behind_the_next_period() -> None:
    usage = memory(resetting(ResetPeriod.DAY))
    ids = CountingIds()
    midnight = BEGUN.replace(day=1, month=3, hour=0, minute=0)
    new = NewMeasurement(customer_id="acme", feature_id="calls", value=Decimal(2))
    for moment in (midnight, midnight - timedelta(milliseconds=5), midnight + timedelta(milliseconds=5)):
        report_usage(SCOPE, [new], metering=usage.metering, clock=FixedClock(moment), ids=ids)
    assert current(usage, midnight + timedelta(hours=1)) == 4
    assert current(usage, midnight - timedelta(milliseconds=1)) == 2


class EndsMeanwhile(MemoryUsage):
    """Loses its subscription, and the race for its counter, at the first report."""

    def record(self, scope: Scope, recording: Recording, *, now: datetime) -> Refusal | None:
        if self.row.ends_at is None:
            self.row = self.row.but(ends_at=now)
            return Refusal(is_stale=True)
        return super().record(scope, recording, now=now)


def test_what_was_accepted_counts_although_the_subscription_ends_meanwhile() -> None:
    usage = EndsMeanwhile(subscription_access(), (entitlement(),))
    new = NewMeasurement(customer_id="acme", feature_id="calls", value=Decimal(2))
    report_usage(SCOPE, [new], metering=usage.metering, clock=FixedClock(NOW), ids=CountingIds())
    assert usage.counters[KEY].total == 2
