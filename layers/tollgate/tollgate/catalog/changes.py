"""Changes of an entity: what the caller sent is changed, what was left out stays as it is."""

from typing import Any

from tollgate.shared.entity import Value
from tollgate.shared.metadata import checked_metadata


def changes_in(request: Value) -> dict[str, Any]:
    """Return the fields a caller sent, beside the scope and id of what is changed; metadata within its limits."""
    changes = {name: getattr(request, name) for name in request.model_fields_set - {"scope", "id"}}
    if "metadata" in changes:
        changes["metadata"] = checked_metadata(changes["metadata"] or {})
    return changes
