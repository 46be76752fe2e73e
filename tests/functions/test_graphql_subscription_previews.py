"""What subscriptions would come to, through GraphQL: nothing of it happens."""

from typing import Any

import pytest

from tests.support.agreements import given_agreements
from tests.support.clock import FixedClock
from tests.support.graphql import ask, refusal_of
from tests.support.recorded import recorded_names
from tests.support.selling import subscribe
from tests.support.template_api import TemplateApi

MONEY = "{ amount currency }"
DETAILS = "{ name type value durationType durationInMonths }"
TAXES = "{ displayName percentage inclusive }"
PRORATION = "{ credit { amount } debit { amount } netAmount { amount } prorationDate hasProrations }"
CREDITS = "{ initial { amount } used { amount } remaining { amount } }"
INVOICE = f"""
  subTotal {MONEY} total {MONEY} totalExcludingTax {MONEY} tax {MONEY} taxDetails {TAXES}
"""
PREVIEW = f"""
mutation ($input: PreviewSubscriptionInput!) {{
  previewSubscription(input: $input) {{
    billingPeriodRange {{ start end }} hasScheduledUpdates isPlanDowngrade
    immediateInvoice {{
      {INVOICE} discount {MONEY} discountDetails {DETAILS} proration {PRORATION} credits {CREDITS}
    }}
    recurringInvoice {{ {INVOICE} discount {MONEY} discountDetails {DETAILS} }}
  }}
}}
"""
ESTIMATED = f"""
  billingPeriodRange {{ start end }} hasScheduledUpdates isPlanDowngrade
  {INVOICE} discount {DETAILS} discountAmount {MONEY} proration {PRORATION} credits {CREDITS}
  subscription {{ {INVOICE} discount {DETAILS} discountAmount {MONEY} }}
"""
ESTIMATE = f"""
mutation ($input: EstimateSubscriptionInput!) {{ estimateSubscription(input: $input) {{ {ESTIMATED} }} }}
"""
ESTIMATE_UPDATE = f"""
mutation ($input: EstimateSubscriptionUpdateInput!) {{ estimateSubscriptionUpdate(input: $input) {{ {ESTIMATED} }} }}
"""
NEXT = f"""
mutation ($id: String!) {{
  previewNextInvoice(input: {{subscriptionId: $id}}) {{
    {INVOICE} subTotalExcludingTax {MONEY} amountDue {MONEY} discount {MONEY} discountDetails {DETAILS}
    minimumSpendAdjustment {MONEY} lastUpdatedAt credits {CREDITS}
    lines {{
      type description costDescription quantity proration amount {{ amount }} unitPrice {{ amount }}
      period {{ start end }} price {{ billingModel feature {{ refId }} }}
    }}
  }}
}}
"""
MONTHLY = {"customerId": "acme", "planId": "plan-pro", "billingPeriod": "MONTHLY"}
TERMS = {
    "billableFeatures": [{"featureId": "feature-seats", "quantity": 4}],
    "addons": [{"addonId": "addon-boost"}],
    "appliedCoupon": {"couponId": "coupon-ten"},
    "billingInformation": {"taxPercentage": 20},
}
TEN = {"name": "Ten", "type": "PERCENTAGE", "value": 10, "durationType": "FOREVER", "durationInMonths": None}
TAX = {"displayName": "Tax", "percentage": 20, "inclusive": False}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API with plans that are sold by the seat, and a customer."""
    given_agreements(api)
    return api


def usd(amount: float) -> dict[str, Any]:
    """Return an amount as it is shown."""
    return {"amount": amount, "currency": "USD"}


def total(answer: dict[str, Any], invoice: str) -> float | None:
    """Return what an invoice comes to, None where there is none."""
    found = answer[invoice]
    return found["total"]["amount"] if found is not None else None


def preview(api: TemplateApi, **fields: Any) -> dict[str, Any]:
    """Return the preview of a subscription of acme."""
    return ask(api, PREVIEW, input={**MONTHLY, **fields})["previewSubscription"]


def test_a_new_subscription_is_previewed_to_the_cent(shop: TemplateApi) -> None:
    invoice = {
        "subTotal": usd(60),
        "discount": usd(6),
        "discountDetails": TEN,
        "tax": usd(10.8),
        "taxDetails": TAX,
        "total": usd(64.8),
        "totalExcludingTax": usd(54),
    }
    nothing = {"amount": 0}
    proration = {
        "credit": nothing,
        "debit": nothing,
        "netAmount": nothing,
        "prorationDate": "2026-01-15T10:30:00.000Z",
        "hasProrations": False,
    }
    assert preview(shop, **TERMS) == {
        "billingPeriodRange": {"start": "2026-01-15T10:30:00.000Z", "end": "2026-02-15T10:30:00.000Z"},
        "hasScheduledUpdates": False,
        "isPlanDowngrade": False,
        "immediateInvoice": {**invoice, "proration": proration, "credits": None},
        "recurringInvoice": invoice,
    }
    estimated = ask(shop, ESTIMATE, input={**MONTHLY, **TERMS})["estimateSubscription"]
    assert estimated["total"] == usd(64.8)
    assert (estimated["discount"], estimated["discountAmount"]) == (TEN, usd(6))
    assert estimated["subscription"]["total"] == usd(64.8)
    assert shop.get("/api/v1/subscriptions").data == []
    assert "subscription.created" not in recorded_names()


def test_a_free_plan_comes_to_nothing(shop: TemplateApi) -> None:
    free = preview(shop, planId="plan-free", billingPeriod=None)
    assert free["billingPeriodRange"] == {"start": None, "end": None}
    assert (total(free, "immediateInvoice"), total(free, "recurringInvoice")) == (0, None)


def test_an_upgrade_is_prorated_and_the_rest_is_credit(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-max", billingPeriod="MONTHLY")
    clock.set("2026-01-31T00:00:00+00:00")
    less = preview(shop, scheduleStrategy="IMMEDIATE")["immediateInvoice"]
    assert less["total"] == usd(0)
    assert less["proration"] == {
        "credit": {"amount": 49.8},
        "debit": {"amount": 17.43},
        "netAmount": {"amount": -32.37},
        "prorationDate": "2026-01-31T00:00:00.000Z",
        "hasProrations": True,
    }
    assert less["credits"] == {"initial": {"amount": 0}, "used": {"amount": 0}, "remaining": {"amount": 32.37}}
    held = subscribe(shop, "plan-pro", billingPeriod="MONTHLY", scheduleStrategy="IMMEDIATE")
    more = ask(shop, ESTIMATE_UPDATE, input={"subscriptionId": held["id"], "unitQuantity": 3})
    credits = more["estimateSubscriptionUpdate"]["credits"]
    assert credits == {"initial": {"amount": 32.37}, "used": {"amount": 4.98}, "remaining": {"amount": 27.39}}


def test_what_would_wait_is_told_as_waiting(shop: TemplateApi) -> None:
    subscribe(shop, "plan-max", billingPeriod="MONTHLY")
    waiting = preview(shop, scheduleStrategy="END_OF_BILLING_PERIOD")
    assert (waiting["hasScheduledUpdates"], waiting["isPlanDowngrade"]) == (True, True)
    assert (total(waiting, "immediateInvoice"), total(waiting, "recurringInvoice")) == (0, 35)
    [held] = shop.get("/api/v1/subscriptions").data
    assert (held["planId"], held["futureUpdates"]) == ("plan-max", [])


def test_fewer_units_that_would_wait_are_told_as_waiting(shop: TemplateApi) -> None:
    settings = {
        "downgradeAtEndOfBillingPeriod": "true",
        "subscriptionCancellationTime": "IMMEDIATE",
        "subscriptionEndSetup": "CANCEL_SUBSCRIPTION",
        "subscriptionStartSetup": "PLAN_SELECTION",
    }
    update = "mutation ($input: UpdateOneProductInput!) { updateOneProduct(input: $input) { id } }"
    ask(shop, update, input={"id": "product-app", "update": {"productSettings": settings}})
    charges = [{"id": "feature-seats", "type": "FEATURE", "quantity": 5}]
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY", charges=charges)
    fewer = preview(shop, unitQuantity=2)
    assert (fewer["hasScheduledUpdates"], fewer["isPlanDowngrade"]) == (True, False)
    assert (total(fewer, "immediateInvoice"), total(fewer, "recurringInvoice")) == (0, 40)


def test_a_change_is_estimated_and_not_made(shop: TemplateApi) -> None:
    held = subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    given = {
        "subscriptionId": held["id"],
        "addons": [{"addonId": "addon-boost", "quantity": 2}],
        "charges": [{"id": "feature-seats", "type": "FEATURE", "quantity": 3}],
    }
    estimated = ask(shop, ESTIMATE_UPDATE, input=given)["estimateSubscriptionUpdate"]
    assert (estimated["total"], estimated["subscription"]["total"]) == (usd(30), usd(65))
    assert estimated["proration"]["hasProrations"] is True
    assert shop.get(f"/api/v1/subscriptions/{held['id']}").data["addons"] == []


@pytest.mark.parametrize(
    ("document", "fields", "code", "field"),
    [
        (PREVIEW, {**MONTHLY, "addons": [{"addonId": "x"}]}, "AddonsNotFound", "addons[0].addonId"),
        (ESTIMATE, {**MONTHLY, "promotionCode": "X"}, "PromotionCodeNotFound", "promotionCode"),
        (ESTIMATE, {**MONTHLY, "priceUnitAmount": 1.5}, "InvalidQuantity", "priceUnitAmount"),
        (ESTIMATE_UPDATE, {"subscriptionId": "unknown"}, "SubscriptionNotFound", None),
    ],
)
def test_a_preview_refuses_what_provisioning_would(
    shop: TemplateApi, document: str, fields: dict[str, Any], code: str, field: str | None
) -> None:
    told = refusal_of(shop, document, input=fields)["extensions"]
    assert (told["code"], told.get("field")) == (code, field)


def next_invoice(api: TemplateApi, subscription_id: str) -> Any:
    """Return the preview of a subscription's next invoice."""
    return ask(api, NEXT, id=subscription_id)["previewNextInvoice"]


