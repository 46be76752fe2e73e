"""Burn credits that were asked for a while ago: many consumptions of one wallet in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from tollgate.credits.consume import KEPT_FOR, burn, check_time, checked_consumption
from tollgate.credits.consumption import Consumption
from tollgate.credits.open_wallet import Crediting, open_wallet
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.credits.wallet import WalletKey
from tollgate.shared.errors import DomainError
from tollgate.shared.scope import Scope

MOST_PER_TRANSACTION = 25
"""Each takes the item that remembers its key, and perhaps one of its hour: with the wallet, its ledger and grants that
begin or end they fit a hundred."""

MOST_ATTRIBUTED = 5
"""Of those that name entities, which may count in a dozen budgets each besides."""


def by_wallet(
    consumptions: Sequence[Consumption], names_entities: Callable[[Consumption], bool]
) -> Iterator[list[Consumption]]:
    """Yield the consumptions of each wallet in their order, as many at a time as a transaction holds, no key twice."""
    wallets: dict[WalletKey, dict[str, Consumption]] = {}
    for each in consumptions:
        wallets.setdefault(each.wallet, {}).setdefault(each.idempotency_key, each)
    for own in wallets.values():
        listed = list(own.values())
        most = MOST_ATTRIBUTED if any(names_entities(each) for each in listed) else MOST_PER_TRANSACTION
        for start in range(0, len(listed), most):
            yield listed[start : start + most]


class Refused(NamedTuple):
    """A consumption that can never be done, and why."""

    consumption: Consumption
    error: DomainError


def consume_queued(
    scope: Scope, consumptions: Sequence[Consumption], *, ports: Crediting, today: datetime
) -> list[Refused]:
    """Stage consumptions of one wallet, those left out that were done before; return those that can never be.

    Raises `CustomCurrencyNotFound`, `CustomerNotFound`, `CustomerResourceNotFound` and `GovernanceUnavailable`.
    """
    known = ports.wallets.known_among(scope, consumptions, now=today)
    left = [each for each in consumptions if each.idempotency_key not in known]
    if not left:
        return []
    opened = open_wallet(scope, left[0].wallet, ports, draws_on_customer=True)
    if not opened.change.wallet.has_grants:
        retrieve_custom_currency(scope, left[0].currency_id, currencies=ports.currencies)
    fine, refused = _checked(left, opened.now)
    for each, consumed in zip(fine, burn(opened, fine, ports=ports), strict=True):
        ports.wallets.remember(scope, consumed, each.idempotency_key, now=today, until=today + KEPT_FOR)
    if fine:
        opened.close(ports)
    return refused


def _checked(consumptions: Sequence[Consumption], now: datetime) -> tuple[list[Consumption], list[Refused]]:
    fine: list[Consumption] = []
    refused: list[Refused] = []
    for each in consumptions:
        try:
            checked = checked_consumption(each)
            check_time(checked, now)
        except DomainError as error:
            refused.append(Refused(each, error))
        else:
            fine.append(checked)
    return fine, refused
