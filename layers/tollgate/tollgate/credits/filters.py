"""Which custom currencies, grants and ledger entries a list shows."""

from tollgate.credits.custom_currency import CustomCurrency, CustomCurrencyStatus
from tollgate.credits.grant import CreditGrant
from tollgate.credits.ledger_entry import Booked, LedgerEventType
from tollgate.shared.entity import Value
from tollgate.shared.filters import InstantRange


class CustomCurrencyFilters(Value):
    """Which custom currencies are listed: those in use, unless other statuses are asked for."""

    statuses: tuple[CustomCurrencyStatus, ...] = (CustomCurrencyStatus.ACTIVE,)

    def holds(self, currency: CustomCurrency) -> bool:
        """Tell whether the currency is listed."""
        return currency.status in self.statuses


class GrantFilters(Value):
    """Which grants are listed: a customer's own, or those of one of its resources."""

    customer_id: str
    resource_id: str | None = None
    currency_id: str | None = None
    created_at: InstantRange = InstantRange()

    def holds(self, grant: CreditGrant) -> bool:
        """Tell whether the grant is listed."""
        is_currency = self.currency_id is None or grant.currency_id == self.currency_id
        return is_currency and self.created_at.holds(grant.created_at)


class LedgerFilters(Value):
    """Which entries are listed: a customer's, or what concerns one of its resources, whose wallet ever it came from."""

    customer_id: str
    resource_id: str | None = None
    currency_id: str | None = None
    event_types: tuple[LedgerEventType, ...] | None = None
    reservation_id: str | None = None

    def holds(self, booked: Booked) -> bool:
        """Tell whether the entry is listed."""
        entry = booked.entry
        is_currency = self.currency_id is None or booked.currency_id == self.currency_id
        is_type = self.event_types is None or entry.event_type in self.event_types
        is_reservation = self.reservation_id is None or entry.reservation_id == self.reservation_id
        is_owner = self.resource_id in (None, booked.resource_id, entry.resource_id)
        return is_currency and is_type and is_reservation and is_owner
