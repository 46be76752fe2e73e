"""The official client, in strict mode, with customers that live by a test clock."""

from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.selling import given_catalogue
from tests.support.tasks import take_turn
from tests.support.template_api import TemplateApi


def test_a_customer_lives_a_year_by_a_clock(api: TemplateApi, client: Stigg) -> None:
    given_catalogue(api)
    made: Any = client.post(
        "/api/v1/test-clocks", cast_to=object, body={"id": "clock", "frozenTime": "2026-01-31T00:00:00Z"}
    )
    assert made["data"]["status"] == "READY"
    customer = client.v1.customers.provision(id="acme", extra_body={"testClockId": "clock"}).data
    assert customer.to_dict()["testClockId"] == "clock"
    sold = client.v1.subscriptions.provision(customer_id="acme", plan_id="plan-pro", billing_period="MONTHLY").data
    moving: Any = client.post(
        "/api/v1/test-clocks/clock/advance", cast_to=object, body={"frozenTime": "2027-02-01T00:00:00Z"}
    )
    take_turn(api, moving["data"]["taskId"])
    there: Any = client.get("/api/v1/test-clocks/clock", cast_to=object)
    assert (there["data"]["status"], there["data"]["frozenTime"]) == ("READY", "2027-02-01T00:00:00.000Z")
    seen = client.v1.subscriptions.retrieve(sold.id).data
    assert seen.current_billing_period_start is not None
    assert seen.current_billing_period_start.isoformat() == "2027-01-31T00:00:00+00:00"
    assert sold.subscription is not None
    assert sold.subscription.start_date.isoformat() == "2026-01-31T00:00:00+00:00"


def test_refusals_reach_the_client(api: TemplateApi, client: Stigg) -> None:
    with pytest.raises(stigg.NotFoundError):
        client.v1.customers.provision(id="acme", extra_body={"testClockId": "unknown"})
    with pytest.raises(stigg.NotFoundError):
        client.get("/api/v1/test-clocks/unknown", cast_to=object)
    with pytest.raises(stigg.BadRequestError):
        client.post("/api/v1/test-clocks", cast_to=object, body={"frozenTime": "later"})
