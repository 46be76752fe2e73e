"""What events of credits tell: currencies, grants, balances and recharges."""

from enum import StrEnum
from typing import Any

from tollgate.credits.custom_currency import CurrencyUnits, CustomCurrencyStatus
from tollgate.credits.grant import GrantStatus
from tollgate.credits.recharge_events import ChangedBy
from tollgate.credits.wallet import GrantType
from tollgate.event_catalogue.envelope import Body
from tollgate.event_catalogue.parts import CreditCurrency, CustomerMin, ResourceRef
from tollgate.event_catalogue.ports import Directory
from tollgate.shared.entity import Amount, Instant
from tollgate.shared.events import RecordedEvent
from tollgate.shared.money import Money


class ToldGrantType(StrEnum):
    """How credits came to be granted, in the words of events: they say PROMO where the API says PROMOTIONAL."""

    PAID = "PAID"
    PROMO = "PROMO"
    RECURRING = "RECURRING"
    OVERDRAFT = "OVERDRAFT"


_GRANT_TYPES = {GrantType.PROMOTIONAL.value: ToldGrantType.PROMO}


class CreditTypeBody(Body):
    """A custom currency as the change left it."""

    entity_id: str
    id: str
    name: str
    description: str | None = None
    symbol: str | None = None
    unit_label: CurrencyUnits | None = None
    status: CustomCurrencyStatus
    metadata: dict[str, str]

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the currency's fields."""
        told = event.payload
        is_archived = told.get("archivedAt") is not None
        return {
            **told,
            "entityId": told["uuid"],
            "name": told["displayName"],
            "unitLabel": told.get("units"),
            "status": CustomCurrencyStatus.ARCHIVED if is_archived else CustomCurrencyStatus.ACTIVE,
        }


class CreditGrantBody(Body):
    """A grant of credits as it stood then."""

    entity_id: str
    grant_id: str
    status: GrantStatus
    customer_id: str
    resource_id: str | None = None
    currency_id: str
    grant_type: ToldGrantType
    display_name: str
    amount: Amount
    consumed_amount: Amount
    cost: Money
    comment: str | None = None
    priority: int
    effective_at: Instant
    expire_at: Instant | None = None
    voided_at: Instant | None = None
    metadata: dict[str, str]

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the grant's fields."""
        told = event.payload
        return {**told, "grantType": _GRANT_TYPES.get(told["grantType"], told["grantType"])}


class CreditGrantLowBody(CreditGrantBody):
    """A grant of which no more than a threshold, in percent, is left."""

    threshold_percentage: Amount


class CreditBalanceBody(Body):
    """What is left of the credits that a customer, or one of its resources, has of a currency."""

    customer: CustomerMin
    resource: ResourceRef | None = None
    credit_currency: CreditCurrency
    remaining_balance: Amount
    remaining_balance_percentage: Amount

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the balance with its customer and currency as they stand."""
        told, scope = event.payload, event.scope
        currency_id, resource_id = told["creditCurrency"]["currencyId"], told.get("resourceId")
        return {
            **told,
            "customer": CustomerMin.found(scope, told["customerId"], directory),
            "resource": ResourceRef(id=resource_id) if resource_id is not None else None,
            "creditCurrency": CreditCurrency.of(directory.currency(scope, currency_id), currency_id),
        }


class CreditBalanceLowBody(CreditBalanceBody):
    """A balance of which no more than a threshold, in percent, is left."""

    threshold_percentage: Amount


class RechargeBody(Body):
    """Something about the recharge of a customer's credits; `configId` names its settings."""

    config_id: str
    customer_id: str
    currency_id: str

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return whose recharge it is, and what else is told."""
        return {**event.payload, "configId": event.payload["automaticRechargeConfigurationId"]}


class RechargeChangedBody(RechargeBody):
    """The settings of a recharge as the change left them, who changed them, and why where the product did."""

    is_enabled: bool
    changed_by: ChangedBy
    reason: str | None = None


class RechargeStatus(StrEnum):
    """What became of a recharge."""

    SUCCESS = "SUCCESS"
    FAILED = "FAILED"


class RechargeAttemptedBody(RechargeBody):
    """A recharge: how many credits it bought and what they cost, or why it came to nothing."""

    grant_id: str | None = None
    status: RechargeStatus
    amount: Amount | None = None
    cost: Money | None = None
    error: str | None = None

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return what became of the recharge."""
        return {**super().fields_of(event, directory), "amount": event.payload.get("amountRecharged")}


class RechargeLimitBody(RechargeBody):
    """How much of what recharges may cost in a month is spent, and the threshold that this came to."""

    max_spend_limit: Amount
    total_spent: Amount
    currency: str
    percentage_used: Amount
    threshold: int

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return what was spent of the limit."""
        told = event.payload
        return {
            **super().fields_of(event, directory),
            "maxSpendLimit": told["maxMonthlySpend"],
            "totalSpent": told["currentMonthlySpend"],
            "percentageUsed": told["usedPercentage"],
        }
