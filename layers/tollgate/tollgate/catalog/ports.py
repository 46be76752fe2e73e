"""What the catalogue needs from storage. Writes are staged: they happen with the operation's transaction."""

from collections.abc import Iterable
from typing import Protocol

from tollgate.catalog.feature import Feature
from tollgate.catalog.filters import FeatureFilters, ProductFilters
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


class FeatureRepository(Protocol):
    """The features of an environment."""

    def find(self, scope: Scope, feature_id: str) -> Feature | None:
        """Return the feature, or None where there is none of this id."""
        ...

    def all(self, scope: Scope) -> list[Feature]:
        """Return every feature of the environment."""
        ...

    def page(self, scope: Scope, filters: FeatureFilters, request: PageRequest) -> Page[Feature]:
        """Return a page of the features that fit the filters, newest first."""
        ...

    def add(self, scope: Scope, feature: Feature) -> None:
        """Stage a new feature."""
        ...

    def save(self, scope: Scope, feature: Feature) -> None:
        """Stage the changed feature."""
        ...


class ProductRepository(Protocol):
    """The products of an environment."""

    def find(self, scope: Scope, product_id: str) -> Product | None:
        """Return the product, or None where there is none of this id."""
        ...

    def all(self, scope: Scope) -> list[Product]:
        """Return every product of the environment."""
        ...

    def page(self, scope: Scope, filters: ProductFilters, request: PageRequest) -> Page[Product]:
        """Return a page of the products that fit the filters, newest first."""
        ...

    def add(self, scope: Scope, product: Product) -> None:
        """Stage a new product."""
        ...

    def save(self, scope: Scope, product: Product) -> None:
        """Stage the changed product."""
        ...


class PlanVersions(Protocol):
    """Published plan versions. They never change, so they may be kept in memory for ever."""

    def many(self, scope: Scope, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Plan]:
        """Return the versions by (plan id, version number); those already seen by this process cost no read."""
        ...


class PlanRepository(Protocol):
    """The plans of an environment with their drafts and published versions."""

    def latest(self, scope: Scope, plan_id: str) -> Plan | None:
        """Return the latest published version (its status says whether the plan is archived), or None."""
        ...

    def draft(self, scope: Scope, plan_id: str) -> Plan | None:
        """Return the draft, or None where there is none."""
        ...

    def exists(self, scope: Scope, plan_id: str) -> bool:
        """Tell whether there is a plan of this id, published or not."""
        ...
