"""Credits through the API: a customer with a currency, grants, and what the ledger tells."""

from decimal import Decimal
from typing import Any

from tests.support.recorded import TEST_SCOPE
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.shared.scope import ActorType

TOKENS = "currency-tokens"
GRANTS, LEDGER, CONSUMPTION = "/api/v1/credits/grants", "/api/v1/credits/ledger", "/api/v1/credits/consumption"
CUSTOMER = "acme"


def with_tokens(api: TemplateApi, *resource_ids: str) -> None:
    """Create a customer, and a custom currency."""
    api.post("/api/v1/credits/custom-currencies", id=TOKENS, displayName="AI tokens")
    api.post("/api/v1/customers", id=CUSTOMER)


def grant(api: TemplateApi, amount: float, **fields: Any) -> Any:
    """Grant promotional tokens, and return the grant."""
    body = {"grantType": "PROMOTIONAL", "displayName": "Welcome", "customerId": CUSTOMER, "currencyId": TOKENS}
    answer = api.post(GRANTS, **{**body, "amount": amount, **fields})
    assert answer.status == 201, answer.body
    return answer.data


def consume(api: TemplateApi, amount: float, key: str = "k1", **fields: Any) -> Any:
    """Burn tokens, and return what became of it."""
    body = {"customerId": CUSTOMER, "currencyId": TOKENS, "idempotencyKey": key}
    answer = api.post(CONSUMPTION, **{**body, "amount": amount, **fields})
    assert answer.status == 201, answer.body
    return answer.data


def ledger(api: TemplateApi, **query: Any) -> list[tuple[str, Decimal]]:
    """Return the kinds and amounts of the entries, newest first."""
    rows = api.get(LEDGER, customerId=CUSTOMER, **query).data
    return [(row["eventType"].removeprefix("CREDITS_"), row["amount"]) for row in rows]


def grants(api: TemplateApi, **query: Any) -> list[Any]:
    """Return the customer's grants, newest first."""
    rows: list[Any] = api.get(GRANTS, customerId=CUSTOMER, **query).data
    return rows


def balance(api: TemplateApi, **query: Any) -> Decimal:
    """Return what the ledger comes to."""
    rows = api.get(LEDGER, customerId=CUSTOMER, limit=100, **query).data
    return sum((Decimal(str(row["amount"])) for row in rows), Decimal(0))


def internal_id_of(currency_id: str) -> str:
    """Return the internal id of a custom currency."""
    with wiring.working(actor=ActorType.SYSTEM):
        currency = wiring.custom_currencies().find(TEST_SCOPE, currency_id)
    assert currency is not None
    return currency.uuid
