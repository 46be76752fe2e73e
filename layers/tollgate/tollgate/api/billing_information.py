"""How a subscription is billed, on the wire."""

from pydantic import Field

from tollgate.api.wire import Flag, Metadata, Number, Unsupported, Whole, refuse_unsupported, sent
from tollgate.billing.invoice import ProrationBehavior
from tollgate.shared.entity import Value
from tollgate.subscriptions.terms import BillingInformation


class AddressBody(Value):
    """Where the payer is billed; it is passed on to a vendor and not kept."""

    city: str | None = None
    country: str | None = None
    line1: str | None = None
    line2: str | None = None
    postal_code: str | None = None
    state: str | None = None


class TaxIdBody(Value):
    """A tax id of the payer; it is passed on to a vendor and not kept."""

    type: str
    value: str


class BillingInformationBody(Value):
    """How a subscription is billed. Accounts and tax rates are a vendor's, of which there is none yet."""

    billing_address: AddressBody | None = None
    tax_ids: tuple[TaxIdBody, ...] = ()
    invoice_days_until_due: Whole | None = None
    is_backdated: Flag = Field(default_factory=bool)
    is_invoice_paid: Flag = Field(default_factory=bool)
    metadata: Metadata = Field(default_factory=dict)
    proration_behavior: ProrationBehavior | None = None
    tax_percentage: Number | None = None
    coupon_id: Unsupported = None
    charge_on_behalf_of_account: Unsupported = None
    integration_id: Unsupported = None
    tax_rate_ids: Unsupported = None

    def to_information(self, path: str) -> BillingInformation:
        """Return the domain's value; raises `UnsupportedParameter` for what is a vendor's."""
        refuse_unsupported(self, prefix=path)
        kept = {name: value for name, value in sent(self).items() if name in BillingInformation.model_fields}
        return BillingInformation(**kept)
