"""Write an environment's catalogue as one document."""

from collections.abc import Iterable
from typing import TypeVar

from tollgate.catalog.coupon import CouponSource
from tollgate.catalog.ports import AnyPackage
from tollgate.merging.document import CatalogDocument
from tollgate.merging.entries import (
    CouponEntry,
    CurrencyEntry,
    Entry,
    FeatureEntry,
    FeatureGroupEntry,
    PackageGroupEntry,
    ProductEntry,
    WorkflowEntry,
)
from tollgate.merging.merge_step import KIND_OF_STEP, MergeStep, StepKind
from tollgate.merging.package_entries import AddonEntry, PackageEntry, PlanEntry
from tollgate.merging.ports import Catalogue
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope

AnyEntry = TypeVar("AnyEntry", bound=PackageEntry)


def export_catalog(scope: Scope, *, catalogue: Catalogue, with_coupons: bool = True) -> CatalogDocument:
    """Return what the environment sells, and its drafts of what it never sold.

    What is archived is left out, with everything of an archived product and with whatever a product says of archived
    plans. Nothing else that is told of names what is archived.
    """
    products = {each.id: each for each in catalogue.products.all(scope) if not each.is_archived}
    addons = {each.id: AddonEntry.of_version(each) for each in _shown(catalogue.addons.current(scope), products)}
    plans = {each.id: PlanEntry.of_version(each) for each in _shown(catalogue.plans.current(scope), products)}
    groups, currencies = catalogue.groups.all(scope), catalogue.currencies.all(scope)
    sold = {plan_id for plan_id, each in plans.items() if each.is_sold}
    return CatalogDocument(
        custom_currencies={each.id: CurrencyEntry.of(each) for each in currencies if not each.is_archived},
        features={each.id: FeatureEntry.of(each) for each in catalogue.features.all(scope) if not each.is_archived},
        feature_groups={each.id: FeatureGroupEntry.of(each) for each in groups if not each.is_archived},
        products={each.id: ProductEntry.of(each).naming(sold) for each in products.values()},
        addons=addons,
        package_groups={
            each.id: PackageGroupEntry.of(each)
            for each in catalogue.package_groups.all(scope)
            if not each.is_archived and each.product_id in products
        },
        plans=plans,
        coupons=_coupons(scope, catalogue) if with_coupons else {},
        workflows={
            each.id: WorkflowEntry.showing(each, definition) for each, definition in catalogue.workflows.all(scope)
        },
    )


def exported_again(
    document: CatalogDocument, step: MergeStep, scope: Scope, *, catalogue: Catalogue
) -> CatalogDocument:
    """Return the document of a catalogue in which a step changed one thing since it was exported."""
    part, told = KIND_OF_STEP[step.kind], _told(scope, step, catalogue)
    if isinstance(told, ProductEntry):
        told = told.naming({plan_id for plan_id, each in document.plans.items() if each.is_sold})
    return document.but(**{part: {**getattr(document, part), step.id: told}}) if told is not None else document


def _told(scope: Scope, step: MergeStep, catalogue: Catalogue) -> Entry | None:
    match step.kind:
        case StepKind.CURRENCY:
            return _entry(CurrencyEntry, catalogue.currencies.find(scope, step.id))
        case StepKind.FEATURE | StepKind.FEATURE_VALUES:
            return _entry(FeatureEntry, catalogue.features.find(scope, step.id))
        case StepKind.FEATURE_GROUP:
            return _entry(FeatureGroupEntry, catalogue.groups.find(scope, step.id))
        case StepKind.PACKAGE_GROUP | StepKind.PACKAGE_GROUP_ADDONS:
            return _entry(PackageGroupEntry, catalogue.package_groups.find(scope, step.id))
        case StepKind.PRODUCT | StepKind.JOURNEY:
            return _entry(ProductEntry, catalogue.products.find(scope, step.id))
        case StepKind.COUPON:
            return _entry(CouponEntry, catalogue.coupons.find(scope, step.id))
        case StepKind.WORKFLOW:
            held = catalogue.workflows.find(scope, step.id)
            return WorkflowEntry.showing(*held) if held is not None else None
        case StepKind.ADDON:
            addon = catalogue.addons.latest(scope, step.id) or catalogue.addons.draft(scope, step.id)
            return AddonEntry.of_version(addon) if addon is not None else None
        case StepKind.PLAN:
            plan = catalogue.plans.latest(scope, step.id) or catalogue.plans.draft(scope, step.id)
            return PlanEntry.of_version(plan) if plan is not None else None


def _entry(kind: type[Entry], held: Value | None) -> Entry | None:
    return kind.of(held) if held is not None else None


def _shown(versions: Iterable[AnyPackage], products: Iterable[str]) -> Iterable[AnyPackage]:
    """Return each package of the products by one version: as it is sold, or by its draft where it never was."""
    latest_last = sorted(versions, key=lambda each: each.is_latest)
    shown = {each.id: each for each in latest_last if each.product_id in products}
    return [each for each in shown.values() if not each.is_archived]


def _coupons(scope: Scope, catalogue: Catalogue) -> dict[str, CouponEntry]:
    coupons = catalogue.coupons.all(scope)
    kept = (each for each in coupons if not each.is_archived and each.source is CouponSource.STIGG)
    return {each.id: CouponEntry.of(each) for each in kept}
