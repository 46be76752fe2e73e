"""The members of a feature group: features that exist and are in use."""

from collections.abc import Sequence

from tollgate.catalog.errors import FeatureNotFound
from tollgate.catalog.ports import FeatureRepository
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.scope import Scope

MOST_MEMBERS = 100
"""So that a package, which takes 300 entitlements, has room for several groups."""


def check_members(scope: Scope, feature_ids: Sequence[str], *, features: FeatureRepository) -> None:
    """Raise the refusal of members that are none, too many, named twice, unknown or archived."""
    if not 1 <= len(feature_ids) <= MOST_MEMBERS:
        raise InvalidInput(f"A feature group holds 1-{MOST_MEMBERS} features", field="features")
    known = {feature.id: feature for feature in features.all(scope)}
    for index, feature_id in enumerate(feature_ids):
        if feature_id in feature_ids[:index]:
            raise InvalidInput(f"{feature_id} stands in the group twice; name it once", field=f"features[{index}]")
        if feature_id not in known:
            raise FeatureNotFound.of(feature_id)
        if known[feature_id].is_archived:
            raise EntityIsArchived.of("feature", feature_id)
