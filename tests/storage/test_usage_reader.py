"""Usage as billing reads it: reports through the API, added up by windows."""

from datetime import datetime

from tests.support.billing import period
from tests.support.metered import event, meter, sell_metered, send
from tests.support.metering import SCOPE, Sold, entitlement, resetting
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.shared.period import Period
from tollgate.shared.reset_period import ResetPeriod
from tollgate.shared.reset_windows import ALL_TIME


def report(api: TemplateApi, value: int, at: str, **fields: object) -> None:
    usage = {"customerId": "acme", "featureId": "calls", "value": value, "createdAt": at, **fields}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201


def test_windows_that_meet_share_nothing_and_lose_nothing(api: TemplateApi) -> None:
    Sold().basic(entitlement())
    for value, at in ((1, "2026-01-10T13:20:00Z"), (2, "2026-01-10T13:50:00Z"), (4, "2026-01-10T14:00:00Z")):
        report(api, value, at, dimensions={"region": "eu"})
    report(api, 9, "2026-01-14T00:00:00Z", updateBehavior="SET")
    noon, cut, evening = (datetime.fromisoformat(f"2026-01-10T{at}:00+00:00") for at in ("12:00", "13:30", "20:00"))
    windows = [
        Period(start=noon, end=cut),
        Period(start=cut, end=evening),
        ALL_TIME,
        period("2026-01-11", "2026-01-12"),
    ]
    reader = wiring.usage_reader()
    # The hour that a cut falls into belongs to the window that holds its start.
    assert reader.of_windows(SCOPE, "acme", None, "calls", windows) == (3, 4, 9, 0)
    assert [reader.within(SCOPE, "acme", None, "calls", each) for each in windows] == [3, 4, 9, 0]
    assert reader.of_windows(SCOPE, "acme", None, "calls", []) == ()
    assert reader.within(SCOPE, "acme", "site-1", "calls", ALL_TIME) == 0
    assert reader.within(SCOPE.but(environment_id="production"), "acme", None, "calls", ALL_TIME) == 0


def test_windows_of_a_meter_are_told_by_its_aggregation(api: TemplateApi) -> None:
    functions = ("COUNT", "SUM", "MAX", "MIN", "AVG", "UNIQUE")
    meters = {each.lower(): meter(each, None if each == "COUNT" else "n") for each in functions}
    sell_metered(meters, resetting(ResetPeriod.DAY))
    sent = (("10T13:20", 9), ("10T13:50", 4), ("10T14:00", 5), ("11T01:00", 4), ("11T02:00", 4))
    send(api, *(event(at, timestamp=f"2026-01-{at}:00Z", dimensions={"n": value}) for at, value in sent))
    windows = [period(f"2026-01-{day}", f"2026-01-{day + 1}") for day in (10, 11, 12)]
    reader = wiring.usage_reader()
    found = {each: reader.of_windows(SCOPE, "acme", None, each, windows) for each in meters}
    assert found == {
        "count": (3, 2, 0),
        "sum": (18, 8, 0),
        "max": (9, 4, 0),
        "min": (4, 4, 0),
        "avg": (6, 4, 0),
        "unique": (3, 1, 0),
    }
