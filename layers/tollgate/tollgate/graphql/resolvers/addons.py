"""Add-ons."""

from typing import Any

from tollgate import wiring
from tollgate.api.packages import PublishedView
from tollgate.catalog.addon import Addon
from tollgate.catalog.archive_package import archive_package
from tollgate.catalog.create_addon import create_addon
from tollgate.catalog.create_package_draft import create_package_draft
from tollgate.catalog.publish_addon import publish_addon as publish
from tollgate.catalog.remove_package_draft import remove_package_draft
from tollgate.catalog.update_addon import UpdateAddonRequest, update_addon
from tollgate.graphql.context import Context
from tollgate.graphql.identify import addon_named, with_public_ids
from tollgate.graphql.inputs.packages import SPELLED, AddonCreateInput, AddonUpdateInput, PackagePublishInput
from tollgate.graphql.inputs.reading import fields_named, read, without_nulls
from tollgate.graphql.views.packages import AddonView

Given = dict[str, Any]


def create_one_addon(context: Context, input: Given) -> AddonView:
    """Return the new add-on; without a `refId` one is made."""
    given = {"refId": wiring.ids().new("addon")} | without_nulls(input)
    with fields_named(SPELLED):
        addon = create_addon(
            read(AddonCreateInput, with_public_ids(context.scope, given)).to_request(context.scope),
            addons=wiring.addons(),
            products=wiring.products(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        )
    return AddonView(addon, context.loader)


def update_one_addon(context: Context, input: Given) -> AddonView:
    """Return the version of the add-on that is edited."""
    asked = read(AddonUpdateInput, with_public_ids(context.scope, input))
    request = asked.to_request(context.scope, addon_named(context.scope, asked.addon))
    return AddonView(updated_addon(request), context.loader)


def archive_addon(context: Context, input: Given) -> AddonView:
    """Return the archived add-on."""
    addon = archive_package(
        context.scope,
        addon_named(context.scope, input["refId"]),
        packages=wiring.addons(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return AddonView(addon, context.loader)


def create_addon_draft(context: Context, id: str) -> AddonView:
    """Return the new draft."""
    addon_id = addon_named(context.scope, id)
    draft = create_package_draft(context.scope, addon_id, packages=wiring.addons(), clock=wiring.clock())
    return AddonView(draft, context.loader)


def remove_addon_draft(context: Context, input: Given) -> bool:
    """Return that the draft is no more."""
    remove_package_draft(
        context.scope,
        addon_named(context.scope, input["refId"]),
        packages=wiring.addons(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return True


def publish_addon(context: Context, input: Given) -> PublishedView:
    """Return the task that moves subscriptions to the new version, if any are to be moved."""
    asked = read(PackagePublishInput, input)
    published = publish(
        context.scope,
        addon_named(context.scope, asked.id),
        asked.migration_type,
        addons=wiring.addons(),
        plans=wiring.plans(),
        products=wiring.products(),
        tasks=wiring.tasks(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return PublishedView(task_id=published.task.id if published.task is not None else None)


def updated_addon(request: UpdateAddonRequest) -> Addon:
    """Return the version of an add-on that is edited, with its changes."""
    with fields_named(SPELLED):
        return update_addon(
            request,
            addons=wiring.addons(),
            plans=wiring.plans(),
            groups=wiring.package_groups(),
            products=wiring.products(),
            features=wiring.features(),
            currencies=wiring.custom_currencies(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        )
