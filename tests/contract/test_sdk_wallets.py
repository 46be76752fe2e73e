"""The official client, in strict mode, makes every call of grants, consumption, ledger, usage and reservations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, TOKENS, with_tokens
from tests.support.metered import waiting
from tests.support.template_api import TemplateApi


@pytest.fixture
def credits(client: Stigg, api: TemplateApi) -> Any:
    """The client's credits, of an environment with a customer and a currency."""
    with_tokens(api)
    return client.v1.credits


def grant(credits: Any, amount: float = 100, **fields: Any) -> Any:
    """Grant tokens."""
    fine = {"customer_id": CUSTOMER, "currency_id": TOKENS, "display_name": "A", "grant_type": "PROMOTIONAL"}
    return credits.grants.create(**{**fine, "amount": amount, **fields}).data


def consume(credits: Any, amount: float, key: str = "k", **fields: Any) -> Any:
    """Burn tokens."""
    fine = {"customer_id": CUSTOMER, "currency_id": TOKENS, "idempotency_key": key}
    return credits.consumption.consume(**{**fine, "amount": amount, **fields}).data


def test_a_grant_with_everything(credits: Any, clock: FixedClock) -> None:
    paid = grant(
        credits,
        grant_type="PAID",
        cost={"amount": 9.99, "currency": "usd"},
        payment_collection_method="INVOICE",
        billing_information={"invoice_days_until_due": 7, "is_invoice_paid": False},
        await_payment_confirmation=False,
        comment="Sorry",
        priority=7,
        metadata={"ticket": "1"},
        effective_at=clock.now(),
        expire_at=clock.now() + timedelta(days=30),
    )
    assert (paid.amount, paid.consumed_amount, paid.cost.amount, paid.cost.currency) == (100, 0, 9.99, "usd")
    assert (paid.status, paid.payment_collection, paid.priority) == ("PAYMENT_PENDING", "PROCESSING", 7)
    assert (paid.effective_at, paid.expire_at) == (clock.now(), clock.now() + timedelta(days=30))
    assert (paid.metadata, paid.comment, paid.source_type, paid.sync_states) == ({"ticket": "1"}, "Sorry", None, [])
    invoice = paid.latest_invoice
    assert (invoice.billing_id, invoice.status, invoice.billing_reason) == (paid.invoice_id, "OPEN", "MANUAL")
    assert (invoice.total, invoice.currency, invoice.requires_action) == (9.99, "usd", False)


def test_grants_are_walked_page_by_page_and_narrowed(credits: Any, clock: FixedClock) -> None:
    for number in range(5):
        grant(credits, number + 1)
        clock.advance(minutes=1)
    pages = list(credits.grants.list(customer_id=CUSTOMER, currency_id=TOKENS, limit=2).iter_pages())
    assert [[each.amount for each in page.data] for page in pages] == [[5, 4], [3, 2], [1]]
    since = (clock.now() - timedelta(minutes=2)).isoformat()
    assert [each.amount for each in credits.grants.list(customer_id=CUSTOMER, created_at={"gte": since})] == [5, 4]
    assert list(credits.grants.list(customer_id=CUSTOMER, resource_id="site")) == []


def test_a_void_takes_what_is_left(credits: Any, clock: FixedClock) -> None:
    granted = grant(credits)
    consume(credits, 40)
    voided = credits.grants.void(granted.id).data
    assert (voided.status, voided.consumed_amount, voided.voided_at) == ("VOIDED", 40, clock.now())


def test_what_is_consumed_is_answered_with_the_balance(credits: Any, clock: FixedClock) -> None:
    grant(credits)
    burnt = consume(credits, 2.5, dimensions={"model": "x", "beta": True, "size": 1.5}, created_at=clock.now())
    assert (burnt.amount, burnt.customer_id, burnt.currency_id, burnt.resource_id) == (2.5, CUSTOMER, TOKENS, None)
    assert (burnt.credit.usage_limit, burnt.credit.current_usage, burnt.credit.usage_period_end) == (100, 2.5, None)
    assert (burnt.timestamp, burnt.credit.timestamp) == (clock.now(), clock.now())
    assert consume(credits, 2.5, created_at=clock.now()) == burnt


