"""Payments through the billing port, with a vendor that does as it is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.faults import Crash, Refusals
from tests.support.ids import CountingIds
from tests.support.recorded import TEST_SCOPE, recorded, recorded_names
from tests.support.scripted_billing import ScriptedProvider
from tests.support.seats import SEATS, given_team_plan
from tests.support.selling import given_catalogue, given_customer
from tests.support.stepping import run_all_due
from tests.support.tables import empty_tables, kept_tables, put_back
from tests.support.template_api import Answer, TemplateApi
from tollgate import wiring
from tollgate.billing.invoice import InvoiceStatus
from tollgate.billing.ports import Collection
from tollgate.shared.scope import ActorType
from tollgate.subscriptions.payment_report import PaymentOutcome, PaymentReport
from tollgate.subscriptions.record_payment import record_payment
from tollgate.subscriptions.subscription import Subscription
from tools.bench.hook import Call, Response, hooked

CHECKOUT = {"successUrl": "https://acme.example/done", "cancelUrl": "https://acme.example/back"}
CUSTOMER = "/api/v1/customers/acme"
MONTH_TOLD = "2026-02-15T10:00:00+00:00"
"""By then it was told that the first billing month ends: what follows is its renewal alone."""


@dataclass
class Shop:
    """The API, the vendor behind it, and what the vendor's webhook and the due queue do."""

    api: TemplateApi
    vendor: ScriptedProvider
    clock: FixedClock

    def provision(self, plan_id: str = "plan-team", **fields: Any) -> Answer:
        body = {"customerId": "acme", "planId": plan_id, "billingPeriod": "MONTHLY", **fields}
        return self.api.post("/api/v1/subscriptions", **body)

    def subscribed(self, plan_id: str = "plan-team", **fields: Any) -> Any:
        return self.provision(plan_id, **fields).data["subscription"]

    def update(self, subscription_id: str = "subscription-1", **fields: Any) -> Answer:
        return self.api.patch(f"/api/v1/subscriptions/{subscription_id}", **fields)

    def seats(self, quantity: int, **fields: Any) -> Any:
        return self.update(charges=[{"type": "FEATURE", "id": SEATS, "quantity": quantity}], **fields).data

    def shown(self, subscription_id: str = "subscription-1") -> Any:
        return self.api.get(f"/api/v1/subscriptions/{subscription_id}").data

    def report(self, outcome: str, subscription_id: str = "subscription-1", **fields: Any) -> Subscription:
        """Let the vendor tell of its last invoice."""
        own = [each for each in self.vendor.issued if each.subscription_id == subscription_id]
        if own and "invoice" not in fields:
            paid = {"status": InvoiceStatus.PAID} if outcome == "PAID" else {}
            fields["invoice"] = own[-1].but(**paid).summary
        attempt = fields.pop("attempt", None)
        if attempt is not None:
            fields["invoice"] = fields["invoice"].but(attempt_count=attempt)
        told = PaymentReport(outcome=PaymentOutcome(outcome), **fields)
        return wiring.transact(
            lambda: record_payment(TEST_SCOPE, subscription_id, told, wiring.subscription_lifecycle()),
            actor=ActorType.SYSTEM,
        )

    def advance(self, to: str, subscription_id: str = "subscription-1") -> None:
        """Do what has fallen due of a subscription by an instant."""
        self.clock.set(to)
        run_all_due(TEST_SCOPE, subscription_id)

    def is_granted(self) -> bool:
        answer = self.api.get(f"{CUSTOMER}/entitlements/check", featureId=SEATS)
        return bool(answer.data["isGranted"]) if answer.status < 300 else False

    def units(self) -> list[Decimal]:
        """Return how many seats checks go by."""
        with wiring.working(actor=ActorType.SYSTEM):
            access = wiring.access().find(TEST_SCOPE, "acme")
        assert access is not None
        return [unit.units for each in access.subscriptions for unit in each.units]

    def totals(self) -> list[str]:
        return [f"{each.draft.total.rounded().amount}" for each in self.vendor.issued]


@pytest.fixture(scope="module")
def sold(moto: None) -> dict[str, Any]:
    """What is stored once acme can buy; made once, as making it takes longer than most tests."""
    empty_tables()
    wiring.reset(clock=FixedClock(datetime(2026, 1, 14, tzinfo=UTC)), ids=CountingIds())
    api = TemplateApi()
    given_catalogue(api)
    given_team_plan(api)
    given_customer(api)
    return kept_tables()


