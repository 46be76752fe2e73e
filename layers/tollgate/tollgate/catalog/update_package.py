"""What changing any package has in common: its draft is changed, metadata applies at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from tollgate.catalog.changes import changes_in
from tollgate.catalog.create_package_entitlements import Grantable
from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.entitlement import Widget
from tollgate.catalog.events import package_updated
from tollgate.catalog.ports import AnyPackage, PackageRepository
from tollgate.catalog.set_charges import ChargesRequest, with_charges
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope


class UpdatePackageRequest(Value):
    """What is to change of a package: the fields that are given."""

    scope: Scope
    id: str
    display_name: str = ""
    description: str | None = None
    billing_id: str | None = None
    hidden_from_widgets: tuple[Widget, ...] = ()
    metadata: dict[str, str] = {}
    charges: ChargesRequest | None = None

    @property
    def suits_archived(self) -> bool:
        """Tell whether an archived package, too, is as the request asks."""
        return False


@dataclass(frozen=True)
class Edit(Generic[AnyPackage]):
    """A version as it was found, the draft or what is sold, and as it is to be."""

    before: AnyPackage
    after: AnyPackage
    at: datetime

    @property
    def changes_what_is_sold(self) -> bool:
        """Tell whether anything changes that a version holds; metadata is the package's own."""
        return self.after.but(metadata=self.before.metadata) != self.before

    @property
    def changes_metadata(self) -> bool:
        """Tell whether the metadata of all versions changes."""
        return self.after.metadata != self.before.metadata


def edit_package(
    request: UpdatePackageRequest,
    *,
    packages: PackageRepository[AnyPackage],
    check: Callable[[AnyPackage], None],
    grantable: Callable[[], Grantable],
    clock: Clock,
    ids: Ids,
) -> Edit[AnyPackage]:
    """Begin the change and return it; nothing is staged. `check` raises for a package that cannot be like this."""
    packages.begin_change(request.scope)
    before = edited_version(request.scope, request.id, packages=packages)
    if before.is_archived and not request.suits_archived:
        raise EntityIsArchived.of(before.noun, before.id)
    changes, now = changes_in(request), clock.now()
    after = before.but(**{name: value for name, value in changes.items() if name not in {"charges", "status"}})
    if request.charges is not None:
        after = with_charges(after, request.charges, grantable=grantable(), ids=ids, at=now)
    edit = Edit(before=before, after=after, at=now)
    if edit.changes_what_is_sold:
        check(after)
    return edit


def save_edit(
    scope: Scope,
    edit: Edit[AnyPackage],
    *,
    packages: PackageRepository[AnyPackage],
    events: EventRecorder,
    begins_draft: bool = False,
) -> AnyPackage:
    """Stage the change, or else a draft that changes nothing yet; return the version that is edited as it is now."""
    package = edit.before
    if edit.changes_what_is_sold or begins_draft:
        package = draft_of(edit.after.but(metadata=edit.before.metadata), at=edit.at)
        packages.save_draft(scope, package)
    if edit.changes_metadata:
        package = package.but(metadata=edit.after.metadata, updated_at=edit.at)
        packages.save_shared(scope, package)
        sold = packages.latest(scope, package.id)
        if sold is not None:
            events.record(scope, package_updated(sold, at=edit.at))
    return package