def test_consumptions_are_taken_in_and_burnt_later(credits: Any, api: TemplateApi) -> None:
    grant(credits)
    one = {"customer_id": CUSTOMER, "currency_id": TOKENS, "amount": 3, "idempotency_key": "a"}
    credits.consumption.consume_async(consumptions=[one, {**one, "idempotency_key": "b"}])
    assert api.run("IngestUsageFunction", {"Records": waiting()}) == {"batchItemFailures": []}
    [granted] = credits.grants.list(customer_id=CUSTOMER)
    assert granted.consumed_amount == 6


def test_the_ledger_is_walked_page_by_page_and_narrowed(credits: Any, clock: FixedClock) -> None:
    granted = grant(credits, 10)
    consume(credits, 4, "a")
    consume(credits, 10, "b")
    grant(credits, 2)
    credits.grants.void(grant(credits, 7).id)
    pages = list(credits.list_ledger(customer_id=CUSTOMER, limit=3).iter_pages())
    entries = [each for page in pages for each in page.data]
    assert [(each.event_type.removeprefix("CREDITS_"), each.amount) for each in entries] == [
        ("VOIDED", -5),
        ("CONSUMPTION_TRANSFER_TARGET", -2),
        ("CONSUMPTION_TRANSFER_SOURCE", 2),
        ("GRANTED", 7),
        ("CONSUMPTION_TRANSFER_TARGET", -2),
        ("CONSUMPTION_TRANSFER_SOURCE", 2),
        ("GRANTED", 2),
        ("CONSUMED", -4),
        ("CONSUMED", -6),
        ("CONSUMED", -4),
        ("GRANTED", 10),
    ]
    assert len(pages) == 4
    first = entries[-2]
    assert (first.credit_grant_id, first.credit_currency_id, first.event_id) == (granted.id, TOKENS, "a")
    assert (first.timestamp, first.feature_id, first.resource_id) == (clock.now(), None, None)
    narrowed = credits.list_ledger(
        customer_id=CUSTOMER, currency_id=TOKENS, event_type="CREDITS_VOIDED,CREDITS_CONSUMED", limit=2
    )
    assert [each.amount for each in narrowed] == [-5, -4, -6, -4]


def test_usage_is_told_in_series_and_page_by_page(credits: Any, clock: FixedClock) -> None:
    grant(credits)
    consume(credits, 3, "a", dimensions={"model": "x"})
    consume(credits, 2, "b", dimensions={"model": "y"})
    whole = credits.get_usage(customer_id=CUSTOMER, currency_id=TOKENS, time_range="LAST_WEEK").data
    assert (whole.currency.currency_id, whole.currency.display_name) == (TOKENS, "AI tokens")
    [series] = whole.series
    assert (series.total_credits, series.event_count, series.feature_id, series.tags) == (5, 2, None, None)
    assert [(point.value, point.event_count) for point in series.points] == [(0, 0)] * 6 + [(5, 2)]
    asked = {"customer_id": CUSTOMER, "group_by": "model", "limit": 1}
    first = credits.get_usage(**asked).data
    second = credits.get_usage(**asked, after=first.pagination.next).data
    back = credits.get_usage(**asked, before=second.pagination.prev).data
    tags = [[(tag.key, tag.value) for tag in page.series[0].tags] for page in (first, second, back)]
    assert tags == [[("model", "x")], [("model", "y")], [("model", "x")]]
    assert (first.pagination.prev, second.pagination.next) == (None, None)
    hours = credits.get_usage(
        customer_id=CUSTOMER, start_date=clock.now() - timedelta(hours=2), end_date=clock.now()
    ).data
    assert [point.value for point in hours.series[0].points] == [0, 0, 5]


