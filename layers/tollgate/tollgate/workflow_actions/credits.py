"""What workflows do with credits."""

from decimal import Decimal

from pydantic import BaseModel

from tollgate import wiring
from tollgate.api.credit_consumption import ConsumedView, ConsumptionBody
from tollgate.api.credit_grants import CreateGrantBody, GrantView
from tollgate.api.recharge import RechargeSettingsView
from tollgate.credits.consume import consume_credits
from tollgate.credits.create_grant import create_grant
from tollgate.credits.recharge_settings import GrantExpirationPeriod, ThresholdType
from tollgate.credits.retrieve_recharge_settings import retrieve_recharge_settings
from tollgate.credits.save_recharge_settings import SaveRechargeSettings, save_recharge_settings
from tollgate.credits.summarize_balances import summarize_balances
from tollgate.credits.void_grant import void_grant
from tollgate.shared.entity import Amount, Value
from tollgate.workflow_actions.product_action import ProductAction
from tollgate.workflows.action import ActionCall


class ConsumeParams(ConsumptionBody):
    """Credits to be burnt; without an idempotency key the call's own says which they are."""

    idempotency_key: str | None = None  # type: ignore[assignment]


class VoidParams(Value):
    """Which grant is taken back."""

    grant_id: str


class BalanceParams(Value):
    """Whose balance is asked for: of one currency, or of all."""

    customer_id: str
    resource_id: str | None = None
    currency_id: str | None = None


class CreditBalanceView(Value):
    """What is left of a wallet."""

    currency_id: str
    resource_id: str | None
    current_balance: Amount


class RechargeParams(Value):
    """How a customer's wallet is filled up by itself; what is left out stays."""

    customer_id: str
    currency_id: str
    is_enabled: bool
    threshold_type: ThresholdType = ThresholdType.CREDIT_AMOUNT
    threshold_value: Decimal = Decimal(0)
    target_balance: Decimal = Decimal(0)
    max_spend_limit: Decimal | None = None
    grant_expiration_period: GrantExpirationPeriod = GrantExpirationPeriod.ONE_YEAR


def _grant(call: ActionCall, params: CreateGrantBody) -> GrantView:
    grant = create_grant(params.to_request(call.scope), ports=wiring.crediting(), billing=wiring.billing_provider())
    return GrantView.of(grant, max(grant.updated_at, grant.created_at))


def _void(call: ActionCall, params: VoidParams) -> GrantView:
    grant = void_grant(call.scope, params.grant_id, ports=wiring.crediting())
    return GrantView.of(grant, grant.updated_at)


def _consume(call: ActionCall, params: ConsumeParams) -> ConsumedView:
    named = params.but(idempotency_key=params.idempotency_key or call.idempotency_key)
    consumed = consume_credits(call.scope, named.to_consumption(), ports=wiring.crediting(), today=wiring.clock().now())
    return ConsumedView.of(consumed)


def _balance(call: ActionCall, params: BalanceParams) -> list[BaseModel]:
    balances = summarize_balances(
        call.scope, params.customer_id, params.resource_id, params.currency_id, ports=wiring.crediting()
    )
    return [
        CreditBalanceView(currency_id=each.currency_id, resource_id=params.resource_id, current_balance=each.balance)
        for each in balances
    ]


def _set_recharge(call: ActionCall, params: RechargeParams) -> RechargeSettingsView:
    ports = wiring.recharging()
    given = {name: getattr(params, name) for name in params.model_fields_set}
    settings = save_recharge_settings(call.scope, SaveRechargeSettings(**given), ports=ports)
    _, now = retrieve_recharge_settings(call.scope, params.customer_id, params.currency_id, ports=ports)
    return RechargeSettingsView.of(settings, now)


CREDIT_ACTIONS = (
    ProductAction("grantCredits", CreateGrantBody, _grant),
    ProductAction("voidCreditGrant", VoidParams, _void),
    ProductAction("consumeCredits", ConsumeParams, _consume),
    ProductAction("getCreditBalance", BalanceParams, _balance),
    ProductAction("setAutoRecharge", RechargeParams, _set_recharge),
)
