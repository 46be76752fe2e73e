"""What of a subscription's terms a check or a report needs: its credits and rates, and how it stands to its budget."""

from tollgate.catalog.credit_entitlement import CreditCadence
from tollgate.charges.price import CreditRate
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money


class CreditAccess(Value):
    """Credits that a subscription gives beside what its plan version and add-ons grant.

    Agreed ones stand in the place of the plan's; those that are bought come on top, each time for `cost`.
    """

    currency_id: str
    amount: Amount
    cadence: CreditCadence
    has_soft_limit: bool = False
    is_bought: bool = False
    cost: Money | None = None


class RateAccess(Value):
    """How many credits the usage of a feature burns."""

    feature_id: str
    rate: CreditRate


class BudgetAccess(Value):
    """How a subscription stands to its budget: which features cost by their use, and until when it is used up.

    Where it `is_hard` these features are denied then.
    """

    features: tuple[str, ...]
    is_hard: bool
    exceeded_until: Instant | None = None