def test_the_next_invoice_is_that_of_the_renewal(shop: TemplateApi, clock: FixedClock) -> None:
    charges = [{"id": "feature-seats", "type": "FEATURE", "quantity": 4}]
    held = subscribe(shop, "plan-pro", billingPeriod="MONTHLY", charges=charges)
    clock.set("2026-01-20T00:00:00+00:00")
    period = {"start": "2026-02-15T10:30:00.000Z", "end": "2026-03-15T10:30:00.000Z"}
    invoice = next_invoice(shop, held["id"])
    lines = invoice.pop("lines")
    assert invoice == {
        "subTotal": usd(50),
        "subTotalExcludingTax": usd(50),
        "total": usd(50),
        "totalExcludingTax": usd(50),
        "amountDue": usd(50),
        "tax": usd(0),
        "taxDetails": None,
        "discount": None,
        "discountDetails": None,
        "minimumSpendAdjustment": usd(0),
        "lastUpdatedAt": "2026-01-20T00:00:00.000Z",
        "credits": None,
    }
    assert [(line["type"], line["costDescription"], line["amount"]["amount"]) for line in lines] == [
        ("BaseCharge", "$30 × 1", 30),
        ("InAdvanceCommitmentCharge", "$5 × 4", 20),
    ]
    assert [line["period"] for line in lines] == [period, period]
    assert lines[1]["price"] == {"billingModel": "PER_UNIT", "feature": {"refId": "feature-seats"}}
    shown = shop.get(f"/api/v1/subscriptions/{held['id']}").data
    assert shown["currentBillingPeriodEnd"] == "2026-02-15T10:30:00.000Z"


