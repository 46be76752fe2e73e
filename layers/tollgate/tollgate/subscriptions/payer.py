"""Who pays for a subscription: its customer, or another one that is named at the beginning or delegated to later."""

from tollgate.catalog.package import PricingType
from tollgate.customers.errors import CustomerNotFound
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.errors import PayerIsFixed
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.subscription import Subscription


def check_payer(scope: Scope, payer_id: str, life: Lifecycle) -> None:
    """Raise `CustomerNotFound` where the customer that is to pay for another does not exist, or is archived.

    Archiving a customer looks at what it pays for: its access item decides which of the two came first.
    """
    access = life.access.find(scope, payer_id)
    if access is None or access.is_archived:
        raise CustomerNotFound.of(payer_id)
    life.access.save(scope, access)


def with_payer(request: ProvisionRequest, present: Subscription | None) -> ProvisionRequest:
    """Return the request for what follows a paid subscription, or changes it: who paid goes on to pay.

    Raises `PayerIsFixed` where another one is named.
    """
    if present is None or present.pricing_type is not PricingType.PAID:
        return request
    asked = request.paying_customer_id
    if asked is not None and asked != present.payer_id:
        raise PayerIsFixed.at(present.payer_id, asked)
    return request.but(paying_customer_id=present.paying_customer_id)
