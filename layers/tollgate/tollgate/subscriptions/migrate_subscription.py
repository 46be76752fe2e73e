"""Migrate a subscription to the latest versions of its plan and add-ons, their prices included."""

from datetime import datetime
from enum import StrEnum

from tollgate.catalog.package import PricingType
from tollgate.shared.scope import Scope
from tollgate.subscriptions.apply_changes import on_offer, settle, waiting_for_payment
from tollgate.subscriptions.errors import (
    InvalidSubscriptionStatus,
    MigrationScheduled,
    SubscriptionOnLatestVersion,
)
from tollgate.subscriptions.find_live import find_live
from tollgate.subscriptions.future_update import LatestVersions, ScheduleStatus
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.schedule import scheduled_time, with_schedule
from tollgate.subscriptions.status import ScheduleStrategy, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription


class MigrationTime(StrEnum):
    """When a subscription is moved."""

    END_OF_BILLING_PERIOD = "END_OF_BILLING_PERIOD"
    IMMEDIATE = "IMMEDIATE"


def migrate_subscription(scope: Scope, subscription_id: str, time: MigrationTime, life: Lifecycle) -> Subscription:
    """Return the subscription, moved, or to be moved at the end of its period; changes that waited give way.

    Raises `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, `SubscriptionOnLatestVersion`, `MigrationScheduled`, or
    what tells why the latest versions do not go with what was agreed on.
    """
    subscription, holdings = find_live(scope, subscription_id, life)
    if subscription.status is SubscriptionStatus.PAYMENT_PENDING:
        raise InvalidSubscriptionStatus.named(subscription.id, subscription.status)
    at = _time_of(subscription, time, now=holdings.now)
    if at is not None and any(isinstance(each.change, LatestVersions) for each in subscription.scheduled):
        message = f"{subscription.id} is migrated at the end of its period already; cancel that schedule first"
        raise MigrationScheduled(message, refId=subscription.id)
    latest = on_offer(subscription, holdings, latest=True, at=holdings.now)
    if latest.versions == subscription.versions:
        message = f"{subscription.id} has the latest versions of its plan and add-ons already"
        raise SubscriptionOnLatestVersion(message, refId=subscription.id)
    if at is not None:
        migrated = with_schedule(subscription, (LatestVersions(),), at=at, now=holdings.now)
    else:
        migrated = _migrated(subscription, latest, holdings)
    migrated = holdings.keep(migrated)
    holdings.write()
    return migrated


def _time_of(subscription: Subscription, time: MigrationTime, *, now: datetime) -> datetime | None:
    """Return the end of the period, None for now: also where there is none, or nothing has begun."""
    is_tried = subscription.status is SubscriptionStatus.IN_TRIAL
    is_paid = subscription.status is SubscriptionStatus.ACTIVE and subscription.pricing_type is PricingType.PAID
    if time is MigrationTime.IMMEDIATE or not (is_tried or is_paid):
        return None
    return scheduled_time(subscription, ScheduleStrategy.END_OF_BILLING_PERIOD, now=now)


def _migrated(former: Subscription, latest: Subscription, holdings: Holdings) -> Subscription:
    """Return the subscription as it is moved now, or once the difference is paid."""
    scheduled, canceled = ScheduleStatus.SCHEDULED, ScheduleStatus.CANCELED
    moved = latest.with_updates_over(scheduled, now_over=canceled)
    charged = settle(former, moved, holdings, at=holdings.now)
    if charged.is_settled:
        return charged.subscription
    stays = former.with_updates_over(scheduled, now_over=canceled)
    return waiting_for_payment(stays, [LatestVersions()], charged, at=holdings.now)
