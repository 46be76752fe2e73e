"""Random lives of a counter on the tables themselves: the same stories and the same model as in memory."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from moto import mock_aws

from tests.support.ids import CountingIds
from tests.support.metering import SCOPE, Sold, subscription_access
from tests.support.tables import create_tables
from tests.support.usage_story import BEGUN, STEPS, Step, Story, entitlement_of
from tollgate import wiring
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.entitlements.check import check_entitlement
from tollgate.entitlements.verdict import Question
from tollgate.shared.entity import Amount
from tollgate.shared.scope import ActorType


class Selling:
    """Puts each entitlement of a story into force as a new version of the customer's plan."""

    def __init__(self) -> None:
        self.sold, self.version = Sold(), 1
        self.sold.plan("basic", entitlement_of(0))
        self.sold.customer("acme")
        self.sold.subscribe("acme", subscription_access(usage_anchor=BEGUN))

    def __call__(self, entitlement: FeatureEntitlement, cut: datetime | None) -> None:
        self.version += 1
        self.sold.plan("basic", entitlement, version=self.version)
        row = subscription_access(usage_anchor=BEGUN, plan_version=self.version, usage_cut=cut)
        self.sold.subscribe("acme", row)


def current(story: Story) -> Amount | None:
    question = Question(customer_id="acme", feature_id="calls")
    with wiring.working(actor=ActorType.SYSTEM):
        checking = replace(wiring.checking(), clock=story.clock)
        return check_entitlement(SCOPE, question, checking=checking).current_usage


@given(STEPS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_check_sees_the_sum_of_all_differences(steps: list[Step]) -> None:
    with mock_aws(), pytest.MonkeyPatch.context() as environment:
        for name, table in create_tables().items():
            environment.setenv(name, table)
        wiring.reset(ids=CountingIds())
        selling = Selling()
        story = Story(wiring.metering(), wiring.ids(), selling)
        for step in steps:
            story.tell(step)
            expected = story.model.total(story.model.schedule.period_at(story.clock.now()))
            assert current(story) == max(expected, 0)
    wiring.reset()
