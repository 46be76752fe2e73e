"""Random lives of plans and add-ons on the tables themselves: the same stories as in memory."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from moto import mock_aws

from tests.support.catalog import THEN
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.package_story import ADDONS, OPENING, PLANS, SCOPE, STEPS, Known, Result, Shelf, Step, Story
from tests.support.tables import create_tables
from tollgate import wiring
from tollgate.catalog.addon import Addon
from tollgate.catalog.plan import Plan
from tollgate.shared.scope import ActorType
from tollgate.storage.package_versions import DynamoPackageVersions

NUMBERS = range(1, 31)
"""Of versions; no story makes more of one package."""


def run(operation: Callable[[Shelf], Result]) -> Result:
    """Run an operation on the wiring's ports and commit."""

    def with_shelf() -> Result:
        return operation(
            Shelf(
                wiring.plans(),
                wiring.addons(),
                wiring.products(),
                wiring.features(),
                wiring.feature_groups(),
                wiring.package_groups(),
                wiring.custom_currencies(),
                wiring.tasks(),
                events=wiring.events(),
                clock=wiring.clock(),
                ids=wiring.ids(),
            )
        )

    return wiring.transact(with_shelf, actor=ActorType.SYSTEM)


def stored_versions() -> Known:
    """Read every published version anew."""
    plans = DynamoPackageVersions("PLAN", Plan).many(SCOPE, [(plan, number) for plan in PLANS for number in NUMBERS])
    addons = DynamoPackageVersions("ADDON", Addon)
    return {**plans, **addons.many(SCOPE, [(addon, number) for addon in ADDONS for number in NUMBERS])}


@given(STEPS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_versions_never_change_and_a_refusal_changes_nothing(steps: list[Step]) -> None:
    with mock_aws(), pytest.MonkeyPatch.context() as environment:
        for name, table in create_tables().items():
            environment.setenv(name, table)
        clock = FixedClock(THEN)
        wiring.reset(clock=clock, ids=CountingIds())
        run(lambda shelf: shelf.fill())
        story = Story(run, stored_versions)
        for step in (*OPENING, *steps):
            clock.advance(minutes=1)
            story.tell(step)
            story.check()
    wiring.reset()
