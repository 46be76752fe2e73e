"""Metering in memory: the same conditions as the tables', without the tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from tests.support.metering import plan
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import Feature
from tollgate.catalog.plan import Plan
from tollgate.credits.burn_usage import UsageBurn
from tollgate.customers.access import Access, SubscriptionAccess
from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.tally import Tally
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.usage.burning import Burning
from tollgate.usage.measurement import LARGEST_WHOLE, Measurement
from tollgate.usage.recording import Addition, CounterChange, Recording, Refusal
from tollgate.usage.report import Metering


class AccessAsStored:
    """Satisfies `AccessSeen` where nothing follows by itself: rows are judged by their own instants."""

    def at(self, scope: Scope, access: Access, now: datetime) -> Access:
        """Return the access as it is."""
        return access


class BurnsNothing:
    """Satisfies `CreditBurner` where no feature has a rate: it is never asked."""

    def burn(self, scope: Scope, burns: Sequence[UsageBurn]) -> Burning:
        """Fail: nothing burns credits."""
        raise AssertionError("nothing burns credits here")


@dataclass
class MemoryUsage:
    """One customer's access, counters, buckets and measurements; satisfies every port of metering."""

    row: SubscriptionAccess
    entitlements: tuple[FeatureEntitlement, ...]
    counters: dict[CounterKey, Counter] = field(default_factory=dict)
    buckets: dict[tuple[CounterKey, datetime, str | None], Decimal] = field(default_factory=dict)
    reports: dict[tuple[str, str | None, str, str], tuple[Measurement, datetime]] = field(default_factory=dict)

    @property
    def metering(self) -> Metering:
        """Return the ports of metering, all of them this."""
        return Metering(
            live=self,
            buckets=self,
            recorder=self,
            plans=self,
            addons=self,
            features=self,
            burner=BurnsNothing(),
            seen=AccessAsStored,
        )

    def of_features(self, scope: Scope, wanted: Iterable[CounterKey], wallets: Iterable[object] = ()) -> LiveState:
        """Return everything."""
        access = Access(customer_id="acme", subscriptions=(self.row,))
        return LiveState({("acme", None): access}, dict(self.counters))

    def of_access(self, scope: Scope, customer_id: str, resource_id: str | None) -> LiveState:
        """Return everything."""
        return self.of_features(scope, ())

    def of_customer(self, scope: Scope, customer_id: str, resource_id: str | None) -> LiveState:
        """Return everything."""
        return self.of_features(scope, ())

    def within(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Decimal]:
        """Return the buckets of the period that are of no dimensions."""
        found = (
            (start, amount) for (owner, start, name), amount in self.buckets.items() if (owner, name) == (key, None)
        )
        return {start: amount for start, amount in found if period.holds(start)}

    def tallies(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Tally]:
        """Return the same as what the usage is made of."""
        return {start: Tally(total=amount) for start, amount in self.within(scope, key, period).items()}

    def many(self, scope: Scope, wanted: Iterable[object], **_: object) -> dict[object, Plan | Feature]:
        """Return the plan version in force under every name it is asked by, and no feature beside."""
        sold = plan("basic", *self.entitlements)
        return {name: sold for name in wanted if isinstance(name, tuple)}

    def known(self, scope: Scope, measurements: Iterable[Measurement], *, now: datetime) -> dict[str, Measurement]:
        """Return what was reported under the same keys before."""
        found = {each.id: self.reports.get(each.identity) for each in measurements}
        return {name: report[0] for name, report in found.items() if report is not None and report[1] > now}

    def record(self, scope: Scope, recording: Recording, *, now: datetime) -> Refusal | None:
        """Change everything, or nothing and say why."""
        known = {each.id: self.reports.get(each.identity) for each in recording.measurements}
        firsts = {name: first for name, (first, until) in filter(lambda pair: pair[1], known.items()) if until > now}
        is_stale = not all(self._holds(change) for change in recording.counters)
        if firsts or is_stale:
            return Refusal(firsts, is_stale)
        for measurement in recording.measurements:
            self.reports[measurement.identity] = measurement, now + timedelta(days=7)
        for change in recording.counters:
            self.counters[change.key] = change.counter
        for key, start, name, amount, _ in recording.buckets:
            self.buckets[key, start, name] = self.buckets.get((key, start, name), Decimal(0)) + amount
        return None

    def _holds(self, change: CounterChange) -> bool:
        stored = self.counters.get(change.key)
        if not isinstance(change, Addition):
            return (stored.version if stored is not None else None) == change.seen
        since = change.unset_since
        return (
            stored is not None
            and stored.period == change.counter.period
            and abs(stored.total + change.amount) <= LARGEST_WHOLE
            and (change.at_most is None or stored.total <= change.at_most)
            and (since is None or stored.set_at is None or stored.set_at <= since)
        )
