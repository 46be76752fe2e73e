"""What the catalogue needs from storage. Writes are staged: they happen with the operation's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from tollgate.catalog.addon import Addon
from tollgate.catalog.coupon import Coupon
from tollgate.catalog.feature import Feature
from tollgate.catalog.filters import CouponFilters, FeatureFilters, PackageFilters, ProductFilters
from tollgate.catalog.package import Package
from tollgate.catalog.package_grants import PackageGrants
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope

Row = TypeVar("Row")
AnyPackage = TypeVar("AnyPackage", bound=Package)


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

    def all(self, scope: Scope) -> list[Coupon]:
        """Return every coupon of the environment."""
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


class WholeLists(Protocol):
    """Pages lists that are loaded as a whole, such as the prices of one package."""

    def page(self, scope: Scope, name: str, rows: Sequence[Row], request: PageRequest) -> Page[Row]:
        """Return a page of the rows, in their order; `name` tells which list it is."""
        ...


class SubscriptionUse(Protocol):
    """Whether a product is subscribed to."""

    def has_live(self, scope: Scope, *, product_id: str) -> bool:
        """Tell whether a subscription to one of the product's plans has not ended."""
        ...

    def has_any(self, scope: Scope, *, product_id: str) -> bool:
        """Tell whether there was ever a subscription to one of the product's plans."""
        ...

    def holds_addon(self, scope: Scope, *, product_id: str, addon_id: str) -> bool:
        """Tell whether a subscription of the product that has not ended holds the add-on."""
        ...


class CurrencyFacts(Protocol):
    """What the catalogue knows of a custom currency."""

    @property
    def id(self) -> str:
        """Return the caller's id."""
        ...

    @property
    def is_archived(self) -> bool:
        """Tell whether the currency may not be granted any more."""
        ...


class Currencies(Protocol):
    """The custom currencies of an environment, which packages grant and sell."""

    def all(self, scope: Scope) -> Sequence[CurrencyFacts]:
        """Return every custom currency of the environment."""
        ...


class PlanGrants(Protocol):
    """What published versions of plans or add-ons grant. It never changes, so it may be kept in memory for ever."""

    def many(self, scope: Scope, versions: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], PackageGrants]:
        """Return the grants by (id, version number); those already seen by this process cost no read."""
        ...


class PackageVersions(Protocol[AnyPackage]):
    """Published versions of plans, or of add-ons. They never change, so they may be kept in memory for ever."""

    def many(self, scope: Scope, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], AnyPackage]:
        """Return the versions by (package id, version number); those already seen by this process cost no read."""
        ...


class PackageRepository(Protocol[AnyPackage]):
    """The plans, or the add-ons, of an environment with their drafts and published versions."""

    kind: type[AnyPackage]
    """What is kept here: plans or add-ons."""

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        ...

    def latest(self, scope: Scope, package_id: str) -> AnyPackage | None:
        """Return the latest published version (its status says whether the package is archived), or None."""
        ...

    def draft(self, scope: Scope, package_id: str) -> AnyPackage | None:
        """Return the draft, or None where there is none."""
        ...

    def exists(self, scope: Scope, package_id: str) -> bool:
        """Tell whether there is a package of this id, published or not."""
        ...

    def id_of(self, scope: Scope, name: str) -> str | None:
        """Return the id of the package that has this id or this internal id, None where there is none."""
        ...

    def shown(self, scope: Scope, package_ids: Iterable[str]) -> dict[str, AnyPackage]:
        """Return those of the packages that exist by their id: as they are sold, or as drafts where they never were."""
        ...

    def current(self, scope: Scope) -> list[AnyPackage]:
        """Return every draft and the latest published version of every package, archived ones included."""
        ...

    def sold(self, scope: Scope) -> list[AnyPackage]:
        """Return the latest published version of every package that is not archived."""
        ...

    def page(self, scope: Scope, filters: PackageFilters, request: PageRequest) -> Page[AnyPackage]:
        """Return a page of the packages that fit the filters, newest first, each by one of its versions."""
        ...

    def save_draft(self, scope: Scope, draft: AnyPackage) -> None:
        """Stage a draft, new or changed; the first draft of an id makes the package."""
        ...

    def remove_draft(self, scope: Scope, draft: AnyPackage) -> None:
        """Stage the removal of a draft, and of the whole package where it was never published."""
        ...

    def publish(self, scope: Scope, version: AnyPackage) -> None:
        """Stage a version as the latest one, in the place of the draft it was."""
        ...

    def publish_beside_draft(self, scope: Scope, version: AnyPackage) -> None:
        """Stage a version that does not come of the draft as the latest one; a draft becomes the one after it."""
        ...

    def save_shared(self, scope: Scope, package: AnyPackage) -> None:
        """Stage what all versions of a package share: its metadata, and whether it is archived."""
        ...


PlanRepository = PackageRepository[Plan]
AddonRepository = PackageRepository[Addon]
