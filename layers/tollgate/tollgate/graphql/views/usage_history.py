"""Usage history, as GraphQL shows it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from tollgate.usage.history import Marker, MarkerType, Point, Series, Tag, UsageHistory


class PointView:
    """`UsageMeasurementPoint` of the first version, where only periods reset, and `UsageHistoryPoint` of the second."""

    def __init__(self, point: Point, *, is_reset_point: bool) -> None:
        self.date = self.timestamp = point.timestamp
        self.value: Decimal = point.value
        self.is_reset_point = is_reset_point


class GroupView:
    """`GroupUsageHistory`."""

    def __init__(self, series: Series) -> None:
        self.group_info: tuple[Tag, ...] = series.tags
        self.usage_measurements = first_points(series)


class UsageHistoryView:
    """`UsageHistory`: the whole usage, and by groups where they are asked for."""

    def __init__(self, history: UsageHistory, groups: Sequence[Series]) -> None:
        self.start_date: datetime = history.span.start
        self.end_date: datetime = history.span.end
        self.markers: tuple[Marker, ...] = history.markers
        self.usage_measurements = [point for series in history.series for point in first_points(series)]
        self.groups = [GroupView(each) for each in groups]


class SeriesView:
    """`UsageHistorySeries`."""

    def __init__(self, series: Series) -> None:
        self.tags: tuple[Tag, ...] = series.tags
        self.points = [PointView(each, is_reset_point=each.reset is not None) for each in series.points]


class UsageHistoryV2View:
    """`UsageHistoryV2`."""

    def __init__(self, history: UsageHistory, shown: Sequence[Series]) -> None:
        self.markers: tuple[Marker, ...] = history.markers
        self.series = [SeriesView(each) for each in shown]


def first_points(series: Series) -> list[PointView]:
    """Return the points as the first version tells them."""
    return [PointView(each, is_reset_point=each.reset is MarkerType.PERIODIC_RESET) for each in series.points]
