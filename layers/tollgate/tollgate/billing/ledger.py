"""The ledger of a subscription: what of its usage was invoiced, so that nothing is invoiced twice or forgotten."""

from decimal import Decimal
from typing import Self

from tollgate.billing.sold import SoldItem
from tollgate.shared.entity import Amount, Entity, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import Period


class ChargedUsage(Value):
    """What was invoiced so far for the usage of one charge in a span, and at which price: late usage costs the same.

    `period` is the billing period whose minimum spend it draws on. Usage before `until` was charged; `is_final` says
    that the charge ended there, within the span.
    """

    item: SoldItem
    span: Period
    period: Period
    until: Instant
    is_final: bool = False
    usage: Amount
    amount: Money

    @property
    def key(self) -> tuple[tuple[str, str, str, bool], Period]:
        """Return what there is one of."""
        return self.item.charge, self.span


class PrepaidSpend(Value):
    """A minimum spend that was paid for a billing period, and what was charged on demand in it so far."""

    period: Period
    prepaid: Money
    on_demand: Money

    @property
    def drawn(self) -> Money:
        """Return what was used up of it."""
        return self.prepaid.but(amount=max(Decimal(0), min(self.prepaid.amount, self.on_demand.amount)))


class UsageLedger(Entity):
    """What was invoiced of a subscription's usage, in the billing period that runs and in the one before."""

    subscription_id: str
    charged: tuple[ChargedUsage, ...] = ()
    spends: tuple[PrepaidSpend, ...] = ()

    def spend_of(self, period: Period) -> PrepaidSpend | None:
        """Return what is known of the minimum spend of a billing period."""
        return next((each for each in self.spends if each.period == period), None)

    def with_charged(self, charged: ChargedUsage) -> Self:
        """Return the ledger with what was invoiced for a charge in a span."""
        others = tuple(each for each in self.charged if each.key != charged.key)
        return self.but(charged=(*others, charged))

    def with_spend(self, spend: PrepaidSpend) -> Self:
        """Return the ledger with the minimum spend of a billing period."""
        return self.but(spends=(*(each for each in self.spends if each.period != spend.period), spend))

    def and_also(self, other: Self) -> Self:
        """Return the ledger with what another one of the subscription knows beyond it: of each charge, what is more."""
        merged = self
        for charged in other.charged:
            known = next((each for each in self.charged if each.key == charged.key), None)
            if known is None or charged.usage > known.usage:
                merged = merged.with_charged(charged)
        for spend in other.spends:
            held = self.spend_of(spend.period)
            if held is None or spend.on_demand.amount > held.on_demand.amount:
                merged = merged.with_spend(spend)
        return merged

    def after(self, closed: Period) -> Self:
        """Return the ledger once a period is settled: what ended before it had its time to come in late."""
        return self.but(
            charged=tuple(each for each in self.charged if each.span.end > closed.start),
            spends=tuple(each for each in self.spends if each.period.end > closed.start),
        )
