"""The catalogue's ports kept in memory: writes take effect at once."""

from collections.abc import Iterable
from typing import Generic

from tollgate.catalog.feature import Feature
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.filters import FeatureFilters, PackageFilters, ProductFilters
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.package_group import PackageGroup
from tollgate.catalog.ports import AnyPackage, CurrencyFacts
from tollgate.catalog.product import Product
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.filters import CustomCurrencyFilters
from tollgate.shared.events import DomainEvent
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage.keys import created_order
from tollgate.storage.pages import Cursor, page_in_memory


class MemoryFeatures:
    """Satisfies `FeatureRepository`."""

    def __init__(self) -> None:
        self._features: dict[tuple[Scope, str], Feature] = {}

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def find(self, scope: Scope, feature_id: str) -> Feature | None:
        """Return the feature, or None."""
        return self._features.get((scope, feature_id))

    def all(self, scope: Scope) -> list[Feature]:
        """Return every feature of the environment."""
        return [feature for (owner, _), feature in self._features.items() if owner == scope]

    def page(self, scope: Scope, filters: FeatureFilters, request: PageRequest) -> Page[Feature]:
        """Return a page of the features that fit."""
        rows = [(created_order(each.created_at, each.id), each) for each in self.all(scope) if filters.holds(each)]
        return page_in_memory(rows, request, Cursor(scope, "FEATURE", filters.model_dump(mode="json")))

    def add(self, scope: Scope, feature: Feature) -> None:
        """Keep a new feature."""
        assert (scope, feature.id) not in self._features
        self._features[scope, feature.id] = feature

    def save(self, scope: Scope, feature: Feature) -> None:
        """Keep a changed feature."""
        assert (scope, feature.id) in self._features
        self._features[scope, feature.id] = feature


class MemoryFeatureGroups:
    """Satisfies `FeatureGroupRepository`. `versions` holds every version as it was made."""

    def __init__(self) -> None:
        self.versions: dict[tuple[Scope, str, int], FeatureGroup] = {}
        self._latest: dict[tuple[Scope, str], FeatureGroup] = {}

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def find(self, scope: Scope, group_id: str) -> FeatureGroup | None:
        """Return the latest version, or None."""
        return self._latest.get((scope, group_id))

    def version(self, scope: Scope, group_id: str, version: int) -> FeatureGroup | None:
        """Return one version, or None."""
        made, latest = self.versions.get((scope, group_id, version)), self.find(scope, group_id)
        if made is None or latest is None:
            return None
        return made.but(status=latest.status, is_latest=version == latest.version_number)

    def all(self, scope: Scope) -> list[FeatureGroup]:
        """Return the latest version of every group of the environment."""
        return [group for (owner, _), group in self._latest.items() if owner == scope]

    def add_version(self, scope: Scope, group: FeatureGroup) -> None:
        """Keep a version as the latest one."""
        assert (scope, group.id, group.version_number) not in self.versions
        self.versions[scope, group.id, group.version_number] = group
        self._latest[scope, group.id] = group

    def save_status(self, scope: Scope, group: FeatureGroup) -> None:
        """Keep whether the group is archived."""
        assert (scope, group.id) in self._latest
        self._latest[scope, group.id] = group


class MemoryProducts:
    """Satisfies `ProductRepository`."""

    def __init__(self, *products: Product, scope: Scope) -> None:
        self._products = {(scope, product.id): product for product in products}

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def find(self, scope: Scope, product_id: str) -> Product | None:
        """Return the product, or None."""
        return self._products.get((scope, product_id))

    def all(self, scope: Scope) -> list[Product]:
        """Return every product of the environment."""
        return [product for (owner, _), product in self._products.items() if owner == scope]

    def page(self, scope: Scope, filters: ProductFilters, request: PageRequest) -> Page[Product]:
        """Return a page of the products that fit."""
        rows = [(created_order(each.created_at, each.id), each) for each in self.all(scope) if filters.holds(each)]
        return page_in_memory(rows, request, Cursor(scope, "PRODUCT", filters.model_dump(mode="json")))

    def add(self, scope: Scope, product: Product) -> None:
        """Keep a new product."""
        assert (scope, product.id) not in self._products
        self._products[scope, product.id] = product

    def save(self, scope: Scope, product: Product) -> None:
        """Keep a changed product."""
        assert (scope, product.id) in self._products
        self._products[scope, product.id] = product


class MemoryPackageGroups:
    """Satisfies `PackageGroupRepository`. `versions` holds every version as it was made."""

    def __init__(self) -> None:
        self.versions: dict[tuple[Scope, str, int], PackageGroup] = {}
        self._latest: dict[tuple[Scope, str], PackageGroup] = {}

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def find(self, scope: Scope, group_id: str) -> PackageGroup | None:
        """Return the latest version, or None."""
        return self._latest.get((scope, group_id))

    def version(self, scope: Scope, group_id: str, version: int) -> PackageGroup | None:
        """Return one version, or None."""
        made, latest = self.versions.get((scope, group_id, version)), self.find(scope, group_id)
        if made is None or latest is None:
            return None
        status = latest.status if latest.is_archived else made.status
        return made.but(status=status, is_latest=version == latest.version_number)

    def all(self, scope: Scope) -> list[PackageGroup]:
        """Return the latest version of every group of the environment."""
        return [group for (owner, _), group in self._latest.items() if owner == scope]

    def add_version(self, scope: Scope, group: PackageGroup) -> None:
        """Keep a version as the latest one."""
        assert (scope, group.id, group.version_number) not in self.versions
        self.versions[scope, group.id, group.version_number] = group
        self._latest[scope, group.id] = group

    def save_status(self, scope: Scope, group: PackageGroup) -> None:
        """Keep whether the group is archived."""
        assert (scope, group.id) in self._latest
        self._latest[scope, group.id] = group


