"""Package groups."""

from typing import Any

from tollgate import wiring
from tollgate.catalog.archive_package_group import archive_package_group as archive
from tollgate.catalog.create_package_group import create_package_group as create
from tollgate.catalog.retrieve_package_group import retrieve_package_group
from tollgate.catalog.update_package_group import UpdatePackageGroupRequest, update_package_group
from tollgate.graphql.context import Context
from tollgate.graphql.identify import with_public_ids
from tollgate.graphql.inputs.package_groups import (
    CreatePackageGroupInput,
    EditPackageGroupDetailsInput,
    SetPackageGroupAddonsInput,
)
from tollgate.graphql.inputs.reading import read, without_nulls
from tollgate.graphql.views.catalog import PackageGroupView

Given = dict[str, Any]


def package_group(context: Context, input: Given) -> PackageGroupView:
    """Return the latest version of a group, or the one asked for."""
    group_id, version = input["packageGroupId"], input.get("versionNumber")
    group = retrieve_package_group(context.scope, group_id, version=version, groups=wiring.package_groups())
    return PackageGroupView(group, context.loader)


def create_package_group(context: Context, input: Given) -> PackageGroupView:
    """Return the new group."""
    asked = read(CreatePackageGroupInput, with_public_ids(context.scope, without_nulls(input)))
    group = create(
        asked.to_request(context.scope),
        groups=wiring.package_groups(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return PackageGroupView(group, context.loader)


def edit_package_group_details(context: Context, input: Given) -> PackageGroupView:
    """Return the new version of the group."""
    return _updated(context, read(EditPackageGroupDetailsInput, input).to_request(context.scope))


def set_package_group_addons(context: Context, input: Given) -> PackageGroupView:
    """Return the new version of the group."""
    asked = read(SetPackageGroupAddonsInput, with_public_ids(context.scope, input))
    return _updated(context, asked.to_request(context.scope))


def archive_package_group(context: Context, input: Given) -> PackageGroupView:
    """Return the archived group."""
    group = archive(
        context.scope,
        input["packageGroupId"],
        groups=wiring.package_groups(),
        plans=wiring.plans(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return PackageGroupView(group, context.loader)


def _updated(context: Context, request: UpdatePackageGroupRequest) -> PackageGroupView:
    group = update_package_group(
        request,
        groups=wiring.package_groups(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return PackageGroupView(group, context.loader)
