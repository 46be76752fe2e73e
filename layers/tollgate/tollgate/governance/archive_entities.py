"""Take entities of a customer out of governance, and put them back."""

from collections.abc import Sequence
from datetime import datetime

from tollgate.governance.errors import GovernedEntityNotFound
from tollgate.governance.governing import Governing, check_count
from tollgate.shared.scope import Scope


def archive_entities(scope: Scope, customer_id: str, ids: Sequence[str], *, governing: Governing) -> list[str]:
    """Return the ids of the entities, none of which counts or denies anything from now on; their budgets are kept.

    Those below an archived entity stay, as if nobody stood above them. One that is archived already stays as it is.
    Raises `GovernanceNotEnabled`, `CustomerNotFound`, and `GovernedEntityNotFound` naming the place.
    """
    now = governing.present_of(scope, customer_id)
    return _mark(scope, customer_id, ids, archived_at=now, now=now, governing=governing)


def unarchive_entities(scope: Scope, customer_id: str, ids: Sequence[str], *, governing: Governing) -> list[str]:
    """Return the ids of the entities, all of which take part again, where they stood; raises as archiving does."""
    now = governing.present_of(scope, customer_id)
    return _mark(scope, customer_id, ids, archived_at=None, now=now, governing=governing)


def _mark(
    scope: Scope,
    customer_id: str,
    ids: Sequence[str],
    *,
    archived_at: datetime | None,
    now: datetime,
    governing: Governing,
) -> list[str]:
    check_count(ids, "ids")
    found = governing.entities.find_many(scope, customer_id, ids)
    for index, each in enumerate(ids):
        if each not in found:
            raise GovernedEntityNotFound.of(each, field=f"ids[{index}]")
    for entity in found.values():
        if entity.is_archived is (archived_at is None):
            governing.entities.save(scope, entity.but(archived_at=archived_at, updated_at=now))
    return list(ids)
