"""A customer's journey through a product: how subscribing begins, how cancelling goes, and what follows an end."""

from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Value


class SubscriptionStartSetup(StrEnum):
    """What a new customer starts with: the plan that is asked for, one free plan, or a trial of one plan."""

    PLAN_SELECTION = "PLAN_SELECTION"
    FREE_PLAN = "FREE_PLAN"
    TRIAL_PERIOD = "TRIAL_PERIOD"


class SubscriptionCancellationTime(StrEnum):
    """When a cancelled subscription ends. A date is told with each cancellation and is nothing to start from."""

    IMMEDIATE = "IMMEDIATE"
    END_OF_BILLING_PERIOD = "END_OF_BILLING_PERIOD"
    SPECIFIC_DATE = "SPECIFIC_DATE"


class SubscriptionEndSetup(StrEnum):
    """What follows a subscription or a trial that ended: nothing, or a free plan."""

    CANCEL_SUBSCRIPTION = "CANCEL_SUBSCRIPTION"
    DOWNGRADE_TO_FREE = "DOWNGRADE_TO_FREE"


class ProductSettings(Value):
    """What holds where a request does not say otherwise. `None` of proration leaves it to the time of cancelling."""

    subscription_start_setup: SubscriptionStartSetup = SubscriptionStartSetup.PLAN_SELECTION
    subscription_start_plan_id: str | None = None
    subscription_cancellation_time: SubscriptionCancellationTime = SubscriptionCancellationTime.IMMEDIATE
    prorate_at_end_of_billing_period: bool | None = None
    subscription_end_setup: SubscriptionEndSetup = SubscriptionEndSetup.CANCEL_SUBSCRIPTION
    downgrade_plan_id: str | None = None
    downgrade_at_end_of_billing_period: bool = False

    @property
    def plan_ids(self) -> set[str]:
        """Return the plans the settings name."""
        return {*filter(None, (self.subscription_start_plan_id, self.downgrade_plan_id))}

    def replaced_by(self, sent: Self) -> Self:
        """Return the settings as they were sent; when a downgrade happens stays where the sender cannot say it."""
        if "downgrade_at_end_of_billing_period" in sent.model_fields_set:
            return sent
        return sent.but(downgrade_at_end_of_billing_period=self.downgrade_at_end_of_billing_period)


class AutoCancellationRule(Value):
    """Cancelling a subscription to the source plan also cancels the customer's subscriptions to the target plan."""

    source_plan_id: str
    target_plan_id: str
