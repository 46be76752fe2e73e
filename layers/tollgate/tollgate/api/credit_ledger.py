"""The ledger of credits on the wire."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import BeforeValidator

from tollgate.api.wire import ListQuery, split_commas
from tollgate.credits.filters import LedgerFilters
from tollgate.credits.ledger_entry import Booked, LedgerEventType
from tollgate.entitlements.live import ResourceId
from tollgate.shared.entity import Amount, Instant, Value


class LedgerPartView(Value):
    """What of a released reservation was consumed from one grant."""

    event_type: LedgerEventType
    amount: Amount
    credit_grant_id: str
    credit_currency_id: str
    customer_id: str
    resource_id: str | None
    event_id: str | None
    feature_id: str | None
    reservation_id: str | None
    timestamp: Instant


class LedgerEntryView(LedgerPartView):
    """An entry as the contract shows it: the amount is its effect on the balance."""

    breakdown: list[LedgerPartView] | None
    hold_returned_amount: Amount | None
    metadata: dict[str, str] | None

    @classmethod
    def of(cls, booked: Booked) -> Self:
        """Return the view of an entry."""
        entry = booked.entry
        is_release = entry.event_type is LedgerEventType.RESERVATION_RELEASED
        return cls(
            **_part(booked, entry.event_type, entry.grant_id, entry.amount),
            breakdown=list(_breakdown(booked)) if is_release else None,
            hold_returned_amount=entry.hold_returned if is_release else None,
            metadata=entry.metadata,
        )


class LedgerQuery(ListQuery):
    """Which entries are listed."""

    customer_id: str
    resource_id: ResourceId = None
    currency_id: str | None = None
    event_type: Annotated[list[LedgerEventType] | None, BeforeValidator(split_commas)] = None
    reservation_id: str | None = None

    def to_filters(self) -> LedgerFilters:
        """Return the domain's filters."""
        return LedgerFilters(
            customer_id=self.customer_id,
            resource_id=self.resource_id,
            currency_id=self.currency_id or None,
            event_types=tuple(self.event_type) if self.event_type else None,
            reservation_id=self.reservation_id or None,
        )


def _breakdown(booked: Booked) -> Iterator[LedgerPartView]:
    for part in booked.entry.parts:
        if part.consumed:
            yield LedgerPartView(**_part(booked, LedgerEventType.CONSUMED, part.grant_id, -part.consumed))


def _part(booked: Booked, event_type: LedgerEventType, grant_id: str, amount: Amount) -> dict[str, object]:
    entry = booked.entry
    return {
        "event_type": event_type,
        "amount": amount,
        "credit_grant_id": grant_id,
        "credit_currency_id": booked.currency_id,
        "customer_id": booked.customer_id,
        "resource_id": entry.resource_id or booked.resource_id,
        "event_id": entry.event_id,
        "feature_id": entry.feature_id,
        "reservation_id": entry.reservation_id,
        "timestamp": entry.at,
    }
