"""Custom currencies in DynamoDB: the limit holds for requests at once."""

from collections.abc import Callable

import pytest

from tests.support.template_api import FULL_CALLER, TemplateApi
from tollgate import wiring
from tollgate.credits.create_custom_currency import CreateCustomCurrencyRequest, create_custom_currency
from tollgate.credits.custom_currency_limit import MOST_ACTIVE
from tollgate.credits.unarchive_custom_currency import unarchive_custom_currency
from tollgate.shared.scope import ActorType, Scope
from tollgate.storage.session import LostRace

SCOPE = Scope(account_id=FULL_CALLER["accountId"], environment_id=FULL_CALLER["environmentId"])
CURRENCIES = "/api/v1/credits/custom-currencies"


def create_one() -> None:
    create_custom_currency(
        CreateCustomCurrencyRequest(scope=SCOPE, id="currency-new", display_name="New"),
        currencies=wiring.custom_currencies(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )


def unarchive_one() -> None:
    unarchive_custom_currency(
        SCOPE,
        "currency-archived",
        currencies=wiring.custom_currencies(),
        events=wiring.events(),
        clock=wiring.clock(),
    )


@pytest.mark.parametrize(
    ("first", "second"), [(create_one, unarchive_one), (unarchive_one, create_one)], ids=["create", "unarchive"]
)
def test_the_last_room_is_given_once(api: TemplateApi, first: Callable[[], None], second: Callable[[], None]) -> None:
    api.post(CURRENCIES, id="currency-archived", displayName="Archived")
    api.post(f"{CURRENCIES}/currency-archived/archive")
    for number in range(MOST_ACTIVE - 1):
        api.post(CURRENCIES, id=f"currency-{number}", displayName="Other")
    with wiring.working(actor=ActorType.SYSTEM) as waiting:
        first()
        with wiring.working(actor=ActorType.SYSTEM) as quick:
            second()
            quick.session.commit()
        with pytest.raises(LostRace):
            waiting.session.commit()
    assert len(api.get(CURRENCIES, limit="100").data) == MOST_ACTIVE
