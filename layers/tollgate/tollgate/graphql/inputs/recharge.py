"""What is asked and set of the recharge of wallets."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator

from tollgate.credits.recharge_settings import GrantExpirationPeriod, ThresholdType
from tollgate.credits.save_recharge_settings import SaveRechargeSettings
from tollgate.graphql.spelling import GRANT_EXPIRATION_OF, THRESHOLD_TYPE_OF
from tollgate.shared.entity import Amount, Value


def _threshold(name: Any) -> Any:
    return THRESHOLD_TYPE_OF.get(name, name)


def _expiration(name: Any) -> Any:
    return GRANT_EXPIRATION_OF.get(name, name)


class GetRechargeSettingsInput(Value):
    """`GetAutoRechargeSettingsInput`."""

    customer_id: str
    currency_id: str


class SaveRechargeSettingsInput(Value):
    """`SaveAutoRechargeSettingsInput`. What is left out stays; null lifts the limit."""

    customer_id: str
    currency_id: str
    is_enabled: bool
    threshold_type: Annotated[ThresholdType, BeforeValidator(_threshold)] = ThresholdType.CREDIT_AMOUNT
    threshold_value: Amount = Decimal(0)
    target_balance: Amount = Decimal(0)
    max_spend_limit: Amount | None = None
    grant_expiration_period: Annotated[GrantExpirationPeriod, BeforeValidator(_expiration)] = (
        GrantExpirationPeriod.ONE_YEAR
    )

    def to_request(self) -> SaveRechargeSettings:
        """Return the domain's request, with what was sent."""
        return SaveRechargeSettings(**{name: getattr(self, name) for name in self.model_fields_set})
