"""What the catalogue refuses."""

from tollgate.shared.errors import NotFound


class FeatureNotFound(NotFound):
    """No feature has this id."""

    code = "FeatureNotFound"

    @classmethod
    def of(cls, feature_id: str) -> "FeatureNotFound":
        """Return the error for this id."""
        return cls(f"There is no feature with the id {feature_id}", refId=feature_id)
