"""The official client, in strict mode, makes every call about contracts."""

from datetime import UTC, datetime

import pytest
import stigg
from stigg import Stigg

from tests.support.selling import given_catalogue
from tests.support.template_api import TemplateApi

START, END = datetime(2026, 2, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
def shop(client: Stigg, api: TemplateApi) -> Stigg:
    """The client of an environment with a catalogue and one customer."""
    given_catalogue(api)
    client.v1.customers.provision(id="acme")
    return client


def test_a_contract_from_its_making_to_its_archiving(shop: Stigg) -> None:
    contracts = shop.v1.contracts
    made = contracts.create(
        customer_id="acme",
        contract_id="c-1",
        name="Order 7",
        po_number="PO-7",
        activation_start_date=START,
        activation_end_date=END,
        setup_billing=True,
        subscriptions=[{"new_subscription": {"customer_id": "acme", "plan_id": "plan-enterprise"}}],
    ).data
    assert (made.contract_id, made.state, made.activation_start_date) == ("c-1", "DRAFT", START)
    changed = contracts.update("c-1", name=None, subscription_ids=[]).data
    assert (changed.name, changed.subscriptions) == (None, [])
    assert contracts.retrieve("c-1").data.to_dict() == changed.to_dict()
    assert [each.contract_id for each in contracts.list(customer_external_id="acme", state="DRAFT")] == ["c-1"]
    assert [each.contract_id for each in shop.v1.customers.list_contracts("acme").data] == ["c-1"]
    assert contracts.delete("c-1").data.state == "CANCELED"


def test_refusals_are_the_clients_errors(shop: Stigg) -> None:
    with pytest.raises(stigg.NotFoundError):
        shop.v1.contracts.retrieve("none")
    with pytest.raises(stigg.BadRequestError):
        shop.v1.contracts.create(customer_id="acme", subscriptions=[{}])
