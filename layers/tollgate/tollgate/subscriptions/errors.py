"""What the subscriptions area refuses."""

from tollgate.shared.errors import Conflict, InvalidInput, NotFound
from tollgate.subscriptions.status import SubscriptionStatus


class SubscriptionNotFound(NotFound):
    """No subscription has this id."""

    code = "SubscriptionNotFound"

    @classmethod
    def of(cls, subscription_id: str) -> "SubscriptionNotFound":
        """Return the error for this id."""
        return cls(f"There is no subscription with the id {subscription_id}", refId=subscription_id)

    @classmethod
    def at(cls, customer_id: str, resource_id: str) -> "SubscriptionNotFound":
        """Return the error for a resource of a customer that has none."""
        return cls(f"The resource {resource_id} of {customer_id} has no subscription that goes on", refId=resource_id)


class SubscriptionAlreadyEnded(Conflict):
    """The subscription is cancelled or expired, which is final."""

    code = "SubscriptionAlreadyCanceledOrExpired"

    @classmethod
    def named(cls, subscription_id: str, status: SubscriptionStatus) -> "SubscriptionAlreadyEnded":
        """Return the error for a subscription in a final state."""
        message = f"The subscription {subscription_id} has ended; provision a new one"
        return cls(message, refId=subscription_id, status=status.value)


class InvalidSubscriptionStatus(InvalidInput):
    """The subscription is in another state than the operation is for."""

    code = "InvalidSubscriptionStatus"

    @classmethod
    def named(cls, subscription_id: str, status: SubscriptionStatus | None) -> "InvalidSubscriptionStatus":
        """Return the error for a subscription in this state."""
        state = status.value if status is not None else "not there yet"
        return cls(f"The subscription {subscription_id} is {state}, which rules this out", refId=subscription_id)


class BillingPeriodMissing(InvalidInput):
    """A paid plan is sold by the month or by the year, and the request does not say which."""

    code = "BillingPeriodMissingError"


class DueWorkStands(Conflict):
    """Something that fell due was done, and is due at the same instant as before."""

    @classmethod
    def of(cls, customer_id: str, subscription_id: str | None) -> "DueWorkStands":
        """Return the error for what a customer has."""
        about = f"the subscription {subscription_id}" if subscription_id is not None else "the customer's archiving"
        return cls(f"What falls due of {customer_id} does not move on: {about}", refId=subscription_id or customer_id)


class SubscriptionWithoutAccess(Conflict):
    """The subscription goes on, and the access item of its customer or resource does not hold it."""

    @classmethod
    def named(cls, subscription_id: str) -> "SubscriptionWithoutAccess":
        """Return the error for this subscription."""
        return cls(f"The subscription {subscription_id} gives no access; cancel it and provision a new one")


class DoesNotHaveBillingPeriod(InvalidInput):
    """The subscription has no billing period, so that nothing can happen at its end."""

    code = "SubscriptionDoesNotHaveBillingPeriod"


class InvalidCancellationDate(InvalidInput):
    """A cancellation takes place in the future."""

    code = "InvalidCancellationDate"


class FutureUpdateNotFound(NotFound):
    """Nothing waits that could be called off."""

    code = "FutureUpdateNotFound"

    @classmethod
    def of(cls, subscription_id: str, status: str) -> "FutureUpdateNotFound":
        """Return the error for a subscription and the status that was looked for."""
        message = f"No change of the subscription {subscription_id} is {status}"
        return cls(message, externalId=subscription_id, status=status)


class TooManySubscriptions(Conflict):
    """The slot is taken by another subscription."""

    code = "TooManySubscriptionsPerCustomer"


class PayerIsFixed(InvalidInput):
    """Who pays is agreed at the beginning; another one takes over by delegation only."""

    code = "ChangingPayingCustomerIsNotSupportedError"

    @classmethod
    def at(cls, present_id: str, asked_id: str) -> "PayerIsFixed":
        """Return the error for who pays and who was asked for."""
        message = f"{present_id} pays for the subscription; delegate it, or leave payingCustomerId out"
        ids = {"currentPayingCustomerId": present_id, "newPayingCustomerId": asked_id}
        return cls(message, field="payingCustomerId", **ids)


class CheckoutFailed(InvalidInput):
    """Something has to be paid, there is no payment method, and no way to check out was given."""

    code = "FailedToCreateCheckoutSessionError"


class CheckoutNotSupported(InvalidInput):
    """A checkout is for new subscriptions; one that is paid for already is changed without."""

    code = "CheckoutIsNotSupported"


class IncompatibleAddon(InvalidInput):
    """The plan does not go with the add-on."""

    code = "IncompatibleSubscriptionAddon"


class AddonQuantityExceeded(InvalidInput):
    """A subscription holds so many of an add-on at most."""

    code = "AddonQuantityExceedsLimitError"


class AddonDependencyMissing(InvalidInput):
    """The add-on needs another one beside it."""

    code = "AddonDependencyMissingError"


class DuplicateAddon(InvalidInput):
    """An add-on is named once, with its quantity."""

    code = "DuplicateAddonProvisionedError"


class PromotionCodeNotFound(NotFound):
    """The billing provider knows no such promotion code; the built-in one has none."""

    code = "PromotionCodeNotFound"

    @classmethod
    def of(cls, promotion_code: str) -> "PromotionCodeNotFound":
        """Return the error for this code."""
        message = f"There is no promotion code {promotion_code}; apply a coupon by its couponId"
        return cls(message, field="appliedCoupon.promotionCode")


class SubscriptionOnLatestVersion(Conflict):
    """The subscription is sold and grants what the latest versions say already."""

    code = "SubscriptionAlreadyOnLatestPlanError"


class MigrationScheduled(Conflict):
    """The subscription is to be moved to the latest versions already."""

    code = "ScheduledMigrationAlreadyExistsError"


class CannotSchedule(InvalidInput):
    """A change waits for the end of a billing period, and the subscription has none."""

    code = "SchedulingAtEndOfBillingPeriod"
