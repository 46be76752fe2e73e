"""Test clocks on the emulator: advanced by workers that are killed anywhere, and by several at once."""

from collections import Counter
from itertools import count

import pytest

from tests.support.copies import Copies
from tests.support.crashes import Write, check_crashes
from tests.support.faults import Conflicts, Crash, CrashAt, LostAnswers, Refusals
from tests.support.parallel import in_parallel
from tests.support.selling import given_customer, given_plan, given_product, subscribe
from tests.support.tasks import finish, message_of
from tests.support.template_api import FULL_CALLER, TemplateApi
from tests.support.time_travel import Told, create_clock, events_since, latest, send_off
from tools.bench.hook import TABLES_AND_QUEUES, hooked

START, END = "2026-01-31T00:00:00.000Z", "2026-04-15T00:00:00.000Z"
TOLD = (
    ("SUBSCRIPTION_BILLING_MONTH_ENDS_SOON", "2026-02-27T23"),
    ("SUBSCRIPTION_UPDATED", "2026-02-28T00"),
    ("SUBSCRIPTION_BILLING_MONTH_ENDS_SOON", "2026-03-30T23"),
    ("SUBSCRIPTION_UPDATED", "2026-03-31T00"),
)

_environments = count(1)


def an_environment(customers: int = 2) -> TemplateApi:
    """Return the API of a new environment with a clock and some customers that are billed by the month."""
    api = TemplateApi(caller={**FULL_CALLER, "environmentId": f"clocks-{next(_environments)}"})
    given_customers_of_a_clock(api, customers)
    return api


def given_customers_of_a_clock(api: TemplateApi, customers: int = 2) -> None:
    """Make a clock and some customers that are billed by the month."""
    given_product(api)
    given_plan(api, "plan-pro", "PAID")
    create_clock(api, START)
    for number in range(customers):
        given_customer(api, f"customer-{number}", testClockId="clock")
        subscribe(api, "plan-pro", f"customer-{number}", id=f"of-{number}", billingPeriod="MONTHLY")


def sent_off(api: TemplateApi) -> tuple[str, str]:
    """Let a clock be on its way; return the mark of the last event before, and the task."""
    given_customers_of_a_clock(api)
    return latest(api), send_off(api, "clock", END)


def expected(customers: int = 2) -> list[Told]:
    """Return what is told when the clock has come to its end: each renewal and its notice once, in order."""
    return [
        Told(type, f"SUBSCRIPTION#of-{number}", f"{at}:00:00.000Z") for type, at in TOLD for number in range(customers)
    ]


def check_arrived(api: TemplateApi, task_id: str, mark: str, customers: int = 2) -> None:
    """Work until the clock stands; fail unless everything happened once, in order."""
    task = finish(api, task_id)
    assert (task["status"], task["done"], task["failed"]) == ("COMPLETED", 2 * 2 * customers, 0)
    clock = api.get("/api/v1/test-clocks/clock").data
    assert (clock["status"], clock["frozenTime"], clock["advancingTo"]) == ("READY", END, None)
    assert events_since(api, mark) == expected(customers)


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_a_worker_killed_at_any_call_leaves_a_clock_that_goes_on(is_before: bool, emulator: None) -> None:
    alike = Copies(sent_off)
    api, (mark, task_id) = alike.another()
    watching = CrashAt(0, is_before=True)
    with hooked(watching, services=TABLES_AND_QUEUES):
        api.run("RunTaskFunction", message_of(api, task_id))
    assert watching.seen > 3 * 4
    for place in range(1, watching.seen + 1):
        api, _ = alike.another()
        with hooked(CrashAt(place, is_before=is_before), services=TABLES_AND_QUEUES), pytest.raises(Crash):
            api.run("RunTaskFunction", message_of(api, task_id))
        check_arrived(api, task_id, mark)


@pytest.mark.parametrize("weather", ["calm", "faults"])
def test_several_workers_at_one_clock_share_its_steps(weather: str, emulator: None) -> None:
    api = an_environment(4)
    mark, task_id = latest(api), send_off(api, "clock", END)
    faults = (Conflicts(), Refusals(every=5), LostAnswers(every=4)) if weather == "faults" else ()
    with hooked(*faults):
        in_parallel(4, lambda _: api.run("RunTaskFunction", message_of(api, task_id)))
        check_arrived(api, task_id, mark, 4)


def test_customers_who_join_at_once_never_are_too_many(emulator: None) -> None:
    api = an_environment(0)

    def join(number: int) -> int:
        while True:
            answer = api.post("/api/v1/customers", id=f"customer-{number}", testClockId="clock")
            if answer.headers.get("x-should-retry") != "true":
                return answer.status

    assert Counter(in_parallel(24, join)) == {201: 20, 409: 4}
    assert len(api.get("/api/v1/test-clocks/clock").data["customerIds"]) == 20


def a_clock(api: TemplateApi) -> None:
    create_clock(api, START)


def a_customer_of_a_clock(api: TemplateApi) -> None:
    create_clock(api, START)
    given_customer(api, testClockId="clock")


WRITES = [
    Write("create", "POST", "/api/v1/test-clocks", {"id": "clock", "frozenTime": START}),
    Write("advance", "POST", "/api/v1/test-clocks/clock/advance", {"frozenTime": END}, a_customer_of_a_clock),
    Write("delete", "DELETE", "/api/v1/test-clocks/clock", arrange=a_clock),
    Write("join", "POST", "/api/v1/customers", {"id": "acme", "testClockId": "clock"}, a_clock),
    Write("leave", "POST", "/api/v1/customers/acme/archive", arrange=a_customer_of_a_clock),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(write: Write, emulator: None) -> None:
    check_crashes(write)
