"""What credits need from storage. Writes are staged: they happen with the operation's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from tollgate.credits.consumption import Burnt, Consumed, Consumption
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.filters import CustomCurrencyFilters, GrantFilters, LedgerFilters
from tollgate.credits.grant import CreditGrant
from tollgate.credits.ledger_entry import Booked
from tollgate.credits.reservation import Reservation
from tollgate.credits.wallet import Wallet, WalletKey
from tollgate.credits.wallet_change import WalletChange
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope


class CustomCurrencyRepository(Protocol):
    """The custom currencies of an environment."""

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other currencies: what it reads still holds at its commit."""
        ...

    def find(self, scope: Scope, currency_id: str) -> CustomCurrency | None:
        """Return the currency, archived or not, or None where there is none of this id."""
        ...

    def all(self, scope: Scope) -> list[CustomCurrency]:
        """Return every custom currency of the environment."""
        ...

    def page(self, scope: Scope, filters: CustomCurrencyFilters, request: PageRequest) -> Page[CustomCurrency]:
        """Return a page of the currencies that fit the filters, newest first."""
        ...

    def add(self, scope: Scope, currency: CustomCurrency) -> None:
        """Stage a new currency."""
        ...

    def save(self, scope: Scope, currency: CustomCurrency) -> None:
        """Stage the changed currency."""
        ...


class KnownCurrencies(Protocol):
    """The currencies of an environment as this process knows them: names may be up to 60 seconds old."""

    def many(self, scope: Scope, ids: Iterable[str], *, now: datetime) -> dict[str, CustomCurrency]:
        """Return those of the currencies that exist; one that is not known yet is looked up."""
        ...


class WalletRepository(Protocol):
    """The wallets of customers and resources. All writers of one are put one after the other by its version."""

    def of(self, scope: Scope, wanted: Iterable[WalletKey]) -> dict[WalletKey, Wallet]:
        """Return the wallets there are, read strongly consistently in one round trip."""
        ...

    def read_along(self, scope: Scope, owners: Iterable[tuple[str, str | None]]) -> None:
        """Read the access items of these owners with the next wallets: they are about to be found."""
        ...

    def of_owner(self, scope: Scope, customer_id: str, resource_id: str | None) -> dict[WalletKey, Wallet]:
        """Return every wallet of a customer, or of a resource."""
        ...

    def save(self, scope: Scope, change: WalletChange, *, due_at: datetime | None, test_clock_id: str | None) -> None:
        """Stage the wallet with its ledger's next page, and the grants that began or ended."""
        ...

    def count(self, scope: Scope, burnt: Sequence[Burnt]) -> None:
        """Stage what was burnt, by the hour that it counts in; the wallet that is saved with it guards it."""
        ...

    def known(
        self, scope: Scope, owner: tuple[str, str | None], currency_id: str, idempotency_key: str, *, now: datetime
    ) -> Consumed | None:
        """Return what was consumed under a key before, None where nothing was that is remembered."""
        ...

    def known_among(self, scope: Scope, consumptions: Sequence[Consumption], *, now: datetime) -> set[str]:
        """Return the idempotency keys of those that were consumed before; all are of one owner and currency."""
        ...

    def remember(
        self, scope: Scope, consumed: Consumed, idempotency_key: str, *, now: datetime, until: datetime
    ) -> None:
        """Stage that something was consumed under a key; of two with the same one, one runs again and finds it."""
        ...


class GrantRepository(Protocol):
    """The grants, as they are described; how much of them is used tell the wallets."""

    def find(self, scope: Scope, grant_id: str) -> CreditGrant | None:
        """Return a grant, None where there is none of this id."""
        ...

    def of_wallet(self, scope: Scope, key: WalletKey, wanted: Sequence[tuple[datetime, str]]) -> dict[str, CreditGrant]:
        """Return grants of a wallet by their ids, given with their instants of creation."""
        ...

    def used(self, scope: Scope, grant: CreditGrant, wallet: Wallet | None) -> CreditGrant:
        """Return a grant that was found before with what is consumed of it."""
        ...

    def page(
        self, scope: Scope, filters: GrantFilters, request: PageRequest, *, shown: dict[WalletKey, Wallet]
    ) -> tuple[Page[CreditGrant], int]:
        """Return a page of the grants that fit the filters, newest first, and how many do; `shown` are the wallets."""
        ...

    def all(self, scope: Scope, filters: GrantFilters, *, shown: dict[WalletKey, Wallet]) -> list[CreditGrant]:
        """Return every grant that fits the filters, in any order; `shown` are the wallets."""
        ...

    def save(self, scope: Scope, grant: CreditGrant) -> None:
        """Stage a grant that is described in another way."""
        ...


class ConsumptionQueue(Protocol):
    """Carries consumptions to what burns them: those of one customer one after the other."""

    def send_consumptions(self, scope: Scope, consumptions: Sequence[Consumption], *, received_at: datetime) -> None:
        """Send all of the consumptions; where it raises, some of them may be on their way."""
        ...


class ReservationRepository(Protocol):
    """The reservations, by their ids, until a week after they expire."""

    def find(
        self, scope: Scope, customer_id: str, currency_id: str, reservation_id: str, *, now: datetime
    ) -> Reservation | None:
        """Return the reservation, None where there is none that is remembered."""
        ...

    def save(self, scope: Scope, reservation: Reservation, *, now: datetime, until: datetime) -> None:
        """Stage the reservation: new, or changed from what was found; of two writers one runs again."""
        ...


class LedgerReader(Protocol):
    """The ledgers, strongly consistent."""

    def page(self, scope: Scope, filters: LedgerFilters, request: PageRequest) -> Page[Booked]:
        """Return a page of the entries that fit the filters, newest first."""
        ...

    def walk(
        self, scope: Scope, filters: LedgerFilters, *, after: str | None, is_back: bool
    ) -> Iterator[tuple[str, Booked]]:
        """Yield the entries that fit, each with its position: newest first beyond a position, or back from it."""
        ...

    def count(self, scope: Scope, filters: LedgerFilters) -> int:
        """Return how many entries fit the filters."""
        ...

    def burnt(self, scope: Scope, key: WalletKey, period: Period) -> Iterator[Burnt]:
        """Yield what was burnt of a wallet in each hour of a period, by feature, resource and dimensions."""
        ...


class AlertThresholds(Protocol):
    """At which shares of the granted credits it is told that no more is left."""

    def of(self, scope: Scope) -> Sequence[Decimal]:
        """Return those of the environment, in percent; they may be up to 60 seconds old."""
        ...


class AlertSettings(Protocol):
    """Where these thresholds are set."""

    def find(self, scope: Scope) -> Sequence[Decimal] | None:
        """Return the thresholds of the environment as they are now, None where none are set."""
        ...

    def save(self, scope: Scope, thresholds: Sequence[Decimal] | None) -> None:
        """Stage other thresholds, or with None that none are set."""
        ...
