"""Reported usage on the wire, second version: balances and governance counters beside the measurements, once each."""

from collections.abc import Sequence
from typing import Self

from tollgate.api.usage import ReportedUsageView
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


class ReportedUsagesView(Value):
    """Recorded measurements; wallets and governed entities are listed once, however many measurements move them.

    Both are empty: there are neither credits nor governance yet.
    """

    usages: list[ReportedUsageView]
    credits: list[WalletBalanceView]
    entities: list[GovernedUsageView]

    @classmethod
    def of(cls, reported: Sequence[ReportedUsage]) -> Self:
        """Return the view of recorded measurements."""
        return cls(usages=[ReportedUsageView.of(each) for each in reported], credits=[], entities=[])
