"""A copy of a catalogue in memory, to try changes on: satisfies the catalogue's ports, and stores nothing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar, cast

from tollgate.catalog.addon import Addon
from tollgate.catalog.coupon import Coupon
from tollgate.catalog.feature import Feature
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.filters import CouponFilters, FeatureFilters, PackageFilters, ProductFilters
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.package_group import PackageGroup
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import AnyPackage
from tollgate.catalog.product import Product
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.filters import CustomCurrencyFilters
from tollgate.merging.ports import Catalogue
from tollgate.shared.entity import Instant
from tollgate.shared.events import DomainEvent
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage.keys import created_order
from tollgate.storage.pages import Cursor, page_in_memory


class Thing(Protocol):
    """What is known by its id."""

    @property
    def id(self) -> str: ...
    @property
    def created_at(self) -> Instant: ...


AnyThing = TypeVar("AnyThing", bound=Thing)
AnyVersionedGroup = TypeVar("AnyVersionedGroup", FeatureGroup, PackageGroup)
AnyFilters = TypeVar("AnyFilters", FeatureFilters, ProductFilters, CouponFilters, CustomCurrencyFilters)


class RehearsedThings(Generic[AnyThing, AnyFilters]):
    """Satisfies the repositories of features, products, coupons and custom currencies, of one environment."""

    def __init__(self, things: Iterable[AnyThing]) -> None:
        self._things = {each.id: each for each in things}

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def find(self, scope: Scope, thing_id: str) -> AnyThing | None:
        """Return the thing, or None."""
        return self._things.get(thing_id)

    def all(self, scope: Scope) -> list[AnyThing]:
        """Return every thing."""
        return list(self._things.values())

    def page(self, scope: Scope, filters: AnyFilters, request: PageRequest) -> Page[AnyThing]:
        """Return a page of the things that fit the filters, newest first."""
        fitting = [each for each in self.all(scope) if filters.holds(cast(Any, each))]
        rows = [(created_order(each.created_at, each.id), each) for each in fitting]
        return page_in_memory(rows, request, Cursor(scope, "REHEARSED", filters.model_dump(mode="json")))

    def add(self, scope: Scope, thing: AnyThing) -> None:
        """Keep a new thing."""
        self._things[thing.id] = thing

    def save(self, scope: Scope, thing: AnyThing) -> None:
        """Keep a changed thing."""
        self._things[thing.id] = thing


class RehearsedGroups(Generic[AnyVersionedGroup]):
    """Satisfies `catalog.group_ports.GroupRepository` for one environment; only latest versions are known."""

    def __init__(self, groups: Iterable[AnyVersionedGroup]) -> None:
        self._groups: dict[str, AnyVersionedGroup] = {each.id: each for each in groups}

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def find(self, scope: Scope, group_id: str) -> AnyVersionedGroup | None:
        """Return the latest version, or None."""
        return self._groups.get(group_id)

    def version(self, scope: Scope, group_id: str, version: int) -> AnyVersionedGroup | None:
        """Return the version where it is the latest, or None."""
        group = self.find(scope, group_id)
        return group if group is not None and group.version_number == version else None

    def all(self, scope: Scope) -> list[AnyVersionedGroup]:
        """Return the latest version of every group."""
        return list(self._groups.values())

    def add_version(self, scope: Scope, group: AnyVersionedGroup) -> None:
        """Keep a version as the latest one."""
        self._groups[group.id] = group

    def save_status(self, scope: Scope, group: AnyVersionedGroup) -> None:
        """Keep whether the group is archived."""
        self._groups[group.id] = group


class RehearsedPackages(Generic[AnyPackage]):
    """Satisfies `catalog.ports.PackageRepository` for one environment."""

    def __init__(self, kind: type[AnyPackage], versions: Iterable[AnyPackage]) -> None:
        self.kind = kind
        found = list(versions)
        self._latest = {each.id: each for each in found if each.is_latest}
        self._drafts = {each.id: each for each in found if each.is_draft}

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def latest(self, scope: Scope, package_id: str) -> AnyPackage | None:
        """Return the latest published version, or None."""
        return self._latest.get(package_id)

    def draft(self, scope: Scope, package_id: str) -> AnyPackage | None:
        """Return the draft, or None."""
        return self._drafts.get(package_id)

    def exists(self, scope: Scope, package_id: str) -> bool:
        """Tell whether there is a package of this id."""
        return package_id in self._latest or package_id in self._drafts

    def id_of(self, scope: Scope, name: str) -> str | None:
        """Return the id of the package that has this id or this internal id, None where there is none."""
        return next((each.id for each in self.current(scope) if name in (each.id, each.uuid)), None)

    def shown(self, scope: Scope, package_ids: Iterable[str]) -> dict[str, AnyPackage]:
        """Return those of the packages that exist by their id: as they are sold, or as drafts where they never were."""
        versions = {**self._drafts, **self._latest}
        return {package_id: versions[package_id] for package_id in package_ids if package_id in versions}

    def current(self, scope: Scope) -> list[AnyPackage]:
        """Return every draft and every latest version."""
        return [*self._latest.values(), *self._drafts.values()]

    def sold(self, scope: Scope) -> list[AnyPackage]:
        """Return every latest version that is not archived."""
        return [each for each in self._latest.values() if not each.is_archived]

    def page(self, scope: Scope, filters: PackageFilters, request: PageRequest) -> Page[AnyPackage]:
        """Return a page of the packages that fit the filters, newest first, each by one of its versions."""
        shown: dict[str, AnyPackage] = {}
        for each in self.current(scope):
            fits = filters.product_id in (None, each.product_id) and filters.created_at.holds(each.created_at)
            if fits and filters.shows(each.status):
                shown.setdefault(each.id, each)
        rows = [(created_order(each.created_at, each.id), each) for each in shown.values()]
        return page_in_memory(rows, request, Cursor(scope, "REHEARSED", filters.model_dump(mode="json")))

    def save_draft(self, scope: Scope, draft: AnyPackage) -> None:
        """Keep a draft."""
        self._drafts[draft.id] = draft

    def remove_draft(self, scope: Scope, draft: AnyPackage) -> None:
        """Forget a draft."""
        del self._drafts[draft.id]

    def publish(self, scope: Scope, version: AnyPackage) -> None:
        """Keep a version as the latest one, in the place of the draft it was."""
        self._latest[version.id] = version
        self._drafts.pop(version.id, None)

    def publish_beside_draft(self, scope: Scope, version: AnyPackage) -> None:
        """Keep a version as the latest one; a draft becomes the one after it."""
        self._latest[version.id] = version
        draft = self._drafts.get(version.id)
        if draft is not None:
            self._drafts[version.id] = draft.but(version_number=version.version_number + 1)

    def save_shared(self, scope: Scope, package: AnyPackage) -> None:
        """Keep what all versions of a package share."""
        for versions in (self._latest, self._drafts):
            version = versions.get(package.id)
            if version is not None:
                versions[package.id] = version.but(metadata=package.metadata, updated_at=package.updated_at)
        if package.is_archived:
            self._latest[package.id] = self._latest[package.id].but(status=PackageStatus.ARCHIVED)


class Unheard:
    """Satisfies `EventRecorder`: what is only tried is not told."""

    def record(self, scope: Scope, event: DomainEvent) -> None:
        """Forget the event."""


class Rehearsing:
    """Satisfies `merging.ports.Rehearsals`."""

    def copy_of(self, scope: Scope, catalogue: Catalogue) -> Catalogue:
        """Return a copy of an environment's catalogue; what is changed in it is changed nowhere else, and not told."""
        return replace(
            catalogue,
            features=RehearsedThings[Feature, FeatureFilters](catalogue.features.all(scope)),
            groups=RehearsedGroups(catalogue.groups.all(scope)),
            package_groups=RehearsedGroups(catalogue.package_groups.all(scope)),
            products=RehearsedThings[Product, ProductFilters](catalogue.products.all(scope)),
            coupons=RehearsedThings[Coupon, CouponFilters](catalogue.coupons.all(scope)),
            currencies=RehearsedThings[CustomCurrency, CustomCurrencyFilters](catalogue.currencies.all(scope)),
            plans=RehearsedPackages(Plan, catalogue.plans.current(scope)),
            addons=RehearsedPackages(Addon, catalogue.addons.current(scope)),
            workflows=catalogue.workflows.tried(scope),
            events=Unheard(),
        )