def test_a_reservation_is_held_and_released(client: Stigg, credits: Any) -> None:
    grant(credits)
    held: Any = client.v1.customers.check_entitlement(
        CUSTOMER, currency_id=TOKENS, reserve_amount=30, reservation_id="job"
    ).data
    assert (held.is_granted, held.reservation.amount, held.reserved) == (True, 30, 30)
    released = credits.reservations.release("job", customer_id=CUSTOMER, currency_id=TOKENS, consumed_amount=10).data
    assert (released.reservation.status, released.reservation.consumed_amount) == ("RELEASED", 10)
    assert (released.credit.current_usage, released.credit.usage_limit) == (10, 100)
    entry = next(iter(credits.list_ledger(customer_id=CUSTOMER, reservation_id="job")))
    assert (entry.event_type, entry.hold_returned_amount) == ("CREDITS_RESERVATION_RELEASED", 30)
    assert [(part.event_type, part.amount) for part in entry.breakdown] == [("CREDITS_CONSUMED", -10)]


@pytest.mark.parametrize(
    ("expected", "call"),
    [
        ("404 CustomerNotFound", lambda credits: grant(credits, customer_id="nobody")),
        ("404 CustomerResourceNotFound", lambda credits: grant(credits, resource_id="nowhere")),
        ("404 CustomCurrencyNotFound", lambda credits: grant(credits, currency_id="nothing")),
        ("400 InvalidArgumentError", lambda credits: grant(credits, 0)),
        (
            "400 ExpireAtMustBeLaterThanEffectiveAtError",
            lambda credits: grant(credits, effective_at="2026-03-01T00:00:00Z", expire_at="2026-02-01T00:00:00Z"),
        ),
        (
            "400 UnsupportedParameter",
            lambda credits: grant(credits, billing_information={"billing_address": {"city": "Ulm"}}),
        ),
        ("404 CreditGrantNotFound", lambda credits: credits.grants.void("nowhere")),
        (
            "409 CreditGrantAlreadyVoided",
            lambda credits: [credits.grants.void(given) for given in [grant(credits).id] * 2],
        ),
        ("404 CustomerNotFound", lambda credits: consume(credits, 1, customer_id="nobody")),
        ("400 BadUserInput", lambda credits: consume(credits, "1")),
        ("400 InvalidArgumentError", lambda credits: consume(credits, -1)),
        ("404 CustomerNotFound", lambda credits: credits.list_ledger(customer_id="nobody")),
        ("400 BadUserInput", lambda credits: credits.list_ledger(customer_id=CUSTOMER, after="x")),
        ("404 CustomerNotFound", lambda credits: credits.grants.list(customer_id="nobody")),
        ("404 CustomerNotFound", lambda credits: credits.get_usage(customer_id="nobody")),
        ("400 InvalidArgumentError", lambda credits: credits.get_usage(customer_id=CUSTOMER, group_by="a,b,c,d")),
    ],
)
def test_a_failure_has_its_status_and_code(credits: Any, expected: str, call: Callable[[Any], Any]) -> None:
    with pytest.raises(stigg.APIStatusError) as failed:
        call(credits)
    body: Any = failed.value.body
    assert f"{failed.value.status_code} {body['error']['code']}" == expected


def test_an_overdraft_is_not_voided(credits: Any) -> None:
    consume(credits, 1)
    [overdraft] = credits.grants.list(customer_id=CUSTOMER)
    assert (overdraft.grant_type, overdraft.amount, overdraft.consumed_amount) == ("OVERDRAFT", 0, 1)
    with pytest.raises(stigg.BadRequestError) as refused:
        credits.grants.void(overdraft.id)
    body: Any = refused.value.body
    assert (body["error"]["code"], body["error"]["grantId"]) == ("CreditGrantCannotBeVoided", overdraft.id)
