"""What the catalogue refuses of package groups."""

from tollgate.shared.errors import Conflict, InvalidInput, NotFound


class PackageGroupNotFound(NotFound):
    """No package group has this id."""

    code = "PackageGroupNotFound"

    @classmethod
    def of(cls, group_id: str) -> "PackageGroupNotFound":
        """Return the error for this id."""
        return cls(f"There is no package group with the id {group_id}", refId=group_id)

    @classmethod
    def of_version(cls, group_id: str, version: int) -> "PackageGroupNotFound":
        """Return the error for a version the group does not have."""
        return cls(f"The package group {group_id} has no version {version}", refId=group_id)


class AddonIsInGroup(Conflict):
    """A package group holds the add-on, or a plan that is sold offers it in one."""

    code = "AddonIsCompatibleWithGroup"


class PackageGroupInUse(Conflict):
    """A plan offers the package group; the published list has no code of its own for it."""

    @classmethod
    def of(cls, group_id: str, plan_ids: list[str]) -> "PackageGroupInUse":
        """Return the error for these plans."""
        return cls(f"These plans offer the package group {group_id}: {', '.join(plan_ids[:10])}", refIds=plan_ids[:10])


class FreePlanOffersGroups(InvalidInput):
    """Nothing is sold on top of a free plan in groups."""

    code = "FreePlanCantHaveCompatiblePackageGroupError"


class TooFewItemsOfGroup(InvalidInput):
    """A plan asks for more items of a package group than were chosen."""

    code = "PackageGroupMinItemsError"

    @classmethod
    def of(cls, group_id: str, *, taken: int, asked: int) -> "TooFewItemsOfGroup":
        """Return the error for these numbers."""
        return cls(f"Choose at least {asked} items of the package group {group_id}, not {taken}", refId=group_id)
