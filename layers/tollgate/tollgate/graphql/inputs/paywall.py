"""What queries of pricing tables are given."""

from tollgate.api.wire import Unsupported, refuse_unsupported
from tollgate.catalog.entitlement import Widget
from tollgate.catalog.paywall import PaywallRequest
from tollgate.shared.entity import Value
from tollgate.shared.errors import BadUserInput, UnsupportedParameter


class GetPaywallInput(Value):
    """`GetPaywallInput`. Without a `context` the plans are those of a pricing table."""

    product_id: str | None = None
    customer_id: str | None = None
    resource_id: str | None = None
    context: Widget | None = None
    billing_country_code: str | None = None
    fetch_all_countries_prices: bool | None = None
    include_hidden_plans: bool | None = None
    offer_id: Unsupported = None

    def to_request(self) -> PaywallRequest:
        """Return the domain's request; raises `UnsupportedParameter`, and `BadUserInput` for nobody's resource."""
        refuse_unsupported(self)
        if self.resource_id is not None and self.customer_id is None:
            raise BadUserInput("A resource is a customer's; send customerId with it", field="resourceId")
        return PaywallRequest(
            product_id=self.product_id,
            widget=self.context or Widget.PAYWALL,
            billing_country_code=self.billing_country_code,
            has_all_countries=bool(self.fetch_all_countries_prices),
            has_hidden_plans=bool(self.include_hidden_plans),
        )

    def to_mock_request(self) -> PaywallRequest:
        """Return the domain's request for a table that nobody looks at."""
        for name, value in (("customerId", self.customer_id), ("resourceId", self.resource_id)):
            if value is not None:
                raise UnsupportedParameter.named(name)
        return self.to_request()
