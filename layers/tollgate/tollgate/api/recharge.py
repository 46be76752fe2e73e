"""Recharge settings of wallets on the wire."""

from datetime import datetime
from typing import Self

from tollgate.credits.recharge_settings import GrantExpirationPeriod, RechargeSettings, ThresholdType
from tollgate.shared.entity import Amount, Instant, Value


class RechargeQuery(Value):
    """Whose wallet of which currency is asked about."""

    customer_id: str
    currency_id: str


class RechargeSettingsView(Value):
    """Recharge settings as the contract shows them, with what was spent in this month."""

    id: str | None
    customer_id: str
    currency_id: str
    is_enabled: bool
    threshold_type: ThresholdType
    threshold_value: Amount
    target_balance: Amount
    max_spend_limit: Amount | None
    grant_expiration_period: GrantExpirationPeriod
    current_monthly_spend: Amount
    created_at: Instant | None
    updated_at: Instant | None

    @classmethod
    def of(cls, settings: RechargeSettings, now: datetime) -> Self:
        """Return the view of settings at an instant."""
        shown = {name: getattr(settings, name) for name in cls.model_fields.keys() & RechargeSettings.model_fields}
        return cls(**shown, current_monthly_spend=settings.spent_at(now))
