"""Words that GraphQL spells differently from REST and from the domain, where one spelling is everyone's."""

from tollgate.catalog.feature import MeterType
from tollgate.shared.reset_period import ResetPeriod

METER_TYPE = {
    MeterType.NONE: "None",
    MeterType.FLUCTUATING: "Fluctuating",
    MeterType.INCREMENTAL: "Incremental",
}

METER_TYPE_OF = {spelled: meter_type for meter_type, spelled in METER_TYPE.items()}

RESET_CONFIGURATION = {
    ResetPeriod.YEAR: "YearlyResetPeriodConfig",
    ResetPeriod.MONTH: "MonthlyResetPeriodConfig",
    ResetPeriod.WEEK: "WeeklyResetPeriodConfig",
}
"""The type that tells a reset period's anchor. Days and hours have none: they are the calendar's."""
