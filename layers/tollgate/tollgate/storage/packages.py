"""Plans and add-ons in table `documents`: their heads in one partition, and the versions of each in another."""

from collections.abc import Iterable
from typing import Generic

from tollgate.catalog.filters import PackageFilters
from tollgate.catalog.package import Package, PackageStatus
from tollgate.catalog.ports import AnyPackage, PackageVersions
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.catalog_version import hold_catalog_version, move_catalog_version
from tollgate.storage.documents import body_of, packed_body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session


class PackageHead(Entity):
    """Which versions a package has, and what belongs to the package rather than to one of them."""

    id: str
    uuid: str
    product_id: str
    latest_version: int | None = None
    draft_version: int | None = None
    is_archived: bool = False
    metadata: dict[str, str] = {}
    created_at: Instant
    updated_at: Instant

    def shown(self, version: AnyPackage) -> AnyPackage:
        """Return one of the package's versions with what is the package's own."""
        is_draft = version.is_draft
        return version.but(
            # A version that was published beside the draft leaves it as it is stored.
            version_number=self.draft_version if is_draft else version.version_number,
            status=PackageStatus.ARCHIVED if self.is_archived and not is_draft else version.status,
            is_latest=not is_draft and version.version_number == self.latest_version,
            metadata=self.metadata,
            updated_at=max(version.updated_at, self.updated_at),
        )

    def versions(self) -> list[tuple[PackageStatus, int]]:
        """Return status and number of the latest published version and of the draft, as far as there are any."""
        sold = PackageStatus.ARCHIVED if self.is_archived else PackageStatus.PUBLISHED
        both = ((sold, self.latest_version), (PackageStatus.DRAFT, self.draft_version))
        return [(status, number) for status, number in both if number is not None]


Choice = tuple[PackageHead, PackageStatus, int]


