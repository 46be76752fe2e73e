"""What is refused where subscriptions are imported."""

from collections.abc import Sequence

from tollgate.shared.errors import InvalidInput


class ImportSubscriptionsBulk(InvalidInput):
    """An import of nothing, or of more than one task takes."""

    code = "ImportSubscriptionsBulkError"


class FailedToImportSubscriptions(InvalidInput):
    """An import that cannot be begun, because of some of its subscriptions."""

    code = "FailedToImportSubscriptions"

    @classmethod
    def repeated(cls, subscription_ids: Sequence[str]) -> "FailedToImportSubscriptions":
        """Return the error for subscriptions that one import names more than once."""
        message = f"Name each subscription once; these are repeated: {', '.join(subscription_ids)}"
        return cls(message, failedSubscriptionIds=list(subscription_ids), field="subscriptions")
