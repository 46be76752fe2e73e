"""Usage history on the wire."""

from typing import Annotated, Self

from pydantic import BeforeValidator

from tollgate.api.wire import SentInstant, split_commas
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.usage.history import MarkerType, Point, Series, UsageHistory
from tollgate.usage.retrieve_usage_history import HistoryRequest


class UsageHistoryQuery(Value):
    """From when until when, by which dimensions, and of which of the customer's resources."""

    start_date: SentInstant
    end_date: SentInstant | None = None
    group_by: Annotated[list[str] | None, BeforeValidator(split_commas)] = None
    resource_id: str | None = None

    def to_request(self, customer_id: str, feature_id: str) -> HistoryRequest:
        """Return the domain's request; what ended subscriptions used is always told here."""
        return HistoryRequest(
            customer_id=customer_id,
            feature_id=feature_id,
            resource_id=self.resource_id,
            start=self.start_date,
            end=self.end_date,
            group_by=tuple(dict.fromkeys(self.group_by or ())),
        )


class MarkerView(Value):
    """An instant at which usage started from zero again, and why."""

    timestamp: Instant
    type: MarkerType


class PointView(Value):
    """The usage of its period up to an instant."""

    timestamp: Instant
    value: Amount
    is_reset_point: bool

    @classmethod
    def of(cls, point: Point) -> "PointView":
        """Return the view of a point."""
        return cls.model_construct(timestamp=point.timestamp, value=point.value, is_reset_point=point.reset is not None)


class TagView(Value):
    """A dimension and its value."""

    key: str
    value: str


class SeriesView(Value):
    """The usage that was reported with some dimensions, or all of it."""

    tags: list[TagView]
    points: list[PointView]

    @classmethod
    def of(cls, series: Series) -> "SeriesView":
        """Return the view of a series."""
        tags = [TagView(key=each.key, value=each.value) for each in series.tags]
        return cls.model_construct(tags=tags, points=[PointView.of(each) for each in series.points])


class UsageHistoryView(Value):
    """How usage went."""

    markers: list[MarkerView]
    series: list[SeriesView]

    @classmethod
    def of(cls, history: UsageHistory) -> Self:
        """Return the view of a history."""
        markers = [MarkerView(timestamp=each.timestamp, type=each.type) for each in history.markers]
        return cls(markers=markers, series=[SeriesView.of(each) for each in history.series])
