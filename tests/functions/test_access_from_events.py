"""Whoever keeps a copy of access from the events alone comes to the verdicts of the API's own check."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.support.access_mirror import AccessMirror
from tests.support.catalog import create_addon, create_feature, create_plan, create_product, grant, publish
from tests.support.clock import FixedClock
from tests.support.listening import Body, Followed, ask_for, heard
from tests.support.promotions import PROMOTIONS, promotion
from tests.support.selling import given_customer, subscribe
from tests.support.sweeping import sweep
from tests.support.template_api import TemplateApi
from tollgate.shared.entity import wire_instant

HOUR = timedelta(hours=1)

METERED = {"featureType": "NUMBER", "meterType": "INCREMENTAL"}
MONTHLY = {"resetPeriod": "MONTH", "monthlyResetPeriodConfiguration": {"accordingTo": "SubscriptionStart"}}
FEATURES = ("calls", "seats", "endless", "soft", "sso", "places", "daily")
Act = Callable[[TemplateApi], Any]


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """Two plans of different size, and an add-on."""
    ask_for("MEASUREMENT_REPORTED", "ENTITLEMENTS_UPDATED")
    create_product(api)
    create_feature(api, "seats")
    create_feature(api, "sso", featureType="BOOLEAN")
    create_feature(api, "places", featureType="NUMBER", meterType="None")
    for feature_id in ("calls", "endless", "soft", "daily"):
        create_feature(api, feature_id, **METERED)
    for plan_id, size in (("plan-pro", 10), ("plan-max", 100)):
        create_plan(api, plan_id)
        grant(api, plan_id, "calls", usageLimit=size, **MONTHLY)
        grant(api, plan_id, "seats", usageLimit=size / 2)
        grant(api, plan_id, "daily", usageLimit=5, resetPeriod="DAY")
        grant(api, plan_id, "places", usageLimit=size)
    grant(api, "plan-max", "sso")
    grant(api, "plan-max", "endless", hasUnlimitedUsage=True)
    grant(api, "plan-max", "soft", usageLimit=1, hasSoftLimit=True)
    create_addon(api)
    publish(api, "plan-pro")
    publish(api, "plan-max")
    return api


class Watched:
    """The API, what follows its changes, and the copy of what it told."""

    def __init__(self, api: TemplateApi, clock: FixedClock) -> None:
        self.api, self.clock, self.mirror = api, clock, AccessMirror()
        self._stream, self._chance = Followed(api), random.Random(7)
        self._known: set[str] = set()
        self.verdicts: set[tuple[str, bool]] = set()

    def listen(self) -> None:
        """Deliver what was told meanwhile: out of order, and some of it twice."""
        self._stream.follow(times=2)
        bodies: list[Body] = heard("", but=self._known)
        self._known |= {body["messageId"] for body in bodies}
        self._chance.shuffle(bodies)
        self.mirror.take([*bodies, *bodies[:2]])

    def agree(self) -> None:
        """Fail where the copy answers otherwise than the API does."""
        now = wire_instant(self.clock.now())
        for feature_id in FEATURES:
            for requested in (1, 3, 20):
                asked = {"requestedUsage": requested} if feature_id not in {"sso", "places"} else {}
                path = "/api/v1/customers/acme/entitlements/check"
                told = self.api.get(path, featureId=feature_id, **asked).data["isGranted"]
                self.verdicts.add((feature_id, told))
                assert self.mirror.allows("acme", feature_id, requested, now) is told, (feature_id, requested, now)


def use(value: float, feature_id: str = "calls", **fields: Any) -> Act:
    usage = {"customerId": "acme", "featureId": feature_id, "value": value, **fields}
    return lambda api: api.post("/api/v1/usage", usages=[usage]).data


def test_a_copy_kept_from_events_agrees_with_every_check(shop: TemplateApi, clock: FixedClock) -> None:
    watched = Watched(shop, clock)
    steps: list[tuple[str, Act]] = [
        ("0 h", lambda api: given_customer(api, name="Acme", email="acme@example.com")),
        ("1 h", lambda api: subscribe(api, "plan-pro", id="of-acme")),
        ("2 h", use(8)),
        ("3 h", use(5, "seats")),
        ("4 h", use(5, "daily")),
        ("5 h", use(-2, "seats")),
        ("6 h", lambda api: api.post(PROMOTIONS, promotionalEntitlements=[promotion("sso", "1 week")]).data),
        ("7 h", use(2)),
        ("30 h", use(1, "daily")),
        ("31 h", lambda api: subscribe(api, "plan-max", id="larger")),
        ("32 h", use(60)),
        ("33 h", use(7, "soft")),
        ("34 h", use(40, "calls", updateBehavior="SET")),
        ("200 h", sweep),
        ("201 h", lambda api: api.call("DELETE", f"{PROMOTIONS}/sso")),
        ("750 h", sweep),
        ("751 h", use(3)),
        ("752 h", lambda api: api.post("/api/v1/subscriptions/larger/cancel", cancellationTime="IMMEDIATE").data),
        ("753 h", lambda api: api.post(PROMOTIONS, promotionalEntitlements=[promotion("calls", usageLimit=5)]).data),
        ("754 h", use(4)),
        ("755 h", lambda api: api.call("POST", "/api/v1/customers/acme/archive").data),
        ("756 h", lambda api: api.call("POST", "/api/v1/customers/acme/unarchive").data),
        ("757 h", lambda api: subscribe(api, "plan-pro", id="again")),
    ]
    start = clock.now()
    watched.agree()
    for hours, act in steps:
        clock.set((start + int(hours.split()[0]) * HOUR).isoformat())
        watched.agree()
        act(shop)
        watched.listen()
        watched.agree()
    assert watched.verdicts == {(feature_id, verdict) for feature_id in FEATURES for verdict in (True, False)}
    assert {body["status"] for body in watched.mirror.subscriptions.values()} <= {"ACTIVE", "CANCELED", "EXPIRED"}
    assert watched.mirror.subscriptions["larger"]["status"] == "CANCELED"
    assert watched.mirror.customers["acme"]["name"] is None
