"""An event that follows from a change is recorded once, however often and by however many it is told."""

from datetime import UTC, datetime

import pytest

from tests.support.recorded import all_recorded
from tollgate import wiring
from tollgate.customers.events import CustomerUpdated
from tollgate.event_catalogue.sample_entities import CUSTOMER, NOW, SCOPE
from tollgate.shared.following import Cause
from tollgate.shared.scope import ActorType
from tollgate.storage.session import LostRace
from tollgate.wiring.work import events_once

CAUSE = Cause(item="item", version=7, at=datetime(2026, 1, 15, 10, 30, tzinfo=UTC))
EVENT = CustomerUpdated.of(CUSTOMER, at=NOW)


def tell(cause: Cause = CAUSE) -> bool:
    def once() -> bool:
        recorder = events_once()
        if recorder.is_recorded(SCOPE, EVENT.event_type, EVENT.aggregate, cause):
            return False
        recorder.record_once(SCOPE, EVENT, cause)
        return True

    return wiring.transact(once, actor=ActorType.SYSTEM)


@pytest.mark.usefixtures("dynamodb")
class TestToldOnce:
    def test_the_second_time_it_is_known(self) -> None:
        assert [tell(), tell()] == [True, False]
        assert len(all_recorded("CustomerUpdated")) == 1

    def test_of_two_at_a_time_one_loses_and_then_finds_it(self) -> None:
        with wiring.working(actor=ActorType.SYSTEM) as slow:
            recorder = events_once()
            assert not recorder.is_recorded(SCOPE, EVENT.event_type, EVENT.aggregate, CAUSE)
            assert tell()
            recorder.record_once(SCOPE, EVENT, CAUSE)
            with pytest.raises(LostRace):
                slow.session.commit()
        assert not tell()
        assert len(all_recorded("CustomerUpdated")) == 1

    def test_each_version_of_an_item_is_a_change_of_its_own_in_their_order(self) -> None:
        later = [CAUSE.but(version=version) for version in (8, 9, 10)]
        assert all([tell(), *map(tell, later)])
        ids = [event.id for event in all_recorded("CustomerUpdated")]
        assert ids == [each.event_id(EVENT.event_type) for each in (CAUSE, *later)]
        assert ids == sorted(ids)
