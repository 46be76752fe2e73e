"""Reservations in table `occurrences`, remembered until a week after they expire."""

from datetime import datetime

from pynamodb.expressions.condition import Condition

from tollgate.credits.reservation import Reservation
from tollgate.shared.scope import Scope
from tollgate.storage import wallet_keys
from tollgate.storage.documents import body_of
from tollgate.storage.lean import entity_of, read_item
from tollgate.storage.models import Occurrence
from tollgate.storage.session import Session


class DynamoReservations:
    """Satisfies `credits.ports.ReservationRepository`. A wallet that is saved with it guards it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: dict[tuple[str, str, str], str] = {}

    def find(
        self, scope: Scope, customer_id: str, currency_id: str, reservation_id: str, *, now: datetime
    ) -> Reservation | None:
        """Return the reservation, None where there is none that is remembered."""
        item = read_item("occurrences", wallet_keys.reservation(scope, customer_id, currency_id, reservation_id))
        if item is None or int(item["expires_at"]["N"]) < int(now.timestamp()):
            return None
        self._found[customer_id, currency_id, reservation_id] = item["D"]["S"]
        return entity_of(Reservation, item)

    def save(self, scope: Scope, reservation: Reservation, *, now: datetime, until: datetime) -> None:
        """Stage the reservation: new, or changed from what was found."""
        name = reservation.customer_id, reservation.currency_id, reservation.id
        key = wallet_keys.reservation(scope, *name)
        row = Occurrence(key.pk, key.sk, body=body_of(reservation), expires_at=int(until.timestamp()))
        former = self._found.get(name)
        is_seen: Condition = Occurrence.body == former
        if former is None:
            is_seen = Occurrence.pk.does_not_exist() | (Occurrence.expires_at < int(now.timestamp()))
        self._session.put(row, is_seen)
