"""Random lives of wallets on the emulator, lived by parallel clients in bad weather: after each part they add up."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.storage.test_wallet_concurrency import patiently
from tests.support.catalog import create_currency, create_plan, create_product, grant_credits, publish
from tests.support.clock import FixedClock
from tests.support.credits import TOKENS
from tests.support.faults import Conflicts, LostAnswers, PartialReads, Refusals
from tests.support.parallel import in_parallel
from tests.support.recorded import TEST_SCOPE
from tests.support.stored_wallets import check_stored, stored_wallet
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.credits.advance_wallet import due_at
from tollgate.credits.run_due_wallet import DueWallets
from tollgate.credits.wallet import WalletKey
from tollgate.shared.scope import ActorType
from tools.bench.hook import hooked

_numbers = count(1)

ACTS = (
    *("grant", "expiring", "scheduled", "invoiced", "pay", "void"),
    *("burn", "burn", "hold", "release", "subscribe", "end"),
    *("extend", "keep", "start"),
)
UPDATE = "mutation ($input: UpdateCreditGrantInput!) { updateCreditGrant(input: $input) { grantId } }"
parts = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 60)), min_size=1, max_size=4),
        st.sampled_from([0, 0, 1, 12, 40]),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


class Life:
    """One customer's wallet, and what can be done with it over the API."""

    def __init__(self, api: TemplateApi, clock: FixedClock) -> None:
        self.api, self.clock = api, clock
        self.customer_id = f"customer-{next(_numbers)}"
        self.key = WalletKey(self.customer_id, None, TOKENS)
        self.done = count(1)
        self.ended: dict[str, tuple[Decimal, str]] = {}
        api.post("/api/v1/customers", id=self.customer_id).data  # noqa: B018

    def act(self, kind: str, amount: int) -> None:
        """Do one thing; what is refused for good is left."""
        own = {"customerId": self.customer_id, "currencyId": TOKENS}
        match kind:
            case "grant" | "expiring" | "scheduled" | "invoiced":
                self._grant(kind, amount)
            case "burn":
                body = {**own, "amount": amount, "idempotencyKey": f"k{next(self.done)}"}
                assert self._send("/api/v1/credits/consumption", body) == 201
            case "hold":
                asked = {"currencyId": TOKENS, "reserveAmount": amount, "reservationId": f"r{amount}"}
                path = f"/api/v1/customers/{self.customer_id}/entitlements/check"
                patiently(lambda: self.api.get(path, **asked))
            case "release":
                self._send(f"/api/v1/credits/reservations/r{amount}/release", {**own, "consumedAmount": amount // 2})
            case "void":
                self._with_grants(amount, "void")
            case "pay":
                self._with_grants(amount, "invoice/paid")
            case "extend":
                later = self.clock.now() + timedelta(days=amount % 20 + 1)
                self._update(amount, comment=f"until {amount}", expireAt=later.isoformat())
            case "keep":
                self._update(amount, priority=amount, expireAt=None)
            case "start":
                self._update(amount, effectiveAt=self.clock.now().isoformat())
            case "subscribe":
                self._send("/api/v1/subscriptions", {"customerId": self.customer_id, "planId": "plan-free"})
            case "end":
                for held in self.api.get("/api/v1/subscriptions", customerId=self.customer_id, status="ACTIVE").data:
                    self._send(f"/api/v1/subscriptions/{held['id']}/cancel", {"cancellationTime": "IMMEDIATE"})

    def _grant(self, kind: str, amount: int) -> None:
        now = self.clock.now()
        body: dict[str, Any] = {
            "customerId": self.customer_id,
            "currencyId": TOKENS,
            "displayName": "G",
            "grantType": "PROMOTIONAL",
            "amount": amount,
        }
        if kind == "expiring":
            body["expireAt"] = (now + timedelta(days=amount % 20 + 1)).isoformat()
        if kind == "scheduled":
            body["effectiveAt"] = (now + timedelta(days=amount % 10 + 1)).isoformat()
        if kind == "invoiced":
            body |= {
                "grantType": "PAID",
                "cost": {"amount": 1, "currency": "usd"},
                "paymentCollectionMethod": "INVOICE",
                "expireAt": (now + timedelta(days=3)).isoformat() if amount % 2 else None,
            }
        self._send("/api/v1/credits/grants", body)

    def _with_grants(self, number: int, what: str) -> None:
        rows = self.api.get("/api/v1/credits/grants", customerId=self.customer_id, limit=100).data
        if rows:
            self._send(f"/api/v1/credits/grants/{rows[number % len(rows)]['id']}/{what}", {})

    def _update(self, number: int, **changes: Any) -> None:
        rows = self.api.get("/api/v1/credits/grants", customerId=self.customer_id, limit=100).data
        if rows:
            changed = {"id": rows[number % len(rows)]["id"], **changes}
            patiently(lambda: self.api.post("/graphql", query=UPDATE, variables={"input": changed}))

    def _send(self, path: str, body: dict[str, Any]) -> int:
        key = f"{self.customer_id}/{next(self.done)}"
        call: Callable[[], Any] = lambda: self.api.call("POST", path, body, headers={"Idempotency-Key": key})  # noqa: E731
        return int(patiently(call).status)

    def sweep(self) -> None:
        """Do what has come due, twice, as a queue delivers it."""
        for _ in range(2):
            while wiring.transact(
                lambda: DueWallets(wiring.crediting()).run(TEST_SCOPE, self.customer_id, None, TOKENS),
                actor=ActorType.SCHEDULER,
            ):
                pass

    def check(self) -> None:
        """Check that everything adds up, and that nothing that ended changed."""
        wallet = check_stored(self.key)
        if wallet is None:
            return
        # What is over by the clock but not written down yet, or is held by a reservation, is still open.
        is_open = {grant.id for grant in wallet.grants}
        rows = self.api.get("/api/v1/credits/grants", customerId=self.customer_id, limit=100).data
        now = {
            row["id"]: (Decimal(str(row["consumedAmount"])), row["status"])
            for row in rows
            if row["status"] in ("VOIDED", "EXPIRED") and row["id"] not in is_open
        }
        for identifier, then in self.ended.items():
            assert now.get(identifier, then) == then, "what was voided or expired never changes"
        self.ended |= now


@pytest.fixture
def shop(emulator_api: TemplateApi) -> TemplateApi:
    """A currency, and a plan that grants it."""
    create_product(emulator_api)
    create_currency(emulator_api)
    create_plan(emulator_api, "plan-free")
    grant_credits(emulator_api, "plan-free", TOKENS, amount=25)
    publish(emulator_api, "plan-free")
    return emulator_api


@given(parts)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_a_wallet_adds_up_whatever_happens_to_it(
    shop: TemplateApi, clock: FixedClock, story: list[tuple[list[tuple[str, int]], int, bool]]
) -> None:
    life = Life(shop, clock)
    for acts, days, is_swept in story:
        with hooked(Conflicts(), Refusals(every=13), LostAnswers(every=7), PartialReads()):
            in_parallel(len(acts), lambda place, acts=acts: life.act(*acts[place]))
        life.check()
        clock.advance(days=days)
        if is_swept:
            life.sweep()
            wallet = stored_wallet(life.key)
            due = due_at(wallet) if wallet is not None else None
            assert due is None or due > clock.now(), "everything that came due is done"
            life.check()
