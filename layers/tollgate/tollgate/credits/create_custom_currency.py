"""Define a kind of credit."""

from tollgate.credits.custom_currency import CurrencyUnits, CustomCurrency
from tollgate.credits.custom_currency_limit import check_room_for_one
from tollgate.credits.events import CustomCurrencyCreated
from tollgate.credits.ports import CustomCurrencyRepository
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope


class CreateCustomCurrencyRequest(Value):
    """What a new custom currency is to be."""

    scope: Scope
    id: str
    display_name: str
    description: str | None = None
    symbol: str | None = None
    units: CurrencyUnits | None = None
    metadata: dict[str, str] | None = None


def create_custom_currency(
    request: CreateCustomCurrencyRequest,
    *,
    currencies: CustomCurrencyRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> CustomCurrency:
    """Return the new currency; raises `DuplicatedEntity` where the id is taken, `TooManyCustomCurrencies`."""
    require_id(request.id, field="id")
    metadata = checked_metadata(request.metadata or {})
    currencies.begin_change(request.scope)
    if currencies.find(request.scope, request.id) is not None:
        raise DuplicatedEntity.of("customCurrency", request.id)
    check_room_for_one(request.scope, currencies=currencies)
    now = clock.now()
    currency = CustomCurrency(
        id=request.id,
        uuid=ids.uuid(),
        display_name=request.display_name,
        description=request.description,
        symbol=request.symbol,
        units=request.units,
        metadata=metadata,
        created_at=now,
        updated_at=now,
    )
    currencies.add(request.scope, currency)
    events.record(request.scope, CustomCurrencyCreated.of(currency, at=now))
    return currency
