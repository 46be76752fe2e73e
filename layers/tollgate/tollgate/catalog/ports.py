"""What the catalogue needs from storage. Writes are staged: they happen with the operation's transaction."""

from typing import Protocol

from tollgate.catalog.feature import Feature
from tollgate.catalog.filters import FeatureFilters
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