@pytest.fixture
def shop(sold: dict[str, Any], clock: FixedClock) -> Iterator[Shop]:
    """An environment whose vendor can charge acme."""
    put_back(sold)
    vendor = ScriptedProvider(payers={"acme"})
    wiring.reset(clock=clock, ids=CountingIds(), billing=vendor)
    yield Shop(TemplateApi(), vendor, clock)
    wiring.reset()


def standing(shown: Any) -> tuple[str, str]:
    return shown["status"], shown["paymentCollection"]


def waiting(shown: Any) -> list[tuple[str, str]]:
    return [(each["scheduleStatus"], each["subscriptionScheduleType"]) for each in shown["futureUpdates"]]


def day(date: str) -> datetime:
    return datetime.fromisoformat(date).replace(tzinfo=UTC)


def test_what_is_paid_at_once_is_active(shop: Shop) -> None:
    assert standing(shop.subscribed()) == ("ACTIVE", "NOT_REQUIRED")
    assert shop.totals() == ["10.00"]
    assert shop.is_granted()


def test_a_first_payment_that_is_not_done_is_waited_for_and_nothing_gives_way(shop: Shop) -> None:
    shop.subscribed("plan-free")
    shop.vendor.keeps_invoices = True
    shop.vendor.will(Collection.ACTION_REQUIRED)
    shop.clock.advance(hours=1)
    pending = shop.subscribed()
    assert standing(pending) == ("PAYMENT_PENDING", "ACTION_REQUIRED")
    assert pending["latestInvoice"]["requiresAction"]
    assert standing(shop.shown()) == ("ACTIVE", "NOT_REQUIRED")
    assert not shop.is_granted()
    shop.clock.advance(hours=2)
    paid = shop.report("PAID", "subscription-2")
    assert (paid.status, paid.start_date, paid.updated_at) == (
        "ACTIVE",
        datetime(2026, 1, 15, 11, 30, tzinfo=UTC),
        datetime(2026, 1, 15, 13, 30, tzinfo=UTC),
    )
    former, begun = shop.shown(), shop.shown("subscription-2")
    assert (former["status"], former["cancelReason"]) == ("CANCELED", "UPGRADE_OR_DOWNGRADE")
    assert former["effectiveEndDate"] == "2026-01-15T13:30:00.000Z"
    assert standing(begun) == ("ACTIVE", "NOT_REQUIRED")
    assert begun["currentBillingPeriodStart"] == "2026-01-15T11:30:00.000Z"
    assert begun["latestInvoice"]["status"] == "PAID"
    assert shop.is_granted()
    assert recorded_names()[-4:] == [
        "CustomerPaymentFailed",
        "SubscriptionCreated",
        "SubscriptionCanceled",
        "SubscriptionUpdated",
    ]


def test_a_first_payment_that_never_comes_is_waited_for_23_hours(shop: Shop) -> None:
    shop.vendor.keeps_invoices = True
    shop.vendor.will(Collection.FAILED)
    shop.subscribed()
    shop.clock.advance(hours=5)
    shop.report("FAILED", attempt=2)
    shop.advance("2026-01-16T09:29:59+00:00")
    assert standing(shop.shown()) == ("PAYMENT_PENDING", "FAILED")
    shop.advance("2026-01-16T09:30:00+00:00")
    over = shop.shown()
    assert (over["status"], over["cancelReason"]) == ("EXPIRED", "PENDING_PAYMENT_EXPIRED")
    assert [each.status for each in shop.vendor.issued] == [InvoiceStatus.CANCELED]
    assert shop.report("PAID").status == "EXPIRED"


def test_a_first_payment_is_not_asked_for_any_more_once_the_customer_is_archived(shop: Shop) -> None:
    shop.vendor.keeps_invoices = True
    shop.vendor.will(Collection.FAILED)
    shop.subscribed()
    assert shop.api.post(f"{CUSTOMER}/archive").status == 200
    assert (shop.shown()["status"], shop.shown()["cancelReason"]) == ("CANCELED", "CustomerArchived")
    assert [each.status for each in shop.vendor.issued] == [InvoiceStatus.CANCELED]


