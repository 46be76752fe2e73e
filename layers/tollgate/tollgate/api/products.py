"""Products on the wire."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field

from tollgate.api.wire import (
    CreatedAtQuery,
    Description,
    Flag,
    Metadata,
    Text,
    Unsupported,
    refuse_unsupported,
    sent,
    split_commas,
)
from tollgate.catalog.create_product import CreateProductRequest
from tollgate.catalog.duplicate_product import DuplicateProductRequest
from tollgate.catalog.filters import ProductFilters
from tollgate.catalog.product import Product, ProductStatus, UsageResetCutoff
from tollgate.catalog.product_settings import (
    ProductSettings,
    SubscriptionCancellationTime,
    SubscriptionEndSetup,
    SubscriptionStartSetup,
)
from tollgate.catalog.update_product import UpdateProductRequest
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope


class CreateProductBody(Value):
    """What a new product is to be."""

    id: str
    display_name: Text
    description: Description | None = None
    metadata: Metadata | None = None
    multiple_subscriptions: Flag = False
    product_settings: Unsupported = None
    usage_reset_cutoff_rule: Unsupported = None

    def to_request(self, scope: Scope) -> CreateProductRequest:
        """Return the domain's request; raises `UnsupportedParameter` for what only a change takes."""
        refuse_unsupported(self)
        return CreateProductRequest(scope=scope, **sent(self, but={"product_settings", "usage_reset_cutoff_rule"}))


class UsageResetCutoffRule(Value):
    """Whether usage that resets starts from zero at a change of plan."""

    behavior: UsageResetCutoff


class ProductSettingsBody(Value):
    """What happens at the turns of a customer's journey, as a whole: what is left out is cleared."""

    subscription_start_setup: SubscriptionStartSetup
    subscription_start_plan_id: str | None = None
    subscription_cancellation_time: SubscriptionCancellationTime
    subscription_end_setup: SubscriptionEndSetup
    downgrade_plan_id: str | None = None
    prorate_at_end_of_billing_period: Flag | None = None

    def to_settings(self) -> ProductSettings:
        """Return the domain's settings; they do not say when a downgrade happens."""
        return ProductSettings(**self.model_dump())


class UpdateProductBody(Value):
    """What is to change of a product: fields that are left out stay, null clears."""

    display_name: Text = Field(default_factory=str)
    description: Description | None = None
    metadata: Metadata | None = None
    multiple_subscriptions: Flag = Field(default_factory=bool)
    product_settings: ProductSettingsBody = Field(
        default_factory=lambda: ProductSettingsBody.model_validate(ProductSettings(), from_attributes=True)
    )
    usage_reset_cutoff_rule: UsageResetCutoffRule = Field(
        default_factory=lambda: UsageResetCutoffRule(behavior=UsageResetCutoff.ALWAYS_RESET)
    )

    def to_request(self, scope: Scope, product_id: str) -> UpdateProductRequest:
        """Return the domain's request."""
        fields = sent(self, but={"product_settings", "usage_reset_cutoff_rule"})
        if "product_settings" in self.model_fields_set:
            fields["product_settings"] = self.product_settings.to_settings()
        if "usage_reset_cutoff_rule" in self.model_fields_set:
            fields["usage_reset_cutoff"] = self.usage_reset_cutoff_rule.behavior
        return UpdateProductRequest(scope=scope, id=product_id, **fields)


class DuplicateProductBody(Value):
    """How the copy of a product is called; what is left out it takes from the original, null clears."""

    target_id: str
    display_name: Text = Field(default_factory=str)
    description: Description | None = None

    def to_request(self, scope: Scope, product_id: str) -> DuplicateProductRequest:
        """Return the domain's request."""
        return DuplicateProductRequest(scope=scope, id=product_id, **sent(self))


class ProductSettingsView(Value):
    """What happens at the turns of a customer's journey."""

    subscription_start_setup: SubscriptionStartSetup
    subscription_start_plan_id: str | None
    subscription_cancellation_time: SubscriptionCancellationTime
    subscription_end_setup: SubscriptionEndSetup
    downgrade_plan_id: str | None
    prorate_at_end_of_billing_period: bool | None


class ProductView(Value):
    """A product as the contract shows it."""

    id: str
    display_name: str
    description: str | None
    metadata: dict[str, str]
    multiple_subscriptions: bool
    status: ProductStatus
    product_settings: ProductSettingsView
    usage_reset_cutoff_rule: UsageResetCutoffRule
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, product: Product) -> Self:
        """Return the view of a product."""
        rule = UsageResetCutoffRule(behavior=product.usage_reset_cutoff)
        return cls(usage_reset_cutoff_rule=rule, **product.model_dump())


class ProductListQuery(CreatedAtQuery):
    """Which products are listed."""

    id: str | None = None
    status: Annotated[list[ProductStatus] | None, BeforeValidator(split_commas)] = None

    def to_filters(self) -> ProductFilters:
        """Return the domain's filters."""
        statuses = tuple(self.status) if self.status else None
        return ProductFilters(id=self.id, statuses=statuses, created_at=self.created_at)
