"""Bodies of events as listeners are given them: whole, however large, and completed from what is known by then."""

from typing import Any

import pytest

from tests.support.catalog import create_plan, create_product, publish
from tests.support.clock import FixedClock
from tests.support.listening import body, heard
from tests.support.recorded import all_recorded
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.shared.scope import ActorType

OMITTED: dict[str, Any] = {"isOmitted": True}


def test_what_was_too_large_for_the_bus_is_told_as_a_whole(api: TemplateApi) -> None:
    given_customer(api, name="Acme", email="acme@example.com")
    [event] = all_recorded("CustomerCreated")
    assert body(event.but(payload=OMITTED)) == body(event)
    with wiring.working(actor=ActorType.SYSTEM):
        assert wiring.whole_event(event) is event
        assert wiring.whole_event(event.but(payload=OMITTED)).payload == event.payload


def test_what_is_not_kept_any_more_is_not_made_up(api: TemplateApi) -> None:
    given_customer(api)
    [event] = all_recorded("CustomerCreated")
    with pytest.raises(LookupError, match="is not kept any more"):
        body(event.but(id="another", payload=OMITTED))


def test_an_archived_customer_is_named_by_no_event_of_the_past(api: TemplateApi) -> None:
    given_catalogue(api)
    given_customer(api, name="Acme", email="acme@example.com")
    subscribe(api, "plan-free")
    [before] = heard("SubscriptionCreated")
    assert before["customer"]["email"] == "acme@example.com"
    api.call("POST", "/api/v1/customers/acme/archive").data  # noqa: B018
    [after] = heard("SubscriptionCreated")
    assert (after["customer"]["name"], after["customer"]["email"]) == (None, None)
    assert {**after, "customer": None} == {**before, "customer": None}
    assert "acme@example.com" not in str(heard(""))


def test_a_subscription_names_the_version_of_the_plan_that_it_holds(api: TemplateApi, clock: FixedClock) -> None:
    create_product(api)
    create_plan(api, displayName="First")
    publish(api)
    given_customer(api)
    subscribe(api, "plan-pro")
    api.patch("/api/v1/plans/plan-pro", displayName="Second").data  # noqa: B018
    publish(api)
    assert heard("SubscriptionCreated")[0]["plan"]["name"] == "First"
    assert [each["name"] for each in heard("PlanUpdated")] == ["First", "Second"]
