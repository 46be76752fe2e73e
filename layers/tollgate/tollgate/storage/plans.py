"""Plans in table `documents`: a head per plan, all in one partition, and its draft and versions in another."""

from collections.abc import Iterable

from tollgate.catalog.filters import PlanFilters
from tollgate.catalog.plan import PackageStatus, Plan
from tollgate.catalog.ports import PlanVersions
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.catalog_version import hold_catalog_version, move_catalog_version
from tollgate.storage.documents import body_of, packed_body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session

_KIND = "PLAN"


class PlanHead(Entity):
    """Which versions a plan has, and what belongs to the plan rather than to one of them."""

    id: str
    uuid: str
    product_id: str
    latest_version: int | None = None
    draft_version: int | None = None
    is_archived: bool = False
    metadata: dict[str, str] = {}
    created_at: Instant
    updated_at: Instant

    def shown(self, version: Plan) -> Plan:
        """Return one of the plan's versions with what is the plan's own."""
        is_draft = version.status is PackageStatus.DRAFT
        return version.but(
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


Choice = tuple[PlanHead, PackageStatus, int]


class DynamoPlans:
    """Satisfies `catalog.ports.PlanRepository`."""

    def __init__(self, session: Session, versions: PlanVersions) -> None:
        self._session, self._versions = session, versions

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        hold_catalog_version(self._session, scope)

    def latest(self, scope: Scope, plan_id: str) -> Plan | None:
        """Return the latest published version (its status says whether the plan is archived), or None."""
        head = self._head(scope, plan_id)
        if head is None or head.latest_version is None:
            return None
        wanted = (plan_id, head.latest_version)
        return head.shown(self._versions.many(scope, [wanted])[wanted])

    def draft(self, scope: Scope, plan_id: str) -> Plan | None:
        """Return the draft, or None where there is none."""
        head = self._head(scope, plan_id)
        if head is None or head.draft_version is None:
            return None
        row = self._session.load(Document, keys.package_draft(scope, plan_id))
        return head.shown(read(Plan, row)) if row is not None else None

    def exists(self, scope: Scope, plan_id: str) -> bool:
        """Tell whether there is a plan of this id, published or not."""
        return self._head(scope, plan_id) is not None

    def current(self, scope: Scope) -> list[Plan]:
        """Return every draft and the latest published version of every plan, archived plans included."""
        return self._read(scope, [(head, *version) for head in self._heads(scope) for version in head.versions()])

    def page(self, scope: Scope, filters: PlanFilters, request: PageRequest) -> Page[Plan]:
        """Return a page of the plans that fit the filters, newest first, each by one of its versions."""
        fitting = [
            (keys.created_order(choice[0].created_at, choice[0].id), choice)
            for head in self._heads(scope)
            if (choice := _choice(head, filters)) is not None
        ]
        page = page_in_memory(fitting, request, Cursor(scope, _KIND, filters.model_dump(mode="json")))
        return Page(rows=tuple(self._read(scope, page.rows)), next=page.next, prev=page.prev)

    def save_draft(self, scope: Scope, draft: Plan) -> None:
        """Stage a draft, new or changed; the first draft of an id makes the plan."""
        head = self._head(scope, draft.id) or _new_head(draft)
        row = _version_row(keys.package_draft(scope, draft.id), draft)
        if head.draft_version is None:
            self._session.add(row)
        else:
            self._session.save(row)
        self._save_head(scope, head.but(draft_version=draft.version_number))

    def remove_draft(self, scope: Scope, draft: Plan) -> None:
        """Stage the removal of a draft, and of the whole plan where it was never published."""
        head = self._head(scope, draft.id) or _new_head(draft)
        self._session.delete(Document(*keys.package_draft(scope, draft.id)))
        if head.latest_version is not None:
            self._save_head(scope, head.but(draft_version=None))
        else:
            self._session.delete(Document(*keys.catalog_entity(scope, _KIND, draft.id)), aggregate=f"PLAN#{draft.id}")
            move_catalog_version(self._session, scope)

    def publish(self, scope: Scope, version: Plan) -> None:
        """Stage a version as the latest one, in the place of the draft it was."""
        head = self._head(scope, version.id) or _new_head(version)
        if head.draft_version is not None:
            self._session.delete(Document(*keys.package_draft(scope, version.id)))
        self._session.add(_version_row(keys.package_version(scope, version.id, version.version_number), version))
        self._save_head(scope, head.but(latest_version=version.version_number, draft_version=None))

    def save_shared(self, scope: Scope, plan: Plan) -> None:
        """Stage what all versions of a plan share: its metadata, and whether it is archived."""
        head = self._head(scope, plan.id) or _new_head(plan)
        changes = {"metadata": plan.metadata, "is_archived": plan.is_archived, "updated_at": plan.updated_at}
        self._save_head(scope, head.but(**changes))

    def _head(self, scope: Scope, plan_id: str) -> PlanHead | None:
        row = self._session.load(Document, keys.catalog_entity(scope, _KIND, plan_id))
        return read(PlanHead, row) if row is not None else None

    def _heads(self, scope: Scope) -> list[PlanHead]:
        return [read(PlanHead, row) for row in self._session.query(Document, keys.catalog(scope, _KIND))]

    def _save_head(self, scope: Scope, head: PlanHead) -> None:
        key = keys.catalog_entity(scope, _KIND, head.id)
        self._session.save(Document(key.pk, key.sk, body=body_of(head)), aggregate=f"PLAN#{head.id}")
        move_catalog_version(self._session, scope)

    def _read(self, scope: Scope, choices: Iterable[Choice]) -> list[Plan]:
        wanted = list(choices)
        drafts = [keys.package_draft(scope, head.id) for head, status, _ in wanted if status is PackageStatus.DRAFT]
        found = {(plan.id, plan.version_number): plan for plan in self._read_drafts(drafts)}
        # A draft that was published since its head was read stands under its number among the versions.
        others = [(head.id, number) for head, _, number in wanted if (head.id, number) not in found]
        found |= self._versions.many(scope, others)
        return [head.shown(found[head.id, number]) for head, _, number in wanted if (head.id, number) in found]

    def _read_drafts(self, drafts: list[keys.Key]) -> list[Plan]:
        return [read(Plan, row) for row in self._session.load_many(Document, drafts).values()]


def _choice(head: PlanHead, filters: PlanFilters) -> Choice | None:
    if filters.product_id not in (None, head.product_id) or not filters.created_at.holds(head.created_at):
        return None
    return next(((head, status, number) for status, number in head.versions() if filters.shows(status)), None)


def _new_head(plan: Plan) -> PlanHead:
    shared = plan.model_dump(include={"id", "uuid", "product_id", "metadata", "created_at", "updated_at"})
    return PlanHead(**shared)


def _version_row(key: keys.Key, plan: Plan) -> Document:
    return Document(key.pk, key.sk, packed_body=packed_body_of(plan.but(metadata={}, is_latest=False)))
