"""How the recharge of a wallet is shown."""

from datetime import datetime
from decimal import Decimal

from tollgate.credits.recharge_settings import RechargeSettings
from tollgate.graphql.loader import Loader
from tollgate.graphql.spelling import GRANT_EXPIRATION, THRESHOLD_TYPE
from tollgate.graphql.views.view import View


class RechargeSettingsView(View[RechargeSettings]):
    """Settings, and what was spent in the month of an instant."""

    def __init__(self, shown: RechargeSettings, now: datetime, loader: Loader) -> None:
        super().__init__(shown, loader)
        self._now = now

    @property
    def threshold_type(self) -> str:
        """Return what the threshold counts."""
        return THRESHOLD_TYPE[self._shown.threshold_type]

    @property
    def grant_expiration_period(self) -> str:
        """Return how long bought credits last."""
        return GRANT_EXPIRATION[self._shown.grant_expiration_period]

    @property
    def current_monthly_spend(self) -> Decimal:
        """Return what was spent in this month."""
        return self._shown.spent_at(self._now)
