"""What grants credits anew each period: the credit entitlements and charges of what a subscription holds. Pure."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from tollgate.catalog.credit_entitlement import CreditCadence
from tollgate.credits.wallet import RecurringIssue
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import Period, months_period


class GrantSource(StrEnum):
    """What granted credits, where nobody did by hand."""

    PRICE = "PRICE"
    PLAN_ENTITLEMENT = "PLAN_ENTITLEMENT"
    ADDON_ENTITLEMENT = "ADDON_ENTITLEMENT"


class RecurringSource(Value):
    """So many credits for each period that runs while the subscription gives something.

    `slot` is the place of the source, which survives a change of plan: the product, and what of it grants. `basis` is
    what the amount rests on beside the catalogue (the plan, quantities, an agreement): only where it changes more is
    granted within a period, so that publishing a version never touches a balance. `cost` is what the amount is paid.
    """

    slot: str
    subscription_id: str
    source_type: GrantSource
    display_name: str
    amount: Amount
    basis: str = ""
    cost: Money | None = None
    cadence: CreditCadence
    anchor: Instant
    starts_at: Instant
    ends_at: Instant | None = None
    is_trial: bool = False

    def is_live(self, moment: datetime) -> bool:
        """Tell whether the source grants anything at this instant."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)

    def period_at(self, moment: datetime) -> Period:
        """Return the period of the cadence that holds the instant, counted from the subscription's anchor."""
        return months_period(self.anchor, 1 if self.cadence is CreditCadence.MONTH else 12, moment)

    def issue_at(self, moment: datetime) -> RecurringIssue:
        """Return what is granted for the period that runs at this instant; a trial's ends with the trial."""
        until = self.period_at(moment).end
        if self.is_trial and self.ends_at is not None:
            until = min(until, self.ends_at)
        return RecurringIssue(
            slot=self.slot,
            subscription_id=self.subscription_id,
            until=until,
            amount=self.amount,
            basis=self.basis,
            is_trial=self.is_trial,
        )


class Renewal(Value):
    """What happens to one slot at an instant: what it granted may end, and credits may be granted until another."""

    slot: str
    ends_former: bool = False
    issue: RecurringIssue | None = None
    granted: Amount = Decimal(0)
    source: RecurringSource | None = None


def renewals(issues: Iterable[RecurringIssue], sources: Iterable[RecurringSource], moment: datetime) -> list[Renewal]:
    """Return what is to be granted and ended at an instant, by slot; nothing where everything stands as it should.

    A new period grants all of the amount. Within one, more is granted at once, until the same end, and less is
    granted from the next period on: credits are not taken back. What nothing grants any more ends, and so does what a
    trial granted once it is paid for.
    """
    live = {each.slot: each for each in sources if each.is_live(moment) and each.amount > 0}
    running = {each.slot: each for each in issues}
    found = []
    for slot in sorted(live.keys() | running.keys()):
        renewal = _renewal(slot, running.get(slot), live.get(slot), moment)
        if renewal is not None:
            found.append(renewal)
    return found


def _renewal(
    slot: str, issue: RecurringIssue | None, source: RecurringSource | None, moment: datetime
) -> Renewal | None:
    if source is None:
        return Renewal(slot=slot, ends_former=True)
    if issue is None or issue.until <= moment:
        fresh = source.issue_at(moment)
        return Renewal(slot=slot, ends_former=issue is not None, issue=fresh, granted=fresh.amount, source=source)
    if issue.is_trial and not source.is_trial:
        fresh = source.issue_at(moment)
        return Renewal(slot=slot, ends_former=True, issue=fresh, granted=fresh.amount, source=source)
    if source.amount > issue.amount and source.basis != issue.basis:
        grown = issue.but(amount=source.amount, basis=source.basis, subscription_id=source.subscription_id)
        return Renewal(slot=slot, issue=grown, granted=source.amount - issue.amount, source=source)
    return None
