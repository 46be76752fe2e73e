"""The catalogue's ports kept in memory: writes take effect at once."""

from tollgate.catalog.feature import Feature
from tollgate.catalog.filters import FeatureFilters, PlanFilters
from tollgate.catalog.plan import PackageStatus, Plan
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


class MemoryPlans:
    """Satisfies `PlanRepository`. `published` holds every version that was ever sold, as it was then."""

    def __init__(self) -> None:
        self.published: dict[tuple[Scope, str, int], Plan] = {}
        self._latest: dict[tuple[Scope, str], Plan] = {}
        self._drafts: dict[tuple[Scope, str], Plan] = {}

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def latest(self, scope: Scope, plan_id: str) -> Plan | None:
        """Return the latest published version, or None."""
        return self._latest.get((scope, plan_id))

    def draft(self, scope: Scope, plan_id: str) -> Plan | None:
        """Return the draft, or None."""
        return self._drafts.get((scope, plan_id))

    def exists(self, scope: Scope, plan_id: str) -> bool:
        """Tell whether there is a plan of this id."""
        return (scope, plan_id) in self._latest.keys() | self._drafts.keys()

    def current(self, scope: Scope) -> list[Plan]:
        """Return every draft and every latest version."""
        return [plan for plans in (self._latest, self._drafts) for (owner, _), plan in plans.items() if owner == scope]

    def page(self, scope: Scope, filters: PlanFilters, request: PageRequest) -> Page[Plan]:
        """Return a page of the plans that fit, each by one version."""
        chosen: dict[str, Plan] = {}
        for plan in self.current(scope):
            fits = filters.product_id in (None, plan.product_id) and filters.created_at.holds(plan.created_at)
            if fits and filters.shows(plan.status):
                chosen.setdefault(plan.id, plan)
        rows = [(created_order(plan.created_at, plan.id), plan) for plan in chosen.values()]
        return page_in_memory(rows, request, Cursor(scope, "PLAN", filters.model_dump(mode="json")))

    def save_draft(self, scope: Scope, draft: Plan) -> None:
        """Keep a draft."""
        assert draft.status is PackageStatus.DRAFT
        self._drafts[scope, draft.id] = draft

    def remove_draft(self, scope: Scope, draft: Plan) -> None:
        """Forget a draft."""
        del self._drafts[scope, draft.id]

    def publish(self, scope: Scope, version: Plan) -> None:
        """Keep a version as the latest one."""
        address = (scope, version.id, version.version_number)
        assert address not in self.published
        self.published[address] = version
        self._latest[scope, version.id] = version
        self._drafts.pop((scope, version.id), None)

    def save_shared(self, scope: Scope, plan: Plan) -> None:
        """Keep what all versions share."""
        for plans in (self._latest, self._drafts):
            version = plans.get((scope, plan.id))
            if version is not None:
                plans[scope, plan.id] = version.but(metadata=plan.metadata, updated_at=plan.updated_at)
        if plan.is_archived:
            self._latest[scope, plan.id] = self._latest[scope, plan.id].but(status=PackageStatus.ARCHIVED)


class MemoryEvents:
    """Satisfies `EventRecorder`."""

    def __init__(self) -> None:
        self.recorded: list[DomainEvent] = []

    def record(self, scope: Scope, event: DomainEvent) -> None:
        """Keep the event."""
        self.recorded.append(event)
