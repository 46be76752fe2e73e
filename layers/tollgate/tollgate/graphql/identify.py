"""Ids in inputs: the public one or the internal one. What is named by neither is left as it is, to be not found."""

from collections.abc import Iterable
from uuid import UUID

from tollgate import wiring
from tollgate.graphql.views.view import Named
from tollgate.shared.scope import Scope


def product_named(scope: Scope, name: str) -> str:
    """Return the id of the product with this public or internal id."""
    products = wiring.products()
    if not _may_be_internal(name) or products.find(scope, name) is not None:
        return name
    return _public(name, products.all(scope))


def plan_named(scope: Scope, name: str) -> str:
    """Return the id of the plan with this public or internal id."""
    plans = wiring.plans()
    if not _may_be_internal(name) or plans.exists(scope, name):
        return name
    return _public(name, plans.current(scope))


def _may_be_internal(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def _public(name: str, entities: Iterable[Named]) -> str:
    return next((each.id for each in entities if each.uuid == name), name)
