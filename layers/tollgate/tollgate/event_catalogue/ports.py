"""What bodies need beside their events, and where it is kept who asks for events."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from tollgate.catalog.addon import Addon
from tollgate.catalog.feature import Feature
from tollgate.catalog.plan import Plan
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.customers.customer import Customer
from tollgate.entitlements.entitlement import Entitlement
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import Scope


class Directory(Protocol):
    """Looks up what bodies show beside what their event tells, as it stands; versions of packages never change."""

    def customer(self, scope: Scope, customer_id: str) -> Customer | None:
        """Return the customer, archived or not, read strongly consistently."""
        ...

    def plan(self, scope: Scope, plan_id: str, version: int) -> Plan | None:
        """Return a published version of a plan."""
        ...

    def addon(self, scope: Scope, addon_id: str, version: int) -> Addon | None:
        """Return a published version of an add-on."""
        ...

    def features(self, scope: Scope, feature_ids: Collection[str]) -> Mapping[str, Feature]:
        """Return those of the features that exist; they may be up to 60 seconds old."""
        ...

    def currency(self, scope: Scope, currency_id: str) -> CustomCurrency | None:
        """Return a custom currency; it may be up to 60 seconds old."""
        ...

    def entitlements(self, scope: Scope, customer_id: str, resource_id: str | None) -> Sequence[Entitlement]:
        """Return what a customer, or one of its resources, may use of every feature, with the usage so far."""
        ...


class ToldEvents(Protocol):
    """Reads events back as they were recorded, within the 30 days for which they are kept."""

    def find(self, scope: Scope, aggregate: str, event_id: str) -> RecordedEvent | None:
        """Return the event, None where there is none or it is older than that."""
        ...


class ListenerRepository(Protocol):
    """Keeps which types of events somebody in an environment asks for: webhooks, queues and workflows.

    What nobody asks for may stay untold where telling it costs.
    """

    def begin_change(self, scope: Scope) -> None:
        """Begin a change of who asks for what: what it reads of them still holds at its commit."""
        ...

    def say(self, scope: Scope, source: str, event_types: Sequence[str]) -> None:
        """Stage all the types that a source asks for, in the place of those it asked for before.

        A source is a kind of listener, as `webhooks` is, and says what all of its kind ask for together; so it begins
        a change before it reads them, lest one that another request adds meanwhile is left out.
        """
        ...