def test_the_next_invoice_has_the_changes_that_wait_for_it(shop: TemplateApi) -> None:
    held = subscribe(shop, "plan-max", billingPeriod="MONTHLY")
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY", scheduleStrategy="END_OF_BILLING_PERIOD")
    assert next_invoice(shop, held["id"])["total"] == usd(35)


def test_the_next_invoice_uses_up_credit(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-max", billingPeriod="MONTHLY")
    clock.set("2026-01-31T00:00:00+00:00")
    held = subscribe(shop, "plan-pro", billingPeriod="MONTHLY", scheduleStrategy="IMMEDIATE")
    invoice = next_invoice(shop, held["id"])
    assert (invoice["total"], invoice["amountDue"]) == (usd(35), usd(2.63))
    assert invoice["credits"] == {
        "initial": {"amount": 32.37},
        "used": {"amount": 32.37},
        "remaining": {"amount": 0},
    }


def test_a_trial_that_is_to_be_paid_for_gets_its_first_invoice_at_its_end(shop: TemplateApi) -> None:
    trial = {"isTrial": True, "trialEndDate": "2026-02-01T00:00:00Z", "trialEndBehavior": "CONVERT_TO_PAID"}
    tried = subscribe(shop, "plan-pro", billingPeriod="MONTHLY", trialOverrideConfiguration=trial)
    invoice = next_invoice(shop, tried["id"])
    assert invoice["total"] == usd(35)
    assert invoice["lines"][0]["period"]["start"] == "2026-02-01T00:00:00.000Z"


def test_no_invoice_comes_where_nothing_will_be_paid(shop: TemplateApi) -> None:
    held = subscribe(shop, "plan-free")
    assert next_invoice(shop, held["id"]) is None
    paid = subscribe(shop, "plan-pro", billingPeriod="MONTHLY", cancellationDate="2026-02-01T00:00:00Z")
    assert next_invoice(shop, paid["id"]) is None


def test_the_next_invoice_of_what_has_ended_or_is_not_there_is_refused(shop: TemplateApi) -> None:
    held = subscribe(shop, "plan-free")
    shop.post(f"/api/v1/subscriptions/{held['id']}/cancel")
    for subscription_id, code in ((held["id"], "SubscriptionAlreadyCanceledOrExpired"), ("x", "SubscriptionNotFound")):
        assert refusal_of(shop, NEXT, id=subscription_id)["extensions"]["code"] == code
