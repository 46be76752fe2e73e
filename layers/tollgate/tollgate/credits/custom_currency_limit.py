"""How many custom currencies an environment may have in use."""

from tollgate.credits.errors import TooManyCustomCurrencies
from tollgate.credits.ports import CustomCurrencyRepository
from tollgate.shared.scope import Scope

MOST_ACTIVE = 50


def check_room_for_one(scope: Scope, *, currencies: CustomCurrencyRepository) -> None:
    """Raise `TooManyCustomCurrencies` where no other currency may come into use; archived ones take no room."""
    if sum(not currency.is_archived for currency in currencies.all(scope)) >= MOST_ACTIVE:
        raise TooManyCustomCurrencies(f"At most {MOST_ACTIVE} custom currencies are in use at once; archive one first")
