"""Put one thing of a document in place, through the operations that anybody changes a catalogue with."""

from collections.abc import Callable
from typing import Any

from tollgate.catalog.create_coupon import CreateCouponRequest, create_coupon
from tollgate.catalog.create_feature import CreateFeatureRequest, create_feature
from tollgate.catalog.create_feature_group import CreateFeatureGroupRequest, create_feature_group
from tollgate.catalog.create_package_group import CreatePackageGroupRequest, create_package_group
from tollgate.catalog.feature import FeatureType
from tollgate.catalog.migration import MigrationType
from tollgate.catalog.put_addon import AddonContent, put_addon
from tollgate.catalog.put_plan import PlanContent, put_plan
from tollgate.catalog.retrieve_package_group import retrieve_package_group
from tollgate.catalog.update_coupon import UpdateCouponRequest, update_coupon
from tollgate.catalog.update_feature import UpdateFeatureRequest, update_feature
from tollgate.catalog.update_feature_group import UpdateFeatureGroupRequest, update_feature_group
from tollgate.catalog.update_package_group import UpdatePackageGroupRequest, update_package_group
from tollgate.credits.create_custom_currency import CreateCustomCurrencyRequest, create_custom_currency
from tollgate.credits.update_custom_currency import UpdateCustomCurrencyRequest, update_custom_currency
from tollgate.merging.document import CatalogDocument
from tollgate.merging.entries import CouponEntry, FeatureEntry
from tollgate.merging.kept import check_kept
from tollgate.merging.merge_step import MergeStep, StepKind
from tollgate.merging.package_entries import PackageEntry
from tollgate.merging.ports import Catalogue
from tollgate.merging.take_product_step import take_journey_step, take_product_step
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.scope import Scope
from tollgate.workflows.save_workflow import NewWorkflow


def take_merge_step(
    scope: Scope,
    step: MergeStep,
    source: CatalogDocument,
    *,
    into: Catalogue,
    migration_type: MigrationType = MigrationType.NEW_CUSTOMERS,
) -> None:
    """Stage what the step puts in place; raises the refusals of the operations that it takes.

    `migration_type` says who gets the versions of plans and add-ons that are published.
    """
    if step.kind is StepKind.PLAN:
        _plan(scope, step.id, source, into, migration_type)
    elif step.kind is StepKind.ADDON:
        _addon(scope, step.id, source, into, migration_type)
    else:
        _TAKE[step.kind](scope, step.id, source, into)


def _currency(scope: Scope, currency_id: str, source: CatalogDocument, into: Catalogue) -> None:
    told, held = source.custom_currencies[currency_id].fields(), into.currencies.find(scope, currency_id)
    if held is None:
        create = CreateCustomCurrencyRequest(scope=scope, id=currency_id, **told)
        create_custom_currency(create, currencies=into.currencies, events=into.events, clock=into.clock, ids=into.ids)
        return
    if held.is_archived:
        raise EntityIsArchived.of("customCurrency", currency_id)
    update = UpdateCustomCurrencyRequest(scope=scope, id=currency_id, **told)
    update_custom_currency(update, currencies=into.currencies, events=into.events, clock=into.clock)


def _feature(scope: Scope, feature_id: str, source: CatalogDocument, into: Catalogue) -> None:
    entry, held = source.features[feature_id], into.features.find(scope, feature_id)
    if held is None:
        create = CreateFeatureRequest(scope=scope, id=feature_id, **entry.fields())
        create_feature(create, features=into.features, events=into.events, clock=into.clock, ids=into.ids)
        return
    if held.is_archived:
        raise EntityIsArchived.of("feature", feature_id)
    _update_feature(scope, feature_id, entry.with_values_of(FeatureEntry.of(held)), into)


def _values(scope: Scope, feature_id: str, source: CatalogDocument, into: Catalogue) -> None:
    _update_feature(scope, feature_id, source.features[feature_id], into)


def _update_feature(scope: Scope, feature_id: str, entry: FeatureEntry, into: Catalogue) -> None:
    held = into.features.find(scope, feature_id)
    if held is not None:
        check_kept(entry, held, "feature_type", "meter_type")
    others = {"feature_type", "meter_type", "feature_status"}
    own = others if entry.feature_type is FeatureType.ENUM else {*others, "enum_configuration"}
    update_feature(
        UpdateFeatureRequest(scope=scope, id=feature_id, **entry.fields(beside=own)),
        features=into.features,
        plans=into.plans,
        addons=into.addons,
        tasks=into.tasks,
        events=into.events,
        clock=into.clock,
        ids=into.ids,
    )


