"""The catalogue's version: one item per environment that every change of the catalogue moves."""

from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.models import Document
from tollgate.storage.session import Session


def hold_catalog_version(session: Session, scope: Scope) -> None:
    """Load the version before anything else, so that a change commits only if the catalogue stood still since.

    What it checked in other documents (a feature is not in use, a product is not archived) then still holds.
    """
    session.load(Document, keys.catalog_version(scope))


def move_catalog_version(session: Session, scope: Scope) -> None:
    """Stage the next version of the catalogue: the one that was held, or else the present one, moves on."""
    hold_catalog_version(session, scope)
    session.save(Document(*keys.catalog_version(scope)))


class DynamoCatalogVersions:
    """Satisfies `catalog.ports.CatalogVersions`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def current(self, scope: Scope) -> int:
        """Return the present version, read strongly consistently; zero where nothing was ever changed."""
        row = self._session.load(Document, keys.catalog_version(scope))
        return row.version or 0 if row is not None else 0
