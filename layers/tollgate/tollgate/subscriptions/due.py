"""What falls due: found by the minute's sweep, passed on to be done one customer at a time."""

from pydantic import ConfigDict

from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope


class DueWork(Value):
    """Something that has fallen due: of one subscription, a promotional grant, a wallet, or the customer itself.

    `promotion` names the feature that was granted, `currency_id` the wallet's currency, and `resource_id` whose it is
    where it is not the customer's own. Without any of these it is something of the customer itself.
    """

    # A message that cannot be read is logged, and a customer's id may be its e-mail address.
    model_config = ConfigDict(hide_input_in_errors=True)

    account_id: str
    environment_id: str
    customer_id: str
    subscription_id: str | None = None
    promotion: str | None = None
    currency_id: str | None = None
    resource_id: str | None = None
    due_at: Instant

    @property
    def scope(self) -> Scope:
        """Return the environment it belongs to."""
        return Scope(account_id=self.account_id, environment_id=self.environment_id)
