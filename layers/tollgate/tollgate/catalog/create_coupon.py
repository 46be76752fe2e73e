"""Define a reduction that can be given to customers."""

from tollgate.catalog.coupon import Coupon
from tollgate.catalog.events import CouponCreated
from tollgate.catalog.ports import CouponRepository
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.money import Money
from tollgate.shared.scope import Scope

MOST_MONTHS = 1_200
"""A hundred years: what lasts longer lasts for ever, and the end of a shorter one is always a date."""


class CreateCouponRequest(Value):
    """What a new coupon is to be."""

    scope: Scope
    id: str
    name: str
    description: str | None = None
    metadata: dict[str, str] | None = None
    percent_off: int | None = None
    amounts_off: tuple[Money, ...] | None = None
    duration_in_months: int | None = None


def create_coupon(
    request: CreateCouponRequest, *, coupons: CouponRepository, events: EventRecorder, clock: Clock, ids: Ids
) -> Coupon:
    """Return the new coupon; raises `DuplicatedEntity` where the id is taken, `InvalidInput` for what cannot be."""
    require_id(request.id, field="id")
    check_discount(request)
    if coupons.find(request.scope, request.id) is not None:
        raise DuplicatedEntity.of("coupon", request.id)
    now = clock.now()
    coupon = Coupon(
        id=request.id,
        uuid=ids.uuid(),
        name=request.name,
        description=request.description,
        metadata=checked_metadata(request.metadata or {}),
        percent_off=request.percent_off,
        amounts_off=request.amounts_off,
        duration_in_months=request.duration_in_months,
        created_at=now,
        updated_at=now,
    )
    coupons.add(request.scope, coupon)
    events.record(request.scope, CouponCreated.of(coupon, at=now))
    return coupon


def check_discount(request: CreateCouponRequest) -> None:
    """Raise `InvalidInput` unless the coupon takes off a share or amounts, never both, for some time or for ever."""
    if (request.percent_off is None) is (request.amounts_off is None):
        field = "percentOff" if request.percent_off is None else "amountsOff"
        raise InvalidInput("Send exactly one of percentOff and amountsOff; leave the other out or null", field=field)
    if request.percent_off is not None and not 1 <= request.percent_off <= 100:
        raise InvalidInput("percentOff is a whole number from 1 to 100", field="percentOff")
    if request.amounts_off is not None:
        _check_amounts(request.amounts_off)
    if request.duration_in_months is not None and not 1 <= request.duration_in_months <= MOST_MONTHS:
        raise InvalidInput(
            f"durationInMonths is a whole number from 1 to {MOST_MONTHS}; leave it null for a coupon that lasts",
            field="durationInMonths",
        )


def _check_amounts(amounts: tuple[Money, ...]) -> None:
    if not amounts:
        raise InvalidInput("amountsOff holds at least one amount", field="amountsOff")
    seen: set[str] = set()
    for index, money in enumerate(amounts):
        if money.currency in seen:
            raise InvalidInput(
                f"amountsOff holds one amount per currency, and {money.currency} twice",
                field=f"amountsOff[{index}].currency",
            )
        # An invoice cannot be reduced by a part of a cent.
        if money.amount <= 0 or money.rounded().amount != money.amount:
            raise InvalidInput(
                f"An amount off is above 0 and payable in {money.currency}, without fractions of its smallest unit",
                field=f"amountsOff[{index}].amount",
            )
        seen.add(money.currency)
