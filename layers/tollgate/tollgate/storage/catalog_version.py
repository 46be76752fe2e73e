"""The catalogue's version: one item per environment that every change of the catalogue moves."""

from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.models import Document
from tollgate.storage.session import Session


def move_catalog_version(session: Session, scope: Scope) -> None:
    """Stage the next version of the catalogue.

    Changes of one environment's catalogue thereby follow one another: what a change checked (a feature is not in
    use, a plan's product is not archived) still holds when it commits. Repositories load the version first.
    """
    key = keys.catalog_version(scope)
    session.load(Document, key)
    session.save(Document(key.pk, key.sk))
