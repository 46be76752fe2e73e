"""A subscription as an import tells of it."""

from datetime import datetime

from tollgate.catalog.create_package_entitlements import NewEntitlement
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.period import BillingPeriod
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AddonWish, BillingInformation, Quantity


class ImportedSubscription(Value):
    """What a customer has elsewhere. What is None is not told.

    `updated_at` is when it last changed there; None: it is newer than anything that is known of it.
    """

    id: str | None = None
    customer_id: str
    plan_id: str
    resource_id: str | None = None
    billing_period: BillingPeriod | None = None
    start_date: Instant | None = None
    end_date: Instant | None = None
    addons: tuple[AddonWish, ...] | None = None
    quantities: tuple[Quantity, ...] | None = None
    unit_quantity: Amount | None = None
    entitlements: tuple[NewEntitlement, ...] | None = None
    billing_id: str | None = None
    salesforce_id: str | None = None
    metadata: dict[str, str] | None = None
    updated_at: Instant | None = None

    @property
    def name(self) -> str:
        """Return what the task calls it: its id, or its customer and plan where it has none."""
        return self.id or f"{self.customer_id}/{self.plan_id}"

    def is_older_than(self, held: Subscription) -> bool:
        """Tell whether something newer is known of a subscription."""
        return self.updated_at is not None and held.updated_at > self.updated_at

    def to_request(self, scope: Scope, *, now: datetime) -> ProvisionRequest:
        """Return the provisioning that it comes to: one that began in the past is charged from its next period on."""
        told = {name: value for name in type(self).model_fields if (value := getattr(self, name)) is not None}
        told.pop("updated_at", None)
        is_backdated = self.start_date is not None and self.start_date <= now
        billing = BillingInformation(is_backdated=is_backdated)
        return ProvisionRequest(scope=scope, skips_trial=True, billing_information=billing, **told)
