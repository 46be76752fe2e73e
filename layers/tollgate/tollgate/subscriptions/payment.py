"""What stands between a paid subscription and its beginning: a way to pay."""

from tollgate.billing.checkout import Checkout
from tollgate.billing.invoice import BillingReason
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.charging import Charging
from tollgate.subscriptions.errors import CheckoutFailed, CheckoutNotSupported
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.status import PaymentCollectionMethod, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription


def needs_checkout(
    request: ProvisionRequest, begun: Subscription, former: Subscription | None, life: Lifecycle
) -> Checkout | None:
    """Return where the payer pays before the subscription begins, None where it begins without.

    Only a vendor takes payments. Raises `CheckoutFailed` where there is no payment method and no way to check out was
    given, and `CheckoutNotSupported` in the place of a subscription that is paid for already.
    """
    charging = Charging(request.scope, life)
    is_charged = begun.payment_collection_method in {None, PaymentCollectionMethod.CHARGE}
    is_asked = life.is_collected and life.billing.is_vendor
    if not is_asked or not is_charged or begun.status is not SubscriptionStatus.ACTIVE:
        return None
    if charging.sold(begun) is None:
        return None
    if life.billing.has_payment_method(request.scope, begun.payer_id):
        return None
    if request.checkout_options is None:
        message = f"{begun.payer_id} has no payment method: attach one, or name checkoutOptions"
        raise CheckoutFailed(message, field="checkoutOptions")
    if former is not None and charging.sold(former) is not None:
        message = f"{former.id} is paid for; it is changed without a checkout"
        raise CheckoutNotSupported(message, field="checkoutOptions")
    at = begun.updated_at
    order = charging.order(begun, charging.first(begun, at=at), reason=BillingReason.SUBSCRIPTION_CREATION, at=at)
    return life.billing.checkout(request.scope, order, request.checkout_options)


def can_be_charged(subscription: Subscription, life: Lifecycle, charging: Charging) -> bool:
    """Tell whether a trial may turn into a paid subscription by itself."""
    is_charged = subscription.payment_collection_method in {None, PaymentCollectionMethod.CHARGE}
    if not life.billing.is_vendor or not is_charged or charging.sold(subscription) is None:
        return True
    return life.billing.has_payment_method(charging.scope, subscription.payer_id)
