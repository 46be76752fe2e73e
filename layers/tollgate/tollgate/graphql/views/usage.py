"""Reported usage, as GraphQL shows it."""

from datetime import datetime
from typing import Any

from tollgate.usage.report import ReportedUsage


class MeasurementView:
    """`UsageMeasurementWithCurrentUsage`: what was reported, and the usage after it."""

    credit = None

    def __init__(self, reported: ReportedUsage) -> None:
        self.current_usage = reported.current_usage
        self.usage_period_start = reported.usage_period_start
        self.usage_period_end = reported.usage_period_end
        self._measurement = reported.measurement

    def __getattr__(self, name: str) -> Any:
        return getattr(self._measurement, name)

    @property
    def next_reset_date(self) -> datetime | None:
        return self.usage_period_end
