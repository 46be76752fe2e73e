"""Who asks for which events: sources do not get into each other's way, and none is left out."""

import pytest

from tests.support.clock import FixedClock
from tollgate import wiring
from tollgate.shared.scope import ActorType, Scope
from tollgate.storage.session import LostRace

SCOPE = Scope(account_id="account-test", environment_id="development")
OTHER = Scope(account_id="account-test", environment_id="production")


def say(source: str, *event_types: str) -> None:
    wiring.transact(lambda: wiring.listeners().say(SCOPE, source, event_types), actor=ActorType.APP_SERVER)


def wants(event_type: str, scope: Scope = SCOPE) -> bool:
    with wiring.working(actor=ActorType.SYSTEM):
        return wiring.known_listeners().wants(scope, event_type)


@pytest.mark.usefixtures("dynamodb")
class TestListeners:
    def test_nobody_asks_at_first(self) -> None:
        assert not wants("MEASUREMENT_REPORTED")

    def test_each_source_asks_for_itself(self, clock: FixedClock) -> None:
        say("webhooks", "MEASUREMENT_REPORTED", "CUSTOMER_CREATED")
        say("workflows", "MEASUREMENT_REPORTED")
        assert wants("MEASUREMENT_REPORTED")
        assert wants("CUSTOMER_CREATED")
        assert not wants("MEASUREMENT_REPORTED", OTHER)
        say("webhooks")
        clock.advance(seconds=60)
        assert wants("MEASUREMENT_REPORTED")
        assert not wants("CUSTOMER_CREATED")

    def test_what_a_process_knows_is_less_than_a_minute_old(self, clock: FixedClock) -> None:
        assert not wants("MEASUREMENT_REPORTED")
        say("webhooks", "MEASUREMENT_REPORTED")
        clock.advance(seconds=59)
        assert not wants("MEASUREMENT_REPORTED")
        clock.advance(seconds=1)
        assert wants("MEASUREMENT_REPORTED")

    def test_who_reads_before_another_says_something_begins_again(self) -> None:
        with wiring.working(actor=ActorType.APP_SERVER) as work:
            wiring.listeners().begin_change(SCOPE)
            say("webhooks", "CUSTOMER_CREATED")
            wiring.listeners().say(SCOPE, "webhooks", ["PLAN_CREATED"])
            with pytest.raises(LostRace):
                work.session.commit()
        assert wants("CUSTOMER_CREATED")
        assert not wants("PLAN_CREATED")
