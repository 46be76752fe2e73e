"""Change how a product is shown and subscribed to, and what a customer's journey through it is."""

from typing import Any

from tollgate.catalog.auto_cancellation_rules import check_roles, check_rules
from tollgate.catalog.changes import changes_in
from tollgate.catalog.events import ProductUpdated
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository, ProductRepository, SubscriptionUse
from tollgate.catalog.product import Product, UsageResetCutoff
from tollgate.catalog.product_settings import AutoCancellationRule, ProductSettings
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.catalog.settings_rules import check_settings
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


class UpdateProductRequest(Value):
    """What is to change of a product: the fields that are given."""

    scope: Scope
    id: str
    display_name: str = ""
    description: str | None = None
    metadata: dict[str, str] | None = None
    multiple_subscriptions: bool = False
    usage_reset_cutoff: UsageResetCutoff = UsageResetCutoff.ALWAYS_RESET
    product_settings: ProductSettings = ProductSettings()
    auto_cancellation_rules: tuple[AutoCancellationRule, ...] = ()


def update_product(
    request: UpdateProductRequest,
    *,
    products: ProductRepository,
    plans: PlanRepository,
    subscriptions: SubscriptionUse,
    events: EventRecorder,
    clock: Clock,
) -> Product:
    """Return the changed product; raises `ProductNotFound`, and a refusal naming the field that cannot be.

    What stays as it was is not checked again: settings of a product that was archived name archived plans.
    """
    scope = request.scope
    products.begin_change(scope)
    product = retrieve_product(scope, request.id, products=products)
    changed = product.but(**_changes(request, product))
    if changed == product:
        return product
    if changed.product_settings != product.product_settings:
        named = _plans_named(scope, changed.product_settings.plan_ids, plans)
        check_settings(changed.product_settings, product.id, named)
    if changed.multiple_subscriptions != product.multiple_subscriptions:
        _check_never_subscribed(scope, product, subscriptions)
        check_roles(changed, products.all(scope), _current_plans(scope, plans))
    if changed.auto_cancellation_rules != product.auto_cancellation_rules:
        known = {each.id: each for each in products.all(scope)}
        check_rules(changed, known, _current_plans(scope, plans))
    now = clock.now()
    changed = changed.but(updated_at=now)
    products.save(scope, changed)
    events.record(scope, ProductUpdated.of(changed, at=now))
    return changed


def _changes(request: UpdateProductRequest, product: Product) -> dict[str, Any]:
    changes = changes_in(request)
    if "product_settings" in changes:
        changes["product_settings"] = product.product_settings.replaced_by(request.product_settings)
    return changes


def _plans_named(scope: Scope, plan_ids: set[str], plans: PlanRepository) -> dict[str, Plan]:
    """Return the plans there are of these: as they are sold, or by the draft where they never were."""
    found = ((plan_id, plans.latest(scope, plan_id) or plans.draft(scope, plan_id)) for plan_id in sorted(plan_ids))
    return {plan_id: plan for plan_id, plan in found if plan is not None}


def _check_never_subscribed(scope: Scope, product: Product, subscriptions: SubscriptionUse) -> None:
    if subscriptions.has_any(scope, product_id=product.id):
        raise InvalidInput(
            "multipleSubscriptions cannot change any more: there are subscriptions to the product",
            field="multipleSubscriptions",
        )


def _current_plans(scope: Scope, plans: PlanRepository) -> dict[str, Plan]:
    """Return every plan as it is sold, or by its draft where it never was."""
    return {plan.id: plan for plan in sorted(plans.current(scope), key=lambda each: each.is_latest)}
