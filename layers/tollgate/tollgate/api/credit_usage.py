"""What was burnt over time, on the wire."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BeforeValidator, Field

from tollgate.api.wire import Pagination, SentInstant, split_commas
from tollgate.catalog.feature import Feature
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.retrieve_usage import UsageQuestion
from tollgate.credits.usage_series import UsagePoint, UsageSeries, UsageTag, UsageTimeRange
from tollgate.entitlements.live import ResourceId
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.page import Page, PageRequest


class CreditUsageQuery(Value):
    """Whose usage is asked for, over which span, and by what it is told apart."""

    customer_id: str
    resource_id: ResourceId = None
    currency_id: str | None = None
    time_range: UsageTimeRange = UsageTimeRange.LAST_MONTH
    start_date: SentInstant | None = None
    end_date: SentInstant | None = None
    group_by: Annotated[list[str] | None, BeforeValidator(split_commas)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: str | None = None
    before: str | None = None

    def to_question(self) -> UsageQuestion:
        """Return the domain's question."""
        fields = {name: getattr(self, name) for name in UsageQuestion.model_fields}
        return UsageQuestion(
            **{**fields, "group_by": tuple(self.group_by or ()), "currency_id": self.currency_id or None}
        )

    def to_page(self) -> PageRequest:
        """Return the page asked for; raises `BadUserInput` for both directions at once."""
        return PageRequest(limit=self.limit, after=self.after, before=self.before).checked()


class CurrencyView(Value):
    """The custom currency of a usage, in short."""

    currency_id: str
    display_name: str
    symbol: str | None
    singular: str | None
    plural: str | None

    @classmethod
    def of(cls, currency: CustomCurrency) -> Self:
        """Return the view of a currency."""
        units = currency.units
        return cls(
            currency_id=currency.id,
            display_name=currency.display_name,
            symbol=currency.symbol,
            singular=units.singular if units is not None else None,
            plural=units.plural if units is not None else None,
        )


class CreditPointView(Value):
    """What was burnt within a step."""

    timestamp: Instant
    value: Amount
    event_count: int

    @classmethod
    def of(cls, point: UsagePoint) -> Self:
        """Return the view of a point."""
        return cls(timestamp=point.timestamp, value=point.value, event_count=point.events)


class CreditSeriesView(Value):
    """What one feature, or one combination of tags, burnt."""

    feature_id: str | None
    feature_name: str | None
    tags: list[UsageTag] | None
    total_credits: Amount
    event_count: int
    points: list[CreditPointView]

    @classmethod
    def of(cls, series: UsageSeries, features: Mapping[str, Feature]) -> Self:
        """Return the view of a series."""
        feature = features.get(series.feature_id or "")
        return cls(
            feature_id=series.feature_id,
            feature_name=feature.display_name if feature is not None else None,
            tags=list(series.tags) if series.tags is not None else None,
            total_credits=series.total,
            event_count=series.events,
            points=[CreditPointView.of(point) for point in series.points],
        )


class CreditUsageView(Value):
    """A page of series, what burnt most first."""

    currency: CurrencyView | None
    series: list[CreditSeriesView]
    pagination: Pagination

    @classmethod
    def of(cls, currency: CustomCurrency | None, page: Page[UsageSeries], features: Mapping[str, Feature]) -> Self:
        """Return the view of a page of series."""
        return cls(
            currency=CurrencyView.of(currency) if currency is not None else None,
            series=[CreditSeriesView.of(each, features) for each in page.rows],
            pagination=Pagination(next=page.next, prev=page.prev),
        )
