"""What promotional grants refuse."""

from tollgate.shared.errors import NotFound


class PromotionNotFound(NotFound):
    """Nothing is granted to the customer of this feature, or of any with this feature group, beside its plans."""

    code = "PromotionalEntitlementNotFoundError"

    @classmethod
    def of(cls, customer_id: str, feature_id: str) -> "PromotionNotFound":
        """Return the error for this feature."""
        return cls(f"The customer {customer_id} has no promotional entitlement to {feature_id}", refId=feature_id)

    @classmethod
    def of_group(cls, customer_id: str, group_id: str) -> "PromotionNotFound":
        """Return the error for a feature group."""
        return cls(f"The customer {customer_id} was not granted the feature group {group_id}", refId=group_id)
