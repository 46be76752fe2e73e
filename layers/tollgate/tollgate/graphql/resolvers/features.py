"""Features."""

from typing import Any

from tollgate import wiring
from tollgate.catalog.archive_feature import archive_feature as archive
from tollgate.catalog.create_feature import create_feature
from tollgate.catalog.unarchive_feature import unarchive_feature as unarchive
from tollgate.catalog.update_feature import update_feature
from tollgate.graphql.context import Context
from tollgate.graphql.identify import feature_named
from tollgate.graphql.inputs.features import SPELLED, FeatureInput, UpdateFeatureInput
from tollgate.graphql.inputs.reading import fields_named, read, without_nulls
from tollgate.graphql.views.features import FeatureView

Given = dict[str, Any]


def create_one_feature(context: Context, input: Given) -> FeatureView:
    """Return the new feature."""
    with fields_named(SPELLED):
        feature = create_feature(
            read(FeatureInput, without_nulls(input)).to_request(context.scope),
            features=wiring.features(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        )
    return FeatureView(feature, context.loader)


def update_one_feature(context: Context, input: Given) -> FeatureView:
    """Return the changed feature."""
    asked = read(UpdateFeatureInput, input)
    with fields_named(SPELLED):
        feature = update_feature(
            asked.to_request(context.scope, asked.ref_id),
            features=wiring.features(),
            plans=wiring.plans(),
            addons=wiring.addons(),
            tasks=wiring.tasks(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        )
    return FeatureView(feature, context.loader)


def archive_feature(context: Context, input: Given) -> FeatureView:
    """Return the archived feature."""
    feature = archive(
        context.scope,
        feature_named(context.scope, input["id"]),
        features=wiring.features(),
        groups=wiring.feature_groups(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return FeatureView(feature, context.loader)


def unarchive_feature(context: Context, input: Given) -> FeatureView:
    """Return the feature in use again."""
    feature = unarchive(
        context.scope,
        feature_named(context.scope, input["id"]),
        features=wiring.features(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return FeatureView(feature, context.loader)
