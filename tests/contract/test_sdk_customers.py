"""The official client, in strict mode, makes every call about customers; each documented failure is met once."""

from collections.abc import Callable
from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.selling import given_catalogue, subscribe
from tests.support.template_api import TemplateApi


def test_a_customer_from_provisioning_to_the_archive_and_back(client: Stigg) -> None:
    customers = client.v1.customers
    created = customers.provision(
        id="acme",
        name="Acme Inc",
        email="admin@acme.com",
        billing_id="cus_1",
        billing_currency="usd",
        language="en",
        timezone="Europe/Berlin",
        metadata={"tier": "gold"},
    ).data
    assert (created.id, created.billing_currency, created.metadata) == ("acme", "usd", {"tier": "gold"})
    assert customers.retrieve("acme").data == created
    updated = customers.update("acme", name="Acme Ltd", email=None).data
    assert (updated.name, updated.email, updated.billing_id) == ("Acme Ltd", None, "cus_1")
    archived = customers.archive("acme").data
    assert archived.archived_at is not None
    assert archived.name is None
    assert customers.unarchive("acme").data.archived_at is None


def test_customers_are_walked_page_by_page(client: Stigg) -> None:
    for number in range(5):
        client.v1.customers.provision(id=f"customer-{number}", email=f"mail{number}@x.org", name="Same")
    assert [customer.id for customer in client.v1.customers.list(limit=2)] == [f"customer-{n}" for n in (4, 3, 2, 1, 0)]
    assert [customer.id for customer in client.v1.customers.list(email="mail3@x.org")] == ["customer-3"]
    assert len(list(client.v1.customers.list(name="Same", limit=2))) == 5


Call = Callable[[Stigg], Any]


@pytest.mark.parametrize(
    ("call", "error", "code"),
    [
        (lambda client: client.v1.customers.retrieve("nobody"), stigg.NotFoundError, "CustomerNotFound"),
        (lambda client: client.v1.customers.update("nobody", name="x"), stigg.NotFoundError, "CustomerNotFound"),
        (lambda client: client.v1.customers.archive("nobody"), stigg.NotFoundError, "CustomerNotFound"),
        (lambda client: client.v1.customers.provision(id="a b"), stigg.BadRequestError, "InvalidArgumentError"),
        (
            lambda client: client.v1.customers.provision(id="a", coupon_id="c"),
            stigg.NotFoundError,
            "CouponNotFound",
        ),
        (lambda client: client.v1.customers.provision(id="acme"), stigg.ConflictError, "DuplicatedEntityNotAllowed"),
        (lambda client: client.v1.customers.archive("acme"), stigg.ConflictError, "CannotDeleteCustomerError"),
        (lambda client: client.v1.customers.archive("gone"), stigg.ConflictError, "EntityIsArchivedError"),
    ],
)
def test_a_refusal_is_the_clients_error_of_its_status(
    client: Stigg, api: TemplateApi, call: Call, error: type[stigg.APIStatusError], code: str
) -> None:
    given_catalogue(api)
    for customer_id in ("acme", "gone"):
        client.v1.customers.provision(id=customer_id)
    client.v1.customers.archive("gone")
    subscribe(api, "plan-enterprise")
    with pytest.raises(error) as refused:
        call(client)
    assert refused.value.response.json()["error"]["code"] == code
