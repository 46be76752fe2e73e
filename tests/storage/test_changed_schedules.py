"""Usage of raw events stays whole while plans, promotional grants and cuts change what it is counted over."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.storage.test_event_concurrency import message
from tests.support.clock import FixedClock
from tests.support.emulator import Emulator, on_emulator
from tests.support.faults import Crash, CrashAt
from tests.support.live_stream import LiveStream
from tests.support.memory_events import expected_usage
from tests.support.metered import event, meter, record, usage_of
from tests.support.metering import Sold, resetting, subscription_access
from tests.support.promotions import promotion
from tests.support.tasks import finish
from tests.support.template_api import TemplateApi
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.meter import AggregationFunction
from tollgate.customers.access import PromotionalAccess
from tollgate.entitlements.windows import ResetSchedule
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod
from tools.bench.hook import hooked

FUNCTIONS = tuple(AggregationFunction)
ADDING = tuple(each for each in FUNCTIONS if each is not AggregationFunction.UNIQUE)
"""What hours come to over any periods. Different values are counted again by a task: `RECOUNTS.md`."""
SCHEDULES: dict[str, FeatureEntitlement] = {
    "never": resetting().but(reset_period=None),
    "hour": resetting(ResetPeriod.HOUR),
    "day": resetting(ResetPeriod.DAY),
    "week": resetting(ResetPeriod.WEEK, ResetAnchor.EVERY_MONDAY),
    "month": resetting(ResetPeriod.MONTH, ResetAnchor.SUBSCRIPTION_START),
}
GRANTED = resetting(ResetPeriod.DAY).but(usage_limit=1_000)
"""More than any plan grants, so that it decides."""


@dataclass(frozen=True)
class Step:
    """Time goes by, what is held changes perhaps, and some events arrive; the consumer ends at a call perhaps."""

    minutes: int
    plan: str | None
    is_cut: bool
    is_granted: bool | None
    values: tuple[tuple[int, int], ...]
    crash: tuple[int, bool]


STEPS = st.lists(
    st.builds(
        Step,
        minutes=st.integers(1, 2_000),
        plan=st.sampled_from((*SCHEDULES, None)),
        is_cut=st.booleans(),
        is_granted=st.sampled_from((True, False, None)),
        values=st.lists(st.tuples(st.integers(0, 3_000), st.integers(-4, 9)), min_size=1, max_size=4).map(tuple),
        crash=st.tuples(st.integers(1, 12), st.booleans()),
    ),
    min_size=2,
    max_size=5,
)


@dataclass
class Life:
    """One customer: what it was sold, what was granted, and every event that was ever sent."""

    api: TemplateApi
    clock: FixedClock
    name: str
    plan: str = "never"
    cut: datetime | None = None
    granted_at: datetime | None = None
    moments: list[tuple[datetime, int]] = field(default_factory=list)

    @property
    def schedule(self) -> ResetSchedule:
        """Return what usage is counted over now."""
        if self.granted_at is not None:
            return ResetSchedule.of(GRANTED, PromotionalAccess(entitlement=GRANTED, starts_at=self.granted_at))
        return ResetSchedule.of(SCHEDULES[self.plan], subscription_access(usage_cut=self.cut))

    def take(self, step: Step) -> None:
        """Let a step happen."""
        self.clock.advance(minutes=step.minutes)
        if step.plan is not None:
            self.plan = step.plan
            self.cut = self.clock.now() if step.is_cut else self.cut
            Sold().subscribe(self.name, subscription_access(self.plan, id="slot", usage_cut=self.cut))
        if step.is_granted is not None and step.is_granted is (self.granted_at is None):
            self._grant_or_revoke()
        self._send(step)

    def _grant_or_revoke(self) -> None:
        path = f"/api/v1/customers/{self.name}/promotional-entitlements"
        features = [each.lower() for each in FUNCTIONS]
        if self.granted_at is None:
            grants = [promotion(each, "lifetime", usageLimit=1_000, resetPeriod="DAY") for each in features]
            self.api.post(path, promotionalEntitlements=grants).data  # noqa: B018
            self.granted_at = self.clock.now()
            return
        for each in features:
            self.api.delete(f"{path}/{each}").data  # noqa: B018
        self.granted_at = None

    def _send(self, step: Step) -> None:
        now, first = self.clock.now(), len(self.moments)
        self.moments += [(now - timedelta(minutes=ago), value) for ago, value in step.values]
        sent = [
            event(f"{place}", customer_id=self.name, timestamp=at.isoformat(), dimensions={"n": value})
            for place, (at, value) in list(enumerate(self.moments))[first:]
        ]
        body = message(sent, now)
        call, is_before = step.crash
        with suppress(Crash), hooked(CrashAt(call, is_before=is_before)):
            self.api.run("IngestUsageFunction", {"Records": [record(body)]})
        assert self.api.run("IngestUsageFunction", {"Records": [record(body, attempt=2)]}) == {"batchItemFailures": []}


@dataclass
class Shop:
    """One deployment on the emulator, in which each example has a customer of its own."""

    api: TemplateApi
    clock: FixedClock
    stream: LiveStream
    numbers: Iterator[int] = field(default_factory=count)

    def settle(self) -> None:
        """Let what follows from changes of access and counters happen: tasks that count different values again."""
        records = self.stream.following()
        if records:
            assert self.api.run("FollowUsageFunction", {"Records": records}) == {"batchItemFailures": []}
        for each in self.api.get("/api/v1/tasks", limit=20).data:
            if each["finishedAt"] is None:
                finish(self.api, each["id"], self.clock)

    def begin(self) -> Life:
        """Return the life of a new customer."""
        self.clock.set(datetime(2026, 1, 15, 10, 30, tzinfo=UTC))
        name = f"c{next(self.numbers)}"
        assert self.api.post("/api/v1/customers", id=name).status == 201
        Sold().subscribe(name, subscription_access("never", id="slot"))
        return Life(self.api, self.clock, name)


@pytest.fixture(scope="module")
def shop(emulator_process: Emulator) -> Iterator[Shop]:
    clock = FixedClock(datetime(2026, 1, 15, 10, 30, tzinfo=UTC))
    with on_emulator(emulator_process, clock):
        for function in FUNCTIONS:
            rule = meter(function, None if function is AggregationFunction.COUNT else "n")
            Sold().feature(GRANTED.but(feature_id=function.lower()), meter=rule)
        for name, like in SCHEDULES.items():
            Sold().plan(name, *(like.but(feature_id=each.lower()) for each in FUNCTIONS))
        yield Shop(TemplateApi(), clock, LiveStream())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_a_schedule_that_changes_in_the_middle_loses_and_doubles_nothing(shop: Shop, steps: list[Step]) -> None:
    life = shop.begin()
    for step in steps:
        life.take(step)
        check(shop, life, ADDING)
        shop.settle()
        check(shop, life, FUNCTIONS)


def check(shop: Shop, life: Life, functions: tuple[AggregationFunction, ...]) -> None:
    """Compare the usage of these functions with what the events of the present period come to."""
    window = life.schedule.period_at(shop.clock.now())
    for function in functions:
        expected = max(expected_usage(function, life.moments, window), 0)
        found = usage_of(shop.api, function.lower(), customer_id=life.name)
        assert found == [pytest.approx(float(expected))], (function, window)