def test_a_payment_that_came_in_time_counts_though_it_is_told_late(shop: Shop) -> None:
    shop.vendor.will(Collection.PROCESSING)
    shop.subscribed()
    shop.clock.advance(days=2)
    assert shop.report("PAID").status == "ACTIVE"


def test_who_does_not_wait_for_the_payment_is_told_of_it_later(shop: Shop) -> None:
    assert standing(shop.subscribed(awaitPaymentConfirmation=False)) == ("PAYMENT_PENDING", "PROCESSING")
    assert not shop.vendor.orders[0].awaits_payment
    shop.report("PAID")
    assert standing(shop.shown()) == ("ACTIVE", "NOT_REQUIRED")
    seats = shop.seats(3, awaitPaymentConfirmation=False)
    assert (standing(seats), waiting(seats)) == (("ACTIVE", "PROCESSING"), [("PENDING_PAYMENT", "UNIT_AMOUNT")])
    shop.report("PAID")
    assert standing(shop.shown()) == ("ACTIVE", "NOT_REQUIRED")
    assert waiting(shop.shown()) == [("DONE", "UNIT_AMOUNT")]
    assert shop.totals() == ["10.00", "20.00"]


def test_an_update_whose_payment_fails_leaves_everything_as_it_was(shop: Shop) -> None:
    shop.subscribed()
    shop.vendor.keeps_invoices = True
    shop.vendor.will(Collection.FAILED)
    shown = shop.seats(5)
    assert (standing(shown), waiting(shown)) == (("ACTIVE", "FAILED"), [("PENDING_PAYMENT", "UNIT_AMOUNT")])
    assert shop.units() == [Decimal(1)]
    shop.clock.advance(hours=1)
    shop.report("FAILED", attempt=2)
    assert waiting(shop.shown()) == [("PENDING_PAYMENT", "UNIT_AMOUNT")]
    shop.report("PAID", attempt=3)
    assert (standing(shop.shown()), waiting(shop.shown())) == (("ACTIVE", "NOT_REQUIRED"), [("DONE", "UNIT_AMOUNT")])
    assert shop.units() == [Decimal(5)]
    assert recorded_names().count("CustomerPaymentFailed") == 2
    assert shop.totals() == ["10.00", "40.00"]


def test_an_update_that_is_never_paid_for_is_given_up_with_its_own_invoice_only(shop: Shop) -> None:
    shop.subscribed()
    shop.vendor.will(Collection.FAILED)
    shop.advance("2026-02-15T10:30:00+00:00")
    assert standing(shop.shown()) == ("ACTIVE", "FAILED")
    shop.vendor.keeps_invoices = True
    shop.vendor.will(Collection.ACTION_REQUIRED)
    shop.clock.advance(hours=1)
    assert shop.seats(2)["paymentCollection"] == "ACTION_REQUIRED"
    shop.advance("2026-02-16T10:30:00+00:00")
    assert (standing(shop.shown()), waiting(shop.shown())) == (("ACTIVE", "FAILED"), [("CANCELED", "UNIT_AMOUNT")])
    assert [each.status for each in shop.vendor.issued] == ["PAID", "OPEN", "CANCELED"]
    assert shop.shown()["latestInvoice"]["status"] == "CANCELED"


def test_an_update_is_not_waited_for_beyond_the_period_it_was_reckoned_for(shop: Shop) -> None:
    shop.subscribed()
    shop.clock.set("2026-02-15T04:30:00+00:00")
    shop.vendor.will(Collection.PROCESSING)
    shop.seats(2)
    shop.advance("2026-02-15T10:30:00+00:00")
    assert waiting(shop.shown()) == [("CANCELED", "UNIT_AMOUNT")]
    assert shop.totals()[-1] == "10.00"


def test_a_later_update_takes_the_place_of_one_that_is_not_paid_for(shop: Shop) -> None:
    shop.subscribed()
    shop.vendor.will(Collection.PROCESSING)
    shop.seats(4)
    shown = shop.seats(2)
    assert (standing(shown), waiting(shown)) == (("ACTIVE", "NOT_REQUIRED"), [("CANCELED", "UNIT_AMOUNT")])
    assert [(each.status, str(each.draft.total.rounded().amount)) for each in shop.vendor.issued] == [
        ("PAID", "10.00"),
        ("CANCELED", "30.00"),
        ("PAID", "10.00"),
    ]


