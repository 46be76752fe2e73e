"""What happens to the recharge of wallets."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Self

from tollgate.credits.recharge_settings import RechargeAttempt, RechargeSettings, RechargeSpend
from tollgate.credits.wallet import Wallet
from tollgate.shared.entity import Entity, json_number
from tollgate.shared.events import DomainEvent, EventRecorder
from tollgate.shared.scope import Scope


class ChangedBy(StrEnum):
    """Who changed the settings: somebody, or the product itself."""

    USER = "USER"
    SYSTEM = "SYSTEM"


class RechargeEvent(DomainEvent):
    """Something happened to the recharge of a customer's wallet."""

    source: ClassVar[str] = "credits"

    @classmethod
    def about(cls, settings: RechargeSettings, at: datetime, **more: Any) -> Self:
        """Return the event about these settings, with what it adds."""
        payload = {
            "automaticRechargeConfigurationId": settings.id,
            "customerId": settings.customer_id,
            "currencyId": settings.currency_id,
            **more,
        }
        aggregate = f"CREDIT_RECHARGE#{settings.id}"
        return cls(aggregate=aggregate, parent_id=settings.customer_id, occurred_at=at, payload=payload)


class AutomaticRechargeConfigurationChanged(RechargeEvent):
    """The settings were changed, or switched off because a recharge came to nothing."""

    event_type: ClassVar[str] = "AUTOMATIC_RECHARGE_CONFIGURATION_CHANGED"
    tells_of: ClassVar[type[Entity]] = RechargeSettings

    @classmethod
    def of(
        cls,
        settings: RechargeSettings,
        *,
        at: datetime,
        changed_by: ChangedBy = ChangedBy.USER,
        reason: str | None = None,
    ) -> Self:
        """Return the event with the settings as they are now."""
        shown = settings.configuration()
        return cls.about(settings, at, changedBy=changed_by.value, reason=reason, **shown)


class AutomaticRechargeOperationAttempted(RechargeEvent):
    """A recharge was made, or came to nothing."""

    event_type: ClassVar[str] = "AUTOMATIC_RECHARGE_OPERATION_ATTEMPTED"

    @classmethod
    def succeeded(cls, settings: RechargeSettings, attempt: RechargeAttempt, *, at: datetime) -> Self:
        """Return the event of credits that were bought."""
        return cls.about(
            settings,
            at,
            grantId=attempt.grant_id,
            status="SUCCESS",
            amountRecharged=json_number(attempt.quantity),
            cost=attempt.cost.model_dump(mode="json", by_alias=True),
        )

    @classmethod
    def failed(cls, settings: RechargeSettings, attempt: RechargeAttempt | None, error: str, *, at: datetime) -> Self:
        """Return the event of a try that came to nothing, and why."""
        grant_id = attempt.grant_id if attempt is not None and attempt.is_pending else None
        return cls.about(settings, at, grantId=grant_id, status="FAILED", error=error)


class CreditsAutomaticRechargeLimitExceeded(RechargeEvent):
    """A share of the month's limit is spent."""

    event_type: ClassVar[str] = "CREDITS_AUTOMATIC_RECHARGE_LIMIT_EXCEEDED"

    @classmethod
    def of(cls, settings: RechargeSettings, spend: RechargeSpend, threshold: int, *, at: datetime) -> Self:
        """Return the event about what was spent in one currency."""
        limit = settings.max_spend_limit or Decimal(1)
        return cls.about(
            settings,
            at,
            maxMonthlySpend=json_number(limit),
            currentMonthlySpend=json_number(spend.spent.amount),
            currency=spend.spent.currency,
            usedPercentage=json_number((spend.spent.amount * 100 / limit).quantize(Decimal("0.01")).normalize()),
            threshold=threshold,
        )


def tell_of_limit(scope: Scope, settings: RechargeSettings, events: EventRecorder, *, at: datetime) -> RechargeSettings:
    """Stage what is to be told of the month's limit, and return the settings with that told: once a month each."""
    for spend, threshold in settings.reached(at):
        events.record(scope, CreditsAutomaticRechargeLimitExceeded.of(settings, spend, threshold, at=at))
    return settings.told(at)


class AutomaticRechargeTriggered(DomainEvent):
    """A wallet is to be looked at, whether it needs a recharge; ours, and told to nobody but what looks."""

    source: ClassVar[str] = "credits"
    event_type: ClassVar[str] = "AUTOMATIC_RECHARGE_TRIGGERED"

    @classmethod
    def of(cls, wallet: Wallet, *, at: datetime) -> Self:
        """Return the event about a wallet."""
        return cls(
            aggregate=f"CREDIT_BALANCE#{wallet.currency_id}",
            parent_id=wallet.customer_id,
            occurred_at=at,
            payload={"customerId": wallet.customer_id, "currencyId": wallet.currency_id},
        )
