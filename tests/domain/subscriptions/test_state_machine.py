"""The table of states: every documented transition is there and reached, every other is refused with its code."""

from datetime import UTC, datetime
from itertools import product

import pytest

from tests.domain.subscriptions.test_subscription import paid
from tollgate.subscriptions.errors import InvalidSubscriptionStatus, SubscriptionAlreadyEnded
from tollgate.subscriptions.state_machine import TRANSITIONS, Effect, Transition, Trigger, as_diagram, transition
from tollgate.subscriptions.status import CancelReason, SubscriptionStatus
from tools.lifecycle import PAGE, drawn

THEN = datetime(2026, 1, 31, 8, tzinfo=UTC)
PENDING, WAITING, TRIED = (
    SubscriptionStatus.PAYMENT_PENDING,
    SubscriptionStatus.NOT_STARTED,
    SubscriptionStatus.IN_TRIAL,
)
ACTIVE, CANCELED, EXPIRED = SubscriptionStatus.ACTIVE, SubscriptionStatus.CANCELED, SubscriptionStatus.EXPIRED
LIVE = (PENDING, WAITING, TRIED, ACTIVE)

Row = tuple[SubscriptionStatus | None, Trigger, SubscriptionStatus, CancelReason | None]
DOCUMENTED: list[Row] = [
    (None, Trigger.PROVISIONED_LATER, WAITING, None),
    (None, Trigger.PROVISIONED_IN_TRIAL, TRIED, None),
    (None, Trigger.PROVISIONED, ACTIVE, None),
    (None, Trigger.PROVISIONED_UNPAID, PENDING, None),
    (WAITING, Trigger.STARTED, ACTIVE, None),
    (WAITING, Trigger.STARTED_IN_TRIAL, TRIED, None),
    (WAITING, Trigger.STARTED_UNPAID, PENDING, None),
    (PENDING, Trigger.PAID, ACTIVE, None),
    (PENDING, Trigger.PAYMENT_OVERDUE, EXPIRED, CancelReason.PENDING_PAYMENT_EXPIRED),
    (TRIED, Trigger.CONVERTED, ACTIVE, None),
    (TRIED, Trigger.CONVERTED_UNPAID, PENDING, None),
    (TRIED, Trigger.TRIAL_SUPERSEDED, CANCELED, CancelReason.TRIAL_CONVERTED),
    (TRIED, Trigger.TRIAL_ENDED, EXPIRED, CancelReason.TRIAL_ENDED),
    (ACTIVE, Trigger.END_REACHED, EXPIRED, CancelReason.EXPIRED),
    (ACTIVE, Trigger.CANCELED_BY_BILLING, CANCELED, CancelReason.CANCELLED_BY_BILLING),
    (ACTIVE, Trigger.BILLING_DETACHED, CANCELED, CancelReason.DETACH_BILLING),
    *((each, Trigger.CANCELED_NOW, CANCELED, CancelReason.IMMEDIATE) for each in LIVE),
    *((each, Trigger.CANCELLATION_REACHED, CANCELED, CancelReason.SCHEDULED_CANCELLATION) for each in (TRIED, ACTIVE)),
    *((each, Trigger.REPLACED, CANCELED, CancelReason.UPGRADE_OR_DOWNGRADE) for each in LIVE),
    *((each, Trigger.CUSTOMER_ARCHIVED, CANCELED, CancelReason.CUSTOMER_ARCHIVED) for each in LIVE),
    *((each, Trigger.RULE_APPLIED, CANCELED, CancelReason.AUTO_CANCELLATION_RULE) for each in LIVE),
]


@pytest.mark.parametrize("row", DOCUMENTED, ids=lambda row: f"{row[0]} {row[1]}")
def test_what_is_documented_is_in_the_table(row: Row) -> None:
    source, trigger, target, reason = row
    found = transition(source, trigger, of="subscription-1")
    assert (found.target, found.reason) == (target, reason)


def test_the_table_holds_nothing_else() -> None:
    assert {(each.source, each.trigger) for each in TRANSITIONS} == {row[:2] for row in DOCUMENTED}
    assert len(TRANSITIONS) == len(DOCUMENTED)


@pytest.mark.parametrize(
    ("source", "trigger"),
    sorted(set(product((None, *SubscriptionStatus), Trigger)) - {row[:2] for row in DOCUMENTED}, key=str),
)
def test_every_other_pair_is_refused_with_its_code(source: SubscriptionStatus | None, trigger: Trigger) -> None:
    has_ended = source in {CANCELED, EXPIRED}
    with pytest.raises(SubscriptionAlreadyEnded if has_ended else InvalidSubscriptionStatus) as refused:
        transition(source, trigger, of="subscription-1")
    assert refused.value.details["refId"] == "subscription-1"
    if has_ended:
        assert source is not None
        assert refused.value.details["status"] == source.value


def test_every_state_is_reached_from_provisioning() -> None:
    reached: set[SubscriptionStatus | None] = {None}
    while (further := {each.target for each in TRANSITIONS if each.source in reached}) - reached:
        reached |= further
    assert reached == {None, *SubscriptionStatus}


@pytest.mark.parametrize("each", TRANSITIONS, ids=lambda each: f"{each.source} {each.trigger}")
def test_ends_tell_why_and_beginnings_do_not(each: Transition) -> None:
    assert each.target.has_ended is (each.reason is not None)
    assert (Effect.VOIDS_INVOICE in each.effects) is (each.source is PENDING and each.target.has_ended)
    is_by_provider = each.trigger in {Trigger.CANCELED_BY_BILLING, Trigger.BILLING_DETACHED}
    bills = each.source is ACTIVE and each.target.has_ended and not is_by_provider
    assert (Effect.BILLS_REST in each.effects) is bills


@pytest.mark.parametrize(
    "each", [each for each in TRANSITIONS if each.source is not None], ids=lambda each: f"{each.source} {each.trigger}"
)
def test_a_subscription_moves_as_the_table_says(each: Transition) -> None:
    before = paid(THEN).but(status=each.source, cancellation_date=None)
    after = before.moved(each.trigger, at=THEN)
    assert (after.status, after.cancel_reason, after.updated_at) == (each.target, each.reason, THEN)
    assert after.end_date == (THEN if each.target.has_ended else None)
    assert after.cancellation_date == (THEN if each.target is CANCELED else None)


def test_the_drawing_is_up_to_date() -> None:
    page = PAGE.read_text()
    assert drawn(page) == page
    assert as_diagram() in page
