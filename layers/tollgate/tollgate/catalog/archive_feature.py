"""Take a feature out of use: it may not be put into plans any more."""

from tollgate.catalog.errors import FeatureInUse
from tollgate.catalog.events import FeatureArchived
from tollgate.catalog.feature import Feature
from tollgate.catalog.feature_use import groups_holding, packages_using, sold_packages
from tollgate.catalog.group_ports import FeatureGroupRepository
from tollgate.catalog.ports import (
    AddonRepository,
    FeatureRepository,
    PlanRepository,
)
from tollgate.catalog.retrieve_feature import retrieve_feature
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def archive_feature(
    scope: Scope,
    feature_id: str,
    *,
    features: FeatureRepository,
    groups: FeatureGroupRepository,
    plans: PlanRepository,
    addons: AddonRepository,
    events: EventRecorder,
    clock: Clock,
) -> Feature:
    """Return the archived feature; raises `FeatureNotFound`, `EntityIsArchived`, `FeatureInUse`."""
    features.begin_change(scope)
    feature = retrieve_feature(scope, feature_id, features=features)
    if feature.is_archived:
        raise EntityIsArchived.of("feature", feature_id)
    users = packages_using(sold_packages(scope, plans=plans, addons=addons), feature_id)
    if users:
        raise FeatureInUse(f"These packages use the feature; take it out of them first: {', '.join(users[:10])}")
    holding = groups_holding(groups.all(scope), feature_id)
    if holding:
        raise FeatureInUse(f"These groups hold the feature; take it out of them first: {', '.join(holding[:10])}")
    now = clock.now()
    feature = feature.archived(at=now)
    features.save(scope, feature)
    events.record(scope, FeatureArchived.of(feature, at=now))
    return feature
