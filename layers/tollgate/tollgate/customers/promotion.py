"""A promotional entitlement: a feature granted to a customer beside any plan, for a time or for good."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.customers.access import PromotionalAccess
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.period import add_months

ENDS_SOON = timedelta(days=7)
"""How long before the end it is told that it comes; a grant that does not last longer is not told of."""


class PromotionPeriod(StrEnum):
    """How long a grant lasts: calendar months, a date of its own, or for good."""

    ONE_WEEK = "1 week"
    ONE_MONTH = "1 month"
    SIX_MONTH = "6 month"
    ONE_YEAR = "1 year"
    LIFETIME = "lifetime"
    CUSTOM = "custom"

    def end(self, start: datetime, custom: datetime | None) -> datetime | None:
        """Return the end of a grant that begins at `start`; None where it lasts for good."""
        match self:
            case PromotionPeriod.LIFETIME:
                return None
            case PromotionPeriod.CUSTOM:
                return custom
            case PromotionPeriod.ONE_WEEK:
                return start + timedelta(days=7)
            case _:
                return add_months(start, _MONTHS[self])


_MONTHS = {PromotionPeriod.ONE_MONTH: 1, PromotionPeriod.SIX_MONTH: 6, PromotionPeriod.ONE_YEAR: 12}


class PromotionStatus(StrEnum):
    """Active until its end, Expired after it, and Paused while the customer is archived."""

    ACTIVE = "Active"
    EXPIRED = "Expired"
    PAUSED = "Paused"


class PromotionalEntitlement(Entity):
    """What was granted to a customer of a feature; one per feature, kept after its end until the next grant.

    `is_end_told` once it was told that the end comes soon, `is_over` once the end itself was.
    """

    customer_id: str
    test_clock_id: str | None = None
    entitlement: FeatureEntitlement
    period: PromotionPeriod
    is_visible: bool = True
    starts_at: Instant
    ends_at: Instant | None = None
    is_end_told: bool = False
    is_over: bool = False

    @property
    def id(self) -> str:
        """Return the internal id."""
        return self.entitlement.uuid

    @property
    def feature_id(self) -> str:
        """Return the feature that was granted."""
        return self.entitlement.feature_id

    @property
    def created_at(self) -> datetime:
        """Return when the feature was first granted since it was last without a grant."""
        return self.entitlement.created_at

    @property
    def group_ids(self) -> tuple[str, ...]:
        """Return the feature groups that it was granted with."""
        return self.entitlement.feature_group_ids

    @property
    def access(self) -> PromotionalAccess:
        """Return what a check needs to know of it."""
        granted = self.entitlement.but(feature_group_ids=())
        return PromotionalAccess(entitlement=granted, starts_at=self.starts_at, ends_at=self.ends_at)

    def has_ended(self, now: datetime) -> bool:
        """Tell whether it grants nothing any more."""
        return self.is_over or (self.ends_at is not None and self.ends_at <= now)

    def status_at(self, now: datetime, *, is_archived: bool) -> PromotionStatus:
        """Return its status at an instant; `is_archived` tells whether the customer is."""
        if self.has_ended(now):
            return PromotionStatus.EXPIRED
        return PromotionStatus.PAUSED if is_archived else PromotionStatus.ACTIVE

    @property
    def due_at(self) -> datetime | None:
        """Return the instant at which something is to be told of it: that it ends soon, then that it ended."""
        if self.is_over or self.ends_at is None:
            return None
        soon = self.ends_at - ENDS_SOON
        return self.ends_at if self.is_end_told or soon <= self.starts_at else soon

    def is_due(self, now: datetime) -> bool:
        """Tell whether that instant has come."""
        return self.due_at is not None and self.due_at <= now

    def stepped(self) -> Self:
        """Return the grant once that was told."""
        return self.but(is_over=True) if self.due_at == self.ends_at else self.but(is_end_told=True)

    def in_groups(self, *group_ids: str) -> Self:
        """Return the grant as one that came with these feature groups."""
        return self.but(entitlement=self.entitlement.but(feature_group_ids=group_ids))
