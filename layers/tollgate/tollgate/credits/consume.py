"""Burn credits directly: without any usage that is counted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tollgate.credits.consumption import Burnt, Consumed, Consumption
from tollgate.credits.count_burnt import count_burnt
from tollgate.credits.create_grant import checked_amount
from tollgate.credits.ledger_entry import Cause
from tollgate.credits.open_wallet import Crediting, OpenWallet, open_wallet
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope

KEPT_FOR = timedelta(days=7)
"""How long an idempotency key is remembered, as of reports of usage."""

_AHEAD, _BEHIND = timedelta(minutes=5), timedelta(days=35)
_LONGEST_KEY = 255


def consume_credits(scope: Scope, consumption: Consumption, *, ports: Crediting, today: datetime) -> Consumed:
    """Return what was burnt and the balance after it; the same key again is answered alike and burns nothing.

    What is beyond the balance is owed, never refused. `today` is the world's time, by which keys are remembered.
    Raises `CustomCurrencyNotFound`, `CustomerNotFound`, `CustomerResourceNotFound`, `GovernanceUnavailable`, and
    `InvalidInput` naming the field.
    """
    checked = checked_consumption(consumption)
    known = ports.wallets.known(scope, checked.owner, checked.currency_id, checked.idempotency_key, now=today)
    if known is not None:
        return known
    opened = open_wallet(scope, checked.wallet, ports, draws_on_customer=True)
    if not opened.change.wallet.has_grants:  # a wallet that was ever used is one of a currency that exists
        retrieve_custom_currency(scope, checked.currency_id, currencies=ports.currencies)
    [consumed] = burn(opened, [checked], ports=ports)
    ports.wallets.remember(scope, consumed, checked.idempotency_key, now=today, until=today + KEPT_FOR)
    opened.close(ports)
    return consumed


def burn(opened: OpenWallet, consumptions: Sequence[Consumption], *, ports: Crediting) -> list[Consumed]:
    """Burn one after the other in one change of a wallet, and stage what counts in hours and budgets."""
    done, burnt = [], []
    for each in consumptions:
        timestamp = timestamp_of(each, opened.now)
        cause = Cause(event_id=each.idempotency_key, resource_id=each.resource_id)
        opened.change.consume(each.amount, opened.now, cause)
        burnt.append(Burnt(opened.key, each.resource_id, timestamp, each.amount, dimensions=each.dimensions))
        done.append(
            Consumed(
                customer_id=each.customer_id,
                resource_id=each.resource_id,
                currency_id=each.currency_id,
                amount=each.amount,
                timestamp=timestamp,
                credit=opened.balance,
            )
        )
    counted = count_burnt(opened.scope, burnt, now={opened.key.customer_id: opened.now}, ports=ports)
    return [one.but(entities=entities) if entities else one for one, entities in zip(done, counted, strict=True)]


def checked_consumption(consumption: Consumption) -> Consumption:
    """Return the consumption with its amount rounded to six decimals; raises `InvalidInput` naming the field."""
    if not 0 < len(consumption.idempotency_key) <= _LONGEST_KEY:
        raise InvalidInput(f"idempotencyKey must have 1-{_LONGEST_KEY} characters", field="idempotencyKey")
    return consumption.but(amount=checked_amount(consumption.amount))


def timestamp_of(consumption: Consumption, now: datetime) -> datetime:
    """Return when a consumption counts: at `createdAt`, which may lie five minutes ahead and 35 days back, else now."""
    check_time(consumption, now)
    return min(consumption.created_at or now, now)


def check_time(consumption: Consumption, now: datetime) -> None:
    """Raise `InvalidInput` where `createdAt` lies too far ahead, or back."""
    moment = consumption.created_at
    if moment is not None and moment > now + _AHEAD:
        raise InvalidInput("createdAt may lie at most five minutes ahead", field="createdAt")
    if moment is not None and moment < now - _BEHIND:
        raise InvalidInput("createdAt may lie at most 35 days back", field="createdAt")
