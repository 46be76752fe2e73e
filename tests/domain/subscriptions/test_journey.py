"""What a new customer starts with, by a table of cases."""

import pytest

from tollgate.catalog.product_settings import ProductSettings
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.journey import SubscriptionDecision, decided
from tollgate.subscriptions.trials import TrialWish

SCOPE = Scope(account_id="account", environment_id="development")
REQUEST = ProvisionRequest(scope=SCOPE, customer_id="acme", plan_id="asked", resource_id="site")


@pytest.mark.parametrize(
    ("setup", "named", "starts_with", "decision"),
    [
        ("PLAN_SELECTION", None, "asked", SubscriptionDecision.REQUESTED_PLAN),
        ("PLAN_SELECTION", "other", "asked", SubscriptionDecision.REQUESTED_PLAN),
        ("FREE_PLAN", "free", "free", SubscriptionDecision.PREDEFINED_FREE_PLAN),
        ("FREE_PLAN", "asked", "asked", SubscriptionDecision.PREDEFINED_FREE_PLAN),
    ],
)
def test_the_product_may_decide(
    setup: str, named: str | None, starts_with: str, decision: SubscriptionDecision
) -> None:
    given = {"subscription_start_setup": setup, "subscription_start_plan_id": named}
    assert decided(REQUEST, ProductSettings.model_validate(given)) == (REQUEST.but(plan_id=starts_with), decision)


def test_a_product_that_starts_with_a_trial_begins_one() -> None:
    given = {"subscription_start_setup": "TRIAL_PERIOD", "subscription_start_plan_id": "paid"}
    request, decision = decided(REQUEST, ProductSettings.model_validate(given))
    assert request == REQUEST.but(plan_id="paid", trial=TrialWish(is_trial=True))
    assert decision is SubscriptionDecision.PREDEFINED_TRIAL_PLAN
