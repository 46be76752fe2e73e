"""What entitlements need from storage. All of it is read strongly consistently, but for the features' descriptions."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from tollgate.catalog.feature import Feature
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.tally import Tally
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope

if TYPE_CHECKING:  # what burns no credits starts without them
    from tollgate.credits.wallet import WalletKey


class LiveReader(Protocol):
    """Reads access items and usage counters."""

    def of_features(self, scope: Scope, wanted: Iterable[CounterKey], wallets: "Iterable[WalletKey]" = ()) -> LiveState:
        """Return access and counters of these customers, resources and features; of a resource, also the customer's.

        The wallets are read along.
        """
        ...

    def of_wallets(self, scope: Scope, wanted: "Iterable[WalletKey]") -> LiveState:
        """Return these wallets, and the access of whose they are."""
        ...

    def of_access(self, scope: Scope, customer_id: str, resource_id: str | None) -> LiveState:
        """Return the access of a customer and its resource, without counters."""
        ...

    def of_customer(self, scope: Scope, customer_id: str, resource_id: str | None) -> LiveState:
        """Return access, all counters and all wallets of a customer and its resource."""
        ...


class UsageBuckets(Protocol):
    """Usage by the hour, or by the part of an hour that a cut leaves."""

    def within(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Decimal]:
        """Return what was counted in each bucket of the period, by the bucket's start, read strongly consistently."""
        ...

    def tallies(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Tally]:
        """Return the same as what the usage is made of, also where it does not add up, in the order of time."""
        ...


class KnownFeatures(Protocol):
    """The features of an environment as this process knows them: names and statuses may be up to 60 seconds old."""

    def many(self, scope: Scope, feature_ids: Iterable[str], *, now: datetime) -> dict[str, Feature]:
        """Return those of the features that exist; one that is not known yet is looked up."""
        ...


class BurningFeatures(Protocol):
    """Which features a process has met whose usage burns credits, so that their wallets are read along."""

    def currencies_of(self, scope: Scope, feature_id: str) -> Iterable[str]:
        """Return the currencies that the feature was seen to burn."""
        ...

    def remember(self, scope: Scope, feature_id: str, currency_id: str) -> None:
        """Keep that the feature burns a currency."""
        ...
