"""The main job, step by step, with the official client: sell a plan, check, report usage, run into the limit."""

import secrets

from stigg import Stigg

from tools.seed import ADDON, FEATURES, PLANS, seed

PLAN = "plan-pro"
FEATURE = "feature-api-calls"


def show(client: Stigg) -> str:
    """Run the main job, saying each step and what came of it; return the customer's id."""
    customer = f"customer-{secrets.token_hex(3)}"
    _step("Load the catalogue")
    seed(client)
    _result(f"{len(FEATURES)} features; plans {', '.join(PLANS)}; add-on {ADDON}")

    _step(f"What does {PLAN} cost?")
    for charge in client.v1.plans.list_charges(PLAN):
        assert charge.price is not None
        _result(f"{charge.billing_period}: {charge.price.amount:,.2f} {charge.price.currency}")

    _step(f"Provision the customer {customer}")
    client.v1.customers.provision(id=customer, name="Acme Inc", email="admin@acme.example")
    _result("provisioned")

    _step(f"Provision a subscription to {PLAN}")
    sold = client.v1.subscriptions.provision(customer_id=customer, plan_id=PLAN, billing_period="MONTHLY").data
    assert sold.subscription is not None
    _result(f"{sold.id}: {sold.subscription.status}")

    _step("May they make an API call?")
    _check(client, customer, FEATURE)
    _step("May they use a region in the United States? And single sign-on?")
    _check(client, customer, "feature-regions", values=["us"])
    _check(client, customer, "feature-sso")

    _step("Report 9,990 API calls")
    reported = client.v1.usage.report(usages=[{"customer_id": customer, "feature_id": FEATURE, "value": 9_990}])
    _result(f"usage is now {reported.data[0].current_usage:,.0f}")

    _step("May they make 10 more? And 25?")
    _check(client, customer, FEATURE, usage=10)
    _check(client, customer, FEATURE, usage=25)
    return customer


def _check(
    client: Stigg, customer: str, feature: str, *, usage: int | None = None, values: list[str] | None = None
) -> None:
    asked = {"requested_usage": usage, "requested_values": values}
    given = {name: value for name, value in asked.items() if value is not None}
    verdict = client.v1.customers.check_entitlement(customer, feature_id=feature, **given).data  # type: ignore[arg-type]
    answer = "yes" if verdict.is_granted else f"no: {verdict.access_denied_reason}"
    if verdict.type == "FEATURE" and verdict.usage_limit is not None:
        answer += f" ({verdict.current_usage or 0:,.0f} of {verdict.usage_limit:,.0f} used)"
    _result(f"{feature}: {answer}")


def _step(text: str) -> None:
    print(f"\n{text}")


def _result(text: str) -> None:
    print(f"  → {text}", flush=True)
