"""Released reservations on the wire."""

from typing import Self

from tollgate.api.credit_consumption import BalanceView
from tollgate.api.entitlements import ReservationView
from tollgate.api.usage import Number
from tollgate.credits.release import ReleaseRequest
from tollgate.credits.reservation import Reservation
from tollgate.entitlements.live import ResourceId
from tollgate.shared.entity import Amount, Value
from tollgate.shared.scope import Scope


class ReleaseBody(Value):
    """How much of the held credits was needed."""

    customer_id: str
    currency_id: str
    resource_id: ResourceId = None
    consumed_amount: Number

    def to_request(self, scope: Scope, reservation_id: str) -> ReleaseRequest:
        """Return the domain's request."""
        return ReleaseRequest(scope=scope, id=reservation_id, **dict(self))


class ReleasedReservationView(ReservationView):
    """A reservation that was released."""

    consumed_amount: Amount | None


class ReleasedView(Value):
    """A released reservation, and the balance after it."""

    reservation: ReleasedReservationView
    credit: BalanceView

    @classmethod
    def of(cls, released: Reservation) -> Self:
        """Return the view of a released reservation."""
        shown = ReservationView.of(released)
        reservation = ReleasedReservationView(**dict(shown), consumed_amount=released.consumed_amount)
        return cls(reservation=reservation, credit=BalanceView.of(released.balance))
