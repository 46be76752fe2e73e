"""Plans."""

from typing import Any

from tollgate import wiring
from tollgate.api.packages import PublishedView
from tollgate.catalog.archive_package import archive_package
from tollgate.catalog.create_package_draft import create_package_draft
from tollgate.catalog.create_plan import create_plan
from tollgate.catalog.draft import edited_version
from tollgate.catalog.plan import Plan
from tollgate.catalog.publish_plan import publish_plan as publish
from tollgate.catalog.remove_package_draft import remove_package_draft
from tollgate.catalog.set_charges import with_another_minimum
from tollgate.catalog.update_plan import UpdatePlanRequest, update_plan
from tollgate.graphql.context import Context
from tollgate.graphql.identify import plan_named, with_public_ids
from tollgate.graphql.inputs.packages import (
    SPELLED,
    PackagePublishInput,
    PlanCreateInput,
    PlanUpdateInput,
    SetCompatibleAddonsOnPlanInput,
    SetPlanCompatiblePackageGroupsInput,
)
from tollgate.graphql.inputs.reading import fields_named, read, without_nulls
from tollgate.graphql.views.catalog import PlanView
from tollgate.shared.errors import BadUserInput, InvalidInput

Given = dict[str, Any]


class DifferentIds(InvalidInput):
    """The input names two plans where it means one."""

    code = "EntityIdDifferentFromRefIdError"


def create_one_plan(context: Context, input: Given) -> PlanView:
    """Return the new plan; without a `refId` one is made."""
    given = {"refId": wiring.ids().new("plan")} | without_nulls(input)
    with fields_named(SPELLED):
        plan = create_plan(
            read(PlanCreateInput, with_public_ids(context.scope, given)).to_request(context.scope),
            plans=wiring.plans(),
            addons=wiring.addons(),
            groups=wiring.package_groups(),
            products=wiring.products(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        )
    return PlanView(plan, context.loader)


def update_one_plan(context: Context, input: Given) -> PlanView:
    """Return the version of the plan that is edited."""
    asked = read(PlanUpdateInput, with_public_ids(context.scope, input))
    plan_id = plan_named(context.scope, asked.plan)
    request = asked.to_request(context.scope, plan_id)
    if "minimum_spend" in asked.model_fields_set:
        plan = edited_version(context.scope, plan_id, packages=wiring.plans())
        minimum = tuple(each.to_minimum() for each in asked.minimum_spend or ())
        request = request.but(charges=with_another_minimum(plan, minimum))
    return PlanView(updated_plan(request), context.loader)


def archive_plan(context: Context, input: Given) -> PlanView:
    """Return the archived plan."""
    names = [name for name in (input.get("id"), input.get("refId")) if name is not None]
    if not names:
        raise BadUserInput("Name the plan by id or by refId", field="id")
    first, *others = (plan_named(context.scope, name) for name in names)
    if others not in ([], [first]):
        raise DifferentIds("id and refId name different plans; send one of them", field="refId")
    plan = archive_package(
        context.scope,
        first,
        packages=wiring.plans(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return PlanView(plan, context.loader)


def create_plan_draft(context: Context, id: str) -> PlanView:
    """Return the new draft."""
    plan_id = plan_named(context.scope, id)
    draft = create_package_draft(context.scope, plan_id, packages=wiring.plans(), clock=wiring.clock())
    return PlanView(draft, context.loader)


def remove_plan_draft(context: Context, input: Given) -> bool:
    """Return that the draft is no more."""
    remove_package_draft(
        context.scope,
        plan_named(context.scope, input["refId"]),
        packages=wiring.plans(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return True


def publish_plan(context: Context, input: Given) -> PublishedView:
    """Return the task that moves subscriptions to the new version, if any are to be moved."""
    asked = read(PackagePublishInput, input)
    published = publish(
        context.scope,
        plan_named(context.scope, asked.id),
        asked.migration_type,
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        products=wiring.products(),
        tasks=wiring.tasks(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return PublishedView(task_id=published.task.id if published.task is not None else None)


def set_compatible_addons_on_plan(context: Context, input: Given) -> PlanView:
    """Return the draft with the add-ons that go with it."""
    asked = read(SetCompatibleAddonsOnPlanInput, with_public_ids(context.scope, input))
    plan_id = plan_named(context.scope, asked.id)
    request = UpdatePlanRequest(scope=context.scope, id=plan_id, compatible_addon_ids=asked.relation_ids)
    return PlanView(updated_plan(request), context.loader)


def set_plan_compatible_package_groups(context: Context, input: Given) -> PlanView:
    """Return the draft with the package groups that it offers."""
    asked = read(SetPlanCompatiblePackageGroupsInput, input)
    plan_id = plan_named(context.scope, asked.id)
    offers = tuple(each.to_offer() for each in asked.package_groups)
    request = UpdatePlanRequest(scope=context.scope, id=plan_id, compatible_package_groups=offers)
    return PlanView(updated_plan(request), context.loader)


def updated_plan(request: UpdatePlanRequest) -> Plan:
    """Return the version of a plan that is edited, with its changes."""
    with fields_named(SPELLED):
        return update_plan(
            request,
            plans=wiring.plans(),
            addons=wiring.addons(),
            groups=wiring.package_groups(),
            features=wiring.features(),
            currencies=wiring.custom_currencies(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        )
