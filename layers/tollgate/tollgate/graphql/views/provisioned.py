"""What provisioning brought about, as GraphQL shows it: with everything the customer may use from now on."""

from tollgate.customers.customer import Customer
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.customers import CustomerView, SubscriptionView
from tollgate.graphql.views.entitlements import (
    CreditEntitlementView,
    EntitlementsStateView,
    EntitlementView,
    FeatureEntitlementView,
)
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.journey import SubscriptionDecision
from tollgate.subscriptions.provision_subscription import Provisioned
from tollgate.subscriptions.subscription import Subscription


class ProvisionedSubscriptionView:
    """`ProvisionSubscriptionResult`. `id` is the one to ask for the subscription by."""

    def __init__(self, outcome: Provisioned, request: ProvisionRequest, loader: Loader) -> None:
        checkout = outcome.checkout
        self.id, self.status, self.is_scheduled = outcome.id, outcome.status, outcome.is_scheduled
        self.checkout_url = checkout.url if checkout is not None else None
        self.checkout_billing_id = checkout.billing_id if checkout is not None else None
        held = outcome.subscription
        self.subscription = SubscriptionView(held, loader) if held is not None else None
        self._owner, self._loader = (request.customer_id, request.resource_id), loader

    @property
    def entitlements(self) -> list[EntitlementView]:
        return EntitlementsStateView(self._loader.entitlements.get(self._owner), self._loader).entitlements

    @property
    def entitlements_v2(self) -> list[FeatureEntitlementView | CreditEntitlementView]:
        return EntitlementsStateView(self._loader.entitlements.get(self._owner), self._loader).entitlements_v2


class ProvisionedCustomerView:
    """`ProvisionedCustomer`."""

    def __init__(
        self, customer: Customer, provisioned: Subscription | None, decision: SubscriptionDecision, loader: Loader
    ) -> None:
        self.customer = CustomerView(customer, loader)
        self.subscription = SubscriptionView(provisioned, loader) if provisioned is not None else None
        self.subscription_decision_strategy = decision
        resource_id = provisioned.resource_id if provisioned is not None else None
        self._owner, self._loader = (customer.id, resource_id), loader

    @property
    def entitlements(self) -> list[EntitlementView]:
        return EntitlementsStateView(self._loader.entitlements.get(self._owner), self._loader).entitlements

    @property
    def entitlements_v2(self) -> list[FeatureEntitlementView | CreditEntitlementView]:
        return EntitlementsStateView(self._loader.entitlements.get(self._owner), self._loader).entitlements_v2
