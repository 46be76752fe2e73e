"""Which plans may be tried, and how."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.catalog import THEN, a_plan
from tests.support.memory_catalog import MemoryPackageGroups, MemoryPackages
from tests.support.pricing import base
from tollgate.catalog.addon import Addon
from tollgate.catalog.package import PricingType
from tollgate.catalog.plan import Plan
from tollgate.catalog.publish_plan import publish_version
from tollgate.catalog.trial import TrialBudget, TrialConfig, TrialPeriodUnits
from tollgate.catalog.trial_rules import check_trial
from tollgate.charges.pricing_model import PriceSet
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope

FREE, PAID, CUSTOM = PricingType.FREE, PricingType.PAID, PricingType.CUSTOM
SCOPE = Scope(account_id="account-test", environment_id="development")


def trial(duration: str = "14", limit: str | None = None) -> TrialConfig:
    """Return a trial of some days."""
    budget = TrialBudget(limit=Decimal(limit), has_soft_limit=False) if limit is not None else None
    return TrialConfig(duration=Decimal(duration), units=TrialPeriodUnits.DAY, budget=budget)


@pytest.mark.parametrize(
    ("given", "pricing_type", "field"),
    [
        (trial(), PAID, None),
        (trial(), CUSTOM, None),
        (trial(), None, None),
        (trial(), FREE, "trial"),
        (trial("1"), PAID, None),
        (trial("1200"), PAID, None),
        (trial("0"), PAID, "trial.duration"),
        (trial("-1"), PAID, "trial.duration"),
        (trial("1.5"), PAID, "trial.duration"),
        (trial("1201"), PAID, "trial.duration"),
        (trial(limit="0"), PAID, None),
        (trial(limit="99.5"), PAID, None),
        (trial(limit="-1"), PAID, "trial.budget.limit"),
        (trial(limit="10"), CUSTOM, "trial.budget"),
        (trial(limit="10"), None, None),
    ],
)
def test_a_trial_goes_with_its_plan(given: TrialConfig, pricing_type: PricingType | None, field: str | None) -> None:
    if field is None:
        check_trial(given, pricing_type, field="trial")
        return
    with pytest.raises(InvalidInput) as refused:
        check_trial(given, pricing_type, field="trial")
    assert refused.value.details["field"] == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"pricing_type": FREE, "default_trial_config": trial()}, "defaultTrialConfig"),
        ({"pricing_type": CUSTOM, "default_trial_config": trial(limit="1")}, "defaultTrialConfig.budget"),
        ({"pricing_type": PAID, "default_trial_config": trial("0")}, "defaultTrialConfig.duration"),
    ],
)
def test_a_trial_is_looked_at_again_when_its_plan_is_published(fields: dict[str, Any], field: str) -> None:
    plans, addons = MemoryPackages(Plan), MemoryPackages(Addon)
    charges = PriceSet(pricing_models=(base(),)) if fields["pricing_type"] is PAID else PriceSet()
    with pytest.raises(InvalidInput) as refused:
        publish_version(
            SCOPE, a_plan(charges=charges, **fields), plans=plans, addons=addons, groups=MemoryPackageGroups(), at=THEN
        )
    assert refused.value.details["field"] == field
    assert plans.published == {}
