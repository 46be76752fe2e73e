"""What the operations of governance work with, and the first steps they all take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tollgate.catalog.ports import FeatureRepository
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.ports import AccessRepository
from tollgate.governance.errors import GovernanceNotEnabled
from tollgate.governance.ports import (
    AssignmentRepository,
    Currencies,
    EntityTypeRepository,
    GovernanceSettingsRepository,
    GovernedEntityRepository,
    KnownGovernance,
)
from tollgate.shared.clock import CustomerClock
from tollgate.shared.errors import InvalidInput
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Governing:
    """The ports of governance."""

    known: KnownGovernance
    settings: GovernanceSettingsRepository
    types: EntityTypeRepository
    entities: GovernedEntityRepository
    assignments: AssignmentRepository
    access: AccessRepository
    features: FeatureRepository
    currencies: Currencies
    clock: CustomerClock
    ids: Ids

    def check_enabled(self, scope: Scope) -> None:
        """Raise `GovernanceNotEnabled` where governance is switched off: before anything else is looked at."""
        if not self.known.rules(scope).is_enabled:
            raise GovernanceNotEnabled.of()

    def present_of(self, scope: Scope, customer_id: str) -> datetime:
        """Return the customer's present; raises `GovernanceNotEnabled` first, and `CustomerNotFound`."""
        self.check_enabled(scope)
        customer = self.access.find(scope, customer_id)
        if customer is None or customer.is_archived:
            raise CustomerNotFound.of(customer_id)
        return self.clock.now(scope, customer.test_clock_id)


def check_count(entries: Sequence[object], field: str) -> None:
    """Raise `InvalidInput` unless there is something to do, and no more than one request may do."""
    if not 1 <= len(entries) <= MOST_AT_ONCE:
        raise InvalidInput(f"{field} holds 1-{MOST_AT_ONCE} entries", field=field)


def check_unlike(names: Sequence[object], field: str) -> None:
    """Raise `InvalidInput` where two entries of a request mean the same thing."""
    for index, name in enumerate(names):
        if name in names[:index]:
            message = f"{field}[{index}] is the same as {field}[{names.index(name)}]; send it once"
            raise InvalidInput(message, field=f"{field}[{index}]")
