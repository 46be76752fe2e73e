"""Rules by which cancelling a subscription to one plan also cancels the customer's subscriptions to another."""

from collections.abc import Iterable, Mapping

from tollgate.catalog.errors import PlanNotFound, PlanUnpublished
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.catalog.product_errors import MultiSubscriptionSource, SingleSubscriptionTarget
from tollgate.catalog.settings_rules import at
from tollgate.shared.errors import InvalidInput

MOST_RULES = 200
"""As many fit, with the longest ids, into a product's document and into the event that tells of it."""


def check_rules(product: Product, products: Mapping[str, Product], plans: Mapping[str, Plan]) -> None:
    """Raise an error naming the field of a product's rules that cannot be.

    Rules belong to the product of their sources, where a customer has one subscription; targets are of products with
    several. A plan must have been sold: an archived one still is subscribed to.
    """
    rules = product.auto_cancellation_rules
    if len(rules) > MOST_RULES:
        raise InvalidInput(f"A product has at most {MOST_RULES} rules", field="autoCancellationRules")
    for position, rule in enumerate(rules):
        path = f"autoCancellationRules[{position}]"
        if rule in rules[:position]:
            raise InvalidInput("The same rule stands here twice", field=path)
        if rule.source_plan_id == rule.target_plan_id:
            raise InvalidInput("A plan does not cancel itself; name another target", field=f"{path}.targetPlanId")
        source = _sold(rule.source_plan_id, plans, field=f"{path}.sourcePlanId")
        if source.product_id != product.id:
            raise InvalidInput(
                f"{source.id} is a plan of another product; the rule belongs there", field=f"{path}.sourcePlanId"
            )
        if product.multiple_subscriptions:
            raise at(f"{path}.sourcePlanId", MultiSubscriptionSource.of(source.id))
        target = _sold(rule.target_plan_id, plans, field=f"{path}.targetPlanId")
        if target.product_id == product.id or not products[target.product_id].multiple_subscriptions:
            raise at(f"{path}.targetPlanId", SingleSubscriptionTarget.of(target.id))


def check_roles(changed: Product, products: Iterable[Product], plans: Mapping[str, Plan]) -> None:
    """Raise where a product's plans are sources or targets of rules, which its `multipleSubscriptions` rules out."""
    if changed.multiple_subscriptions:
        for rule in changed.auto_cancellation_rules:
            raise at("multipleSubscriptions", MultiSubscriptionSource.of(rule.source_plan_id))
        return
    for product in products:
        for rule in product.auto_cancellation_rules:
            target = plans.get(rule.target_plan_id)
            if target is not None and target.product_id == changed.id:
                raise at("multipleSubscriptions", SingleSubscriptionTarget.of(target.id))


def _sold(plan_id: str, plans: Mapping[str, Plan], *, field: str) -> Plan:
    plan = plans.get(plan_id)
    if plan is None:
        raise at(field, PlanNotFound.of(plan_id))
    if not plan.is_latest:
        raise at(field, PlanUnpublished.of(plan_id))
    return plan
