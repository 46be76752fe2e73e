"""The official client, in strict mode, makes every call of the custom currencies, and meets each failure once."""

from collections.abc import Callable
from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.catalog import create_plan, create_product, grant_credits
from tests.support.credits import CUSTOMER, TOKENS
from tests.support.recharge import given_tokens_for_sale, save
from tests.support.template_api import TemplateApi


def create(v1: Any, id: str = TOKENS) -> Any:
    """Create a custom currency."""
    return v1.credits.custom_currencies.create(id=id, display_name="AI tokens").data


def test_custom_currencies(client: Stigg) -> None:
    currencies = client.v1.credits.custom_currencies
    created = currencies.create(
        id=TOKENS,
        display_name="AI tokens",
        description="What a model consumes",
        symbol="◈",
        units={"singular": "token", "plural": "tokens"},
        metadata={"team": "core"},
    ).data
    assert created.units is not None
    assert (created.units.plural, created.archived_at) == ("tokens", None)
    updated = currencies.update(TOKENS, display_name="Tokens", description="").data
    assert (updated.display_name, updated.description, updated.symbol) == ("Tokens", None, "◈")
    archived = currencies.archive(TOKENS).data
    assert archived.archived_at is not None
    assert [each.id for each in currencies.list()] == []
    assert [each.id for each in currencies.list(status=["ACTIVE", "ARCHIVED"])] == [TOKENS]
    assert currencies.unarchive(TOKENS).data.archived_at is None


def test_a_list_is_walked_page_by_page(client: Stigg) -> None:
    for number in range(5):
        create(client.v1, f"currency-{number}")
    assert len(list(client.v1.credits.custom_currencies.list(limit=2))) == 5


def test_associated_entities(client: Stigg, api: TemplateApi) -> None:
    create(client.v1)
    create_product(api)
    create_plan(api)
    grant_credits(api, "plan-pro", TOKENS)
    [plan] = client.v1.credits.custom_currencies.list_associated_entities(TOKENS).data
    assert (plan.id, plan.display_name, plan.type) == ("plan-pro", "plan-pro", "Plan")
    with pytest.raises(stigg.ConflictError) as refused:
        client.v1.credits.custom_currencies.archive(TOKENS)
    body: Any = refused.value.body
    assert body["error"]["code"] == "IntegrityViolation"


def test_a_check_shows_the_currency(client: Stigg) -> None:
    create(client.v1)
    client.v1.customers.provision(id="acme")
    answer: Any = client.v1.customers.check_entitlement("acme", currency_id=TOKENS).data
    assert (answer.is_granted, answer.currency.display_name) == (False, "AI tokens")


def test_auto_recharge(client: Stigg, api: TemplateApi) -> None:
    given_tokens_for_sale(api)
    nothing = client.v1.credits.get_auto_recharge(currency_id=TOKENS, customer_id=CUSTOMER).data
    assert (nothing.id, nothing.is_enabled, nothing.threshold_type) == (None, False, "CREDIT_AMOUNT")
    assert (nothing.threshold_value, nothing.target_balance, nothing.max_spend_limit) == (0, 0, None)
    assert (nothing.grant_expiration_period, nothing.created_at) == ("1_YEAR", None)
    save(api, maxSpendLimit=99.5, grantExpirationPeriod="OneMonth")
    settings = client.v1.credits.get_auto_recharge(currency_id=TOKENS, customer_id=CUSTOMER).data
    assert (settings.is_enabled, settings.threshold_value, settings.target_balance) == (True, 20, 50)
    assert (settings.max_spend_limit, settings.grant_expiration_period) == (99.5, "1_MONTH")
    assert settings.id is not None
    assert settings.updated_at is not None
    with pytest.raises(stigg.NotFoundError) as unknown:
        client.v1.credits.get_auto_recharge(currency_id=TOKENS, customer_id="nobody")
    body: Any = unknown.value.body
    assert body["error"]["code"] == "CustomerNotFound"


def fill_up(v1: Any) -> None:
    """Create as many custom currencies as there may be, and one more."""
    for number in range(50):
        create(v1, f"currency-{number}")


@pytest.mark.parametrize(
    ("expected", "call"),
    [
        ("404 CustomCurrencyNotFound", lambda v1: v1.credits.custom_currencies.update("none", display_name="X")),
        ("404 CustomCurrencyNotFound", lambda v1: v1.credits.custom_currencies.archive("none")),
        ("404 CustomCurrencyNotFound", lambda v1: v1.credits.custom_currencies.unarchive("none")),
        ("404 CustomCurrencyNotFound", lambda v1: v1.credits.custom_currencies.list_associated_entities("none")),
        ("409 DuplicatedEntityNotAllowed", create),
        ("409 TooManyCustomCurrencies", fill_up),
        ("409 EntityIsArchivedError", lambda v1: [v1.credits.custom_currencies.archive(TOKENS) for _ in range(2)]),
        ("400 InvalidArgumentError", lambda v1: create(v1, "a b")),
        ("400 BadUserInput", lambda v1: v1.credits.custom_currencies.update(TOKENS, display_name="")),
        ("400 InvalidMetadataError", lambda v1: v1.credits.custom_currencies.update(TOKENS, metadata={"": "x"})),
    ],
)
def test_a_failure_has_its_status_and_code(client: Stigg, expected: str, call: Callable[[Any], Any]) -> None:
    create(client.v1)
    with pytest.raises(stigg.APIStatusError) as failed:
        call(client.v1)
    body: Any = failed.value.body
    assert f"{failed.value.status_code} {body['error']['code']}" == expected
