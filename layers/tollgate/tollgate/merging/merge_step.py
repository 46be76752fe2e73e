"""The steps of a merge: one thing at a time, what others rest on first."""

from collections.abc import Iterable, Mapping, Set
from enum import StrEnum

from tollgate.merging.document import CatalogDocument
from tollgate.merging.entries import Entry
from tollgate.shared.entity import Value


class StepKind(StrEnum):
    """What a step puts in place.

    Some things have two steps, because what is merged between them decides whether the second is possible: an ENUM
    feature loses values once no plan grants them, and a product's settings and rules name plans that are sold. A
    package group begins empty, as everywhere.
    """

    CURRENCY = "customCurrency"
    FEATURE = "feature"
    FEATURE_GROUP = "featureGroup"
    PRODUCT = "product"
    ADDON = "add-on"
    PACKAGE_GROUP = "packageGroup"
    PACKAGE_GROUP_ADDONS = "add-ons of the packageGroup"
    PLAN = "plan"
    FEATURE_VALUES = "values of the feature"
    JOURNEY = "settings of the product"
    COUPON = "coupon"
    WORKFLOW = "workflow"


KIND_OF_STEP = {
    StepKind.CURRENCY: "custom_currencies",
    StepKind.FEATURE: "features",
    StepKind.FEATURE_GROUP: "feature_groups",
    StepKind.PRODUCT: "products",
    StepKind.ADDON: "addons",
    StepKind.PACKAGE_GROUP: "package_groups",
    StepKind.PACKAGE_GROUP_ADDONS: "package_groups",
    StepKind.PLAN: "plans",
    StepKind.FEATURE_VALUES: "features",
    StepKind.JOURNEY: "products",
    StepKind.COUPON: "coupons",
    StepKind.WORKFLOW: "workflows",
}
"""The part of the document that a step is about."""


class MergeStep(Value):
    """One thing that a merge puts in place, in a transaction of its own."""

    kind: StepKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


def steps_of(source: CatalogDocument) -> tuple[MergeStep, ...]:
    """Return every step that a merge of this source may take, in order; it depends on nothing but the source."""
    in_order: dict[StepKind, Iterable[str]] = {
        StepKind.CURRENCY: sorted(source.custom_currencies),
        StepKind.FEATURE: sorted(source.features),
        StepKind.FEATURE_GROUP: sorted(source.feature_groups),
        StepKind.PRODUCT: sorted(source.products),
        StepKind.ADDON: needed_first({name: entry.needed for name, entry in source.addons.items()}),
        StepKind.PACKAGE_GROUP: sorted(source.package_groups),
        StepKind.PACKAGE_GROUP_ADDONS: sorted(source.package_groups),
        StepKind.PLAN: needed_first({name: entry.needed for name, entry in source.plans.items()}),
        StepKind.FEATURE_VALUES: sorted(name for name, each in source.features.items() if each.enum_configuration),
        StepKind.JOURNEY: sorted(source.products),
        StepKind.COUPON: sorted(source.coupons),
        StepKind.WORKFLOW: needed_first({name: entry.needed for name, entry in source.workflows.items()}),
    }
    return tuple(MergeStep(kind=kind, id=name) for kind, names in in_order.items() for name in names)


def next_step(
    steps: tuple[MergeStep, ...], source: CatalogDocument, destination: CatalogDocument, *, start: int = 0
) -> int | None:
    """Return the place of the first step from `start` on that changes the destination, None where none does."""
    left = (place for place in range(start, len(steps)) if not is_done(steps[place], source, destination))
    return next(left, None)


def is_done(step: MergeStep, source: CatalogDocument, destination: CatalogDocument) -> bool:
    """Tell whether the destination is as the step leaves it."""
    entry, held = told_in(source, step), told_in(destination, step)
    if entry is None or held is None:
        return entry is held
    match step.kind:
        case StepKind.FEATURE:
            return source.features[step.id].with_values_of(destination.features[step.id]) == held
        case StepKind.PACKAGE_GROUP:
            return True  # there it is; what is in it comes next
        case StepKind.PRODUCT:
            return source.products[step.id].before_plans(destination.products[step.id]) == held
        case _:
            return entry.after(held) == held


def told_in(document: CatalogDocument, step: MergeStep) -> Entry | None:
    """Return what a document tells of the thing a step is about."""
    entries: Mapping[str, Entry] = getattr(document, KIND_OF_STEP[step.kind])
    return entries.get(step.id)


def needed_first(needs: Mapping[str, Set[str]]) -> list[str]:
    """Return the names in such an order that each comes after those it needs, else by name; circles come last."""
    ordered: list[str] = []
    left = dict(sorted(needs.items()))
    while left:
        free = [name for name, needed in left.items() if not (needed - {name}) & left.keys()] or list(left)
        ordered += free
        left = {name: needed for name, needed in left.items() if name not in ordered}
    return ordered
