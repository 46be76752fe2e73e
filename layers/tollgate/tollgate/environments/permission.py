"""What a scoped key may be allowed to do."""

from enum import StrEnum


class Permission(StrEnum):
    """`RESOURCE:ACTION` as scoped keys list them; write implies read of the same resource.

    `CATALOG` is ours: the published list has no word for features, products, plans and custom currencies.
    """

    CATALOG_READ = "CATALOG:READ"
    CATALOG_WRITE = "CATALOG:WRITE"
    CUSTOMER_READ = "CUSTOMER:READ"
    CUSTOMER_WRITE = "CUSTOMER:WRITE"
    SUBSCRIPTION_READ = "SUBSCRIPTION:READ"
    SUBSCRIPTION_WRITE = "SUBSCRIPTION:WRITE"
    ENTITLEMENT_READ = "ENTITLEMENT:READ"
    USAGE_WRITE = "USAGE:WRITE"
    CONFIGURATION_READ = "CONFIGURATION:READ"
    COUPON_READ = "COUPON:READ"
    COUPON_WRITE = "COUPON:WRITE"
    API_KEY_READ = "API_KEY:READ"
    API_KEY_WRITE = "API_KEY:WRITE"
    ENVIRONMENT_READ = "ENVIRONMENT:READ"
    ENVIRONMENT_WRITE = "ENVIRONMENT:WRITE"
    EVENT_QUEUE_READ = "EVENT_QUEUE:READ"
    PAYWALL_READ = "PAYWALL:READ"
    PAYWALL_CUSTOMER_READ = "PAYWALL_CUSTOMER:READ"
    PAYWALL_SUBSCRIPTION_READ = "PAYWALL_SUBSCRIPTION:READ"


PUBLISHABLE = frozenset(
    (
        Permission.ENTITLEMENT_READ,
        Permission.CONFIGURATION_READ,
        Permission.PAYWALL_READ,
        Permission.PAYWALL_CUSTOMER_READ,
        Permission.PAYWALL_SUBSCRIPTION_READ,
    )
)
"""What a publishable key may do: read what a customer's browser needs."""

IMPLIED_BY = {
    Permission.ENTITLEMENT_READ: Permission.CUSTOMER_READ,
    Permission.USAGE_WRITE: Permission.CUSTOMER_WRITE,
    Permission.CONFIGURATION_READ: Permission.CATALOG_READ,
    Permission.PAYWALL_READ: Permission.CATALOG_READ,
    Permission.PAYWALL_CUSTOMER_READ: Permission.CUSTOMER_READ,
    Permission.PAYWALL_SUBSCRIPTION_READ: Permission.SUBSCRIPTION_READ,
}
"""What a scoped key does not list because it follows from another permission."""

GRANTABLE = frozenset(Permission) - frozenset(IMPLIED_BY)
"""What a scoped key may list."""
