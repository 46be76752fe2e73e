"""Features in table `documents`: one partition per environment, so that lists are strongly consistent."""

from tollgate.catalog.feature import Feature
from tollgate.catalog.filters import FeatureFilters
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.catalog_version import hold_catalog_version, move_catalog_version
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session

_KIND = "FEATURE"


class DynamoFeatures:
    """Satisfies `catalog.ports.FeatureRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        hold_catalog_version(self._session, scope)

    def find(self, scope: Scope, feature_id: str) -> Feature | None:
        """Return the feature, or None where there is none of this id."""
        row = self._session.load(Document, keys.catalog_entity(scope, _KIND, feature_id))
        return read(Feature, row) if row is not None else None

    def all(self, scope: Scope) -> list[Feature]:
        """Return every feature of the environment."""
        return [read(Feature, row) for row in self._session.query(Document, keys.catalog(scope, _KIND))]

    def page(self, scope: Scope, filters: FeatureFilters, request: PageRequest) -> Page[Feature]:
        """Return a page of the features that fit the filters, newest first."""
        fitting = [
            (keys.created_order(feature.created_at, feature.id), feature)
            for feature in self.all(scope)
            if filters.holds(feature)
        ]
        return page_in_memory(fitting, request, Cursor(scope, _KIND, filters.model_dump(mode="json")))

    def add(self, scope: Scope, feature: Feature) -> None:
        """Stage a new feature."""
        self._session.add(_row(scope, feature), aggregate=f"FEATURE#{feature.id}")
        move_catalog_version(self._session, scope)

    def save(self, scope: Scope, feature: Feature) -> None:
        """Stage the changed feature."""
        self._session.save(_row(scope, feature), aggregate=f"FEATURE#{feature.id}")
        move_catalog_version(self._session, scope)


def _row(scope: Scope, feature: Feature) -> Document:
    key = keys.catalog_entity(scope, _KIND, feature.id)
    return Document(key.pk, key.sk, body=body_of(feature))
