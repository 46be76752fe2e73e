"""Reported usage on the wire, second version: balances and governance counters beside the measurements, once each."""

from collections.abc import Sequence
from typing import Self

from tollgate.api.governed_usage import GovernedUsageView
from tollgate.api.usage import ReportedUsageView, balance_fields
from tollgate.credits.consumption import CreditBalance
from tollgate.governance.governed_usage import GovernedUsage
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.usage.report import ReportedUsage


class WalletBalanceView(Value):
    """The balance of a wallet that the measurements burned credits of."""

    currency_id: str
    customer_id: str
    resource_id: str | None
    current_usage: Amount
    usage_limit: Amount
    usage_period_end: Instant | None
    timestamp: Instant

    @classmethod
    def of(cls, balance: CreditBalance) -> Self:
        """Return the view of a balance."""
        return cls(customer_id=balance.customer_id, resource_id=balance.resource_id, **balance_fields(balance))


class BurntView(Value):
    """What a measurement burnt; the balance stands apart."""

    consumed: Amount
    currency_id: str


class BurningUsageView(ReportedUsageView):
    """A recorded measurement with the usage of its period, and what it burnt."""

    credit: BurntView | None = None  # type: ignore[assignment]


class ReportedUsagesView(Value):
    """Recorded measurements; wallets and governed entities are listed once, however many measurements move them."""

    usages: list[BurningUsageView]
    credits: list[WalletBalanceView]
    entities: list[GovernedUsageView]

    @classmethod
    def of(cls, reported: Sequence[ReportedUsage], governed: Sequence[GovernedUsage]) -> Self:
        """Return the view of recorded measurements, and of the budgets they count in."""
        burnt = [each.credit for each in reported if each.credit is not None]
        balances = {(one.balance.customer_id, one.balance.resource_id, one.currency_id): one.balance for one in burnt}
        return cls(
            usages=[BurningUsageView.model_validate(ReportedUsageView.of(each).model_dump()) for each in reported],
            credits=[WalletBalanceView.of(each) for each in balances.values()],
            entities=[GovernedUsageView.of(each) for each in governed],
        )
