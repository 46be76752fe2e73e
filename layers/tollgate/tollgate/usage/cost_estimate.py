"""What usage would cost in credits, by currency, and what is left of the wallets then. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from tollgate.shared.entity import Amount, Value


class EstimateWarning(StrEnum):
    """What makes an estimate say less than one may expect."""

    RESOURCE_SCOPED_SUBSCRIPTION_EXISTS = "RESOURCE_SCOPED_SUBSCRIPTION_EXISTS"
    FEATURE_NOT_FOUND = "FEATURE_NOT_FOUND"
    FEATURE_NOT_CREDIT_BASED = "FEATURE_NOT_CREDIT_BASED"


class FeatureWarning(StrEnum):
    """Why a feature's share of an estimate is not told."""

    UNSUPPORTED_AGGREGATION = "UNSUPPORTED_AGGREGATION"


class FeatureCost(Value):
    """How many credits of a currency the usage of one feature burns; none where it cannot be told ahead."""

    feature_id: str
    currency_id: str
    cost: Amount
    warning: FeatureWarning | None = None


class CurrencyEstimate(Value):
    """What is burnt of one currency, and by which features; `current_balance` is what the wallet holds before."""

    currency_id: str
    current_balance: Amount
    breakdown: tuple[FeatureCost, ...]

    @property
    def cost(self) -> Decimal:
        """Return what all features burn together."""
        return sum((each.cost for each in self.breakdown), Decimal(0))

    @property
    def balance_after(self) -> Decimal:
        """Return what the wallet would hold then, below zero where credits are owed."""
        return self.current_balance - self.cost

    @property
    def would_overdraft(self) -> bool:
        """Tell whether credits would be owed."""
        return self.balance_after < 0


class CostEstimate(Value):
    """What usage would cost, by currency in the order of their ids."""

    estimates: tuple[CurrencyEstimate, ...] = ()
    warnings: tuple[EstimateWarning, ...] = ()


def estimate_of(
    costs: Iterable[FeatureCost], balances: Mapping[str, Decimal], warnings: Iterable[EstimateWarning]
) -> CostEstimate:
    """Return what features burn together; `balances` are those of the wallets by currency, none is zero."""
    by_currency: dict[str, list[FeatureCost]] = {}
    for each in costs:
        by_currency.setdefault(each.currency_id, []).append(each)
    estimates = (
        CurrencyEstimate(
            currency_id=currency_id,
            current_balance=balances.get(currency_id, Decimal(0)),
            breakdown=tuple(sorted(own, key=lambda cost: cost.feature_id)),
        )
        for currency_id, own in sorted(by_currency.items())
    )
    return CostEstimate(estimates=tuple(estimates), warnings=tuple(warnings))
