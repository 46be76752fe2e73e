"""An entry of the activity log: an event as people look it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tollgate.shared.events import RecordedEvent

KEPT_FOR = timedelta(days=30)

UNPUBLISHED = frozenset(
    (
        "AUTOMATIC_RECHARGE_TRIGGERED",
        "CONTRACT_ARCHIVED",
        "CONTRACT_CREATED",
        "CONTRACT_UPDATED",
        "ENTITLEMENTS_RECALCULATED",
        "ENVIRONMENT_MERGE_TRIGGERED",
        "ENVIRONMENT_MERGED",
        "IMPORT_CUSTOMERS_BULK_TRIGGERED",
        "IMPORT_CUSTOMERS_BULK_FINISHED",
        "IMPORT_SUBSCRIPTIONS_BULK_FINISHED",
        "METER_RECOUNT_TRIGGERED",
        "METER_RECOUNTED",
        "TEST_CLOCK_ADVANCE_TRIGGERED",
        "TEST_CLOCK_ADVANCED",
        "WEBHOOK_DELIVERY_REPLAYED",
        "WEBHOOK_PAUSED",
        "WORKFLOW_CHANGED",
        "WORKFLOW_RUN_QUEUED",
    )
)
"""Types of events that are ours: the published enumeration has no word for them, so the log cannot show them."""


class EntityType(StrEnum):
    """What an entry is about, as the published schema names it."""

    ADDON = "ADDON"
    COUPON = "COUPON"
    CREDIT = "CREDIT"
    CUSTOMER = "CUSTOMER"
    CUSTOM_CURRENCY = "CUSTOM_CURRENCY"
    ENTITLEMENT = "ENTITLEMENT"
    FEATURE = "FEATURE"
    FEATURE_GROUP = "FEATURE_GROUP"
    IMPORT = "IMPORT"
    MEASUREMENT = "MEASUREMENT"
    PACKAGE = "PACKAGE"
    PACKAGE_GROUP = "PACKAGE_GROUP"
    PLAN = "PLAN"
    PRODUCT = "PRODUCT"
    PROMOTIONAL_ENTITLEMENT = "PROMOTIONAL_ENTITLEMENT"
    SUBSCRIPTION = "SUBSCRIPTION"


AGGREGATES: dict[str, EntityType | None] = {
    "ADDON": EntityType.ADDON,
    "API_KEY": None,
    "CONTRACT": None,
    "COUPON": EntityType.COUPON,
    "CREDIT_BALANCE": EntityType.CREDIT,
    "CREDIT_GRANT": EntityType.CREDIT,
    "CREDIT_RECHARGE": EntityType.CREDIT,
    "CUSTOMER": EntityType.CUSTOMER,
    "CUSTOM_CURRENCY": EntityType.CUSTOM_CURRENCY,
    "ENTITLEMENT": EntityType.ENTITLEMENT,
    "FEATURE": EntityType.FEATURE,
    "FEATURE_GROUP": EntityType.FEATURE_GROUP,
    "INVOICE": None,
    "MEASUREMENT": EntityType.MEASUREMENT,
    "PACKAGE_GROUP": EntityType.PACKAGE_GROUP,
    "PLAN": EntityType.PLAN,
    "PRODUCT": EntityType.PRODUCT,
    "PROMOTIONAL_ENTITLEMENT": EntityType.PROMOTIONAL_ENTITLEMENT,
    "SUBSCRIPTION": EntityType.SUBSCRIPTION,
    "TASK": None,
    "WEBHOOK": None,
    "WORKFLOW": None,
}
"""The kinds of aggregates that events tell of, and what the log calls them: None where there is no word for it."""


def entity_type_of(aggregate: str) -> EntityType | None:
    """Return what the log calls an aggregate's kind; raises `KeyError` for a kind that the log does not know."""
    return AGGREGATES[aggregate.partition("#")[0]]


@dataclass(frozen=True)
class LogEntry:
    """An event of the log. `position` is its place in the log's order, which is that of recording."""

    event: RecordedEvent
    position: str

    @property
    def id(self) -> str:
        """Return the event's id."""
        return self.event.id

    @property
    def created_at(self) -> datetime:
        """Return when it was recorded."""
        return self.event.recorded_at

    @property
    def entity_type(self) -> EntityType | None:
        """Return the kind of what it is about, where the log has a word for it."""
        return entity_type_of(self.event.aggregate)

    @property
    def entity_id(self) -> str:
        """Return the id of what it is about."""
        return self.event.aggregate.partition("#")[2]


@dataclass(frozen=True)
class Reach:
    """Which part of the log can hold what is looked for: some aggregates, what belongs to something, or some days.

    Nothing outside it is looked for; what is in it may still be something else.
    """

    entity_ids: Sequence[str] | None = None
    entity_types: Sequence[EntityType] | None = None
    parent_ids: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def aggregates(self) -> list[str] | None:
        """Return the aggregates it consists of, None where it is not known which they are."""
        if self.entity_ids is None:
            return None
        kinds = [kind for kind, named in AGGREGATES.items() if self.entity_types is None or named in self.entity_types]
        return [f"{kind}#{entity_id}" for kind in kinds for entity_id in dict.fromkeys(self.entity_ids)]
