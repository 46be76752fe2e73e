"""Which plans may be tried, and how."""

from tollgate.catalog.package import PricingType
from tollgate.catalog.trial import TrialConfig
from tollgate.shared.errors import InvalidInput

LONGEST_TRIAL = 1_200
"""In days or months: more than anybody tries anything, and far from where instants end."""


def check_trial(trial: TrialConfig, pricing_type: PricingType | None, *, field: str) -> None:
    """Raise `InvalidInput` where a plan of this pricing type cannot be tried like this; the type may yet be open."""
    if pricing_type is PricingType.FREE:
        raise InvalidInput("A FREE plan has no trial", field=field)
    if trial.duration != trial.duration.to_integral_value() or not 1 <= trial.duration <= LONGEST_TRIAL:
        raise InvalidInput(f"A trial lasts a whole number of units, 1-{LONGEST_TRIAL}", field=f"{field}.duration")
    if trial.budget is None:
        return
    if pricing_type is PricingType.CUSTOM:
        raise InvalidInput("Only PAID plans have a budget for their trial", field=f"{field}.budget")
    if trial.budget.limit < 0:
        raise InvalidInput("The budget of a trial is zero or more", field=f"{field}.budget.limit")
