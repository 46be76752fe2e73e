"""What checks work with, and the first steps they all take."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tollgate.catalog.feature import Feature
from tollgate.customers.ports import AccessSeen
from tollgate.entitlements.live import Held, LiveState
from tollgate.entitlements.ports import BurningFeatures, KnownFeatures, LiveReader, UsageBuckets
from tollgate.entitlements.resolve import addon_versions_of, versions_of
from tollgate.entitlements.seen import seen_at
from tollgate.entitlements.terms import Grants
from tollgate.shared.clock import CustomerClock
from tollgate.shared.scope import Scope

if TYPE_CHECKING:  # its module knows every entity of the catalogue, and a check is to start fast
    from tollgate.catalog.ports import PlanGrants


@dataclass(frozen=True)
class Checking:
    """The ports that checks work with. `seen` makes what tells of changes that are due, which is rarely needed."""

    live: LiveReader
    buckets: UsageBuckets
    plans: "PlanGrants"
    addons: "PlanGrants"
    features: KnownFeatures
    burning: BurningFeatures
    seen: Callable[[], AccessSeen]
    clock: CustomerClock

    def present(self, scope: Scope, state: LiveState, customer_id: str) -> tuple[datetime, LiveState]:
        """Return the customer's present, and the state as it is then."""
        now = self.clock.now(scope, state.test_clock_of(customer_id))
        return now, seen_at(scope, state, lambda _: now, seen=self.seen)

    def known(self, scope: Scope, feature_ids: Iterable[str]) -> Mapping[str, Feature]:
        """Return those of the features that exist; how old they may be is told by the clock of no customer."""
        return self.features.many(scope, feature_ids, now=self.clock.now(scope, None))

    def grants(self, scope: Scope, held: Held) -> Grants:
        """Return what the plans and add-ons grant that are held."""
        return grants_of(scope, held, plans=self.plans, addons=self.addons)


def grants_of(scope: Scope, held: Held, *, plans: "PlanGrants", addons: "PlanGrants") -> Grants:
    """Return what the versions of plans and add-ons grant that are held; nothing is read where there are none."""
    wanted, on_top = versions_of(held.subscriptions), addon_versions_of(held.subscriptions)
    return Grants(
        plans.many(scope, wanted) if wanted else {},
        addons.many(scope, on_top) if on_top else {},
    )
