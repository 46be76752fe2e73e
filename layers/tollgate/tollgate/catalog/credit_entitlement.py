"""What a package grants of a custom currency."""

from enum import StrEnum

from tollgate.catalog.entitlement import EntitlementBehavior, Widget
from tollgate.shared.entity import Amount, Instant, Value


class CreditCadence(StrEnum):
    """How often the credits are granted anew."""

    MONTH = "MONTH"
    YEAR = "YEAR"


class CreditEntitlement(Value):
    """Credits of a custom currency, as a package grants them; one per currency and package.

    `amount` is granted every `cadence`; with a `dependency_feature_id` it is granted once for each unit that the
    subscription's limit of that feature allows.
    """

    currency_id: str
    uuid: str
    amount: Amount | None = None
    cadence: CreditCadence = CreditCadence.MONTH
    dependency_feature_id: str | None = None
    has_soft_limit: bool = False
    behavior: EntitlementBehavior = EntitlementBehavior.INCREMENT
    is_granted: bool = True
    is_custom: bool = False
    order: Amount | None = None
    hidden_from_widgets: tuple[Widget, ...] = ()
    display_name_override: str | None = None
    description: str | None = None
    created_at: Instant
    updated_at: Instant
