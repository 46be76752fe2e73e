"""What mutations of customers are given."""

from datetime import datetime
from typing import Any

from tollgate.api.customers import CouponId
from tollgate.api.wire import Flag, Metadata, Text, sent
from tollgate.customers.passthrough import Passthrough
from tollgate.customers.provision_customer import ProvisionCustomerRequest
from tollgate.customers.update_customer import UpdateCustomerRequest
from tollgate.graphql.inputs.customer_billing import BillingInformationInput
from tollgate.graphql.inputs.subscriptions import AgreementInput
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput, UnsupportedParameter
from tollgate.shared.scope import Scope

SPELLED = {"id": "customerId", "metadata": "additionalMetaData", "couponId": "couponRefId"}
"""What the domain calls otherwise than these inputs do."""
_BILLING = ("language", "timezone")
_OWN = ("name", "email", "billing_id", "aws_marketplace_customer_id", "crm_id", "salesforce_id")


def spelled(field: str) -> str:
    """Return the path at which an input has what the domain refuses a field for."""
    for own, given in (("passthrough.stripe.", "billingInformation."), *SPELLED.items()):
        if field.startswith(own):
            return given + field.removeprefix(own)
    return field


class ProvisionCustomerInput(Value):
    """`ProvisionCustomerInput`. `refId` is an older name of the id. There are no experiments to be excluded from."""

    customer_id: str | None = None
    ref_id: str | None = None
    name: Text | None = None
    email: Text | None = None
    billing_id: Text | None = None
    billing_information: BillingInformationInput | None = None
    additional_meta_data: Metadata | None = None
    subscription_params: AgreementInput | None = None
    test_clock_id: str | None = None
    aws_marketplace_customer_id: Text | None = None
    coupon_ref_id: CouponId = None
    created_at: datetime | None = None
    crm_id: Text | None = None
    exclude_from_experiment: bool | None = None
    salesforce_id: Text | None = None
    should_sync_free: Flag | None = None

    def to_request(self, scope: Scope) -> ProvisionCustomerRequest:
        """Return the domain's request; raises `UnsupportedParameter` for a sync that no provider takes."""
        if self.should_sync_free:
            raise UnsupportedParameter.named("shouldSyncFree")
        billing = (self.billing_information or BillingInformationInput()).checked()
        return ProvisionCustomerRequest(
            scope=scope,
            id=self.customer_id or self.ref_id,
            billing_currency=billing.billing_currency,
            **{name: getattr(billing, name) for name in _BILLING},
            **{name: getattr(self, name) for name in _OWN},
            passthrough=Passthrough(stripe=billing.for_provider()),
            coupon_id=self.coupon_ref_id,
            metadata=self.additional_meta_data or {},
            test_clock_id=self.test_clock_id,
            created_at=self.created_at,
        )


class UpdateCustomerInput(Value):
    """`UpdateCustomerInput`: fields that are left out stay, null clears. Nothing is synchronised that one could await.

    What `billingInformation` says for the billing provider is replaced as a whole where any of it is sent.
    """

    customer_id: str | None = None
    ref_id: str | None = None
    name: Text | None = None
    email: Text | None = None
    billing_id: Text | None = None
    billing_information: BillingInformationInput | None = None
    additional_meta_data: Metadata | None = None
    aws_marketplace_customer_id: Text | None = None
    coupon_ref_id: CouponId = None
    crm_id: Text | None = None
    salesforce_id: Text | None = None
    should_wait_sync: bool | None = None

    @property
    def named(self) -> str:
        """Return which customer is meant; raises `InvalidInput` where none is."""
        named = self.customer_id or self.ref_id
        if named is None:
            raise InvalidInput("customerId says which customer changes; send it", field="customerId")
        return named

    def to_request(self, scope: Scope, held: Passthrough | None) -> UpdateCustomerRequest:
        """Return the domain's request; `held` is the passthrough of the customer, of which other providers' stays."""
        fields: dict[str, Any] = {name: value for name, value in sent(self).items() if name in _OWN}
        if "coupon_ref_id" in self.model_fields_set:
            fields["coupon_id"] = self.coupon_ref_id
        if "additional_meta_data" in self.model_fields_set:
            fields["metadata"] = self.additional_meta_data
        billing = self.billing_information
        if billing is not None:
            fields |= {name: value for name, value in sent(billing.checked()).items() if name in _BILLING}
            if "currency" in billing.model_fields_set:
                fields["billing_currency"] = billing.billing_currency
            if billing.is_for_provider:
                fields["passthrough"] = (held or Passthrough()).but(stripe=billing.for_provider())
        return UpdateCustomerRequest(scope=scope, id=self.named, **fields)
