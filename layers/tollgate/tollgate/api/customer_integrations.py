"""A customer's links to vendors' systems on the wire."""

from typing import Annotated, Self

from pydantic import BeforeValidator

from tollgate.api.wire import ListQuery, Text, split_commas
from tollgate.customers.integration import IntegrationLink, RequestedLink, VendorIdentifier
from tollgate.customers.link_integration import LinkRequest
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class IntegrationBody(Value):
    """A link as a customer is sent with it; `id` is the integration's."""

    id: Text
    vendor_identifier: VendorIdentifier
    synced_entity_id: Text | None = None

    def to_value(self) -> RequestedLink:
        """Return the domain's value."""
        return RequestedLink.model_validate(self.model_dump())


class LinkBody(IntegrationBody):
    """A new link, to an entity that the vendor has already."""

    synced_entity_id: Text

    def to_request(self, scope: Scope, customer_id: str) -> LinkRequest:
        """Return the domain's request."""
        return LinkRequest(scope=scope, customer_id=customer_id, link=self.to_value())


class UpdateLinkBody(Value):
    """What the link leads to from now on; null says that the vendor has no entity of the customer yet."""

    synced_entity_id: Text | None


class IntegrationView(Value):
    """A link as a customer is shown with it."""

    id: str
    vendor_identifier: VendorIdentifier
    synced_entity_id: str | None

    @classmethod
    def of(cls, link: IntegrationLink) -> Self:
        """Return the view of a link."""
        return cls.model_validate(link.model_dump())


class SyncDataView(Value):
    """What a vendor said of an entity when it was last synchronised."""

    billing_id: str
    billing_link_url: str
    price_group_package_billing_id: str
    dimensions: str


class LinkView(IntegrationView):
    """A link by itself. Nothing is synchronised with a vendor by this product yet."""

    sync_data: SyncDataView | None = None


class IntegrationListQuery(ListQuery):
    """Which of a customer's links are listed."""

    vendor_identifier: Annotated[list[VendorIdentifier] | None, BeforeValidator(split_commas)] = None
