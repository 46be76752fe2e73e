"""Ids in inputs: the public one or the internal one. What is named by neither is left as it is, to be not found."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tollgate import wiring
from tollgate.catalog.errors import PlanNotFound
from tollgate.catalog.ports import PackageRepository
from tollgate.graphql.inputs.naming import Named, public_id, public_ids
from tollgate.graphql.inputs.reading import METADATA
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope

Every = Callable[[Scope], Iterable[Named]]

_EVERY: Mapping[str, Every] = {
    "featureId": lambda scope: wiring.features().all(scope),
    "dependencyFeatureId": lambda scope: wiring.features().all(scope),
    "currencyId": lambda scope: wiring.custom_currencies().all(scope),
    "customCurrencyId": lambda scope: wiring.custom_currencies().all(scope),
    "topUpCustomCurrencyId": lambda scope: wiring.custom_currencies().all(scope),
    "productId": lambda scope: wiring.products().all(scope),
    "planId": lambda scope: wiring.plans().current(scope),
    "addonId": lambda scope: wiring.addons().current(scope),
    "parentPlanId": lambda scope: wiring.plans().current(scope),
    "dependencies": lambda scope: wiring.addons().current(scope),
    "relationIds": lambda scope: wiring.addons().current(scope),
    "addons": lambda scope: wiring.addons().current(scope),
}
"""Fields that name something, alone or in a list, and everything that may be meant."""


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


def with_public_ids(scope: Scope, given: Any) -> Any:
    """Return an input in which everything is named by the id its caller chose; what names nothing stays as it is."""
    if isinstance(given, list):
        return [with_public_ids(scope, each) for each in given]
    if isinstance(given, dict):
        return {name: _named(scope, name, value) for name, value in given.items()}
    return given


def _named(scope: Scope, name: str, value: Any) -> Any:
    every = _EVERY.get(name)
    match value:
        case str() if every is not None:
            return public_id(value, lambda: every(scope))
        case [str(), *_] if every is not None:
            return public_ids(value, lambda: every(scope))
        case _:
            return value if name in METADATA else with_public_ids(scope, value)


def addon_named(scope: Scope, name: str) -> str:
    """Return the id of the add-on with this public or internal id."""
    return wiring.addons().id_of(scope, name) or name


def package_named(scope: Scope, name: str) -> tuple[PackageRepository[Any], str]:
    """Return the plan or add-on that is meant: where it is kept, and its id.

    Raises `PlanNotFound` for none, and `InvalidInput` where a plan and an add-on have this id.
    """
    repositories: tuple[PackageRepository[Any], ...] = (wiring.plans(), wiring.addons())
    found = [(each, package_id) for each in repositories if (package_id := each.id_of(scope, name)) is not None]
    if not found:
        raise PlanNotFound(f"There is no plan or add-on with the id {name}", refId=name)
    if len(found) > 1:
        message = f"A plan and an add-on have the id {name}; name the one that is meant by its internal id"
        raise InvalidInput(message, field="packageId")
    return found[0]
