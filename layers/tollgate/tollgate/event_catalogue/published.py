"""Every published type of event and what it is called on the wire.

Types are the published enumeration `EventLogType`; names are those of `decisions.md` 26: the newest generation. Types
without a name here are for the activity log, or for the product itself: no webhook and no workflow hears of them.
"""

WIRE_NAMES: dict[str, str] = {
    "ADDON_CREATED": "addon.created",
    "ADDON_DELETED": "addon.deleted",
    "ADDON_UPDATED": "addon.updated",
    "AUTOMATIC_RECHARGE_CONFIGURATION_CHANGED": "automatic_recharge.configuration.changed",
    "AUTOMATIC_RECHARGE_OPERATION_ATTEMPTED": "automatic_recharge.operation.attempted",
    "COUPON_ARCHIVED": "coupon.archived",
    "COUPON_CREATED": "coupon.created",
    "COUPON_UPDATED": "coupon.updated",
    "CREATE_SUBSCRIPTION_FAILED": "subscription.create_failed",
    "CREDITS_AUTOMATIC_RECHARGE_LIMIT_EXCEEDED": "credits.automatic_recharge_limit_exceeded",
    "CREDIT_BALANCE_DEPLETED": "credit_balance.depleted",
    "CREDIT_BALANCE_LOW": "credit_balance.low",
    "CREDIT_GRANT_BALANCE_LOW": "credit_grant.balance.low",
    "CREDIT_GRANT_CREATED": "credit_grant.created",
    "CREDIT_GRANT_DEPLETED": "credit_grant.depleted",
    "CREDIT_GRANT_EXPIRED": "credit_grant.expired",
    "CREDIT_GRANT_UPDATED": "credit_grant.updated",
    "CREDIT_GRANT_VOIDED": "credit_grant.voided",
    "CUSTOMER_CREATED": "customer.created",
    "CUSTOMER_DELETED": "customer.deleted",
    "CUSTOMER_PAYMENT_FAILED": "customer.payment_failed",
    "CUSTOMER_UPDATED": "customer.updated",
    "CUSTOM_CURRENCY_ARCHIVED": "credit_type.archived",
    "CUSTOM_CURRENCY_CREATED": "credit_type.created",
    "CUSTOM_CURRENCY_UNARCHIVED": "credit_type.unarchived",
    "CUSTOM_CURRENCY_UPDATED": "credit_type.updated",
    "DATA_EXPORT_SYNC_FAILED": "data_export.sync_failed",
    "ENTITLEMENTS_UPDATED": "entitlements.updated",
    "ENTITLEMENT_USAGE_EXCEEDED": "entitlement.usage_exceeded",
    "FEATURE_ARCHIVED": "feature.archived",
    "FEATURE_CREATED": "feature.created",
    "FEATURE_DELETED": "feature.deleted",
    "FEATURE_GROUP_ARCHIVED": "feature_group.archived",
    "FEATURE_GROUP_CREATED": "feature_group.created",
    "FEATURE_GROUP_UN_ARCHIVED": "feature_group.unarchived",
    "FEATURE_GROUP_UPDATED": "feature_group.updated",
    "FEATURE_UPDATED": "feature.updated",
    "MEASUREMENT_REPORTED": "measurement.reported",
    "PACKAGE_GROUP_CREATED": "package_group.created",
    "PACKAGE_GROUP_UPDATED": "package_group.updated",
    "PLAN_CREATED": "plan.created",
    "PLAN_DELETED": "plan.deleted",
    "PLAN_UPDATED": "plan.updated",
    "PRODUCT_CREATED": "product.created",
    "PRODUCT_DELETED": "product.deleted",
    "PRODUCT_UNARCHIVED": "product.unarchived",
    "PRODUCT_UPDATED": "product.updated",
    "PROMOTIONAL_ENTITLEMENT_ENDS_SOON": "promotionalEntitlement.endsSoon",
    "PROMOTIONAL_ENTITLEMENT_EXPIRED": "promotionalEntitlement.expired",
    "PROMOTIONAL_ENTITLEMENT_GRANTED": "promotionalEntitlement.granted",
    "PROMOTIONAL_ENTITLEMENT_REVOKED": "promotionalEntitlement.revoked",
    "PROMOTIONAL_ENTITLEMENT_UPDATED": "promotionalEntitlement.updated",
    "SUBSCRIPTION_BILLING_MONTH_ENDS_SOON": "subscription.billing_month.ends_soon",
    "SUBSCRIPTION_CANCELED": "subscription.canceled",
    "SUBSCRIPTION_CREATED": "subscription.created",
    "SUBSCRIPTION_EXPIRED": "subscription.expired",
    "SUBSCRIPTION_SPENT_LIMIT_EXCEEDED": "subscription.spend_limit.exceeded",
    "SUBSCRIPTION_TRIAL_CONVERTED": "subscription.trial_converted",
    "SUBSCRIPTION_TRIAL_ENDS_SOON": "subscription.trial.ends_soon",
    "SUBSCRIPTION_TRIAL_EXPIRED": "subscription.trial_expired",
    "SUBSCRIPTION_TRIAL_STARTED": "subscription.trial_started",
    "SUBSCRIPTION_UPDATED": "subscription.updated",
    "SYNC_FAILED": "sync.failed",
}
"""By type, what webhooks, durable queues and workflows call an event."""

ALIASES: dict[str, str] = {
    "CREDITS_BALANCE_DEPLETED_OLD": "CREDIT_BALANCE_DEPLETED",
    "CREDITS_BALANCE_LOW_OLD": "CREDIT_BALANCE_LOW",
    "CREDITS_GRANT_BALANCE_LOW_OLD": "CREDIT_GRANT_BALANCE_LOW",
    "CREDITS_GRANT_DEPLETED_OLD": "CREDIT_GRANT_DEPLETED",
    "CREDITS_GRANT_EXPIRED_OLD": "CREDIT_GRANT_EXPIRED",
    "CREDITS_GRANT_GRANTED_OLD": "CREDIT_GRANT_CREATED",
    "CREDITS_GRANT_UPDATED_OLD": "CREDIT_GRANT_UPDATED",
    "CREDIT_GRANT_BALANCE_DEPLETED": "CREDIT_GRANT_DEPLETED",
}
"""Older spellings that may be asked for, and the type each stands for; what is sent bears the newest name."""

LEGACY_NAMES: dict[str, str] = {
    "credits.granted": "credit_grant.created",
    "credits.grant.updated": "credit_grant.updated",
    "credits.grant.usage_low": "credit_grant.balance.low",
    "credits.grant.depleted": "credit_grant.depleted",
    "credits.expired": "credit_grant.expired",
    "credits.grant.voided": "credit_grant.voided",
    "credits.balance.usage_low": "credit_balance.low",
    "credits.balance.depleted": "credit_balance.depleted",
    "subscription.spend_limit_exceeded": "subscription.spend_limit.exceeded",
}
"""Former names of the wire and the newest one of each."""

_TYPES = {name: event_type for event_type, name in WIRE_NAMES.items()}


def wire_name(event_type: str) -> str | None:
    """Return what an event of this type is called on the wire, None where others do not hear of it."""
    return WIRE_NAMES.get(event_type)


def type_named(name: str) -> str | None:
    """Return the type that a caller means: a type, an older spelling of one, or a name of the wire, old or new."""
    event_type = ALIASES.get(name, name)
    return event_type if event_type in WIRE_NAMES else _TYPES.get(LEGACY_NAMES.get(name, name))
