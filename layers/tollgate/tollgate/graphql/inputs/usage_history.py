"""What queries of usage history are given."""

from tollgate.api.package_entitlements import ResetFields
from tollgate.graphql.lists.connection import CursorPaging
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import UnsupportedParameter
from tollgate.usage.retrieve_usage_history import HistoryRequest, ShownPeriod


class UsageHistoryInput(ResetFields):
    """`UsageHistoryInput`: a reset period that is sent stands in the place of the one that holds."""

    customer_ref_id: str
    feature_ref_id: str
    resource_ref_id: str | None = None
    start_date: Instant
    end_date: Instant | None = None
    group_by: list[str] | None = None

    def to_request(self) -> HistoryRequest:
        """Return the domain's request, of the whole usage: what it is grouped by is left out."""
        period = self.reset_period
        shown = ShownPeriod(reset_period=period, reset_anchor=self.anchors.get(period)) if period is not None else None
        return HistoryRequest(
            customer_id=self.customer_ref_id,
            feature_id=self.feature_ref_id,
            resource_id=self.resource_ref_id,
            start=self.start_date,
            end=self.end_date,
            includes_inactive=False,
            shown_period=shown,
        )


class UsageHistoryV2Input(Value):
    """`UsageHistoryV2Input`. Nothing tells cursors of series: a page is the first ones, or the last."""

    customer_id: str
    feature_id: str
    resource_id: str | None = None
    start_date: Instant
    end_date: Instant | None = None
    group_by: list[str] | None = None
    include_inactive_subscriptions: bool | None = None
    paging: CursorPaging | None = None

    def to_request(self) -> HistoryRequest:
        """Return the domain's request; raises `UnsupportedParameter` for a cursor."""
        for name in ("after", "before"):
            if self.paging is not None and getattr(self.paging, name) is not None:
                raise UnsupportedParameter.named(f"paging.{name}")
        return HistoryRequest(
            customer_id=self.customer_id,
            feature_id=self.feature_id,
            resource_id=self.resource_id,
            start=self.start_date,
            end=self.end_date,
            group_by=tuple(dict.fromkeys(self.group_by or ())),
            includes_inactive=bool(self.include_inactive_subscriptions),
        )