class DynamoPackages(Generic[AnyPackage]):
    """Satisfies `catalog.ports.PackageRepository`."""

    def __init__(self, kind: type[AnyPackage], session: Session, versions: PackageVersions[AnyPackage]) -> None:
        self.kind = kind
        self._name = kind.__name__.upper()
        self._session, self._versions = session, versions

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        hold_catalog_version(self._session, scope)

    def latest(self, scope: Scope, package_id: str) -> AnyPackage | None:
        """Return the latest published version (its status says whether the package is archived), or None."""
        head = self._head(scope, package_id)
        if head is None or head.latest_version is None:
            return None
        return self._sold(scope, head, head.latest_version)

    def draft(self, scope: Scope, package_id: str) -> AnyPackage | None:
        """Return the draft, or None where there is none."""
        head = self._head(scope, package_id)
        if head is None or head.draft_version is None:
            return None
        row = self._session.load(Document, keys.package_draft(scope, self._name, package_id))
        if row is None:
            return None
        draft = head.shown(read(self.kind, row))
        if head.latest_version is None:
            # Where a version is sold, what changes is that one.
            self._session.meet(f"{self._name}#{package_id}", draft)
        return draft

    def exists(self, scope: Scope, package_id: str) -> bool:
        """Tell whether there is a package of this id, published or not."""
        return self._head(scope, package_id) is not None

    def id_of(self, scope: Scope, name: str) -> str | None:
        """Return the id of the package that has this id or this internal id, None where there is none."""
        if self.exists(scope, name):
            return name
        return next((head.id for head in self._heads(scope) if head.uuid == name), None)

    def shown(self, scope: Scope, package_ids: Iterable[str]) -> dict[str, AnyPackage]:
        """Return those of the packages that exist by their id: as they are sold, or as drafts where they never were."""
        wanted = [keys.catalog_entity(scope, self._name, package_id) for package_id in set(package_ids)]
        heads = [read(PackageHead, row) for row in self._session.load_many(Document, wanted).values()]
        return {each.id: each for each in self._read(scope, [(head, *head.versions()[0]) for head in heads])}

    def current(self, scope: Scope) -> list[AnyPackage]:
        """Return every draft and the latest published version of every package, archived ones included."""
        return self._read(scope, [(head, *version) for head in self._heads(scope) for version in head.versions()])

    def sold(self, scope: Scope) -> list[AnyPackage]:
        """Return the latest published version of every package that is not archived."""
        choices = ((head, *version) for head in self._heads(scope) for version in head.versions())
        return self._read(scope, [choice for choice in choices if choice[1] is PackageStatus.PUBLISHED])

    def page(self, scope: Scope, filters: PackageFilters, request: PageRequest) -> Page[AnyPackage]:
        """Return a page of the packages that fit the filters, newest first, each by one of its versions."""
        fitting = [
            (keys.created_order(choice[0].created_at, choice[0].id), choice)
            for head in self._heads(scope)
            if (choice := _choice(head, filters)) is not None
        ]
        page = page_in_memory(fitting, request, Cursor(scope, self._name, filters.model_dump(mode="json")))
        return Page(rows=tuple(self._read(scope, page.rows)), next=page.next, prev=page.prev)

    def save_draft(self, scope: Scope, draft: AnyPackage) -> None:
        """Stage a draft, new or changed; the first draft of an id makes the package."""
        head = self._head(scope, draft.id) or _new_head(draft)
        row = _version_row(keys.package_draft(scope, self._name, draft.id), draft)
        if head.draft_version is None:
            self._session.add(row)
        else:
            self._session.save(row)
        self._save_head(scope, head.but(draft_version=draft.version_number))

    def remove_draft(self, scope: Scope, draft: AnyPackage) -> None:
        """Stage the removal of a draft, and of the whole package where it was never published."""
        head = self._head(scope, draft.id) or _new_head(draft)
        self._session.delete(Document(*keys.package_draft(scope, self._name, draft.id)))
        if head.latest_version is not None:
            self._save_head(scope, head.but(draft_version=None))
        else:
            self._session.delete(
                Document(*keys.catalog_entity(scope, self._name, draft.id)), aggregate=f"{self._name}#{draft.id}"
            )
            move_catalog_version(self._session, scope)

    def publish(self, scope: Scope, version: AnyPackage) -> None:
        """Stage a version as the latest one, in the place of the draft it was."""
        head = self._head(scope, version.id) or _new_head(version)
        self._meet_sold(scope, head)
        if head.draft_version is not None:
            self._session.delete(Document(*keys.package_draft(scope, self._name, version.id)))
        self._session.add(
            _version_row(keys.package_version(scope, self._name, version.id, version.version_number), version)
        )
        self._save_head(scope, head.but(latest_version=version.version_number, draft_version=None))

    def publish_beside_draft(self, scope: Scope, version: AnyPackage) -> None:
        """Stage a version that does not come of the draft as the latest one; a draft becomes the one after it."""
        head = self._head(scope, version.id) or _new_head(version)
        self._meet_sold(scope, head)
        number = version.version_number
        self._session.add(_version_row(keys.package_version(scope, self._name, version.id, number), version))
        draft_number = number + 1 if head.draft_version is not None else None
        self._save_head(scope, head.but(latest_version=number, draft_version=draft_number))

    def save_shared(self, scope: Scope, package: AnyPackage) -> None:
        """Stage what all versions of a package share: its metadata, and whether it is archived."""
        head = self._head(scope, package.id) or _new_head(package)
        self._meet_sold(scope, head)
        shared = {"metadata": package.metadata, "is_archived": package.is_archived, "updated_at": package.updated_at}
        self._save_head(scope, head.but(**shared))

    def _sold(self, scope: Scope, head: PackageHead, number: int) -> AnyPackage:
        version = head.shown(self._versions.many(scope, [(head.id, number)])[head.id, number])
        self._session.meet(f"{self._name}#{head.id}", version)
        return version

    def _meet_sold(self, scope: Scope, head: PackageHead) -> None:
        """Have the version met that is sold so far: what changes is shown beside it, also where nobody asked for it."""
        if head.latest_version is not None and self._session.met(f"{self._name}#{head.id}") is None:
            self._sold(scope, head, head.latest_version)

    def _head(self, scope: Scope, package_id: str) -> PackageHead | None:
        row = self._session.load(Document, keys.catalog_entity(scope, self._name, package_id))
        return read(PackageHead, row) if row is not None else None

    def _heads(self, scope: Scope) -> list[PackageHead]:
        return [read(PackageHead, row) for row in self._session.query(Document, keys.catalog(scope, self._name))]

    def _save_head(self, scope: Scope, head: PackageHead) -> None:
        key = keys.catalog_entity(scope, self._name, head.id)
        self._session.save(Document(key.pk, key.sk, body=body_of(head)), aggregate=f"{self._name}#{head.id}")
        move_catalog_version(self._session, scope)

    def _read(self, scope: Scope, choices: Iterable[Choice]) -> list[AnyPackage]:
        wanted = list(choices)
        drafts = [
            keys.package_draft(scope, self._name, head.id)
            for head, status, _ in wanted
            if status is PackageStatus.DRAFT
        ]
        numbers = {head.id: number for head, status, number in wanted if status is PackageStatus.DRAFT}
        found = {(each.id, numbers[each.id]): each for each in self._read_drafts(drafts)}
        # A draft that was published since its head was read stands under its number among the versions.
        others = [(head.id, number) for head, _, number in wanted if (head.id, number) not in found]
        found |= self._versions.many(scope, others)
        return [head.shown(found[head.id, number]) for head, _, number in wanted if (head.id, number) in found]

    def _read_drafts(self, drafts: list[keys.Key]) -> list[AnyPackage]:
        return [read(self.kind, row) for row in self._session.load_many(Document, drafts).values()]


def _choice(head: PackageHead, filters: PackageFilters) -> Choice | None:
    if filters.product_id not in (None, head.product_id) or not filters.created_at.holds(head.created_at):
        return None
    return next(((head, status, number) for status, number in head.versions() if filters.shows(status)), None)


def _new_head(package: Package) -> PackageHead:
    shared = package.model_dump(include={"id", "uuid", "product_id", "metadata", "created_at", "updated_at"})
    return PackageHead(**shared)


def _version_row(key: keys.Key, package: Package) -> Document:
    return Document(key.pk, key.sk, packed_body=packed_body_of(package.but(metadata={}, is_latest=False)))