def test_a_renewal_that_fails_leaves_access_and_is_shown_until_it_is_paid(shop: Shop) -> None:
    shop.subscribed()
    shop.vendor.will(Collection.FAILED)
    shop.advance("2026-02-15T10:30:00+00:00")
    shown = shop.shown()
    assert (standing(shown), shown["currentBillingPeriodEnd"][:10]) == (("ACTIVE", "FAILED"), "2026-03-15")
    assert shop.is_granted()
    names = ["SubscriptionBillingMonthEndsSoon", "CustomerPaymentFailed", "SubscriptionUpdated"]
    assert recorded_names(day("2026-02-15")) == names
    shop.report("FAILED", attempt=2, event_id="evt_2", error="Insufficient funds")
    failed = recorded(day("2026-02-15"))[-1]
    assert (failed.payload["error"], failed.payload["originatingEventId"]) == (
        {"message": "Insufficient funds"},
        "evt_2",
    )
    shop.report("PAID", attempt=3)
    assert standing(shop.shown()) == ("ACTIVE", "NOT_REQUIRED")


def test_what_is_told_twice_late_or_out_of_order_is_no_news(shop: Shop) -> None:
    shop.subscribed()
    shop.vendor.will(Collection.FAILED)
    shop.advance("2026-02-15T10:30:00+00:00")
    january, february = shop.vendor.issued
    shop.report("FAILED", attempt=3)
    before = recorded_names(day("2026-02-15"))
    for outcome, attempt in (("FAILED", 3), ("FAILED", 2), ("ACTION_REQUIRED", 3), ("PROCESSING", 2)):
        shop.report(outcome, attempt=attempt)
    shop.report("FAILED", invoice=january.summary.but(attempt_count=9))
    assert recorded_names(day("2026-02-15")) == before
    shop.report("PAID", attempt=4)
    paid = recorded_names(day("2026-02-15"))
    shop.report("FAILED", attempt=4)
    shop.report("PAID", attempt=4)
    shop.report("FAILED", attempt=5)
    assert recorded_names(day("2026-02-15")) == paid
    assert standing(shop.shown()) == ("ACTIVE", "NOT_REQUIRED")
    assert february.id == shop.shown()["latestInvoice"]["billingId"]


@pytest.mark.parametrize(("outcome", "reason"), [("CANCELED", "CANCELLED_BY_BILLING"), ("DETACHED", "DETACH_BILLING")])
def test_what_the_vendor_ends_is_over(shop: Shop, outcome: str, reason: str) -> None:
    shop.subscribed()
    orders = len(shop.vendor.orders)
    shop.report(outcome)
    shop.report(outcome)
    shown = shop.shown()
    assert (shown["status"], shown["cancelReason"]) == ("CANCELED", reason)
    assert len(shop.vendor.orders) == orders
    assert not shop.is_granted()
    assert recorded_names().count("SubscriptionCanceled") == 1


def test_what_the_vendor_ends_before_it_was_paid_expires(shop: Shop) -> None:
    shop.vendor.will(Collection.PROCESSING)
    shop.subscribed()
    shop.report("CANCELED")
    assert shop.shown()["cancelReason"] == "PENDING_PAYMENT_EXPIRED"


def test_a_trial_that_nobody_can_be_charged_for_ends(shop: Shop) -> None:
    trial = {"isTrial": True, "trialEndDate": "2026-01-20T00:00:00Z", "trialEndBehavior": "CONVERT_TO_PAID"}
    shop.vendor.payers.clear()
    shop.subscribed(trialOverrideConfiguration=trial)
    shop.advance("2026-01-20T00:00:00+00:00")
    assert (shop.shown()["status"], shop.shown()["cancelReason"]) == ("EXPIRED", "TRIAL_ENDED")
    assert shop.vendor.orders == []


