"""What a new customer starts with, by a table of cases."""

import pytest

from tollgate.catalog.product_settings import ProductSettings
from tollgate.shared.errors import UnsupportedParameter
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.journey import SubscriptionDecision, decided

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


def test_a_trial_is_refused_rather_than_begun_as_a_paid_plan() -> None:
    given = {"subscription_start_setup": "TRIAL_PERIOD", "subscription_start_plan_id": "paid"}
    with pytest.raises(UnsupportedParameter) as refused:
        decided(REQUEST, ProductSettings.model_validate(given))
    assert refused.value.details == {"field": "planId"}
