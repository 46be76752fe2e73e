"""Reported usage on the wire, second version: balances and governance counters beside the measurements, once each."""

from collections.abc import Sequence
from typing import Self

from tollgate.api.usage import ReportedUsageView
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.usage.attribute import GovernedUsage
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


class GovernedUsageView(Value):
    """The usage of a governed entity that the measurements counted for."""

    entity_id: str
    entitlement_id: str
    scope_entity_ids: list[str]
    customer_id: str
    resource_id: str | None
    feature_id: str | None
    currency_id: str | None
    current_usage: Amount
    usage_updated_at: Instant

    @classmethod
    def of(cls, governed: GovernedUsage) -> Self:
        """Return the view of what is used of a budget."""
        same = {name: getattr(governed, name) for name in cls.model_fields if hasattr(governed, name)}
        return cls(**same, entitlement_id=governed.assignment_id, usage_updated_at=governed.updated_at)


class ReportedUsagesView(Value):
    """Recorded measurements; wallets and governed entities are listed once, however many measurements move them.

    There are no credits yet.
    """

    usages: list[ReportedUsageView]
    credits: list[WalletBalanceView]
    entities: list[GovernedUsageView]

    @classmethod
    def of(cls, reported: Sequence[ReportedUsage], governed: Sequence[GovernedUsage]) -> Self:
        """Return the view of recorded measurements, and of the budgets they count in."""
        usages = [ReportedUsageView.of(each) for each in reported]
        return cls(usages=usages, credits=[], entities=[GovernedUsageView.of(each) for each in governed])
