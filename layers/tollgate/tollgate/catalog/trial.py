"""How a plan is tried before it is paid for."""

from enum import StrEnum

from tollgate.shared.entity import Amount, Value


class TrialPeriodUnits(StrEnum):
    """What the length of a trial is told in."""

    DAY = "DAY"
    MONTH = "MONTH"


class TrialEndBehavior(StrEnum):
    """What the end of a trial does: charge and go on, or end the subscription as its product says."""

    CONVERT_TO_PAID = "CONVERT_TO_PAID"
    CANCEL_SUBSCRIPTION = "CANCEL_SUBSCRIPTION"


class TrialBudget(Value):
    """How much usage a trial may cost; a hard limit denies what would go beyond."""

    limit: Amount
    has_soft_limit: bool


class TrialConfig(Value):
    """How long a plan is tried, and what comes after. Without a behavior the subscription ends."""

    duration: Amount
    units: TrialPeriodUnits
    trial_end_behavior: TrialEndBehavior | None = None
    budget: TrialBudget | None = None
