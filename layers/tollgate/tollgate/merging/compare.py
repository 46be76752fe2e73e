"""What merging one catalogue into another would leave."""

from collections.abc import Mapping
from typing import TypeVar

from tollgate.merging.document import CatalogDocument
from tollgate.merging.entries import Entry

AnyEntry = TypeVar("AnyEntry", bound=Entry)

KINDS = (
    "custom_currencies",
    "features",
    "feature_groups",
    "products",
    "addons",
    "package_groups",
    "plans",
    "coupons",
    "workflows",
)
"""What is merged, in the order in which one rests on another."""


def merged(source: CatalogDocument, destination: CatalogDocument) -> CatalogDocument:
    """Return the destination's document once the source is merged into it.

    What the source tells of becomes as the source says; what only the destination has stays: nothing is removed.
    """
    return destination.but(**{kind: _merged(getattr(source, kind), getattr(destination, kind)) for kind in KINDS})


def _merged(source: Mapping[str, AnyEntry], destination: Mapping[str, AnyEntry]) -> dict[str, AnyEntry]:
    return {**destination, **{name: entry.after(destination.get(name)) for name, entry in source.items()}}
