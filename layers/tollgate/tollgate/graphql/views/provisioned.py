"""What provisioning brought about, as GraphQL shows it: with everything the customer may use from now on."""

from tollgate.customers.customer import Customer
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.customers import CustomerView, SubscriptionView
from tollgate.graphql.views.entitlements import EntitlementsStateView, EntitlementView, FeatureEntitlementView
from tollgate.subscriptions.journey import SubscriptionDecision
from tollgate.subscriptions.subscription import Subscription


class ProvisionedSubscriptionView:
    """`ProvisionSubscriptionResult`. `id` is the one to ask for the subscription by; there is no checkout."""

    status = "SUCCESS"
    is_scheduled = False
    checkout_url = None
    checkout_billing_id = None

    def __init__(self, subscription: Subscription, loader: Loader) -> None:
        self.id = subscription.id
        self.subscription = SubscriptionView(subscription, loader)
        self._owner, self._loader = (subscription.customer_id, subscription.resource_id), loader

    @property
    def entitlements(self) -> list[EntitlementView]:
        return EntitlementsStateView(self._loader.entitlements.get(self._owner)).entitlements

    @property
    def entitlements_v2(self) -> list[FeatureEntitlementView]:
        return EntitlementsStateView(self._loader.entitlements.get(self._owner)).entitlements_v2


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
        return EntitlementsStateView(self._loader.entitlements.get(self._owner)).entitlements

    @property
    def entitlements_v2(self) -> list[FeatureEntitlementView]:
        return EntitlementsStateView(self._loader.entitlements.get(self._owner)).entitlements_v2
