"""An add-on: what is sold on top of a plan, in immutable published versions."""

from typing import ClassVar

from tollgate.catalog.errors import AddonNotFound, DraftAddonNotArchived
from tollgate.catalog.package import Package
from tollgate.shared.errors import Conflict


class Addon(Package):
    """One version of an add-on.

    A subscription holds at most `max_quantity` of it, any number where there is none, and only together with the
    add-ons it depends on.
    """

    noun: ClassVar[str] = "add-on"
    not_found: ClassVar[type[AddonNotFound]] = AddonNotFound
    draft_not_archived: ClassVar[type[Conflict]] = DraftAddonNotArchived

    max_quantity: int | None = None
    dependencies: tuple[str, ...] = ()
