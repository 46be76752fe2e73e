"""Whether a subscription begins as a trial, how long that is, and what comes after."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.subscriptions.test_subscription import paid
from tests.support.catalog import a_sold_plan
from tollgate.catalog.package import PricingType
from tollgate.catalog.trial import TrialBudget, TrialConfig, TrialEndBehavior, TrialPeriodUnits
from tollgate.shared.errors import InvalidInput
from tollgate.subscriptions.terms import Budget
from tollgate.subscriptions.trials import Trial, TrialWish, decided_trial, is_eligible

START = datetime(2026, 1, 31, 8, tzinfo=UTC)
CONVERTS, ENDS = TrialEndBehavior.CONVERT_TO_PAID, TrialEndBehavior.CANCEL_SUBSCRIPTION
DAYS, MONTHS = TrialPeriodUnits.DAY, TrialPeriodUnits.MONTH
BUDGET = TrialBudget(limit=Decimal(50), has_soft_limit=False)


def config(duration: int = 7, units: TrialPeriodUnits = DAYS, **fields: Any) -> TrialConfig:
    return TrialConfig(duration=Decimal(duration), units=units, **fields)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(hour=8, tzinfo=UTC)


def decided(wish: TrialWish | None, default: TrialConfig | None, *, skips: bool = False, may_try: bool = True) -> Any:
    plan = a_sold_plan("plan-pro", "PAID", default_trial_config=default)
    return decided_trial(wish, plan, skips=skips, may_try=may_try, start=START)


def trial(end: str, behavior: TrialEndBehavior = ENDS, budget: Budget | None = None) -> Trial:
    return Trial(end_date=day(end), end_behavior=behavior, budget=budget)


ASKED = TrialWish(is_trial=True)


@pytest.mark.parametrize(
    ("wish", "default", "expected"),
    [
        (None, None, None),
        (None, config(), trial("2026-02-07")),
        (None, config(trial_end_behavior=CONVERTS), trial("2026-02-07", CONVERTS)),
        (None, config(1, MONTHS), trial("2026-02-28")),
        (None, config(2, MONTHS), trial("2026-03-31")),
        (None, config(budget=BUDGET), trial("2026-02-07", ENDS, Budget(limit=Decimal(50), has_soft_limit=False))),
        (TrialWish(is_trial=False), config(), None),
        (ASKED, None, trial("2026-02-14")),
        (ASKED, config(trial_end_behavior=CONVERTS), trial("2026-02-07", CONVERTS)),
        (ASKED.but(end_behavior=ENDS), config(trial_end_behavior=CONVERTS), trial("2026-02-07")),
        (ASKED.but(end_date=day("2026-05-01")), config(), trial("2026-05-01")),
        (ASKED.but(end_behavior=CONVERTS), None, trial("2026-02-14", CONVERTS)),
    ],
)
def test_a_wish_decides_and_the_plan_fills_in(
    wish: TrialWish | None, default: TrialConfig | None, expected: Trial | None
) -> None:
    assert decided(wish, default) == expected


@pytest.mark.parametrize(("skips", "may_try"), [(True, True), (False, False), (True, False)])
def test_without_a_wish_nobody_tries_who_skips_it_or_may_not(skips: bool, may_try: bool) -> None:
    assert decided(None, config(), skips=skips, may_try=may_try) is None
    assert decided(ASKED, config(), skips=skips, may_try=may_try) == trial("2026-02-07")


@pytest.mark.parametrize("end", [START, START - timedelta(days=1)])
def test_a_trial_ends_after_it_begins(end: datetime) -> None:
    with pytest.raises(InvalidInput) as refused:
        decided(ASKED.but(end_date=end), None)
    assert refused.value.details == {"field": "trialOverrideConfiguration.trialEndDate"}


def test_what_is_free_is_not_tried() -> None:
    with pytest.raises(InvalidInput) as refused:
        decided_trial(ASKED, a_sold_plan("plan-free"), skips=False, may_try=True, start=START)
    assert refused.value.details == {"field": "trialOverrideConfiguration.isTrial"}


FREE = paid(START).but(pricing_type=PricingType.FREE)


@pytest.mark.parametrize(
    ("held", "may_try"),
    [
        ([], True),
        ([FREE], True),
        ([FREE.but(pricing_type=PricingType.CUSTOM)], True),
        ([paid(START)], False),
        ([FREE.but(pricing_type=PricingType.CUSTOM, is_trial=True)], False),
        ([paid(START).but(product_id="other", is_trial=True)], True),
    ],
)
def test_a_product_is_tried_by_who_neither_tried_nor_paid_for_it(held: list[Any], may_try: bool) -> None:
    assert is_eligible("product", held) is may_try
