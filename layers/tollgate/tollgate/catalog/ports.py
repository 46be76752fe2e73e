"""What the catalogue needs from storage. Writes are staged: they happen with the operation's transaction."""

from collections.abc import Iterable
from typing import Protocol

from tollgate.catalog.coupon import Coupon
from tollgate.catalog.feature import Feature
from tollgate.catalog.filters import CouponFilters, FeatureFilters, PlanFilters, ProductFilters
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


class FeatureRepository(Protocol):
    """The features of an environment."""

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        ...

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

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        ...

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


class CouponRepository(Protocol):
    """The coupons of an environment."""

    def find(self, scope: Scope, coupon_id: str) -> Coupon | None:
        """Return the coupon, or None where there is none of this id."""
        ...

    def page(self, scope: Scope, filters: CouponFilters, request: PageRequest) -> Page[Coupon]:
        """Return a page of the coupons that fit the filters, newest first."""
        ...

    def add(self, scope: Scope, coupon: Coupon) -> None:
        """Stage a new coupon."""
        ...

    def save(self, scope: Scope, coupon: Coupon) -> None:
        """Stage the changed coupon."""
        ...


class SubscriptionUse(Protocol):
    """Whether a product is subscribed to."""

    def has_live(self, scope: Scope, *, product_id: str) -> bool:
        """Tell whether a subscription to one of the product's plans has not ended."""
        ...

    def has_any(self, scope: Scope, *, product_id: str) -> bool:
        """Tell whether there was ever a subscription to one of the product's plans."""
        ...


class PlanVersions(Protocol):
    """Published plan versions. They never change, so they may be kept in memory for ever."""

    def many(self, scope: Scope, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Plan]:
        """Return the versions by (plan id, version number); those already seen by this process cost no read."""
        ...


class PlanRepository(Protocol):
    """The plans of an environment with their drafts and published versions."""

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        ...

    def latest(self, scope: Scope, plan_id: str) -> Plan | None:
        """Return the latest published version (its status says whether the plan is archived), or None."""
        ...

    def draft(self, scope: Scope, plan_id: str) -> Plan | None:
        """Return the draft, or None where there is none."""
        ...

    def exists(self, scope: Scope, plan_id: str) -> bool:
        """Tell whether there is a plan of this id, published or not."""
        ...

    def current(self, scope: Scope) -> list[Plan]:
        """Return every draft and the latest published version of every plan, archived plans included."""
        ...

    def page(self, scope: Scope, filters: PlanFilters, request: PageRequest) -> Page[Plan]:
        """Return a page of the plans that fit the filters, newest first, each by one of its versions."""
        ...

    def save_draft(self, scope: Scope, draft: Plan) -> None:
        """Stage a draft, new or changed; the first draft of an id makes the plan."""
        ...

    def remove_draft(self, scope: Scope, draft: Plan) -> None:
        """Stage the removal of a draft, and of the whole plan where it was never published."""
        ...

    def publish(self, scope: Scope, version: Plan) -> None:
        """Stage a version as the latest one, in the place of the draft it was."""
        ...

    def save_shared(self, scope: Scope, plan: Plan) -> None:
        """Stage what all versions of a plan share: its metadata, and whether it is archived."""
        ...