class MemoryPackages(Generic[AnyPackage]):
    """Satisfies `PackageRepository`. `published` holds every version that was ever sold, as it was then."""

    def __init__(self, kind: type[AnyPackage]) -> None:
        self.kind = kind
        self.published: dict[tuple[Scope, str, int], AnyPackage] = {}
        self._latest: dict[tuple[Scope, str], AnyPackage] = {}
        self._drafts: dict[tuple[Scope, str], AnyPackage] = {}

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def latest(self, scope: Scope, package_id: str) -> AnyPackage | None:
        """Return the latest published version, or None."""
        return self._latest.get((scope, package_id))

    def draft(self, scope: Scope, package_id: str) -> AnyPackage | None:
        """Return the draft, or None."""
        return self._drafts.get((scope, package_id))

    def exists(self, scope: Scope, package_id: str) -> bool:
        """Tell whether there is a package of this id."""
        return (scope, package_id) in self._latest.keys() | self._drafts.keys()

    def id_of(self, scope: Scope, name: str) -> str | None:
        """Return the id that belongs to an id or an internal id."""
        return next((each.id for each in self.current(scope) if name in (each.id, each.uuid)), None)

    def shown(self, scope: Scope, package_ids: Iterable[str]) -> dict[str, AnyPackage]:
        """Return packages by their latest version, else by their draft."""
        found = {each: self.latest(scope, each) or self.draft(scope, each) for each in package_ids}
        return {package_id: package for package_id, package in found.items() if package is not None}

    def current(self, scope: Scope) -> list[AnyPackage]:
        """Return every draft and every latest version."""
        return [
            package
            for packages in (self._latest, self._drafts)
            for (owner, _), package in packages.items()
            if owner == scope
        ]

    def sold(self, scope: Scope) -> list[AnyPackage]:
        """Return every latest version that is not archived."""
        return [each for (owner, _), each in self._latest.items() if owner == scope and not each.is_archived]

    def page(self, scope: Scope, filters: PackageFilters, request: PageRequest) -> Page[AnyPackage]:
        """Return a page of the packages that fit, each by one version."""
        chosen: dict[str, AnyPackage] = {}
        for package in self.current(scope):
            fits = filters.product_id in (None, package.product_id) and filters.created_at.holds(package.created_at)
            if fits and filters.shows(package.status):
                chosen.setdefault(package.id, package)
        rows = [(created_order(package.created_at, package.id), package) for package in chosen.values()]
        return page_in_memory(rows, request, Cursor(scope, self.kind.__name__, filters.model_dump(mode="json")))

    def save_draft(self, scope: Scope, draft: AnyPackage) -> None:
        """Keep a draft."""
        assert draft.status is PackageStatus.DRAFT
        self._drafts[scope, draft.id] = draft

    def remove_draft(self, scope: Scope, draft: AnyPackage) -> None:
        """Forget a draft."""
        del self._drafts[scope, draft.id]

    def publish(self, scope: Scope, version: AnyPackage) -> None:
        """Keep a version as the latest one."""
        address = (scope, version.id, version.version_number)
        assert address not in self.published
        self.published[address] = version
        self._latest[scope, version.id] = version
        self._drafts.pop((scope, version.id), None)

    def publish_beside_draft(self, scope: Scope, version: AnyPackage) -> None:
        """Keep a version as the latest one, and renumber the draft."""
        draft = self.draft(scope, version.id)
        self.publish(scope, version)
        if draft is not None:
            self._drafts[scope, version.id] = draft.but(version_number=version.version_number + 1)

    def save_shared(self, scope: Scope, package: AnyPackage) -> None:
        """Keep what all versions share."""
        for packages in (self._latest, self._drafts):
            version = packages.get((scope, package.id))
            if version is not None:
                packages[scope, package.id] = version.but(metadata=package.metadata, updated_at=package.updated_at)
        if package.is_archived:
            self._latest[scope, package.id] = self._latest[scope, package.id].but(status=PackageStatus.ARCHIVED)


class MemoryEvents:
    """Satisfies `EventRecorder`."""

    def __init__(self) -> None:
        self.recorded: list[DomainEvent] = []

    def record(self, scope: Scope, event: DomainEvent) -> None:
        """Keep the event."""
        self.recorded.append(event)


class MemoryCurrencies:
    """Satisfies `CustomCurrencyRepository`, but for pages."""

    def __init__(self) -> None:
        self._currencies: dict[tuple[Scope, str], CustomCurrency] = {}

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def find(self, scope: Scope, currency_id: str) -> CustomCurrency | None:
        """Return the currency, or None."""
        return self._currencies.get((scope, currency_id))

    def all(self, scope: Scope) -> list[CustomCurrency]:
        """Return every currency of the environment."""
        return [currency for (owner, _), currency in self._currencies.items() if owner == scope]

    def page(self, scope: Scope, filters: CustomCurrencyFilters, request: PageRequest) -> Page[CustomCurrency]:
        """Return all that fit."""
        return Page(rows=tuple(each for each in self.all(scope) if filters.holds(each)))

    def add(self, scope: Scope, currency: CustomCurrency) -> None:
        """Keep a new currency."""
        self._currencies[scope, currency.id] = currency

    def save(self, scope: Scope, currency: CustomCurrency) -> None:
        """Keep a changed currency."""
        self._currencies[scope, currency.id] = currency


class NoCurrencies:
    """Satisfies `Currencies`: there are none."""

    def all(self, scope: Scope) -> list[CurrencyFacts]:
        """Return nothing."""
        return []
