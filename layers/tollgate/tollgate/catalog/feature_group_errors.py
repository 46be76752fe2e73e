"""What is refused because of feature groups, and of packages that hold them."""

from tollgate.shared.errors import Conflict, InvalidInput, NotFound


class FeatureGroupNotFound(NotFound):
    """No feature group has this id."""

    code = "FeatureGroupNotFoundError"

    @classmethod
    def of(cls, group_id: str) -> "FeatureGroupNotFound":
        """Return the error for this id."""
        return cls(f"There is no feature group with the id {group_id}", refId=group_id)

    @classmethod
    def in_package(cls, group_id: str, package_id: str) -> "FeatureGroupNotFound":
        """Return the error for a group that the package does not hold."""
        return cls(f"{package_id} does not hold the feature group {group_id}", refId=group_id)

    @classmethod
    def of_version(cls, group_id: str, version: int) -> "FeatureGroupNotFound":
        """Return the error for a version the group does not have."""
        return cls(f"The feature group {group_id} has no version {version}", refId=group_id)


class FeatureGroupInUse(Conflict):
    """A draft or a published package still holds the feature group."""

    code = "CannotArchiveFeatureGroupError"


class FeatureGroupMissingFeatures(InvalidInput):
    """A group is put into a package with the values of all its members."""

    code = "FeatureGroupMissingFeaturesError"


class FeatureNotInGroup(InvalidInput):
    """The feature is no member of the group that it is to be put in with."""

    code = "FeatureNotBelongToFeatureGroupError"


class EntitlementInFeatureGroup(Conflict):
    """The entitlement came with a feature group, and changes or goes with all of it."""

    code = "EntitlementBelongsToFeatureGroupError"


class EntitlementOfOtherOwner(Conflict):
    """The package grants the feature already, by itself or with another group and another value."""

    code = "CanNotUpdateEntitlementsFeatureGroup"

    @classmethod
    def of(cls, feature_id: str, group_id: str) -> "EntitlementOfOtherOwner":
        """Return the refusal of a group that would take over what is not its own."""
        return cls(
            f"The package grants the feature {feature_id} already, without the group {group_id}; take it out first, "
            "or give it the value that it has with its other group",
            field="entitlements",
        )
