"""Random lives of one counter, told to metering and to a model that keeps every difference it ever heard of."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.support.clock import FixedClock
from tests.support.metering import SCOPE, resetting, subscription_access
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.entitlements.windows import ALL_TIME, ResetSchedule
from tollgate.shared.ids import Ids
from tollgate.shared.period import Period, start_of_hour
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod
from tollgate.usage.measurement import NewMeasurement, UpdateBehavior
from tollgate.usage.report import Metering, ReportedUsage, report_usage

BEGUN = datetime(2026, 1, 31, 9, 40, tzinfo=UTC)
SCHEDULES: list[tuple[ResetPeriod | None, ResetAnchor | None]] = [
    (None, None),
    (ResetPeriod.HOUR, None),
    (ResetPeriod.DAY, None),
    (ResetPeriod.WEEK, ResetAnchor.EVERY_MONDAY),
    (ResetPeriod.MONTH, ResetAnchor.SUBSCRIPTION_START),
    (ResetPeriod.MONTH, ResetAnchor.START_OF_THE_MONTH),
]


def entitlement_of(schedule: int) -> FeatureEntitlement:
    """Return the entitlement with one of the schedules."""
    period, anchor = SCHEDULES[schedule]
    return resetting(period, anchor)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Step:
    """One thing that happens: a report perhaps, after time went by, a new schedule or a cut."""

    advance: timedelta = timedelta()
    schedule: int | None = None
    is_cut: bool = False
    values: tuple[tuple[UpdateBehavior, int, timedelta | None], ...] = ()
    lag: timedelta = timedelta()
    is_repeated: bool = False


_SHORT = st.integers(0, 300).map(lambda minutes: timedelta(minutes=minutes))
_LONG = st.integers(0, 40).map(lambda days: timedelta(days=days, minutes=7))
_VALUE = st.tuples(
    st.sampled_from((UpdateBehavior.DELTA, UpdateBehavior.DELTA, UpdateBehavior.SET)),
    st.integers(-5, 20),
    st.none() | _SHORT | _LONG,
)
STEPS = st.lists(
    st.builds(
        Step,
        advance=st.just(timedelta()) | _SHORT | _LONG,
        schedule=st.none() | st.integers(0, len(SCHEDULES) - 1),
        is_cut=st.sampled_from((False, False, False, True)),
        values=st.lists(_VALUE, max_size=4).map(tuple),
        lag=st.just(timedelta()) | st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes)),
        is_repeated=st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@dataclass
class Model:
    """What usage ought to be: the sum of all differences of a period. It knows no counters."""

    schedule: ResetSchedule
    cut: datetime | None = None
    set_at: datetime | None = None
    differences: list[tuple[datetime, Decimal]] = field(default_factory=list)

    def total(self, period: Period, until: datetime = ALL_TIME.end) -> Decimal:
        """Return the usage of a period, or of its part up to an instant."""
        return sum((n for at, n in self.differences if period.holds(at) and at < until), Decimal(0))

    def report(self, behavior: UpdateBehavior, value: int, moment: datetime, now: datetime, *, is_dated: bool) -> None:
        """Hear of a measurement."""
        amount, period = Decimal(value), self.schedule.period_at(moment)
        if behavior is UpdateBehavior.SET:
            end_of_hour = start_of_hour(moment) + timedelta(hours=1)
            amount -= self.total(period, end_of_hour) if is_dated else self.total(self.schedule.period_at(now))
        self._add(moment, amount)
        if is_dated and self.set_at is not None and moment < self.set_at and period.holds(self.set_at):
            self._add(self.set_at, -amount)
        if behavior is UpdateBehavior.SET:
            self.set_at = max(moment, self.set_at or moment)

    def _add(self, moment: datetime, amount: Decimal) -> None:
        is_after_cut = self.cut is not None and start_of_hour(moment) < self.cut <= moment
        self.differences.append((self.cut if is_after_cut and self.cut else start_of_hour(moment), amount))


@dataclass
class Story:
    """Tells steps to metering and model alike. `sell` puts an entitlement and a cut into force."""

    metering: Metering
    ids: Ids
    sell: Any
    clock: FixedClock = field(default_factory=lambda: FixedClock(BEGUN))
    model: Model = field(default_factory=lambda: Model(ResetSchedule.of(entitlement_of(0), subscription_access())))
    chosen: int = 0

    def tell(self, step: Step) -> list[ReportedUsage]:
        """Let one step happen."""
        self.clock.advance(seconds=step.advance.total_seconds())
        if step.schedule is not None or step.is_cut:
            self.chosen = step.schedule if step.schedule is not None else self.chosen
            self.model.cut = self.clock.now() if step.is_cut else self.model.cut
            self.sell(entitlement_of(self.chosen), self.model.cut)
            row = subscription_access(usage_anchor=BEGUN, usage_cut=self.model.cut)
            self.model.schedule = ResetSchedule.of(entitlement_of(self.chosen), row)
        return self._report(step)

    def _report(self, step: Step) -> list[ReportedUsage]:
        now = max(self.clock.now() - step.lag, BEGUN, self.model.cut or BEGUN)
        usages = []
        for behavior, value, ago in step.values:
            dated = max(now - ago, BEGUN) if ago is not None else None
            new = NewMeasurement(
                customer_id="acme",
                feature_id="calls",
                value=Decimal(value),
                update_behavior=behavior,
                created_at=dated,
                idempotency_key=self.ids.uuid(),
            )
            usages.append(new)
            self.model.report(behavior, value, dated or now, now, is_dated=dated is not None)
        reported: list[ReportedUsage] = []
        for _ in range(2 if step.is_repeated else 1):
            if usages:
                reported = report_usage(SCOPE, usages, metering=self.metering, clock=FixedClock(now), ids=self.ids)
        return reported
