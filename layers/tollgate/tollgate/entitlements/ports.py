"""What entitlements need from storage. All of it is read strongly consistently, but for the features' descriptions."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from tollgate.catalog.feature import Feature
from tollgate.customers.access import Access
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.tally import Tally
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope


class LiveReader(Protocol):
    """Reads access items and usage counters."""

    def of_features(self, scope: Scope, wanted: Iterable[CounterKey]) -> LiveState:
        """Return access and counters of these customers, resources and features; of a resource, also the customer's."""
        ...

    def of_access(self, scope: Scope, customer_id: str, resource_id: str | None) -> LiveState:
        """Return the access of a customer and its resource, without counters."""
        ...

    def of_customer(self, scope: Scope, customer_id: str, resource_id: str | None) -> LiveState:
        """Return access and all counters of a customer and its resource."""
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


class AccessSeen(Protocol):
    """Tells what an access item will say once what has come due by itself is done."""

    def at(self, scope: Scope, access: Access, now: datetime) -> Access:
        """Return the access as it will be at this instant; nothing is written."""
        ...
