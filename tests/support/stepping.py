"""Work that is done a step at a time, done until nothing is left of it."""

from collections.abc import Callable

from tollgate import wiring
from tollgate.shared.scope import ActorType, Scope
from tollgate.subscriptions.due import DueWork
from tollgate.subscriptions.run_due import run_due

MOST_STEPS = 10_000
"""A step that finds work more often than this finds the same work again."""


def run_dry(step: Callable[[], bool]) -> None:
    """Take a step until it finds nothing to do; fails where that never comes."""
    for _ in range(MOST_STEPS):
        if not step():
            return
    raise AssertionError(f"{step} still finds work after {MOST_STEPS} steps.")


def run_all_due(scope: Scope, subscription_id: str | None, customer_id: str = "acme") -> None:
    """Do what has fallen due of a subscription by now, each step in a transaction of its own."""
    work = DueWork(
        account_id=scope.account_id,
        environment_id=scope.environment_id,
        customer_id=customer_id,
        subscription_id=subscription_id,
        due_at=wiring.clock().now(),
    )

    def step() -> bool:
        return run_due(work, wiring.test_clocks(), wiring.subscription_lifecycle())

    run_dry(lambda: wiring.transact(step, actor=ActorType.SCHEDULER))
