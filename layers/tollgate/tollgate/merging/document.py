"""A catalogue as one document: everything an environment sells, by the ids that callers gave, and nothing else."""

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from tollgate.catalog.feature import FeatureType
from tollgate.merging.canonical import canonical_json, paths_beyond
from tollgate.merging.entries import (
    CouponEntry,
    CurrencyEntry,
    FeatureEntry,
    FeatureGroupEntry,
    PackageGroupEntry,
    ProductEntry,
    WorkflowEntry,
)
from tollgate.merging.package_entries import AddonEntry, PlanEntry
from tollgate.shared.entity import Value
from tollgate.shared.errors import DomainError, InvalidInput, UnsupportedParameter

FORMAT_VERSION = 1
AnyPackageEntry = TypeVar("AnyPackageEntry", AddonEntry, PlanEntry)

_NOT_SOLD_YET = ("widget_configuration",)


class CatalogDocument(Value):
    """The catalogue of an environment, each kind of thing by its ids.

    `format_version` grows when a document could be misread by what reads it now.
    """

    format_version: int = FORMAT_VERSION
    custom_currencies: dict[str, CurrencyEntry] = {}
    features: dict[str, FeatureEntry] = {}
    feature_groups: dict[str, FeatureGroupEntry] = {}
    products: dict[str, ProductEntry] = {}
    addons: dict[str, AddonEntry] = {}
    package_groups: dict[str, PackageGroupEntry] = {}
    plans: dict[str, PlanEntry] = {}
    coupons: dict[str, CouponEntry] = {}
    widget_configuration: dict[str, Any] = {}
    workflows: dict[str, WorkflowEntry] = {}

    def to_json(self) -> dict[str, Any]:
        """Return the document as JSON; the same catalogue is always the same JSON."""
        return canonical_json(self)

    @classmethod
    def of_json(cls, given: Mapping[str, Any]) -> Self:
        """Return a document that somebody wrote, in the form an export has.

        Raises `InvalidInput` or `UnsupportedParameter`, naming the place, for what has no meaning here, and pydantic's
        own error for what is mistyped.
        """
        document = cls.model_validate(given)
        if document.format_version != FORMAT_VERSION:
            raise InvalidInput(f"formatVersion is {FORMAT_VERSION}", field="formatVersion")
        for name in _NOT_SOLD_YET:
            if getattr(document, name):
                raise UnsupportedParameter.named(str(cls.model_fields[name].alias))
        beyond = next(paths_beyond(given, document.to_json()), None)
        if beyond is not None:
            raise InvalidInput(f"{beyond} says nothing that is known here; leave it out", field=beyond)
        return document.but(
            features={each: _without_units(entry) for each, entry in document.features.items()},
            addons={each: _canonical(entry, f"addons.{each}.") for each, entry in document.addons.items()},
            plans={each: _canonical(entry, f"plans.{each}.") for each, entry in document.plans.items()},
        )

    def without_coupons(self) -> Self:
        """Return the document with nothing said of coupons."""
        return self.but(coupons={})


def _without_units(entry: FeatureEntry) -> FeatureEntry:
    # Units count something, which only a number does: a feature of another type has none, whoever names them.
    if entry.feature_type is FeatureType.NUMBER:
        return entry
    return entry.but(feature_units=None, feature_units_plural=None)


def _canonical(entry: AnyPackageEntry, path: str) -> AnyPackageEntry:
    try:
        return entry.canonical()
    except DomainError as refused:
        if "field" in refused.details:
            refused.details["field"] = path + refused.details["field"]
        raise
