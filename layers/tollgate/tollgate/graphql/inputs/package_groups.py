"""What mutations of package groups are given."""

from pydantic import Field

from tollgate.api.wire import Description, Text, sent
from tollgate.catalog.create_package_group import CreatePackageGroupRequest
from tollgate.catalog.update_package_group import UpdatePackageGroupRequest
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class CreatePackageGroupInput(Value):
    """`CreatePackageGroup`."""

    package_group_id: str
    product_id: str
    display_name: Text
    description: Description | None = None

    def to_request(self, scope: Scope) -> CreatePackageGroupRequest:
        """Return the domain's request."""
        return CreatePackageGroupRequest(
            scope=scope,
            id=self.package_group_id,
            product_id=self.product_id,
            display_name=self.display_name,
            description=self.description,
        )


class EditPackageGroupDetailsInput(Value):
    """`EditPackageGroupDetailsInput`: a description that is left out stays, null clears it."""

    package_group_id: str
    display_name: Text = Field(default_factory=str)
    description: Description | None = None

    def to_request(self, scope: Scope) -> UpdatePackageGroupRequest:
        """Return the domain's request."""
        changes = sent(self, but={"package_group_id"})
        return UpdatePackageGroupRequest(scope=scope, id=self.package_group_id, **changes)


class SetPackageGroupAddonsInput(Value):
    """`SetPackageGroupAddons`."""

    package_group_id: str
    addons: tuple[Text, ...]

    def to_request(self, scope: Scope) -> UpdatePackageGroupRequest:
        """Return the domain's request."""
        return UpdatePackageGroupRequest(scope=scope, id=self.package_group_id, addon_ids=self.addons)
