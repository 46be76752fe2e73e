"""Random lives of a wallet that is filled up by itself: burns, payments, repeats, crashes and time in any order."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, balance, consume, grant, grants
from tests.support.faults import Crash, CrashAt
from tests.support.ids import CountingIds
from tests.support.recharge import given_tokens_for_sale, look, save, shown
from tests.support.scripted_billing import ScriptedProvider
from tests.support.tables import Kept, empty_tables, kept_tables, put_back
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.billing.ports import Collection
from tools.bench.hook import hooked

BEGUN = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
LIMIT, TARGET = 100, 50
LAST_CALL = 18

Step = tuple[str, Any]

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("burn"), st.integers(1, 40)),
        st.tuples(st.just("look"), st.integers(1, 2)),
        st.tuples(st.just("crash"), st.tuples(st.integers(1, LAST_CALL), st.booleans())),
        st.tuples(st.just("outcome"), st.sampled_from(Collection)),
        st.tuples(st.just("confirm"), st.none()),
        st.tuples(st.just("wait"), st.sampled_from((1, 6, 90, 60 * 24 * 10))),
        st.tuples(st.just("switch on"), st.none()),
        st.tuples(st.just("switch off"), st.none()),
        st.tuples(st.just("grant"), st.integers(1, 30)),
        st.tuples(st.just("void"), st.none()),
    ),
    min_size=4,
    max_size=16,
)


@dataclass
class Life:
    """A wallet with its vendor, step by step."""

    api: TemplateApi
    clock: FixedClock
    vendor: ScriptedProvider = field(default_factory=lambda: ScriptedProvider(payers={CUSTOMER}))
    burns: int = 0

    def take(self, step: Step) -> None:
        """Take a step, and check what holds after each."""
        match step:
            case "burn", amount:
                self.burns += 1
                consume(self.api, amount, f"burn-{self.burns}")
            case "look", times:
                for _ in range(times):
                    look(self.api)
            case "crash", (call, is_before):
                try:
                    with hooked(CrashAt(call, is_before=is_before)):
                        look(self.api)
                except Crash:
                    pass
            case "outcome", outcome:
                self.vendor.will(outcome)
            case "confirm", _:
                for key in self.on_their_way():
                    self.vendor.confirm(key)
            case "wait", minutes:
                self.clock.advance(minutes=minutes)
            case "switch on" | "switch off" as switch, _:
                save(self.api, maxSpendLimit=LIMIT, targetBalance=TARGET, isEnabled=switch == "switch on")
            case "grant", amount:
                grant(self.api, amount)
            case "void", _:
                for each in self.bought():
                    if each["status"] == "PAYMENT_PENDING":
                        self.api.post(f"/api/v1/credits/grants/{each['id']}/void").data  # noqa: B018
        self.check()

    def bought(self) -> list[Any]:
        """Return the grants that were bought, or are being."""
        return [each for each in grants(self.api, limit=100) if each["displayName"] == "Automatic recharge"]

    def on_their_way(self) -> list[str]:
        """Return the orders whose payment did not come yet."""
        outcomes = {key: settled.collection for key, settled in self.vendor.done.items()}
        return [key for key, outcome in outcomes.items() if outcome is not Collection.PAID]

    def check(self) -> None:
        """Check that one is in flight at most, that nothing is granted that is not charged, and what is spent."""
        bought = self.bought()
        assert sum(each["status"] == "PAYMENT_PENDING" for each in bought) <= 1
        live = [each["id"] for each in bought if each["status"] in {"ACTIVE", "EXPIRED"}]
        assert set(live) <= self.vendor.done.keys()
        assert len(live) == len(set(live))
        spent: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
        taken = {order.key: order for order in self.vendor.orders if order.key in self.vendor.done}
        for order in taken.values():
            assert order.draft is not None
            spent[order.at.year, order.at.month] += order.draft.total.amount
        assert all(amount <= LIMIT for amount in spent.values())
        assert shown(self.api)["currentMonthlySpend"] <= LIMIT

    def end(self) -> None:
        """Let every payment arrive and every message be seen to; each charge is granted once then."""
        self.vendor.script.clear()
        for _ in range(3):
            self.take(("confirm", None))
            self.take(("wait", 6))
            self.take(("look", 1))
        voided = {each["id"] for each in self.bought() if each["status"] == "VOIDED"}
        granted = [each["id"] for each in self.bought() if each["status"] in {"ACTIVE", "EXPIRED"}]
        assert sorted(granted) == sorted(self.vendor.done.keys() - voided)
        is_low = balance(self.api) < 20 and shown(self.api)["isEnabled"]
        assert not is_low or shown(self.api)["currentMonthlySpend"] + TARGET - balance(self.api) > LIMIT


@pytest.fixture(scope="module")
def kept(moto: None) -> dict[str, Kept]:
    """A wallet with 25 tokens that is filled up below 20."""
    empty_tables()
    wiring.reset(clock=FixedClock(BEGUN), ids=CountingIds())
    api = TemplateApi()
    given_tokens_for_sale(api)
    grant(api, 25)
    save(api, maxSpendLimit=LIMIT, targetBalance=TARGET)
    return kept_tables()


@given(steps=STEPS)
@settings(max_examples=30, deadline=None)
def test_each_charge_is_granted_once_and_the_limit_holds(kept: dict[str, Kept], steps: list[Step]) -> None:
    put_back(kept)
    clock = FixedClock(BEGUN)
    life = Life(TemplateApi(), clock)
    wiring.reset(clock=clock, billing=life.vendor)
    try:
        for step in steps:
            life.take(step)
        life.end()
    finally:
        wiring.reset()
