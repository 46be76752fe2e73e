"""A body of each published type, for test events and descriptions: made as real ones are, of samples of entities."""

from decimal import Decimal
from typing import Any

from tollgate.billing.events import CustomerPaymentFailed
from tollgate.catalog import events as of_catalog
from tollgate.catalog.package_group_events import PackageGroupCreated, PackageGroupUpdated
from tollgate.credits import events as of_currencies
from tollgate.credits import grant_events as of_grants
from tollgate.credits import recharge_events as of_recharges
from tollgate.customers import events as of_customers
from tollgate.customers import promotion_events as of_promotions
from tollgate.entitlements.list import Listing
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.update_events import EntitlementsUpdated
from tollgate.event_catalogue.body import BODIES, body_of
from tollgate.event_catalogue.sample_directory import SampleDirectory
from tollgate.event_catalogue.sample_entities import (
    ADDON,
    ATTEMPT,
    COUNTER,
    COUPON,
    CREDITS,
    CURRENCY,
    CUSTOMER,
    ENTITLEMENT,
    FEATURE,
    FEATURE_GROUP,
    GRANT,
    MONTH,
    NOW,
    PACKAGE_GROUP,
    PLAN,
    PRODUCT,
    PROMOTION,
    RECHARGE,
    SCOPE,
    SPEND,
    SUBSCRIPTION,
    TRIAL,
    WALLET,
)
from tollgate.shared.entity import wire_instant
from tollgate.shared.events import DomainEvent, RecordedEvent
from tollgate.shared.money import Money
from tollgate.shared.scope import ActorType
from tollgate.subscriptions import events as of_subscriptions
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.provision_events import CreateSubscriptionFailed
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.usage.events import EntitlementUsageExceeded, MeasurementReported

_ID = "01KF00000000000000000000"
_TOLD_BY_NOBODY: dict[str, dict[str, Any]] = {
    "FEATURE_DELETED": FEATURE.public_view(),
    "SYNC_FAILED": {
        "id": CUSTOMER.id,
        "entityType": "CUSTOMER",
        "vendorIdentifier": "stripe",
        "error": "The customer's e-mail is not valid",
    },
    "DATA_EXPORT_SYNC_FAILED": {
        "destinationId": "destination-warehouse",
        "destinationType": "SNOWFLAKE",
        "error": "The warehouse did not answer",
    },
}
"""What no area tells yet."""


def sample_body(event_type: str) -> dict[str, Any]:
    """Return a body as events of a published type have it, the same whenever it is asked for.

    Whoever sends it gives it a `messageId` of its own. Raises `KeyError` for a type that nobody hears of.
    """
    told = _TOLD_BY_NOBODY.get(event_type)
    payload = told if told is not None else _EVENTS[event_type].payload
    event = RecordedEvent(
        id=f"{_ID}{list(BODIES).index(event_type):02}",
        scope=SCOPE,
        type=event_type,
        name="Sample",
        source="tollgate.sample",
        aggregate="SAMPLE#sample",
        version=1,
        occurred_at=NOW,
        recorded_at=NOW,
        actor=ActorType.APP_SERVER,
        trace_id="1-69688b00-000000000000000000000000",
        payload=payload,
    )
    return body_of(event, SampleDirectory())


def _catalogue() -> list[DomainEvent]:
    return [
        of_catalog.ProductCreated.of(PRODUCT, at=NOW),
        of_catalog.ProductUpdated.of(PRODUCT, at=NOW),
        of_catalog.ProductDeleted.of(PRODUCT.archived(at=NOW), at=NOW),
        of_catalog.ProductUnarchived.of(PRODUCT, at=NOW),
        of_catalog.PlanCreated.of(PLAN, at=NOW),
        of_catalog.PlanUpdated.of(PLAN, at=NOW),
        of_catalog.PlanDeleted.of(PLAN.archived(at=NOW), at=NOW),
        of_catalog.AddonCreated.of(ADDON, at=NOW),
        of_catalog.AddonUpdated.of(ADDON, at=NOW),
        of_catalog.AddonDeleted.of(ADDON.archived(at=NOW), at=NOW),
        of_catalog.FeatureCreated.of(FEATURE, at=NOW),
        of_catalog.FeatureUpdated.of(FEATURE, at=NOW),
        of_catalog.FeatureArchived.of(FEATURE.archived(at=NOW), at=NOW),
        of_catalog.FeatureGroupCreated.of(FEATURE_GROUP, at=NOW),
        of_catalog.FeatureGroupUpdated.of(FEATURE_GROUP, at=NOW),
        of_catalog.FeatureGroupArchived.of(FEATURE_GROUP.archived(at=NOW), at=NOW),
        of_catalog.FeatureGroupUnArchived.of(FEATURE_GROUP, at=NOW),
        PackageGroupCreated.of(PACKAGE_GROUP, at=NOW),
        PackageGroupUpdated.of(PACKAGE_GROUP, at=NOW),
        of_catalog.CouponCreated.of(COUPON, at=NOW),
        of_catalog.CouponUpdated.of(COUPON, at=NOW),
        of_catalog.CouponArchived.of(COUPON.archived(at=NOW), at=NOW),
    ]