def _group(scope: Scope, group_id: str, source: CatalogDocument, into: Catalogue) -> None:
    fields, held = source.feature_groups[group_id].fields(), into.groups.find(scope, group_id)
    if held is None:
        create_feature_group(
            CreateFeatureGroupRequest(scope=scope, id=group_id, **fields),
            groups=into.groups,
            features=into.features,
            events=into.events,
            clock=into.clock,
            ids=into.ids,
        )
        return
    update_feature_group(
        UpdateFeatureGroupRequest(scope=scope, id=group_id, **fields),
        groups=into.groups,
        features=into.features,
        events=into.events,
        clock=into.clock,
    )


def _package_group(scope: Scope, group_id: str, source: CatalogDocument, into: Catalogue) -> None:
    if into.package_groups.find(scope, group_id) is not None:
        raise EntityIsArchived.of("packageGroup", group_id)
    create_package_group(
        CreatePackageGroupRequest(
            scope=scope, id=group_id, **source.package_groups[group_id].fields(beside={"addon_ids"})
        ),
        groups=into.package_groups,
        products=into.products,
        events=into.events,
        clock=into.clock,
        ids=into.ids,
    )


def _package_group_addons(scope: Scope, group_id: str, source: CatalogDocument, into: Catalogue) -> None:
    entry = source.package_groups[group_id]
    held = retrieve_package_group(scope, group_id, groups=into.package_groups)
    check_kept(entry, held, "product_id")
    update_package_group(
        UpdatePackageGroupRequest(scope=scope, id=group_id, **entry.fields(beside={"product_id"})),
        groups=into.package_groups,
        plans=into.plans,
        addons=into.addons,
        events=into.events,
        clock=into.clock,
    )


def _addon(
    scope: Scope, addon_id: str, source: CatalogDocument, into: Catalogue, migration_type: MigrationType
) -> None:
    put_addon(
        AddonContent(scope=scope, id=addon_id, **_content(source.addons[addon_id])),
        migration_type,
        tasks=into.tasks,
        addons=into.addons,
        plans=into.plans,
        products=into.products,
        features=into.features,
        currencies=into.currencies,
        groups=into.groups,
        events=into.events,
        clock=into.clock,
        ids=into.ids,
    )


def _plan(scope: Scope, plan_id: str, source: CatalogDocument, into: Catalogue, migration_type: MigrationType) -> None:
    put_plan(
        PlanContent(scope=scope, id=plan_id, **_content(source.plans[plan_id])),
        migration_type,
        tasks=into.tasks,
        plans=into.plans,
        addons=into.addons,
        products=into.products,
        features=into.features,
        currencies=into.currencies,
        package_groups=into.package_groups,
        groups=into.groups,
        events=into.events,
        clock=into.clock,
        ids=into.ids,
    )


def _coupon(scope: Scope, coupon_id: str, source: CatalogDocument, into: Catalogue) -> None:
    entry, held = source.coupons[coupon_id], into.coupons.find(scope, coupon_id)
    if held is None:
        create = CreateCouponRequest(scope=scope, id=coupon_id, **entry.fields())
        create_coupon(create, coupons=into.coupons, events=into.events, clock=into.clock, ids=into.ids)
        return
    if held.is_archived:
        raise EntityIsArchived.of("coupon", coupon_id)
    reduction = ("percent_off", "amounts_off", "duration_in_months")
    check_kept(entry, CouponEntry.of(held), *reduction)
    update = UpdateCouponRequest(scope=scope, id=coupon_id, **entry.fields(beside=set(reduction)))
    update_coupon(update, coupons=into.coupons, events=into.events, clock=into.clock)


def _workflow(scope: Scope, workflow_id: str, source: CatalogDocument, into: Catalogue) -> None:
    entry = source.workflows[workflow_id]
    told = entry.fields(beside={"triggers", "nodes", "edges", "error_workflow_id"})
    into.workflows.put(scope, NewWorkflow(id=workflow_id, definition=entry.definition, **told))


_TAKE: dict[StepKind, Callable[[Scope, str, CatalogDocument, Catalogue], None]] = {
    StepKind.CURRENCY: _currency,
    StepKind.FEATURE: _feature,
    StepKind.FEATURE_GROUP: _group,
    StepKind.PRODUCT: take_product_step,
    StepKind.PACKAGE_GROUP: _package_group,
    StepKind.PACKAGE_GROUP_ADDONS: _package_group_addons,
    StepKind.FEATURE_VALUES: _values,
    StepKind.JOURNEY: take_journey_step,
    StepKind.COUPON: _coupon,
    StepKind.WORKFLOW: _workflow,
}


def _content(entry: PackageEntry) -> dict[str, Any]:
    told = {"entitlements", "prices", "overage_prices", "overage_billing_period", "minimum_spend", "status"}
    made = {"charges": entry.charges(), "entitlements": entry.grants(), "is_sold": entry.is_sold}
    return {**entry.fields(beside=told), **made}
