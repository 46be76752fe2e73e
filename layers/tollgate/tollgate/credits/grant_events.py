"""What happens to grants of credits and to balances."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from tollgate.credits.grant import CreditGrant
from tollgate.credits.wallet import Wallet
from tollgate.shared.entity import Entity, json_number, wire_instant
from tollgate.shared.events import DomainEvent


class CreditGrantEvent(DomainEvent):
    """Something happened to a grant. `entityId` is the grant's id, as of every event's subject."""

    source: ClassVar[str] = "credits"
    tells_of: ClassVar[type[Entity]] = CreditGrant

    @classmethod
    def of(cls, grant: CreditGrant, *, at: datetime, **more: Any) -> Self:
        """Return the event with the grant as it stands."""
        payload = {
            "entityId": grant.id,
            "grantId": grant.id,
            "status": grant.status_at(at).value,
            **grant.model_dump(
                mode="json",
                by_alias=True,
                include={
                    "customer_id",
                    "resource_id",
                    "currency_id",
                    "grant_type",
                    "display_name",
                    "amount",
                    "consumed_amount",
                    "cost",
                    "comment",
                    "priority",
                    "effective_at",
                    "expire_at",
                    "voided_at",
                    "source_type",
                    "payment_collection",
                    "metadata",
                },
            ),
            **more,
        }
        aggregate = f"CREDIT_GRANT#{grant.id}"
        return cls(aggregate=aggregate, parent_id=grant.customer_id, occurred_at=at, payload=payload)


class CreditGrantCreated(CreditGrantEvent):
    """Credits were granted."""

    event_type: ClassVar[str] = "CREDIT_GRANT_CREATED"


class CreditGrantUpdated(CreditGrantEvent):
    """A grant was described in another way, paid, or burnt to settle what was owed."""

    event_type: ClassVar[str] = "CREDIT_GRANT_UPDATED"


class CreditGrantExpired(CreditGrantEvent):
    """What was left of a grant is gone."""

    event_type: ClassVar[str] = "CREDIT_GRANT_EXPIRED"


class CreditGrantVoided(CreditGrantEvent):
    """A grant was taken back as far as it was left, or an overdraft is settled."""

    event_type: ClassVar[str] = "CREDIT_GRANT_VOIDED"


class CreditGrantDepleted(CreditGrantEvent):
    """Nothing is left of a grant."""

    event_type: ClassVar[str] = "CREDIT_GRANT_DEPLETED"


class CreditGrantBalanceLow(CreditGrantEvent):
    """No more than a threshold is left of a grant."""

    event_type: ClassVar[str] = "CREDIT_GRANT_BALANCE_LOW"


class CreditBalanceEvent(DomainEvent):
    """Something happened to the balance of a wallet."""

    source: ClassVar[str] = "credits"

    @classmethod
    def of(cls, wallet: Wallet, *, at: datetime, threshold: Decimal | None = None) -> Self:
        """Return the event with what is left of the wallet."""
        left = wallet.percent_left
        payload: dict[str, Any] = {
            "customerId": wallet.customer_id,
            "resourceId": wallet.resource_id,
            "creditCurrency": {"currencyId": wallet.currency_id},
            "remainingBalance": json_number(wallet.balance),
            "remainingBalancePercentage": json_number(left) if left is not None else 0,
            "timestamp": wire_instant(at),
        }
        if threshold is not None:
            payload["thresholdPercentage"] = json_number(threshold)
        aggregate = f"CREDIT_BALANCE#{wallet.currency_id}"
        return cls(aggregate=aggregate, parent_id=wallet.customer_id, occurred_at=at, payload=payload)


class CreditBalanceLow(CreditBalanceEvent):
    """No more than a threshold is left of what is granted."""

    event_type: ClassVar[str] = "CREDIT_BALANCE_LOW"


class CreditBalanceDepleted(CreditBalanceEvent):
    """Nothing is left of what is granted."""

    event_type: ClassVar[str] = "CREDIT_BALANCE_DEPLETED"
