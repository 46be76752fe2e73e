"""A customer: who holds subscriptions and entitlements."""

from typing import Self

from tollgate.billing.payment_method import Payer, PaymentMethod
from tollgate.customers.applied_coupon import AppliedCustomerCoupon
from tollgate.customers.integration import IntegrationLink
from tollgate.customers.passthrough import Passthrough
from tollgate.shared.entity import Entity, Instant


class Customer(Entity):
    """Who holds subscriptions and entitlements. Archiving takes name, e-mail and addresses away for good.

    A `test_clock_id` names the clock that tells the customer's time; it is chosen once, at creation.
    `integrations` are its links to vendors' systems, oldest first; the ids of three vendors have fields of their own.

    `ending_from` is where the ending of an archived customer's subscriptions goes on: at the customer itself (an
    empty text) or at one of its resources, in the order of their ids. None: nothing is left to end.
    """

    id: str
    uuid: str
    name: str | None = None
    email: str | None = None
    billing_id: str | None = None
    billing_currency: str | None = None
    language: str | None = None
    timezone: str | None = None
    metadata: dict[str, str] = {}
    test_clock_id: str | None = None
    coupon: AppliedCustomerCoupon | None = None
    default_payment_method: PaymentMethod | None = None
    integrations: tuple[IntegrationLink, ...] = ()
    passthrough: Passthrough | None = None
    aws_marketplace_customer_id: str | None = None
    crm_id: str | None = None
    salesforce_id: str | None = None
    created_at: Instant
    updated_at: Instant
    archived_at: Instant | None = None
    ending_from: str | None = None

    @property
    def is_archived(self) -> bool:
        """Tell whether the customer may neither subscribe nor be seen."""
        return self.archived_at is not None

    @property
    def has_payment_method(self) -> bool:
        """Tell whether something is there that a subscription can be charged to."""
        return self.default_payment_method is not None

    @property
    def payer(self) -> Payer:
        """Return the customer as its billing provider has to know it."""
        return Payer(customer_id=self.id, billing_id=self.billing_id, name=self.name, email=self.email)

    def link(self, integration_id: str) -> IntegrationLink | None:
        """Return the link through an integration, None where there is none."""
        return next((each for each in self.integrations if each.id == integration_id), None)

    def archived(self, *, at: Instant) -> Self:
        """Return the customer as archiving leaves it: without personal data, its subscriptions still to be ended."""
        return self.but(name=None, email=None, passthrough=None, archived_at=at, updated_at=at, ending_from="")

    def unarchived(self, *, at: Instant) -> Self:
        """Return the customer as it may subscribe again."""
        return self.but(archived_at=None, updated_at=at)
