"""Words that GraphQL, and what is shown in its shape, spell differently from REST and from the domain."""

from tollgate.catalog.feature import MeterType
from tollgate.shared.reset_period import ResetPeriod

METER_TYPE = {
    MeterType.NONE: "None",
    MeterType.FLUCTUATING: "Fluctuating",
    MeterType.INCREMENTAL: "Incremental",
}

RESET_CONFIGURATION = {
    ResetPeriod.YEAR: "YearlyResetPeriodConfig",
    ResetPeriod.MONTH: "MonthlyResetPeriodConfig",
    ResetPeriod.WEEK: "WeeklyResetPeriodConfig",
}
"""The type that tells a reset period's anchor. Days and hours have none: they are the calendar's."""
