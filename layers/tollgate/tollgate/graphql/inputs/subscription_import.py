"""What imports of subscriptions are given."""

from datetime import datetime
from decimal import Decimal

from tollgate.api.wire import Metadata, Text, Unsupported, refuse_unsupported
from tollgate.catalog.create_package_entitlements import NewEntitlement
from tollgate.graphql.inputs.package_entitlements import NewEntitlementInput
from tollgate.graphql.inputs.subscription_terms import OlderEntitlementInput, agreed_entitlements
from tollgate.shared.entity import Value
from tollgate.shared.period import BillingPeriod
from tollgate.subscriptions.imported_subscription import ImportedSubscription
from tollgate.subscriptions.terms import AddonWish, ChargeType, Quantity


class ImportedAddonInput(Value):
    """`SubscriptionAddonInput`; without a quantity it is one."""

    addon_id: str
    quantity: int = 1


class ImportedFeatureInput(Value):
    """`BillableFeatureInput`."""

    feature_id: str
    quantity: Decimal


class ImportedChargeInput(Value):
    """`ChargeInput`."""

    id: str
    quantity: Decimal
    type: ChargeType


class ImportSubscriptionInput(Value):
    """`ImportSubscriptionInput`. `billableFeatures` are charges in older words."""

    subscription_id: Text | None = None
    customer_id: Text
    plan_id: Text
    resource_id: Text | None = None
    billing_period: BillingPeriod | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    addons: list[ImportedAddonInput] | None = None
    charges: list[ImportedChargeInput] | None = None
    billable_features: list[ImportedFeatureInput] | None = None
    unit_quantity: Decimal | None = None
    billing_id: Text | None = None
    salesforce_id: Text | None = None
    additional_meta_data: Metadata | None = None
    updated_at: datetime | None = None
    entitlements: tuple[NewEntitlementInput, ...] | None = None
    subscription_entitlements: tuple[OlderEntitlementInput, ...] | None = None

    def to_value(self, *, prefix: str = "") -> ImportedSubscription:
        """Return the domain's value; `prefix` is where it was sent."""
        addons = [AddonWish(id=each.addon_id, quantity=each.quantity) for each in self.addons or ()]
        return ImportedSubscription(
            id=self.subscription_id,
            customer_id=self.customer_id,
            plan_id=self.plan_id,
            resource_id=self.resource_id,
            billing_period=self.billing_period,
            start_date=self.start_date,
            end_date=self.end_date,
            addons=tuple(addons) if self.addons is not None else None,
            quantities=self._quantities(),
            unit_quantity=self.unit_quantity,
            entitlements=self._entitlements(prefix),
            billing_id=self.billing_id,
            salesforce_id=self.salesforce_id,
            metadata=self.additional_meta_data,
            updated_at=self.updated_at,
        )

    def _quantities(self) -> tuple[Quantity, ...] | None:
        if self.charges is None and self.billable_features is None:
            return None
        charges = (Quantity(type=each.type, id=each.id, quantity=each.quantity) for each in self.charges or ())
        older = (Quantity(id=each.feature_id, quantity=each.quantity) for each in self.billable_features or ())
        return (*charges, *older)

    def _entitlements(self, prefix: str) -> tuple[NewEntitlement, ...] | None:
        if self.entitlements is None and self.subscription_entitlements is None:
            return None
        return agreed_entitlements(self.entitlements or (), self.subscription_entitlements or (), prefix=prefix)


class ImportSubscriptionsBulkInput(Value):
    """`ImportSubscriptionsBulkInput`."""

    subscriptions: list[ImportSubscriptionInput]
    integration_id: Unsupported = None

    def to_values(self) -> list[ImportedSubscription]:
        """Return the domain's values."""
        refuse_unsupported(self)
        return [each.to_value(prefix=f"subscriptions[{index}].") for index, each in enumerate(self.subscriptions)]