def _customers() -> list[DomainEvent]:
    over = PROMOTION.but(is_over=True)
    return [
        of_customers.CustomerCreated.of(CUSTOMER, at=NOW),
        of_customers.CustomerUpdated.of(CUSTOMER, at=NOW),
        of_customers.CustomerDeleted.of(CUSTOMER.archived(at=NOW), at=NOW),
        of_promotions.PromotionalEntitlementGranted.of(PROMOTION, CUSTOMER, FEATURE, at=NOW),
        of_promotions.PromotionalEntitlementUpdated.of(PROMOTION, CUSTOMER, FEATURE, at=NOW),
        of_promotions.PromotionalEntitlementEndsSoon.of(PROMOTION, CUSTOMER, FEATURE, at=NOW),
        of_promotions.PromotionalEntitlementExpired.of(over, CUSTOMER, FEATURE, at=NOW),
        of_promotions.PromotionalEntitlementRevoked.of(over, CUSTOMER, FEATURE, at=NOW),
    ]


def _subscriptions() -> list[DomainEvent]:
    direction = {"isUpgrade": True, "isDowngrade": False}
    canceled = SUBSCRIPTION.but(status=SubscriptionStatus.CANCELED, end_date=NOW, cancellation_date=NOW)
    expired = SUBSCRIPTION.but(status=SubscriptionStatus.EXPIRED, end_date=NOW)
    tried = TRIAL.but(status=SubscriptionStatus.EXPIRED, end_date=NOW)
    month = {"currentBillingMonthStart": wire_instant(MONTH.start), "currentBillingMonthEnd": wire_instant(MONTH.end)}
    spend = Money(amount=Decimal(100), currency="usd").model_dump(mode="json", by_alias=True)
    budget = SUBSCRIPTION.budget.model_dump(mode="json", by_alias=True) if SUBSCRIPTION.budget is not None else None
    return [
        of_subscriptions.SubscriptionCreated.of(SUBSCRIPTION, at=NOW, **direction),
        of_subscriptions.SubscriptionUpdated.of(SUBSCRIPTION, at=NOW),
        of_subscriptions.SubscriptionCanceled.of(canceled, at=NOW),
        of_subscriptions.SubscriptionExpired.of(expired, at=NOW),
        of_subscriptions.SubscriptionTrialStarted.of(TRIAL, at=NOW, **direction),
        of_subscriptions.SubscriptionTrialEndsSoon.of(TRIAL, at=NOW),
        of_subscriptions.SubscriptionTrialExpired.of(tried, at=NOW),
        of_subscriptions.SubscriptionTrialConverted.of(SUBSCRIPTION, at=NOW, reason="TRIAL_ENDED"),
        of_subscriptions.SubscriptionBillingMonthEndsSoon.of(SUBSCRIPTION, at=NOW, **month),
        of_subscriptions.SubscriptionSpentLimitExceeded.of(SUBSCRIPTION, at=NOW, budget=budget, currentSpend=spend),
        CreateSubscriptionFailed.of(
            ProvisionRequest(scope=SCOPE, customer_id=CUSTOMER.id, plan_id=PLAN.id), "The card was declined", at=NOW
        ),
        CustomerPaymentFailed.of(
            customer_id=CUSTOMER.id,
            customer={"id": CUSTOMER.id},
            subscription=of_subscriptions.public_view(SUBSCRIPTION),
            error="The card was declined",
            at=NOW,
        ),
    ]


def _usage() -> list[DomainEvent]:
    listing = Listing(CUSTOMER.id, None, NOW, LiveState({}, {}, {}), entitlements=(ENTITLEMENT,), credits=(CREDITS,))
    return [
        MeasurementReported.of(ENTITLEMENT, COUNTER, Decimal(1)),
        EntitlementUsageExceeded.of(ENTITLEMENT, COUNTER, (80,), customer=CUSTOMER, subscriptions=()),
        EntitlementsUpdated.of(listing, CUSTOMER, trigger="subscription_updated"),
    ]


def _credits() -> list[DomainEvent]:
    low = Decimal(20)
    used_up = GRANT.but(consumed_amount=GRANT.amount)
    return [
        of_currencies.CustomCurrencyCreated.of(CURRENCY, at=NOW),
        of_currencies.CustomCurrencyUpdated.of(CURRENCY, at=NOW),
        of_currencies.CustomCurrencyArchived.of(CURRENCY.archived(at=NOW), at=NOW),
        of_currencies.CustomCurrencyUnarchived.of(CURRENCY, at=NOW),
        of_grants.CreditGrantCreated.of(GRANT.but(consumed_amount=Decimal(0)), at=NOW),
        of_grants.CreditGrantUpdated.of(GRANT, at=NOW),
        of_grants.CreditGrantBalanceLow.of(GRANT, at=NOW, thresholdPercentage=20),
        of_grants.CreditGrantDepleted.of(used_up, at=NOW),
        of_grants.CreditGrantExpired.of(GRANT.but(expire_at=NOW), at=NOW),
        of_grants.CreditGrantVoided.of(GRANT.but(voided_at=NOW), at=NOW),
        of_grants.CreditBalanceLow.of(WALLET, at=NOW, threshold=low),
        of_grants.CreditBalanceDepleted.of(WALLET.but(grants=()), at=NOW),
        of_recharges.AutomaticRechargeOperationAttempted.succeeded(RECHARGE, ATTEMPT, at=NOW),
        of_recharges.AutomaticRechargeConfigurationChanged.of(RECHARGE, at=NOW),
        of_recharges.CreditsAutomaticRechargeLimitExceeded.of(RECHARGE, SPEND, 90, at=NOW),
    ]


_EVENTS = {
    event.event_type: event
    for family in (_catalogue, _customers, _subscriptions, _usage, _credits)
    for event in family()
}
