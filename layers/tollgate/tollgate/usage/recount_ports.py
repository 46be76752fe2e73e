"""What counting kept events again needs from storage. All writes are staged with the step of the task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tollgate.catalog.ports import FeatureRepository
from tollgate.customers.ports import CustomerRepository
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.tally import Tally
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.test_clocks.ports import TestClockRepository
from tollgate.usage.event_metering import EventMetering, Owner
from tollgate.usage.event_ports import KeptEvents
from tollgate.usage.event_recording import SeenChange, TallyChange
from tollgate.usage.recording import Replacement


class RecountedBuckets(Protocol):
    """Buckets that a changed meter fills from kept events, apart from what is shown, and what they replace."""

    def within(self, scope: Scope, key: CounterKey, revision: int, period: Period) -> Mapping[datetime, Tally]:
        """Return what this revision of the meter has counted again, by the buckets' starts."""
        ...

    def add(self, scope: Scope, change: TallyChange, stored: Tally | None) -> None:
        """Stage what is added to what a bucket holds."""
        ...

    def see(self, scope: Scope, change: SeenChange) -> None:
        """Stage that a value is seen; who meets it first at the same time decides, the other plans again."""
        ...

    def show(self, scope: Scope, key: CounterKey, start: datetime, tally: Tally | None, *, revision: int) -> None:
        """Stage that a bucket holds what was counted again, in the place of what was shown and of what was staged."""
        ...

    def drop(self, scope: Scope, key: CounterKey, start: datetime, *, revision: int) -> None:
        """Stage that what was counted by a revision of the meter is not shown any longer."""
        ...

    def discard(self, scope: Scope, key: CounterKey, start: datetime, *, revision: int) -> None:
        """Stage that what was counted again is forgotten."""
        ...

    def replace(self, scope: Scope, change: Replacement) -> None:
        """Stage the counter as it is then, provided that nothing touched it."""
        ...


@dataclass(frozen=True)
class Recounting:
    """The ports that counting again works with."""

    features: FeatureRepository
    customers: CustomerRepository
    test_clocks: TestClockRepository
    kept: KeptEvents
    metering: EventMetering
    recounted: RecountedBuckets

    def owners(self, scope: Scope, customer_id: str) -> list[Owner]:
        """Return whose usage is counted of a customer: its own, and that of its resources, in an order that stays."""
        resources = self.customers.resources(scope, customer_id)
        return [(customer_id, None), *((customer_id, each.id) for each in resources)]
