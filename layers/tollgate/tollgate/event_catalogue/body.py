"""The one table: which body an event of a published type has, and the family that it belongs to."""

from typing import Any

from tollgate.event_catalogue.catalog_bodies import (
    CouponBody,
    FeatureBody,
    FeatureGroupBody,
    PackageGroupBody,
    ProductBody,
)
from tollgate.event_catalogue.credit_bodies import (
    CreditBalanceBody,
    CreditBalanceLowBody,
    CreditGrantBody,
    CreditGrantLowBody,
    CreditTypeBody,
    RechargeAttemptedBody,
    RechargeChangedBody,
    RechargeLimitBody,
)
from tollgate.event_catalogue.customer_bodies import CustomerBody, PromotionBody
from tollgate.event_catalogue.envelope import Body
from tollgate.event_catalogue.integration_bodies import DataExportFailedBody, SyncFailedBody
from tollgate.event_catalogue.package_bodies import AddonBody, PackageBody
from tollgate.event_catalogue.ports import Directory
from tollgate.event_catalogue.subscription_bodies import (
    CreationFailedBody,
    MonthEndsSoonBody,
    PaymentFailedBody,
    SpendLimitBody,
    SubscriptionBody,
    SubscriptionChangedBody,
    TrialConvertedBody,
)
from tollgate.event_catalogue.usage_bodies import EntitlementsBody, MeasurementBody, UsageExceededBody
from tollgate.shared.events import RecordedEvent

FAMILIES: dict[str, dict[str, type[Body]]] = {
    "Products": {
        "PRODUCT_CREATED": ProductBody,
        "PRODUCT_UPDATED": ProductBody,
        "PRODUCT_DELETED": ProductBody,
        "PRODUCT_UNARCHIVED": ProductBody,
    },
    "Plans": {"PLAN_CREATED": PackageBody, "PLAN_UPDATED": PackageBody, "PLAN_DELETED": PackageBody},
    "Add-ons": {"ADDON_CREATED": AddonBody, "ADDON_UPDATED": AddonBody, "ADDON_DELETED": AddonBody},
    "Features": {
        "FEATURE_CREATED": FeatureBody,
        "FEATURE_UPDATED": FeatureBody,
        "FEATURE_DELETED": FeatureBody,
        "FEATURE_ARCHIVED": FeatureBody,
    },
    "Feature groups": {
        "FEATURE_GROUP_CREATED": FeatureGroupBody,
        "FEATURE_GROUP_UPDATED": FeatureGroupBody,
        "FEATURE_GROUP_ARCHIVED": FeatureGroupBody,
        "FEATURE_GROUP_UN_ARCHIVED": FeatureGroupBody,
    },
    "Package groups": {"PACKAGE_GROUP_CREATED": PackageGroupBody, "PACKAGE_GROUP_UPDATED": PackageGroupBody},
    "Coupons": {"COUPON_CREATED": CouponBody, "COUPON_UPDATED": CouponBody, "COUPON_ARCHIVED": CouponBody},
    "Customers": {
        "CUSTOMER_CREATED": CustomerBody,
        "CUSTOMER_UPDATED": CustomerBody,
        "CUSTOMER_DELETED": CustomerBody,
        "CUSTOMER_PAYMENT_FAILED": PaymentFailedBody,
    },
    "Subscriptions": {
        "SUBSCRIPTION_CREATED": SubscriptionChangedBody,
        "SUBSCRIPTION_UPDATED": SubscriptionChangedBody,
        "SUBSCRIPTION_CANCELED": SubscriptionBody,
        "SUBSCRIPTION_EXPIRED": SubscriptionBody,
        "CREATE_SUBSCRIPTION_FAILED": CreationFailedBody,
        "SUBSCRIPTION_BILLING_MONTH_ENDS_SOON": MonthEndsSoonBody,
        "SUBSCRIPTION_SPENT_LIMIT_EXCEEDED": SpendLimitBody,
    },
    "Trials": {
        "SUBSCRIPTION_TRIAL_STARTED": SubscriptionChangedBody,
        "SUBSCRIPTION_TRIAL_ENDS_SOON": SubscriptionBody,
        "SUBSCRIPTION_TRIAL_EXPIRED": SubscriptionBody,
        "SUBSCRIPTION_TRIAL_CONVERTED": TrialConvertedBody,
    },
    "Usage": {"MEASUREMENT_REPORTED": MeasurementBody},
    "Entitlements": {
        "ENTITLEMENTS_UPDATED": EntitlementsBody,
        "ENTITLEMENT_USAGE_EXCEEDED": UsageExceededBody,
    },
    "Promotional entitlements": {
        "PROMOTIONAL_ENTITLEMENT_GRANTED": PromotionBody,
        "PROMOTIONAL_ENTITLEMENT_UPDATED": PromotionBody,
        "PROMOTIONAL_ENTITLEMENT_REVOKED": PromotionBody,
        "PROMOTIONAL_ENTITLEMENT_EXPIRED": PromotionBody,
        "PROMOTIONAL_ENTITLEMENT_ENDS_SOON": PromotionBody,
    },
    "Credit types": {
        "CUSTOM_CURRENCY_CREATED": CreditTypeBody,
        "CUSTOM_CURRENCY_UPDATED": CreditTypeBody,
        "CUSTOM_CURRENCY_ARCHIVED": CreditTypeBody,
        "CUSTOM_CURRENCY_UNARCHIVED": CreditTypeBody,
    },
    "Credit grants": {
        "CREDIT_GRANT_CREATED": CreditGrantBody,
        "CREDIT_GRANT_UPDATED": CreditGrantBody,
        "CREDIT_GRANT_BALANCE_LOW": CreditGrantLowBody,
        "CREDIT_GRANT_DEPLETED": CreditGrantBody,
        "CREDIT_GRANT_EXPIRED": CreditGrantBody,
        "CREDIT_GRANT_VOIDED": CreditGrantBody,
    },
    "Credit balance": {"CREDIT_BALANCE_LOW": CreditBalanceLowBody, "CREDIT_BALANCE_DEPLETED": CreditBalanceBody},
    "Credit auto-recharge": {
        "AUTOMATIC_RECHARGE_OPERATION_ATTEMPTED": RechargeAttemptedBody,
        "AUTOMATIC_RECHARGE_CONFIGURATION_CHANGED": RechargeChangedBody,
        "CREDITS_AUTOMATIC_RECHARGE_LIMIT_EXCEEDED": RechargeLimitBody,
    },
    "Integrations": {"SYNC_FAILED": SyncFailedBody, "DATA_EXPORT_SYNC_FAILED": DataExportFailedBody},
}
"""By family and published type, what the bodies tell; what each is called on the wire is in `published.py`."""

BODIES: dict[str, type[Body]] = {name: kind for family in FAMILIES.values() for name, kind in family.items()}


def body_of(event: RecordedEvent, directory: Directory) -> dict[str, Any]:
    """Return the body of an event as it leaves; raises `KeyError` for a type that nobody hears of.

    The event is whole: what came over the bus without its payload is read back first, by `whole_event`.
    """
    return BODIES[event.type].telling(event, directory).model_dump(mode="json", by_alias=True)
