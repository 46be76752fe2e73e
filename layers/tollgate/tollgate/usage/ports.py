"""What usage needs from storage. Unlike other writes, measurements are recorded at once, in their own transactions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from tollgate.entitlements.counter import CounterKey
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.usage.history import DimensionAmount
from tollgate.usage.measurement import Measurement
from tollgate.usage.recording import Recording, Refusal
from tollgate.usage.rejected import RejectedUsage
from tollgate.usage.threshold import FiredThresholds


class MeasurementRecorder(Protocol):
    """Records measurements with their effect."""

    def record(self, scope: Scope, recording: Recording, *, now: datetime) -> Refusal | None:
        """Write the measurements, their buckets and counters in one transaction, or nothing and say why.

        Raises `ConcurrentChange` where others kept the same counters busy throughout.
        """
        ...

    def known(self, scope: Scope, measurements: Sequence[Measurement], *, now: datetime) -> Mapping[str, Measurement]:
        """Return, by the id of a measurement, what was recorded under its idempotency key before."""
        ...


class DimensionBuckets(Protocol):
    """Usage by the hour, or by the part of an hour that a cut leaves, and by what it was reported with."""

    def within(self, scope: Scope, key: CounterKey, period: Period) -> Iterable[DimensionAmount]:
        """Return what was counted with dimensions in each bucket of the period, read strongly consistently."""
        ...


class RejectedUsages(Protocol):
    """What arrived by the usage queue and can never count, kept for 35 days. It is written at once."""

    def keep(self, scope: Scope, rejected: Sequence[RejectedUsage]) -> None:
        """Keep what of one message was skipped; the same again changes nothing."""
        ...

    def page(self, scope: Scope, request: PageRequest, *, now: datetime) -> Page[RejectedUsage]:
        """Return a page, those of the newest messages first."""
        ...


class WatchedThresholds(Protocol):
    """At which shares of limits somebody wants to hear of usage."""

    def of(self, scope: Scope) -> Sequence[int]:
        """Return the thresholds of the environment, in percent; they may be up to 60 seconds old."""
        ...


class WalletBalances(Protocol):
    """What wallets hold right now."""

    def of(
        self, scope: Scope, customer_id: str, resource_id: str | None, currency_ids: Iterable[str]
    ) -> Mapping[str, Decimal]:
        """Return the balances of a customer's wallets, or a resource's, by currency; who has none holds zero."""
        ...


class FiredThresholdRepository(Protocol):
    """Which thresholds of counters' periods were told of."""

    def find(self, scope: Scope, key: CounterKey, period: Period) -> FiredThresholds | None:
        """Return those of a period, None where none was told of."""
        ...

    def save(self, scope: Scope, fired: FiredThresholds, *, now: datetime) -> None:
        """Stage them; of two writers who read the same, one runs again. `now` is the world's time."""
        ...
