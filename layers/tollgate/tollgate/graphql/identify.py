"""Ids in inputs: the public one or the internal one. What is named by neither is left as it is, to be not found."""

from tollgate import wiring
from tollgate.shared.scope import Scope


def product_named(scope: Scope, name: str) -> str:
    """Return the id of the product with this public or internal id."""
    products = wiring.products()
    if products.find(scope, name) is not None:
        return name
    return next((each.id for each in products.all(scope) if each.uuid == name), name)


def plan_named(scope: Scope, name: str) -> str:
    """Return the id of the plan with this public or internal id."""
    return wiring.plans().id_of(scope, name) or name
