"""Feature groups."""

from typing import Any

from tollgate import wiring
from tollgate.catalog.archive_feature_group import archive_feature_group as archive
from tollgate.catalog.create_feature_group import create_feature_group as create
from tollgate.catalog.errors import PlanNotFound
from tollgate.catalog.ports import PackageRepository
from tollgate.catalog.retrieve_feature_group import retrieve_feature_group
from tollgate.catalog.unarchive_feature_group import unarchive_feature_group as unarchive
from tollgate.catalog.update_feature_group import update_feature_group as update
from tollgate.catalog.withdraw_feature_group import withdraw_feature_group
from tollgate.graphql.context import Context
from tollgate.graphql.identify import features_named
from tollgate.graphql.inputs.features import CreateFeatureGroupInput, UpdateFeatureGroupInput
from tollgate.graphql.inputs.reading import read, without_nulls
from tollgate.graphql.views.feature_groups import FeatureGroupView
from tollgate.graphql.views.package_entitlements import FeatureEntitlementView

Given = dict[str, Any]


def feature_group(context: Context, input: Given) -> FeatureGroupView:
    """Return the latest version of a group, or the one asked for."""
    group_id, version = input["featureGroupId"], input.get("versionNumber")
    group = retrieve_feature_group(context.scope, group_id, version=version, groups=wiring.feature_groups())
    return FeatureGroupView(group, context.loader)


def create_feature_group(context: Context, input: Given) -> FeatureGroupView:
    """Return the new group."""
    asked = read(CreateFeatureGroupInput, without_nulls(input))
    group = create(
        asked.to_request(context.scope, features_named(context.scope, asked.features)),
        groups=wiring.feature_groups(),
        features=wiring.features(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return FeatureGroupView(group, context.loader)


def update_feature_group(context: Context, input: Given) -> FeatureGroupView:
    """Return the new version of the group."""
    asked = read(UpdateFeatureGroupInput, input)
    group = update(
        asked.to_request(context.scope, features_named(context.scope, asked.features)),
        groups=wiring.feature_groups(),
        features=wiring.features(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return FeatureGroupView(group, context.loader)


def archive_feature_group(context: Context, input: Given) -> FeatureGroupView:
    """Return the archived group."""
    group = archive(
        context.scope,
        input["featureGroupId"],
        groups=wiring.feature_groups(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return FeatureGroupView(group, context.loader)


def unarchive_feature_group(context: Context, input: Given) -> FeatureGroupView:
    """Return the group in use again."""
    group = unarchive(
        context.scope,
        input["featureGroupId"],
        groups=wiring.feature_groups(),
        features=wiring.features(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return FeatureGroupView(group, context.loader)


def delete_package_feature_group(context: Context, input: Given) -> list[FeatureEntitlementView]:
    """Return the entitlements that came with a group, which the plan or add-on holds no more."""
    group_id = input["featureGroupId"]
    packages, package_id = _holder(context, input["packageId"])
    gone = withdraw_feature_group(context.scope, package_id, group_id, packages=packages, clock=wiring.clock())
    return [FeatureEntitlementView(each, package_id, context.loader) for each in gone]


def _holder(context: Context, name: str) -> tuple[PackageRepository[Any], str]:
    """Return where the package with this public or internal id is kept, a plan before an add-on, and its id."""
    kinds: tuple[PackageRepository[Any], ...] = (wiring.plans(), wiring.addons())
    for packages in kinds:
        package_id = packages.id_of(context.scope, name)
        if package_id is not None:
            return packages, package_id
    raise PlanNotFound.of(name)
