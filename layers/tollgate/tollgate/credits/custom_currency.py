"""A custom currency: a kind of credit, the unit in which prepaid value is granted and consumed."""

from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Entity, Instant, Value


class CustomCurrencyStatus(StrEnum):
    """ARCHIVED currencies are granted no more; what was granted of one stays usable."""

    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"


class CurrencyUnits(Value):
    """What one unit and several units of a currency are called."""

    singular: str
    plural: str


class CustomCurrency(Entity):
    """A kind of credit. Its id never changes and is never given to another, so that balances keep their meaning."""

    id: str
    uuid: str
    display_name: str
    description: str | None = None
    symbol: str | None = None
    units: CurrencyUnits | None = None
    metadata: dict[str, str] = {}
    archived_at: Instant | None = None
    created_at: Instant
    updated_at: Instant

    @property
    def status(self) -> CustomCurrencyStatus:
        """Return whether the currency may be granted."""
        return CustomCurrencyStatus.ACTIVE if self.archived_at is None else CustomCurrencyStatus.ARCHIVED

    @property
    def is_archived(self) -> bool:
        """Tell whether the currency may not be granted any more."""
        return self.archived_at is not None

    def archived(self, *, at: Instant) -> Self:
        """Return the currency as archiving leaves it."""
        return self.but(archived_at=at, updated_at=at)

    def unarchived(self, *, at: Instant) -> Self:
        """Return the currency as it is granted again."""
        return self.but(archived_at=None, updated_at=at)
