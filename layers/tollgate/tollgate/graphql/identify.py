"""Ids in inputs: the public one or the internal one. What is named by neither is left as it is, to be not found."""

from collections.abc import Iterable

from tollgate import wiring
from tollgate.shared.scope import Scope


def product_named(scope: Scope, name: str) -> str:
    """Return the id of the product with this public or internal id."""
    products = wiring.products()
    if products.find(scope, name) is not None:
        return name
    return next((each.id for each in products.all(scope) if each.uuid == name), name)


def feature_named(scope: Scope, name: str) -> str:
    """Return the id of the feature with this public or internal id."""
    return features_named(scope, [name])[0]


def features_named(scope: Scope, names: Iterable[str]) -> list[str]:
    """Return the ids of the features with these public or internal ids; the public one counts where both fit."""
    features = wiring.features().all(scope)
    known = {each.uuid: each.id for each in features} | {each.id: each.id for each in features}
    return [known.get(name, name) for name in names]


def plan_named(scope: Scope, name: str) -> str:
    """Return the id of the plan with this public or internal id."""
    return wiring.plans().id_of(scope, name) or name
