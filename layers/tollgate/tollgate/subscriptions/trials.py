"""Whether a subscription begins as a trial, and when that ends."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tollgate.catalog.package import PricingType
from tollgate.catalog.plan import Plan
from tollgate.catalog.trial import TrialBudget, TrialConfig, TrialEndBehavior, TrialPeriodUnits
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.period import add_months
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import Budget

LONGEST_WITHOUT_END = timedelta(days=14)
"""How long a trial lasts that is asked for without an end, of a plan that has none of its own."""


class TrialWish(Value):
    """What a request says of a trial: whether there is one, when it ends, and what comes after."""

    is_trial: bool
    end_date: Instant | None = None
    end_behavior: TrialEndBehavior | None = None


class Trial(Value):
    """A trial that was decided on."""

    end_date: Instant
    end_behavior: TrialEndBehavior
    budget: Budget | None = None


def is_eligible(product_id: str, held: Iterable[Subscription]) -> bool:
    """Tell whether a customer may still try a product: it has neither tried it nor paid for it, now or before."""
    of_product = (each for each in held if each.product_id == product_id)
    return not any(each.is_trial or each.pricing_type is PricingType.PAID for each in of_product)


def first_trials(held: Iterable[Subscription]) -> list[Subscription]:
    """Return the trials that a customer had or has, of each plan the first, oldest first."""
    trials = sorted((each for each in held if each.is_trial), key=lambda each: (each.created_at, each.id), reverse=True)
    return list({each.plan_id: each for each in trials}.values())[::-1]


def decided_trial(wish: TrialWish | None, plan: Plan, *, skips: bool, may_try: bool, start: datetime) -> Trial | None:
    """Return the trial a subscription begins with, None where it begins without.

    A wish decides; without one the plan's default does, for who may still try the product. Raises `InvalidInput` for
    a trial of a free plan, or one that ends before it begins.
    """
    default = plan.default_trial_config
    if wish is None:
        return None if skips or not may_try or default is None else _trial(None, default, start)
    if not wish.is_trial:
        return None
    if plan.pricing_type is PricingType.FREE:
        raise InvalidInput(f"{plan.id} is free, and not tried", field="trialOverrideConfiguration.isTrial")
    trial = _trial(wish, default, start)
    if trial.end_date <= start:
        raise InvalidInput("A trial ends after it begins", field="trialOverrideConfiguration.trialEndDate")
    return trial


def _trial(wish: TrialWish | None, default: TrialConfig | None, start: datetime) -> Trial:
    told = wish if wish is not None else TrialWish(is_trial=True)
    behavior = told.end_behavior or (default.trial_end_behavior if default is not None else None)
    return Trial(
        end_date=told.end_date or _end_of(default, start),
        end_behavior=behavior or TrialEndBehavior.CANCEL_SUBSCRIPTION,
        budget=_budget(default.budget) if default is not None and default.budget is not None else None,
    )


def _end_of(config: TrialConfig | None, start: datetime) -> datetime:
    if config is None:
        return start + LONGEST_WITHOUT_END
    if config.units is TrialPeriodUnits.MONTH:
        return add_months(start, int(config.duration))
    return start + timedelta(days=int(config.duration))


def _budget(budget: TrialBudget) -> Budget:
    return Budget(limit=budget.limit, has_soft_limit=budget.has_soft_limit)
