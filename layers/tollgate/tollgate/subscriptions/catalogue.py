"""What of the catalogue a subscription is agreed on: the plan that is sold, add-ons, entitlements by request."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tollgate.catalog.addon import Addon
from tollgate.catalog.create_package_entitlements import Grantable, NewEntitlement, new_entitlement
from tollgate.catalog.credit_entitlement import CreditEntitlement
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.errors import AddonsNotFound, PlanNotFound, PlanUnpublished, ProductNotFound
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository, ProductRepository
from tollgate.catalog.product import Product
from tollgate.customers.access import AddonAccess
from tollgate.shared.entity import Instant
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest, agreed_period, with_unit_quantity
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.terms import AddonWish, Terms


def sold_plan(
    scope: Scope, plan_id: str, *, plans: PlanRepository, products: ProductRepository
) -> tuple[Plan, Product]:
    """Return a plan that can be subscribed to, and its product; raises what tells why it cannot."""
    plan = plans.latest(scope, plan_id)
    if plan is None:
        raise PlanUnpublished.of(plan_id) if plans.exists(scope, plan_id) else PlanNotFound.of(plan_id)
    if plan.is_archived:
        raise EntityIsArchived.of("plan", plan.id)
    product = products.find(scope, plan.product_id)
    if product is None:
        raise ProductNotFound.of(plan.product_id)
    if product.is_archived:
        raise EntityIsArchived.of("product", product.id)
    return plan, product


def sold_addons(
    scope: Scope, wishes: Sequence[AddonWish], life: Lifecycle, *, held: Iterable[AddonAccess] = ()
) -> dict[str, Addon]:
    """Return the versions of the add-ons that are asked for: those that are held stay, others are the latest.

    Raises `AddonsNotFound`, or `EntityIsArchived` for one that is not held already.
    """
    pinned = {each.id: each.version_number for each in held}
    kept = life.addon_versions.many(scope, [(wish.id, pinned[wish.id]) for wish in wishes if wish.id in pinned])
    found = {addon_id: addon for (addon_id, _), addon in kept.items()}
    for index, wish in enumerate(wishes):
        if wish.id in found:
            continue
        addon = life.addons.latest(scope, wish.id)
        if addon is None:
            raise AddonsNotFound.of([wish.id], field=f"addons[{index}].id")
        if addon.is_archived:
            raise EntityIsArchived.of("add-on", wish.id, field=f"addons[{index}].id")
        found[wish.id] = addon
    return found


def held_version(scope: Scope, plan_id: str, version: int, life: Lifecycle) -> Plan:
    """Return a published version of a plan, which exists as long as there is anything."""
    return life.plan_versions.many(scope, [(plan_id, version)])[plan_id, version]


def held_addons(scope: Scope, held: Sequence[AddonAccess], life: Lifecycle) -> list[Addon]:
    """Return the published versions of add-ons that are held."""
    found = life.addon_versions.many(scope, [(each.id, each.version_number) for each in held])
    return [found[each.id, each.version_number] for each in held]


def agreed_entitlements(
    scope: Scope, wishes: tuple[NewEntitlement, ...], plan: Plan, life: Lifecycle, *, at: Instant
) -> tuple[tuple[FeatureEntitlement, ...], tuple[CreditEntitlement, ...]]:
    """Return the entitlements of one subscription, to features and to credits.

    A feature that the plan does not hold is added. Raises what putting it into a plan would raise.
    """
    if not wishes:
        return (), ()
    if len({wish.id for wish in wishes}) < len(wishes):
        raise InvalidInput("Name each feature or currency once", field="entitlements")
    grantable = Grantable.of(scope, features=life.features, currencies=life.currencies)
    blank = plan.but(status=PackageStatus.DRAFT, entitlements=(), credit_entitlements=())
    made = [
        new_entitlement(blank, wish, grantable=grantable, uuid=life.ids.uuid(), at=at, path=f"entitlements[{index}].")
        for index, wish in enumerate(wishes)
    ]
    features = tuple(each for each in made if isinstance(each, FeatureEntitlement))
    return features, tuple(each for each in made if isinstance(each, CreditEntitlement))


def plans_by_id(scope: Scope, life: Lifecycle) -> Mapping[str, Plan]:
    """Return every plan that is sold, by id."""
    return {plan.id: plan for plan in life.plans.sold(scope)}


def terms_of(request: ProvisionRequest, plan: Plan, life: Lifecycle, *, at: datetime) -> Terms:
    """Return the terms that a request comes to with a plan; raises what it cannot."""
    features, credits = agreed_entitlements(request.scope, request.entitlements, plan, life, at=at)
    terms = Terms(
        billing_period=agreed_period(request.billing_period, plan),
        billing_country_code=request.billing_country_code,
        addons=request.addons,
        quantities=request.quantities,
        prices=request.prices,
        overrides=features,
        credit_overrides=credits,
        minimum_spend=request.minimum_spend,
    )
    return with_unit_quantity(terms, request.unit_quantity, plan)
