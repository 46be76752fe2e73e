"""Release a reservation: burn what was needed of the held credits, and give back the rest."""

from datetime import datetime
from decimal import Decimal

from tollgate.credits.consumption import Burnt
from tollgate.credits.create_grant import in_millionths
from tollgate.credits.errors import ReservationConflict, ReservationNotFound
from tollgate.credits.holds import release
from tollgate.credits.ledger_entry import Cause
from tollgate.credits.open_wallet import Crediting, open_wallet
from tollgate.credits.reservation import Reservation, ReservationStatus
from tollgate.credits.reserve import REMEMBERED_FOR
from tollgate.shared.entity import Amount, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope

_LARGEST = Decimal(10) ** 15


class ReleaseRequest(Value):
    """Which reservation is released, and how much was needed."""

    scope: Scope
    id: str
    customer_id: str
    resource_id: str | None = None
    currency_id: str
    consumed_amount: Amount


def release_reservation(request: ReleaseRequest, *, ports: Crediting, today: datetime) -> Reservation:
    """Return the released reservation with the balance after it; sent again it is answered alike and burns no more.

    What is needed beyond the held credits burns as any consumption, and so does all of one that has expired.
    Raises `ReservationNotFound`, `ReservationConflict` where it was released with another amount, and `InvalidInput`.
    """
    if not 0 <= request.consumed_amount <= _LARGEST:
        raise InvalidInput("consumedAmount must be between 0 and 10^15", field="consumedAmount")
    consumed = in_millionths(request.consumed_amount)
    scope = request.scope
    known = ports.reservations.find(scope, request.customer_id, request.currency_id, request.id, now=today)
    if known is None or request.resource_id not in (None, known.resource_id):
        raise ReservationNotFound.of(request.id)
    if known.status is ReservationStatus.RELEASED:
        if known.consumed_amount != consumed:
            raise ReservationConflict.released(request.id)
        return known
    opened = open_wallet(scope, known.wallet, ports)
    held = opened.change.wallet.hold_of(known.id)
    if held is not None:
        release(opened.change, held, consumed, opened.now, known.resource_id)
    elif consumed:
        opened.change.consume(consumed, opened.now, Cause(event_id=known.id, resource_id=known.resource_id))
    if consumed:
        ports.wallets.count(scope, [Burnt(opened.key, known.resource_id, opened.now, consumed)])
    released = known.but(status=ReservationStatus.RELEASED, consumed_amount=consumed, balance=opened.balance)
    ports.reservations.save(scope, released, now=today, until=max(known.expires_at, today) + REMEMBERED_FOR)
    opened.close(ports)
    return released
