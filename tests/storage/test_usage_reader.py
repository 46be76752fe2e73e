"""Usage as billing reads it: reports through the API, added up by windows."""

from datetime import datetime

from tests.support.billing import period
from tests.support.metering import SCOPE, Sold, entitlement
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.shared.period import Period
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
