"""The ports of entitlements and usage, joined with storage."""

from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.catalog import plan_grants
from tollgate.wiring.work import ids, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.customers.ports import AccessRepository
    from tollgate.entitlements.ports import KnownFeatures, LiveReader, UsageBuckets
    from tollgate.usage.report import Metering


def access() -> "AccessRepository":
    """Return what customers and their resources may use right now."""
    from tollgate.storage.access import DynamoAccess

    return DynamoAccess(session())


def live_reader() -> "LiveReader":
    """Return the reader of access and usage as they are right now."""
    from tollgate.storage.live import DynamoLiveReader

    return DynamoLiveReader()


def usage_buckets() -> "UsageBuckets":
    """Return the usage by the hour."""
    from tollgate.storage.usage_buckets import DynamoUsageBuckets

    return DynamoUsageBuckets()


@cache
def known_features() -> "KnownFeatures":
    """Return the features as this process knows them, one directory for the process."""
    from tollgate.storage.known_features import DynamoKnownFeatures

    return DynamoKnownFeatures()


def metering() -> "Metering":
    """Return what reporting works with."""
    from tollgate.storage.usage import DynamoMeasurementRecorder
    from tollgate.usage.report import Metering

    return Metering(
        live=live_reader(),
        buckets=usage_buckets(),
        recorder=DynamoMeasurementRecorder(ids()),
        plans=plan_grants(),
        features=known_features(),
    )
