"""The ports of what follows a change of access and usage: what is told of it, and counting kept events again."""

from typing import TYPE_CHECKING

from tollgate.wiring.catalog import features, plan_versions
from tollgate.wiring.clocks import test_clocks
from tollgate.wiring.customers import customers
from tollgate.wiring.metering import access, checking, event_metering, kept_events
from tollgate.wiring.telling import known_listeners
from tollgate.wiring.webhooks import watched_thresholds
from tollgate.wiring.work import clock, events, events_once, ids, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from collections.abc import Mapping
    from typing import Any

    from tollgate.entitlements.tell_of_access import TellingOfAccess
    from tollgate.storage.live_changes import LiveChange
    from tollgate.usage.fire_thresholds import Firing
    from tollgate.usage.recount_ports import Recounting
    from tollgate.usage.recount_rescheduled import Rescheduling
    from tollgate.usage.tell_measurement import TellingOfUsage


def streamed(record: "Mapping[str, Any]") -> "LiveChange":
    """Return what a record of the live table's stream tells of."""
    from tollgate.storage.live_changes import change_of_record

    return change_of_record(record)


def telling_of_usage() -> "TellingOfUsage":
    """Return what telling of reported usage works with."""
    from tollgate.usage.tell_measurement import TellingOfUsage

    return TellingOfUsage(listeners=known_listeners(), checking=checking(), events=events_once())


def telling_of_access() -> "TellingOfAccess":
    """Return what telling of what may be used works with."""
    from tollgate.entitlements.tell_of_access import TellingOfAccess

    return TellingOfAccess(
        listeners=known_listeners(), checking=checking(), customers=customers(), events=events_once()
    )


def recounting() -> "Recounting":
    """Return what counting kept events again works with."""
    from tollgate.storage.recounts import DynamoRecountedBuckets
    from tollgate.usage.recount_ports import Recounting

    return Recounting(
        features=features(),
        customers=customers(),
        test_clocks=test_clocks(),
        kept=kept_events(),
        metering=event_metering(),
        recounted=DynamoRecountedBuckets(session()),
    )


def rescheduling() -> "Rescheduling":
    """Return what beginning to count a customer's events again works with."""
    from tollgate.usage.recount_rescheduled import Rescheduling
    from tollgate.wiring.tasks import tasks

    return Rescheduling(
        recounting=recounting(), access=access(), tasks=tasks(), events=events(), clock=clock(), ids=ids()
    )


def firing() -> "Firing":
    """Return what telling of thresholds works with."""
    from tollgate.storage.thresholds import DynamoFiredThresholds
    from tollgate.usage.fire_thresholds import Firing

    return Firing(
        checking=checking(),
        fired=DynamoFiredThresholds(session()),
        watched=watched_thresholds(),
        customers=customers(),
        plans=plan_versions(),
        events=events(),
        now=clock().now(),
    )
