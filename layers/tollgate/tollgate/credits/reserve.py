"""Hold credits, where there are enough, in one step with the decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tollgate.credits.create_grant import checked_amount
from tollgate.credits.errors import ReservationConflict
from tollgate.credits.holds import HoldTerms, hold
from tollgate.credits.open_wallet import Crediting, OpenWallet, open_wallet
from tollgate.credits.reservation import Reservation, ReservationTerms
from tollgate.credits.wallet import WalletKey
from tollgate.shared.scope import Scope

REMEMBERED_FOR = timedelta(days=7)
"""How long a reservation is known after it expired, so that a late release is told from an unknown one."""


@dataclass(frozen=True)
class Reserved:
    """What became of it: the reservation, None where there are too few credits; and the wallet it was decided on.

    Of one that was made before nothing is opened.
    """

    reservation: Reservation | None
    opened: OpenWallet | None


def reserve(
    scope: Scope,
    customer_id: str,
    resource_id: str | None,
    currency_id: str,
    terms: ReservationTerms,
    *,
    ports: Crediting,
    today: datetime,
) -> Reserved:
    """Stage a reservation and return it; the same id again is answered alike and holds nothing more.

    A soft limit lets nothing be held that is not there. `today` is the world's time. Raises `CustomerNotFound`,
    `CustomerResourceNotFound`, `ReservationConflict` where the id was used with other parameters, and `InvalidInput`
    naming the field.
    """
    asked = terms.checked()
    amount = checked_amount(asked.amount, field="reserveAmount")
    assert asked.id is not None, "it was checked"
    known = ports.reservations.find(scope, customer_id, currency_id, asked.id, now=today)
    if known is not None:
        if (known.resource_id, known.asked) != (resource_id, asked):
            raise ReservationConflict.of(asked.id)
        return Reserved(known, None)
    opened = open_wallet(scope, WalletKey(customer_id, resource_id, currency_id), ports, draws_on_customer=True)
    if sum(each.available for each in opened.change.wallet.grants) < amount or opened.change.wallet.overdraft:
        return Reserved(None, opened)
    until = asked.until(opened.now)
    hold_terms = HoldTerms(until=until, resource_id=resource_id, metadata=asked.metadata)
    hold(opened.change, asked.id, amount, opened.now, hold_terms)
    reservation = Reservation(
        id=asked.id,
        customer_id=customer_id,
        resource_id=resource_id,
        wallet_resource_id=opened.key.resource_id,
        currency_id=currency_id,
        asked=asked,
        amount=amount,
        expires_at=until,
        balance=opened.balance,
    )
    ports.reservations.save(scope, reservation, now=today, until=max(until, today) + REMEMBERED_FOR)
    opened.close(ports)
    return Reserved(reservation, opened)
