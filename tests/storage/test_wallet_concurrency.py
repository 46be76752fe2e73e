"""Many use a wallet at once on the emulator, undisturbed and with every fault DynamoDB has: it always adds up."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.storage.test_usage_concurrency import WEATHERS
from tests.support.credits import CUSTOMER, TOKENS, grant, with_tokens
from tests.support.parallel import in_parallel
from tests.support.stored_wallets import check_stored
from tests.support.template_api import TemplateApi
from tollgate.credits.wallet import Wallet, WalletKey
from tools.bench.hook import hooked

KEY = WalletKey(CUSTOMER, None, TOKENS)
CHECK = f"/api/v1/customers/{CUSTOMER}/entitlements/check"
WRITERS = 12


@pytest.fixture
def shop(emulator_api: TemplateApi) -> TemplateApi:
    """A customer, and a currency."""
    with_tokens(emulator_api)
    return emulator_api


@pytest.fixture(params=WEATHERS)
def weather(request: pytest.FixtureRequest, shop: TemplateApi) -> Iterator[None]:
    with hooked(*WEATHERS[request.param]()):
        yield


def patiently(call: Any) -> Any:
    """Return the answer of a call that is sent again as long as others are in the way, as clients do."""
    for _ in range(50):
        answer = call()
        if answer.status not in (409, 500) or answer.headers.get("x-should-retry") == "false":
            return answer
    raise AssertionError(answer)


def burn(api: TemplateApi, amount: float, key: str) -> Any:
    """Consume credits, as often as it takes."""
    body = {"customerId": CUSTOMER, "currencyId": TOKENS, "amount": amount, "idempotencyKey": key}
    answer = patiently(lambda: api.post("/api/v1/credits/consumption", **body))
    assert answer.status == 201, answer.body
    return answer.data


def stored() -> Wallet:
    """Return the wallet once it is checked."""
    wallet = check_stored(KEY)
    assert wallet is not None
    return wallet


def test_no_consumption_is_lost_or_doubled(shop: TemplateApi, weather: None) -> None:
    for amount in (10, 20, 30):
        grant(shop, amount)
    in_parallel(WRITERS, lambda writer: [burn(shop, 1.5, f"{writer}/{number}") for number in range(4)])
    wallet = stored()
    assert (wallet.balance, wallet.consumed) == (60 - WRITERS * 6, WRITERS * 6)


def test_the_same_key_sent_thirty_times_burns_once(shop: TemplateApi, weather: None) -> None:
    grant(shop, 100)
    answers = in_parallel(30, lambda _: burn(shop, 7, "the-same"))
    assert all(answer == answers[0] for answer in answers)
    assert stored().consumed == 7


def test_exactly_six_of_twenty_reservations_are_held_and_releases_end_right(shop: TemplateApi, weather: None) -> None:
    grant(shop, 500)
    asked = {"currencyId": TOKENS, "reserveAmount": 75}

    def reserve(number: int) -> Any:
        return patiently(lambda: shop.get(CHECK, **asked, reservationId=f"job-{number}")).data

    verdicts = in_parallel(20, reserve)
    held = [number for number, verdict in enumerate(verdicts) if verdict["isGranted"]]
    assert len(held) == 6
    assert (stored().balance, stored().held) == (50, 450)

    def release(number: int) -> Any:
        path = f"/api/v1/credits/reservations/job-{number}/release"
        body = {"customerId": CUSTOMER, "currencyId": TOKENS, "consumedAmount": 10 + number}
        answers = [patiently(lambda: shop.post(path, **body)) for _ in range(2)]
        assert answers[0].data == answers[1].data
        return answers[0].status

    order = held * 2
    Random(6).shuffle(order)
    statuses = in_parallel(len(order), lambda place: release(order[place]))
    assert set(statuses) == {200}
    assert (stored().held, stored().consumed) == (0, sum(10 + number for number in held))


class Client:
    """Does one thing after the other with the wallet, by chance; what is refused for good is left."""

    def __init__(self, api: TemplateApi, number: int) -> None:
        self._api, self._number, self._chance, self._done = api, number, Random(number), 0

    def act(self) -> None:
        """Do something."""
        self._done += 1
        self._chance.choice((self.grant, self.burn, self.burn, self.void, self.hold_and_release))()

    @property
    def name(self) -> str:
        """Return a name that nobody else uses."""
        return f"{self._number}-{self._done}"

    def grant(self) -> None:
        """Grant some credits."""
        body = {"customerId": CUSTOMER, "currencyId": TOKENS, "displayName": "G", "grantType": "PROMOTIONAL"}
        amount = self._chance.randint(1, 40)
        patiently(lambda: self._api.post("/api/v1/credits/grants", **body, amount=amount))

    def burn(self) -> None:
        """Burn some."""
        burn(self._api, self._chance.randint(1, 30), self.name)

    def void(self) -> None:
        """Void any grant."""
        rows = self._api.get("/api/v1/credits/grants", customerId=CUSTOMER).data
        chosen = self._chance.choice(rows)["id"]
        patiently(lambda: self._api.post(f"/api/v1/credits/grants/{chosen}/void"))

    def hold_and_release(self) -> None:
        """Hold some, and need more than that."""
        asked = {"currencyId": TOKENS, "reserveAmount": 5, "reservationId": self.name}
        patiently(lambda: self._api.get(CHECK, **asked))
        path = f"/api/v1/credits/reservations/{self.name}/release"
        body = {"customerId": CUSTOMER, "currencyId": TOKENS, "consumedAmount": 9}
        patiently(lambda: self._api.post(path, **body))


def test_everything_at_once_adds_up(shop: TemplateApi, weather: None) -> None:
    grant(shop, 50)
    clients = [Client(shop, number) for number in range(8)]
    in_parallel(8, lambda number: [clients[number].act() for _ in range(4)])
    stored()
