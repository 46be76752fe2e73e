"""What mutations of products are given."""

from typing import Any

from tollgate.api.products import UsageResetCutoffRule
from tollgate.api.wire import Description, Metadata, Text
from tollgate.catalog.create_product import CreateProductRequest
from tollgate.catalog.duplicate_product import DuplicateProductRequest
from tollgate.catalog.product_settings import (
    AutoCancellationRule,
    ProductSettings,
    SubscriptionCancellationTime,
    SubscriptionEndSetup,
    SubscriptionStartSetup,
)
from tollgate.catalog.update_product import UpdateProductRequest
from tollgate.graphql.identify import plan_named, product_named
from tollgate.shared.entity import Value
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope


class ProductCreateInput(Value):
    """`ProductCreateInput`. A product without a name is shown by its id."""

    ref_id: str
    environment_id: str
    display_name: Text | None = None
    description: Description | None = None
    additional_meta_data: Metadata | None = None
    multiple_subscriptions: bool | None = None

    def to_request(self, scope: Scope) -> CreateProductRequest:
        """Return the domain's request."""
        return CreateProductRequest(
            scope=scope,
            id=self.ref_id,
            display_name=self.display_name or self.ref_id,
            description=self.description,
            metadata=self.additional_meta_data,
            multiple_subscriptions=self.multiple_subscriptions or False,
        )


class CreateOneProductInput(Value):
    """`CreateOneProductInput`."""

    product: ProductCreateInput


class ProductSettingsInput(Value):
    """`ProductSettingsInput`: the settings as a whole; what is left out is cleared."""

    subscription_start_setup: SubscriptionStartSetup
    subscription_start_plan_id: str | None = None
    subscription_cancellation_time: SubscriptionCancellationTime
    subscription_end_setup: SubscriptionEndSetup
    downgrade_plan_id: str | None = None
    prorate_at_end_of_billing_period: bool | None = None
    downgrade_at_end_of_billing_period: str | None = None

    def to_settings(self, scope: Scope) -> ProductSettings:
        """Return the domain's settings, plans by their public ids."""
        named = {name: getattr(self, name) for name in ("subscription_start_plan_id", "downgrade_plan_id")}
        plan_ids = {name: plan_named(scope, plan) if plan is not None else None for name, plan in named.items()}
        at_period_end = _boolean(self.downgrade_at_end_of_billing_period)
        return ProductSettings(
            **self.model_dump(exclude={*named, "downgrade_at_end_of_billing_period"}),
            **plan_ids,
            downgrade_at_end_of_billing_period=at_period_end,
        )


class AutoCancellationRuleInput(Value):
    """`AutoCancellationRuleInput`."""

    source_plan_id: str
    target_plan_id: str

    def to_rule(self, scope: Scope) -> AutoCancellationRule:
        """Return the domain's rule, plans by their public ids."""
        return AutoCancellationRule(
            source_plan_id=plan_named(scope, self.source_plan_id),
            target_plan_id=plan_named(scope, self.target_plan_id),
        )


class ProductUpdateInput(Value):
    """`ProductUpdateInput`: null clears the description and the metadata, and leaves everything else as it is."""

    display_name: Text | None = None
    description: Description | None = None
    additional_meta_data: Metadata | None = None
    multiple_subscriptions: bool | None = None
    product_settings: ProductSettingsInput | None = None
    usage_reset_cutoff_rule: UsageResetCutoffRule | None = None
    auto_cancellation_rules: tuple[AutoCancellationRuleInput, ...] | None = None

    def changes(self, scope: Scope) -> dict[str, Any]:
        """Return what is to change, by the domain's names."""
        changes: dict[str, Any] = {}
        for name, field in (("description", "description"), ("additional_meta_data", "metadata")):
            if name in self.model_fields_set:
                changes[field] = getattr(self, name)
        for name in ("display_name", "multiple_subscriptions"):
            if getattr(self, name) is not None:
                changes[name] = getattr(self, name)
        if self.product_settings is not None:
            changes["product_settings"] = self.product_settings.to_settings(scope)
        if self.usage_reset_cutoff_rule is not None:
            changes["usage_reset_cutoff"] = self.usage_reset_cutoff_rule.behavior
        if self.auto_cancellation_rules is not None:
            changes["auto_cancellation_rules"] = tuple(each.to_rule(scope) for each in self.auto_cancellation_rules)
        return changes


class UpdateOneProductInput(Value):
    """`UpdateOneProductInput`."""

    id: str
    update: ProductUpdateInput

    def to_request(self, scope: Scope) -> UpdateProductRequest:
        """Return the domain's request."""
        return UpdateProductRequest(scope=scope, id=product_named(scope, self.id), **self.update.changes(scope))


class ArchiveProductInput(Value):
    """`ArchiveProductInput`."""

    ref_id: str


class DuplicateProductInput(Value):
    """`DuplicateProductInput`: `refId` is the copy's; what is left out it takes from the original."""

    ref_id: str
    source_product_id: str
    display_name: Text | None = None
    description: Description | None = None

    def to_request(self, scope: Scope) -> DuplicateProductRequest:
        """Return the domain's request: null clears the description, and no name is the original's."""
        told = {name: getattr(self, name) for name in self.model_fields_set & {"display_name", "description"}}
        if self.display_name is None:
            told.pop("display_name", None)
        return DuplicateProductRequest(
            scope=scope, id=product_named(scope, self.source_product_id), target_id=self.ref_id, **told
        )


def _boolean(text: str | None) -> bool:
    """Return the truth value that the published schema has as a text."""
    words = {"true": True, "false": False, None: False}
    if text not in words:
        raise BadUserInput(
            'downgradeAtEndOfBillingPeriod is "true" or "false"',
            field="productSettings.downgradeAtEndOfBillingPeriod",
        )
    return words[text]
