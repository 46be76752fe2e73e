"""Reported usage, as GraphQL shows it."""

from datetime import datetime
from typing import Any

from tollgate.credits.burn_usage import BurntUsage
from tollgate.usage.report import ReportedUsage


class BurntView:
    """`UsageMeasurementCredit`: what a measurement burnt, and what the wallet's grants have been used of after it."""

    def __init__(self, burnt: BurntUsage) -> None:
        self.consumed = burnt.credits
        self.currency_id = burnt.currency_id
        self.current_usage = burnt.balance.consumed
        self.usage_period_end = burnt.balance.period_end
        self.timestamp = burnt.balance.at


class MeasurementView:
    """`UsageMeasurementWithCurrentUsage`: what was reported, and the usage after it."""

    def __init__(self, reported: ReportedUsage) -> None:
        self.credit = BurntView(reported.credit) if reported.credit is not None else None
        self.current_usage = reported.current_usage
        self.usage_period_start = reported.usage_period_start
        self.usage_period_end = reported.usage_period_end
        self._measurement = reported.measurement

    def __getattr__(self, name: str) -> Any:
        return getattr(self._measurement, name)

    @property
    def next_reset_date(self) -> datetime | None:
        return self.usage_period_end
