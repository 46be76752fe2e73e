"""What mutations of customers are given."""

from tollgate.api.wire import Metadata, Text, Unsupported, refuse_unsupported
from tollgate.customers.provision_customer import ProvisionCustomerRequest
from tollgate.graphql.inputs.subscriptions import AgreementInput
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class BillingInformationInput(Value):
    """`CustomerBillingInfo`. What only a billing provider can use is refused: there is none."""

    currency: str | None = None
    language: Text | None = None
    timezone: Text | None = None
    billing_address: Unsupported = None
    customer_name: Unsupported = None
    integration_id: Unsupported = None
    invoice_custom_fields: Unsupported = None
    metadata: Unsupported = None
    payment_method_id: Unsupported = None
    shipping_address: Unsupported = None
    tax_ids: Unsupported = None


class ProvisionCustomerInput(Value):
    """`ProvisionCustomerInput`. `refId` is an older name of the id."""

    customer_id: str | None = None
    ref_id: str | None = None
    name: Text | None = None
    email: Text | None = None
    billing_id: Text | None = None
    billing_information: BillingInformationInput | None = None
    additional_meta_data: Metadata | None = None
    subscription_params: AgreementInput | None = None
    test_clock_id: str | None = None
    aws_marketplace_customer_id: Unsupported = None
    coupon_ref_id: Unsupported = None
    created_at: Unsupported = None
    crm_id: Unsupported = None
    exclude_from_experiment: Unsupported = None
    salesforce_id: Unsupported = None
    should_sync_free: Unsupported = None

    def to_request(self, scope: Scope) -> ProvisionCustomerRequest:
        """Return the domain's request."""
        refuse_unsupported(self)
        billing = self.billing_information or BillingInformationInput()
        refuse_unsupported(billing, prefix="billingInformation.")
        return ProvisionCustomerRequest(
            scope=scope,
            id=self.customer_id or self.ref_id,
            name=self.name,
            email=self.email,
            billing_id=self.billing_id,
            billing_currency=Currency(billing.currency.lower()) if billing.currency is not None else None,
            language=billing.language,
            timezone=billing.timezone,
            metadata=self.additional_meta_data or {},
            test_clock_id=self.test_clock_id,
        )
