"""Tell that a subscription was not provisioned because the billing provider refused."""

from datetime import datetime
from typing import ClassVar, Self

from tollgate.shared.events import DomainEvent
from tollgate.subscriptions.agreement import ProvisionRequest


class CreateSubscriptionFailed(DomainEvent):
    """The billing provider did not take what provisioning a subscription asked of it; nothing was provisioned."""

    event_type: ClassVar[str] = "CREATE_SUBSCRIPTION_FAILED"
    source: ClassVar[str] = "subscriptions"

    @classmethod
    def of(cls, request: ProvisionRequest, error: str, *, at: datetime) -> Self:
        """Return the event with what was asked for, and the provider's words."""
        asked = request.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"scope"})
        scope = request.scope
        payload = {
            "input": {**asked, "environmentId": scope.environment_id},
            "error": error,
            "accountId": scope.account_id,
            "environmentId": scope.environment_id,
        }
        return cls(
            aggregate=f"CUSTOMER#{request.customer_id}", parent_id=request.customer_id, occurred_at=at, payload=payload
        )
