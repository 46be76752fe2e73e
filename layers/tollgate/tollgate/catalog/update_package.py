"""What changing any package has in common: its draft is changed, metadata applies at once."""

from collections.abc import Callable

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


def update_package(
    request: UpdatePackageRequest,
    *,
    packages: PackageRepository[AnyPackage],
    check: Callable[[AnyPackage], None],
    grantable: Callable[[], Grantable],
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> AnyPackage:
    """Return the version that is edited, as it is now; `check` raises for a package that cannot be like this."""
    packages.begin_change(request.scope)
    package = edited_version(request.scope, request.id, packages=packages)
    if package.is_archived:
        raise EntityIsArchived.of(package.noun, package.id)
    now = clock.now()
    changes = changes_in(request)
    metadata = changes.pop("metadata", package.metadata)
    changes.pop("charges", None)
    changed = package.but(**changes)
    if request.charges is not None:
        changed = with_charges(changed, request.charges, grantable=grantable(), ids=ids, at=now, path="charges.")
    if changed != package:
        check(changed)
        package = draft_of(changed, at=now)
        packages.save_draft(request.scope, package)
    if metadata != package.metadata:
        package = package.but(metadata=metadata, updated_at=now)
        packages.save_shared(request.scope, package)
        sold = packages.latest(request.scope, package.id)
        if sold is not None:
            events.record(request.scope, package_updated(sold, at=now))
    return package
