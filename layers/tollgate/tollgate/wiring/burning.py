"""What usage burns of credits: staged by a session of its own, and written with what records the usage."""

import logging
from collections.abc import Sequence

from tollgate.credits.burn_usage import BurntUsage, UsageBurn, burn_usage
from tollgate.shared.scope import Scope
from tollgate.usage.burning import Burning
from tollgate.wiring.credits import crediting
from tollgate.wiring.work import alongside

_logger = logging.getLogger("tollgate")


class SessionBurner:
    """Satisfies `usage.burning.CreditBurner`."""

    def burn(self, scope: Scope, burns: Sequence[UsageBurn]) -> Burning:
        """Return what is burnt of the wallets as they are now; a formula that comes to nothing is logged."""
        with alongside() as work:
            burnt = burn_usage(scope, burns, ports=crediting())
            for burn, what in zip(burns, burnt, strict=True):
                _log_fault(scope, burn, what)
            return Burning(tuple(burnt), work.session.writes)


def _log_fault(scope: Scope, burn: UsageBurn, burnt: BurntUsage | None) -> None:
    if burnt is not None and burnt.fault is not None:
        told = (burnt.fault.value, scope.account_id, scope.environment_id, burn.feature_id, burn.event_id)
        _logger.error("cost formula %s: account %s, environment %s, feature %s, event %s", *told)
