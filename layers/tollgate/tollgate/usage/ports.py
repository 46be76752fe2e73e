"""What usage needs from storage. Unlike other writes, measurements are recorded at once, in their own transactions."""

from datetime import datetime
from typing import Protocol

from tollgate.shared.scope import Scope
from tollgate.usage.recording import Recording, Refusal


class MeasurementRecorder(Protocol):
    """Records measurements with their effect."""

    def record(self, scope: Scope, recording: Recording, *, now: datetime) -> Refusal | None:
        """Write the measurements, their buckets and counters in one transaction, or nothing and say why.

        Raises `ConcurrentChange` where others kept the same counters busy throughout.
        """
        ...
