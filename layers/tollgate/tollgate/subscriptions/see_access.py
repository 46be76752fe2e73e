"""Tell what an access item will say once what has fallen due is done. Nothing is written, charged or told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from tollgate.billing.ledger import UsageLedger
from tollgate.billing.preview import PreviewingProvider
from tollgate.customers.access import Access
from tollgate.shared.errors import DomainError
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.subscriptions.advance_subscription import advance_one
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.timeline import DueKind

_MOST_STEPS = 30
"""Who is further behind is shown what holds after so many."""

Apart = Callable[[Callable[[Lifecycle], Access]], Access]
"""Runs something with a lifecycle whose writes are never committed."""


class AccessOnceAdvanced:
    """Satisfies `customers.ports.AccessSeen`: it plans the advance, and takes the access item from the plan.

    Payments are taken to be done, but a trial that is to be paid for keeps its access until it is known to be.
    """

    def __init__(self, apart: Apart) -> None:
        self._apart = apart

    def at(self, scope: Scope, access: Access, now: datetime) -> Access:
        """Return the access as it will be at this instant; as it is where what is due cannot be done."""

        def planned(life: Lifecycle) -> Access:
            nothing = _NothingUsed()
            dry = replace(life, billing=PreviewingProvider(), usage=nothing, ledgers=nothing, clock=_StandingClock(now))
            return _advanced(Holdings(scope, access, dry), access)

        return self._apart(planned)


def _advanced(holdings: Holdings, access: Access) -> Access:
    life, first = holdings.life, next(iter(access.subscriptions))
    life.subscriptions.read_ahead(holdings.scope, access.customer_id, first.plan_id, held=holdings.ids, new_id=None)
    try:
        for _ in range(_MOST_STEPS):
            due = [(each.due, each) for each in holdings.held() if _is_planned(each, holdings.now)]
            if not due:
                break
            _, soonest = min(((at, each) for at, each in due if at is not None), key=lambda pair: pair[0])
            advance_one(soonest, holdings)
    except DomainError:
        return access
    return holdings.access


def _is_planned(subscription: Subscription, now: datetime) -> bool:
    due = subscription.due
    is_paid_for = due is not None and due.kind is DueKind.TRIAL_END and subscription.converts
    return due is not None and due.at <= now and due.kind is not DueKind.RULES and not is_paid_for


class _StandingClock:
    """Stands at one instant, for every customer."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self, scope: Scope, test_clock_id: str | None) -> datetime:
        """Return the instant."""
        return self._now


class _NothingUsed:
    """Knows of no usage and keeps no ledger: what access there is does not depend on what is invoiced."""

    def within(
        self, scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, period: Period
    ) -> Decimal:
        """Return nothing."""
        return Decimal(0)

    def of_windows(
        self, scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, windows: Sequence[Period]
    ) -> tuple[Decimal, ...]:
        """Return nothing for each."""
        return tuple(Decimal(0) for _ in windows)

    def read_ahead(self, scope: Scope, customer_id: str, subscription_id: str, *, payer_id: str) -> None:
        """Read nothing."""

    def of(self, scope: Scope, customer_id: str, subscription_id: str) -> UsageLedger:
        """Return an empty ledger."""
        return UsageLedger(subscription_id=subscription_id)

    def save(self, scope: Scope, customer_id: str, ledger: UsageLedger) -> None:
        """Keep nothing."""
