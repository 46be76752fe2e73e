"""A link from a customer to the entity that stands for it in a vendor's system."""

from datetime import datetime
from enum import StrEnum

from tollgate.shared.entity import Instant, Value


class VendorIdentifier(StrEnum):
    """Whose system it is."""

    AUTH0 = "AUTH0"
    ZUORA = "ZUORA"
    STRIPE = "STRIPE"
    HUBSPOT = "HUBSPOT"
    AWS_MARKETPLACE = "AWS_MARKETPLACE"
    SNOWFLAKE = "SNOWFLAKE"
    SALESFORCE = "SALESFORCE"
    BIG_QUERY = "BIG_QUERY"
    OPEN_FGA = "OPEN_FGA"
    APP_STORE = "APP_STORE"
    RECEIVED = "RECEIVED"
    PREQUEL = "PREQUEL"
    AIRWALLEX = "AIRWALLEX"
    STRIPE_INVOICING = "STRIPE_INVOICING"


LINKING_VENDORS = frozenset(
    (VendorIdentifier.STRIPE, VendorIdentifier.ZUORA, VendorIdentifier.HUBSPOT, VendorIdentifier.AWS_MARKETPLACE)
)
"""Vendors that know customers: the others have no entity a customer could be linked to."""


class RequestedLink(Value):
    """A link as callers ask for it."""

    id: str
    vendor_identifier: VendorIdentifier
    synced_entity_id: str | None = None

    def made(self, *, at: datetime) -> "IntegrationLink":
        """Return the link as it is made at an instant."""
        return IntegrationLink(
            id=self.id,
            vendor_identifier=self.vendor_identifier,
            synced_entity_id=self.synced_entity_id,
            linked_at=at,
        )


class IntegrationLink(Value):
    """One customer's link through one integration; `id` is the integration's.

    `synced_entity_id` is the customer's id in the vendor's system, None as long as it has none there.
    """

    id: str
    vendor_identifier: VendorIdentifier
    synced_entity_id: str | None = None
    linked_at: Instant

    @property
    def entity(self) -> tuple[str, str] | None:
        """Return what the link stands for: an entity of an integration. None as long as there is none."""
        return (self.id, self.synced_entity_id) if self.synced_entity_id is not None else None
