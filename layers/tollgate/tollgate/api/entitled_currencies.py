"""The currencies that a list of entitlements names."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tollgate import wiring
from tollgate.entitlements.entitlement import EntitlementsState
from tollgate.shared.scope import Scope

if TYPE_CHECKING:  # who holds no credits needs none
    from tollgate.credits.custom_currency import CustomCurrency


def currencies_in(scope: Scope, state: EntitlementsState) -> "Mapping[str, CustomCurrency]":
    """Return the currencies by their ids, as they were up to 60 seconds ago; nothing is read where there are none."""
    named = [each.currency_id for each in state.credits]
    return wiring.known_currencies().many(scope, named, now=wiring.clock().now()) if named else {}
