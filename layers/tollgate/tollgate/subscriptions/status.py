"""Where a subscription stands, why it ended, and how its payments are collected."""

from enum import StrEnum


class SubscriptionStatus(StrEnum):
    """Where a subscription is in its life; CANCELED and EXPIRED are final."""

    PAYMENT_PENDING = "PAYMENT_PENDING"
    NOT_STARTED = "NOT_STARTED"
    IN_TRIAL = "IN_TRIAL"
    ACTIVE = "ACTIVE"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing can happen to the subscription any more."""
        return self in {SubscriptionStatus.CANCELED, SubscriptionStatus.EXPIRED}

    @property
    def is_live(self) -> bool:
        """Tell whether the subscription gives access."""
        return self in {SubscriptionStatus.ACTIVE, SubscriptionStatus.IN_TRIAL}


class CancelReason(StrEnum):
    """Why a subscription ended; the mixed spelling is the contract's."""

    UPGRADE_OR_DOWNGRADE = "UPGRADE_OR_DOWNGRADE"
    CANCELLED_BY_BILLING = "CANCELLED_BY_BILLING"
    EXPIRED = "EXPIRED"
    DETACH_BILLING = "DETACH_BILLING"
    TRIAL_ENDED = "TRIAL_ENDED"
    IMMEDIATE = "Immediate"
    TRIAL_CONVERTED = "TRIAL_CONVERTED"
    PENDING_PAYMENT_EXPIRED = "PENDING_PAYMENT_EXPIRED"
    SCHEDULED_CANCELLATION = "ScheduledCancellation"
    CUSTOMER_ARCHIVED = "CustomerArchived"
    AUTO_CANCELLATION_RULE = "AutoCancellationRule"


class PaymentCollection(StrEnum):
    """How the collection of the latest payment stands."""

    NOT_REQUIRED = "NOT_REQUIRED"
    PROCESSING = "PROCESSING"
    FAILED = "FAILED"
    ACTION_REQUIRED = "ACTION_REQUIRED"


class PaymentCollectionMethod(StrEnum):
    """How payments are collected: charged, by invoice, or not at all."""

    CHARGE = "CHARGE"
    INVOICE = "INVOICE"
    NONE = "NONE"


class ScheduleStrategy(StrEnum):
    """When a change takes effect."""

    END_OF_BILLING_PERIOD = "END_OF_BILLING_PERIOD"
    END_OF_BILLING_MONTH = "END_OF_BILLING_MONTH"
    IMMEDIATE = "IMMEDIATE"


class CancellationAction(StrEnum):
    """What follows a cancellation: what the product says, or nothing."""

    DEFAULT = "DEFAULT"
    REVOKE_ENTITLEMENTS = "REVOKE_ENTITLEMENTS"
