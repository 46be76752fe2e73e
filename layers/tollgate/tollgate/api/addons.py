"""Add-ons on the wire."""

from tollgate.api.packages import CreatePackageBody, PackageView, UpdatePackageBody
from tollgate.api.wire import Text, Whole, sent
from tollgate.catalog.create_addon import CreateAddonRequest
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.update_addon import UpdateAddonRequest
from tollgate.shared.scope import Scope


class CreateAddonBody(CreatePackageBody):
    """What a new add-on is to be."""

    max_quantity: Whole | None = None

    def to_request(self, scope: Scope) -> CreateAddonRequest:
        """Return the domain's request."""
        return CreateAddonRequest(scope=scope, **sent(self))


class UpdateAddonBody(UpdatePackageBody):
    """What is to change of an add-on: fields that are left out stay, null clears."""

    max_quantity: Whole | None = None
    dependencies: list[Text] | None = None
    status: PackageStatus = PackageStatus.DRAFT

    def to_request(self, scope: Scope, addon_id: str) -> UpdateAddonRequest:
        """Return the domain's request."""
        fields = self.changes
        if "dependencies" in fields:
            fields["dependencies"] = tuple(self.dependencies or ())
        return UpdateAddonRequest(scope=scope, id=addon_id, **fields)


class AddonView(PackageView):
    """One version of an add-on as the contract shows it."""

    max_quantity: int | None
    dependencies: list[str]