def test_a_trial_is_converted_once_it_is_paid_for(shop: Shop) -> None:
    trial = {"isTrial": True, "trialEndDate": "2026-01-20T00:00:00Z", "trialEndBehavior": "CONVERT_TO_PAID"}
    shop.subscribed(trialOverrideConfiguration=trial)
    shop.vendor.will(Collection.PROCESSING)
    shop.advance("2026-01-20T00:00:00+00:00")
    assert standing(shop.shown()) == ("PAYMENT_PENDING", "PROCESSING")
    assert shop.totals() == ["10.00"]
    shop.clock.advance(hours=1)
    shop.report("PAID")
    shown = shop.shown()
    assert (standing(shown), shown["currentBillingPeriodStart"][:10]) == (("ACTIVE", "NOT_REQUIRED"), "2026-01-20")
    assert recorded_names(day("2026-01-20")) == ["SubscriptionUpdated", "SubscriptionTrialConverted"]


def test_who_cannot_be_charged_checks_out_first(shop: Shop) -> None:
    shop.vendor.payers.clear()
    assert shop.provision().error["code"] == "FailedToCreateCheckoutSessionError"
    asked = shop.provision(checkoutOptions=CHECKOUT).data
    assert (asked["status"], asked["subscription"]) == ("PAYMENT_REQUIRED", None)
    assert (asked["checkoutUrl"], asked["checkoutBillingId"]) == ("https://vendor.example/checkout/1", "cs_1")
    assert shop.api.get("/api/v1/subscriptions", customerId="acme").data == []
    assert shop.vendor.orders == []
    shop.vendor.payers.add("acme")
    assert standing(shop.subscribed(checkoutOptions=CHECKOUT)) == ("ACTIVE", "NOT_REQUIRED")
    shop.vendor.payers.clear()
    refused = shop.provision("plan-max", checkoutOptions=CHECKOUT)
    assert refused.error["code"] == "CheckoutIsNotSupported"


def test_what_is_sent_as_an_invoice_is_active_at_once(shop: Shop) -> None:
    shop.vendor.payers.clear()
    shown = shop.subscribed(paymentCollectionMethod="INVOICE", billingInformation={"invoiceDaysUntilDue": 14})
    assert shown["status"] == "ACTIVE"
    order = shop.vendor.orders[0]
    assert (order.is_invoiced, order.days_until_due, order.is_paid) == (True, 14, False)
    shop.report("PAID")
    assert standing(shop.shown()) == ("ACTIVE", "NOT_REQUIRED")


def test_the_vendor_is_told_what_was_paid_some_other_way(shop: Shop) -> None:
    shop.subscribed(paymentCollectionMethod="INVOICE", billingInformation={"isInvoicePaid": True})
    assert shop.vendor.orders[0].is_paid


def test_a_refusal_of_the_vendor_is_told_and_nothing_is_provisioned(shop: Shop) -> None:
    shop.vendor.refuses = True
    refused = shop.provision(metadata={"a": "b"})
    assert (refused.status, refused.error["code"]) == (400, "StripeError")
    keyed = shop.api.call(
        "POST",
        "/api/v1/subscriptions",
        {"customerId": "acme", "planId": "plan-team", "billingPeriod": "MONTHLY"},
        headers={"Idempotency-Key": "once"},
    )
    assert keyed.status == 400
    assert shop.api.get("/api/v1/subscriptions", customerId="acme").data == []
    told = [each for each in recorded() if each.type == "CREATE_SUBSCRIPTION_FAILED"]
    assert [each.payload["error"] for each in told] == ["The vendor is closed"] * 2
    assert told[0].payload["input"] == {
        "customerId": "acme",
        "planId": "plan-team",
        "billingPeriod": "MONTHLY",
        "metadata": {"a": "b"},
        "awaitsPayment": True,
        "environmentId": "development",
    }


class Commits:
    """Makes the first commits lose their race, or the process end before one; each time a second goes by."""

    def __init__(self, clock: FixedClock, *, lost: int = 0, crashes: bool = False) -> None:
        self._clock, self._lost, self._crashes = clock, lost, crashes
        self._refusal = Refusals(every=1, codes=("ConditionalCheckFailed",))

    def before(self, call: Call) -> Response | None:
        """Refuse the transaction, or end the process."""
        if call.operation != "TransactWriteItems" or not (self._lost or self._crashes):
            return None
        self._clock.advance(seconds=1)
        if self._crashes:
            raise Crash
        self._lost -= 1
        return self._refusal.before(call)

    def after(self, call: Call, answer: Any) -> None:
        """Leave the answer as it is."""


def keyed(shop: Shop, path: str = "", **body: Any) -> Answer:
    return shop.api.call("POST", f"/api/v1/subscriptions{path}", body, headers={"Idempotency-Key": "the-same"})


