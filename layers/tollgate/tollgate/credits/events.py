"""What happens to credits."""

from typing import ClassVar, Self

from tollgate.credits.custom_currency import CustomCurrency
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.events import DomainEvent


class CustomCurrencyEvent(DomainEvent):
    """Something happened to a custom currency."""

    source: ClassVar[str] = "credits"
    tells_of: ClassVar[type[Entity]] = CustomCurrency

    @classmethod
    def of(cls, currency: CustomCurrency, *, at: Instant) -> Self:
        """Return the event with the currency's public view."""
        return cls(aggregate=f"CUSTOM_CURRENCY#{currency.id}", occurred_at=at, payload=currency.public_view())


class CustomCurrencyCreated(CustomCurrencyEvent):
    """A custom currency was defined."""

    event_type: ClassVar[str] = "CUSTOM_CURRENCY_CREATED"


class CustomCurrencyUpdated(CustomCurrencyEvent):
    """A custom currency is shown in another way."""

    event_type: ClassVar[str] = "CUSTOM_CURRENCY_UPDATED"


class CustomCurrencyArchived(CustomCurrencyEvent):
    """A custom currency was archived."""

    event_type: ClassVar[str] = "CUSTOM_CURRENCY_ARCHIVED"


class CustomCurrencyUnarchived(CustomCurrencyEvent):
    """A custom currency was taken out of the archive."""

    event_type: ClassVar[str] = "CUSTOM_CURRENCY_UNARCHIVED"
