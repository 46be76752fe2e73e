"""Crashes around every call of a recharge, of the tables and of the vendor: charged once, granted once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, balance, consume, grant, grants
from tests.support.faults import Conflicts, Crash, CrashAt, LostAnswers, Refusals
from tests.support.parallel import in_parallel
from tests.support.recharge import given_tokens_for_sale, look, outcomes, save, shown
from tests.support.scripted_billing import ScriptedProvider
from tests.support.tables import Kept, kept_tables, put_back
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.billing.ports import BillingOrder, Collection, Settlement
from tollgate.shared.scope import Scope
from tools.bench.hook import hooked

BEGUN = "2026-01-15T10:30:00+00:00"


@dataclass
class CrashingVendor(ScriptedProvider):
    """A vendor whose caller ends at its n-th order: before it is given, or before it is answered."""

    crashes_at: int = 0
    is_before: bool = True
    asked: int = field(default=0, init=False)

    def settle(self, scope: Scope, order: BillingOrder) -> Settlement:
        """Carry out the order, and crash where it is time to."""
        self.asked += 1
        is_it = self.asked == self.crashes_at
        if is_it and self.is_before:
            raise Crash
        settlement = super().settle(scope, order)
        if is_it:
            raise Crash
        return settlement


@dataclass
class Story:
    """A wallet whose balance is low, as it is kept, and how it is begun anew."""

    api: TemplateApi
    clock: FixedClock
    kept: dict[str, Kept]

    def begin(self, vendor: ScriptedProvider | None) -> None:
        """Begin again from the low balance."""
        put_back(self.kept)
        self.clock.set(BEGUN)
        wiring.bill_through(vendor)

    def deliver_again(self) -> None:
        """Deliver the message again once the queue lets it be seen."""
        self.clock.advance(minutes=6)
        look(self.api)


def low_on_tokens(api: TemplateApi) -> None:
    """Leave acme with one token less than the threshold."""
    given_tokens_for_sale(api)
    grant(api, 21)
    save(api, maxSpendLimit=40)
    consume(api, 2)


@pytest.fixture
def story(api: TemplateApi, clock: FixedClock) -> Story:
    """A wallet with 19 tokens that is filled up to 50 below 20."""
    low_on_tokens(api)
    return Story(api, clock, kept_tables())


def check_filled_up(api: TemplateApi) -> None:
    """Check that credits were bought once."""
    bought = [(each["amount"], each["status"]) for each in grants(api) if each["displayName"] == "Automatic recharge"]
    assert bought == [(31, "ACTIVE")]
    assert (balance(api), outcomes(), shown(api)["currentMonthlySpend"]) == (50, ["SUCCESS"], 31)


def invoices(api: TemplateApi) -> list[float]:
    """Return what was invoiced for credits, by the built-in provider."""
    listed: list[Any] = api.get(f"/api/v1/customers/{CUSTOMER}/invoices").data
    return [each["total"] for each in listed if each["total"] == 31]


def crashes(run: Callable[[], None], begin: Callable[[], None]) -> Iterator[str]:
    """Yield after each crash of the run, around each of its calls in turn."""
    for is_before in (True, False):
        call, has_crashed = 0, True
        while has_crashed:
            call += 1
            begin()
            try:
                with hooked(CrashAt(call, is_before=is_before)):
                    run()
                has_crashed = False
            except Crash:
                yield f"crash {'before' if is_before else 'after'} call {call}"
        assert call > 8, "a recharge takes some calls"


@pytest.mark.parametrize("has_vendor", [True, False])
def test_a_crash_at_any_call_neither_charges_twice_nor_loses_the_grant(story: Story, has_vendor: bool) -> None:
    vendors: list[ScriptedProvider] = []

    def begin() -> None:
        vendors.append(ScriptedProvider(payers={CUSTOMER}))
        story.begin(vendors[-1] if has_vendor else None)

    for crash in crashes(lambda: look(story.api), begin):
        story.deliver_again()
        story.deliver_again()
        check_filled_up(story.api)
        if has_vendor:
            assert len(vendors[-1].done) == 1, crash
        else:
            assert invoices(story.api) == [31], crash


@pytest.mark.parametrize("is_before", [True, False])
def test_a_crash_at_the_vendor_is_made_good(story: Story, is_before: bool) -> None:
    vendor = CrashingVendor(payers={CUSTOMER}, crashes_at=1, is_before=is_before)
    story.begin(vendor)
    with pytest.raises(Crash):
        look(story.api)
    look(story.api)
    assert vendor.asked == 1, "whoever holds the order may still be at it"
    story.deliver_again()
    check_filled_up(story.api)
    assert len(vendor.done) == 1


def test_a_crash_around_what_is_waited_for_is_made_good(story: Story) -> None:
    vendors: list[ScriptedProvider] = []

    def begin() -> None:
        vendors.append(ScriptedProvider(payers={CUSTOMER}).will(Collection.PROCESSING))
        story.begin(vendors[-1])
        look(story.api)
        vendors[-1].confirm(vendors[-1].orders[0].key)
        story.clock.advance(minutes=6)

    for _ in crashes(lambda: look(story.api), begin):
        story.deliver_again()
        check_filled_up(story.api)
        assert len(vendors[-1].issued) == 1


@pytest.mark.parametrize(
    "fault",
    [Conflicts, lambda: LostAnswers(every=2), lambda: Refusals(every=2)],
    ids=["conflicts", "lost answers", "refusals"],
)
def test_many_who_look_at_once_buy_once(
    emulator_api: TemplateApi, clock: FixedClock, fault: Callable[[], Conflicts | LostAnswers | Refusals]
) -> None:
    api, vendor = emulator_api, ScriptedProvider(payers={CUSTOMER})
    low_on_tokens(api)
    wiring.bill_through(vendor)
    with hooked(fault()):
        in_parallel(4, lambda _: look(api))
    clock.advance(minutes=6)
    look(api)
    check_filled_up(api)
    assert len(vendor.orders) == 1
