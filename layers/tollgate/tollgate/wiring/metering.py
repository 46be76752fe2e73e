"""The ports of entitlements and usage, joined with storage."""

import os
from functools import cache
from typing import TYPE_CHECKING

from tollgate.shared.scope import ActorType, Scope
from tollgate.wiring.catalog import addon_grants, plan_grants
from tollgate.wiring.clocks import customer_clock
from tollgate.wiring.governance import attributing
from tollgate.wiring.work import ids, session, working

if TYPE_CHECKING:  # a function starts without what it does not need
    from collections.abc import Callable

    from tollgate.credits.ports import ConsumptionQueue
    from tollgate.customers.access import Access
    from tollgate.customers.ports import AccessRepository, AccessSeen
    from tollgate.entitlements.checking import Checking
    from tollgate.entitlements.ports import BurningFeatures, KnownFeatures, LiveReader, UsageBuckets
    from tollgate.integrations.usage_queue import SqsUsageQueue
    from tollgate.subscriptions.lifecycle import Lifecycle
    from tollgate.usage.burning import CreditBurner
    from tollgate.usage.estimate_cost import Estimating
    from tollgate.usage.event_metering import EventMetering
    from tollgate.usage.event_ports import EventNames, EventState, KeptEvents, KnownMeters, MeteredBuckets
    from tollgate.usage.ports import DimensionBuckets, RejectedUsages
    from tollgate.usage.report import Metering


def access() -> "AccessRepository":
    """Return what customers and their resources may use right now; wallets follow what changes of it."""
    from tollgate.storage.access import DynamoAccess

    return DynamoAccess(session(), _follow_with_wallets)


def plain_access() -> "AccessRepository":
    """Return the same where nothing of it is changed."""
    from tollgate.storage.access import DynamoAccess

    return DynamoAccess(session())


def _follow_with_wallets(scope: Scope, former: "Access | None", access: "Access") -> None:
    from tollgate.credits.follow_access import follow_access
    from tollgate.wiring.credits import crediting

    follow_access(scope, former, access, ports=crediting())


def live_reader() -> "LiveReader":
    """Return the reader of access and usage as they are right now."""
    from tollgate.storage.live import DynamoLiveReader

    return DynamoLiveReader()


def usage_buckets() -> "UsageBuckets":
    """Return the usage by the hour."""
    from tollgate.storage.usage_buckets import DynamoUsageBuckets

    return DynamoUsageBuckets()


def metered_buckets() -> "MeteredBuckets":
    """Return the usage by the hour, told apart by what counted it."""
    from tollgate.storage.usage_buckets import DynamoUsageBuckets

    return DynamoUsageBuckets()


def rejected_usage() -> "RejectedUsages":
    """Return what of the usage queue can never count."""
    from tollgate.storage.rejected_usage import DynamoRejectedUsages

    return DynamoRejectedUsages()


def dimension_buckets() -> "DimensionBuckets":
    """Return the usage by the hour and by its dimensions."""
    from tollgate.storage.dimension_buckets import DynamoDimensionBuckets

    return DynamoDimensionBuckets()


@cache
def known_features() -> "KnownFeatures":
    """Return the features as this process knows them, one directory for the process."""
    from tollgate.catalog.feature import Feature
    from tollgate.storage.known_entities import DynamoKnownEntities

    return DynamoKnownEntities("FEATURE", Feature)


@cache
def burning_features() -> "BurningFeatures":
    """Return which features burn credits as far as this process has met them, one memory for the process."""
    from tollgate.storage.burning_features import BurningFeaturesMet

    return BurningFeaturesMet()


def access_seen() -> "AccessSeen":
    """Return what tells of changes that are due, which are rare: checks ask for it only where there is one."""
    from tollgate.subscriptions.see_access import AccessOnceAdvanced
    from tollgate.wiring.lifecycle import subscription_lifecycle

    def apart(plan: "Callable[[Lifecycle], Access]") -> "Access":
        with working(actor=ActorType.SCHEDULER):
            return plan(subscription_lifecycle())

    return AccessOnceAdvanced(apart)


def checking() -> "Checking":
    """Return what checks work with."""
    from tollgate.entitlements.checking import Checking

    return Checking(
        live=live_reader(),
        buckets=usage_buckets(),
        plans=plan_grants(),
        addons=addon_grants(),
        features=known_features(),
        burning=burning_features(),
        seen=access_seen,
        clock=customer_clock(),
    )


def metering() -> "Metering":
    """Return what reporting works with."""
    from tollgate.storage.usage import DynamoMeasurementRecorder
    from tollgate.usage.report import Metering

    return Metering(
        live=live_reader(),
        buckets=usage_buckets(),
        recorder=DynamoMeasurementRecorder(ids()),
        plans=plan_grants(),
        addons=addon_grants(),
        features=known_features(),
        burner=credit_burner(),
        seen=access_seen,
        attributing=attributing(),
    )


def credit_burner() -> "CreditBurner":
    """Return what plans the credits that usage burns, in a session of its own that others write along."""
    from tollgate.wiring.burning import SessionBurner

    return SessionBurner()


def event_state() -> "EventState":
    """Return the reader of what says where events count."""
    from tollgate.storage.live import DynamoLiveReader

    return DynamoLiveReader()


@cache
def known_meters() -> "KnownMeters":
    """Return the meters as this process knows them, one directory for the process."""
    from tollgate.storage.known_meters import DynamoKnownMeters

    return DynamoKnownMeters()


@cache
def event_names() -> "EventNames":
    """Return the names of events as this process knows them, one list for the process."""
    from tollgate.storage.event_names import DynamoEventNames

    return DynamoEventNames()


def consumption_queue() -> "ConsumptionQueue":
    """Return the queue that brings consumptions to what burns them: that of events."""
    return usage_queue()


@cache
def usage_queue() -> "SqsUsageQueue":
    """Return the queue that brings events to what counts them."""
    from tollgate.integrations.usage_queue import SqsUsageQueue

    return SqsUsageQueue(os.environ["USAGE_QUEUE_URL"], region=os.environ["AWS_REGION"], ids=ids())


def event_metering() -> "EventMetering":
    """Return what counting events works with."""
    from tollgate.storage.events import DynamoEventRecorder
    from tollgate.usage.event_metering import EventMetering

    return EventMetering(
        live=event_state(),
        buckets=metered_buckets(),
        recorder=DynamoEventRecorder(ids()),
        plans=plan_grants(),
        addons=addon_grants(),
        meters=known_meters(),
        names=event_names(),
        burner=credit_burner(),
        seen=access_seen,
        clock=customer_clock(),
        attributing=attributing(),
    )


def kept_events() -> "KeptEvents":
    """Return the events that are kept, as they are looked up."""
    from tollgate.storage.kept_events import DynamoKeptEvents

    return DynamoKeptEvents()


def estimating() -> "Estimating":
    """Return what estimates work with."""
    from tollgate.usage.estimate_cost import Estimating
    from tollgate.wiring.credits import wallet_balances
    from tollgate.wiring.lifecycle import subscriptions

    return Estimating(
        checking=checking(), meters=known_meters(), subscriptions=subscriptions(), balances=wallet_balances()
    )