TEAM = {"customerId": "acme", "planId": "plan-team", "billingPeriod": "MONTHLY"}


def test_an_operation_that_loses_its_race_charges_once(shop: Shop) -> None:
    with hooked(Commits(shop.clock, lost=3)):
        made = shop.subscribed()
    assert (made["id"], shop.totals(), len(shop.vendor.orders)) == ("subscription-1", ["10.00"], 4)
    with hooked(Commits(shop.clock, lost=3)):
        shop.seats(3)
    shop.advance(MONTH_TOLD)
    with hooked(Commits(shop.clock, lost=3)):
        shop.advance("2026-02-15T10:30:10+00:00")
    assert (len(shop.totals()), len(shop.vendor.orders), len(shop.vendor.done)) == (3, 12, 3)


def test_a_request_that_is_sent_again_after_a_crash_charges_once(shop: Shop) -> None:
    with hooked(Commits(shop.clock, crashes=True)), pytest.raises(Crash):
        keyed(shop, **TEAM)
    again = keyed(shop, **TEAM).data["subscription"]
    assert [each.subscription_id for each in shop.vendor.issued] == [again["id"]]
    with hooked(Commits(shop.clock, crashes=True)), pytest.raises(Crash):
        shop.update(again["id"], charges=[{"type": "FEATURE", "id": SEATS, "quantity": 4}])
    changed = shop.update(again["id"], charges=[{"type": "FEATURE", "id": SEATS, "quantity": 4}]).data
    assert (changed["latestInvoice"]["billingId"], len(shop.totals())) == ("in_2", 2)
    with hooked(Commits(shop.clock, crashes=True)), pytest.raises(Crash):
        keyed(shop, f"/{again['id']}/cancel", subscriptionCancellationTime="IMMEDIATE")
    shop.clock.advance(minutes=5)
    keyed(shop, f"/{again['id']}/cancel", subscriptionCancellationTime="IMMEDIATE")
    assert len(shop.vendor.done) == 3


def test_a_renewal_that_crashes_is_made_once_with_its_usage(shop: Shop) -> None:
    shop.subscribed()
    shop.advance(MONTH_TOLD)
    with hooked(Commits(shop.clock, crashes=True)), pytest.raises(Crash):
        shop.advance("2026-02-15T10:31:00+00:00")
    shop.advance("2026-02-15T10:32:00+00:00")
    assert (shop.totals(), shop.shown()["latestInvoice"]["billingId"]) == (["10.00", "10.00"], "in_2")


def test_a_plan_that_follows_another_begins_under_the_id_it_was_charged_for(shop: Shop) -> None:
    shop.subscribed()
    shop.provision("plan-pro", scheduleStrategy="END_OF_BILLING_PERIOD")
    shop.advance(MONTH_TOLD)
    with hooked(Commits(shop.clock, crashes=True)), pytest.raises(Crash):
        shop.advance("2026-02-15T10:31:00+00:00")
    shop.advance("2026-02-15T10:32:00+00:00")
    assert [each.subscription_id for each in shop.vendor.issued] == ["subscription-1", "subscription-2"]
    assert shop.shown("subscription-2")["status"] == "ACTIVE"


def test_an_id_that_was_told_for_a_plan_to_follow_and_taken_since_is_another_one_then(shop: Shop) -> None:
    shop.subscribed()
    taken = shop.provision("plan-pro", scheduleStrategy="END_OF_BILLING_PERIOD", id="subscription-1")
    assert taken.error["code"] == "DuplicatedEntityNotAllowed"
    shop.provision("plan-pro", scheduleStrategy="END_OF_BILLING_PERIOD", id="s-next")
    given_customer(shop.api, "other")
    shop.api.post("/api/v1/subscriptions", customerId="other", planId="plan-free", id="s-next")
    shop.advance("2026-02-15T10:30:00+00:00")
    [next_one] = shop.api.get("/api/v1/subscriptions", customerId="acme", status="ACTIVE").data
    assert next_one["planId"] == "plan-pro"


def test_changes_at_one_instant_are_each_charged(shop: Shop) -> None:
    shop.subscribed()
    for quantity in (3, 1, 3):
        shop.seats(quantity)
    assert shop.totals() == ["10.00", "20.00", "-20.00", "20.00"]
