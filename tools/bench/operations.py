"""The operations whose round trips, items and units have a budget, and how each is set up and run."""

from collections.abc import Callable
from decimal import Decimal

from tollgate import wiring
from tollgate.shared.entity import wire_instant
from tools.bench import billing, governance, paywall, time_travel, wallets, webhooks, workflows
from tools.bench.hook import unhooked
from tools.bench.operation import Budget, Operation
from tools.bench.world import Api, count_from_events, measured, sell, subscribe

PLAN, SITE_PLAN = "plan-bench", "plan-sites"
CUSTOMER, SITE_CUSTOMER, SITE = "customer-bench", "customer-sites", "site-1"
FEATURE, SITE_FEATURE = f"{PLAN}-feature-0", f"{SITE_PLAN}-feature-0"
FEATURES, INGESTED = 50, 100
MOVED_PLAN, MOVED = "plan-moved", 30
EVENT_PLAN, EVENT_CUSTOMER = "plan-events", "customer-events"
EVENTS, COUNTED = 1_000, 100
EVENT_FEATURES = 20


def arrange(api: Api) -> None:
    """Set up what the operations work on: 50 metered features in use, by a customer and by a resource."""
    sell(api, PLAN, FEATURES)
    paywall.sell_table(api, PLAN)
    billing.sell_seats(api)
    sell(api, SITE_PLAN, FEATURES, is_per_resource=True)
    subscribe(api, CUSTOMER, PLAN)
    subscribe(api, SITE_CUSTOMER, SITE_PLAN, resource=SITE)
    for customer, plan, resource in ((CUSTOMER, PLAN, {}), (SITE_CUSTOMER, SITE_PLAN, {"resourceId": SITE})):
        usages = [measured(customer, f"{plan}-feature-{number}", "first", **resource) for number in range(FEATURES)]
        api.post("/api/v1/usage", {"usages": usages})
    sell(api, MOVED_PLAN, 1)
    for number in range(MOVED):
        subscribe(api, f"customer-moved-{number}", MOVED_PLAN)
    time_travel.attach(api, PLAN)
    wallets.fill(api)
    governance.govern(api, PLAN, FEATURE)
    webhooks.fill(api)
    workflows.fill(api)
    sell(api, EVENT_PLAN, EVENT_FEATURES)
    count_from_events(api, EVENT_PLAN, EVENT_FEATURES)
    for customer in sorted({_counter(each)[0] for each in range(COUNTED)}):
        subscribe(api, customer, EVENT_PLAN)
    for number in range(25):
        api.post("/api/v1/customers", {"id": f"customer-{number}", "name": "Listed"})


def _check(customer: str, **query: str) -> Callable[[Api, int], object]:
    return lambda api, run: api.get(f"/api/v1/customers/{customer}/entitlements/check", **query)


def _list(customer: str, **query: str) -> Callable[[Api, int], object]:
    return lambda api, run: api.get(f"/api/v1/customers/{customer}/entitlements", **query)


def _report(name: str, **more: object) -> Callable[[Api, int], object]:
    def report(api: Api, run: int) -> object:
        return api.post("/api/v1/usage", {"usages": [measured(CUSTOMER, FEATURE, f"{name}-{run}", **more)]})

    return report


def _measurements(name: str, count: int, counters: int) -> list[dict[str, object]]:
    """Return measurements that go round this many counters."""
    return [measured(CUSTOMER, f"{PLAN}-feature-{each % counters}", f"{name}-{each}") for each in range(count)]


def _ingest(api: Api, run: int) -> object:
    return api.ingest(_measurements(f"ingest-{run}", INGESTED, INGESTED // 10))


def _counter(number: int) -> tuple[str, str]:
    """Return the customer and the name of an event, which go round the counters."""
    customer, feature = divmod(number % COUNTED, EVENT_FEATURES)
    return f"{EVENT_CUSTOMER}-{customer}", f"{EVENT_PLAN}-feature-{feature}"


def _count(api: Api, run: int) -> object:
    events = [
        {"customerId": customer, "eventName": name, "idempotencyKey": f"{run}-{each}", "dimensions": {"n": each}}
        for each, (customer, name) in enumerate(map(_counter, range(EVENTS)))
    ]
    return api.count(events, wire_instant(wiring.clock().now()))


def _provision(first: int, *, has_key: bool) -> Callable[[Api, int], object]:
    def provision(api: Api, run: int) -> object:
        body = {"customerId": f"customer-{first + run}", "planId": PLAN}
        return api.post("/api/v1/subscriptions", body, key=f"provision-{first + run}" if has_key else None)

    return provision


def _draft(api: Api, run: int) -> object:
    return api.post(f"/api/v1/plans/{MOVED_PLAN}/draft")


def _publish_to_all(api: Api, run: int) -> object:
    return api.post(f"/api/v1/plans/{MOVED_PLAN}/publish", {"migrationType": "ALL_CUSTOMERS"})


def _draft_and_publish(api: Api, run: int) -> None:
    _draft(api, run)
    _publish_to_all(api, run)


def _move(api: Api, run: int) -> object:
    with unhooked():
        [newest] = api.get("/api/v1/tasks", limit=1)["data"]
    return api.work(newest["id"])


OPERATIONS = [
    Operation(
        "check, customer scope",
        Budget(round_trips=1, items_read=2, read_units=Decimal(2)),
        _check(CUSTOMER, featureId=FEATURE),
        is_consistent=True,
    ),
    Operation(
        "check, resource scope",
        Budget(round_trips=1, items_read=4, read_units=Decimal(4)),
        _check(SITE_CUSTOMER, featureId=SITE_FEATURE, resourceId=SITE),
        is_consistent=True,
    ),
    Operation(
        "check, customer of a test clock",
        Budget(round_trips=2, items_read=3, read_units=Decimal(3)),
        _check(time_travel.CUSTOMER, featureId=FEATURE),
        is_consistent=True,
    ),
    Operation(
        "check, an agent below a team and a department",
        Budget(round_trips=3, items_read=10, read_units=Decimal(10)),
        governance.check(FEATURE),
        is_consistent=True,
    ),
    Operation(
        "report one measurement, attributed to three levels",
        Budget(round_trips=5, items_written=7, write_units=Decimal(14)),
        governance.report(FEATURE),
    ),
    Operation(
        "list 50 entitlements, customer scope",
        Budget(round_trips=1, read_units=Decimal(4)),
        _list(CUSTOMER),
        is_consistent=True,
    ),
    Operation(
        "list 50 entitlements, resource scope",
        Budget(round_trips=2, read_units=Decimal(8)),
        _list(SITE_CUSTOMER, resourceId=SITE),
        is_consistent=True,
    ),
    Operation(
        "report one measurement with key",
        Budget(round_trips=3, items_written=3, write_units=Decimal(6)),
        _report("plain"),
    ),
    Operation(
        "report one measurement with key and dimensions",
        Budget(round_trips=3, items_written=4, write_units=Decimal(8)),
        _report("dimensions", dimensions={"region": "eu"}),
    ),
    Operation(
        "report 33 measurements of 33 counters",
        Budget(round_trips=3, items_written=99, write_units=Decimal(198)),
        lambda api, run: api.post("/api/v1/usage", {"usages": _measurements(f"bulk-{run}", 33, 33)}),
    ),
    Operation(
        f"ingest {INGESTED} measurements of {INGESTED // 10} counters",
        Budget(round_trips=6, write_units=Decimal("2.5") * INGESTED),
        _ingest,
    ),
    Operation(
        f"ingest {EVENTS:,} events of {COUNTED} counters",
        # The catalogue's version, access with counters twice, and 13 transactions: what is added to is not read.
        Budget(round_trips=17, write_units=Decimal("2.5") * EVENTS),
        _count,
    ),
    Operation(
        "provision subscription, free plan",
        Budget(round_trips=3, items_written=7, write_units=Decimal(24)),
        _provision(0, has_key=False),
    ),
    Operation(
        "provision subscription, free plan, with Idempotency-Key",
        Budget(round_trips=3, items_written=8, write_units=Decimal(24)),
        _provision(2, has_key=True),
    ),
    Operation(
        "provision subscription, paid plan, with its invoice",
        Budget(round_trips=5, items_written=8, write_units=Decimal(40)),
        lambda api, run: billing.buy(api, "new", run),
        prepare=lambda api, run: billing.come(api, "new", run),
    ),
    Operation(
        "provision subscription, paid plan in the place of another",
        Budget(round_trips=5, items_written=11, write_units=Decimal(60)),
        lambda api, run: billing.buy(api, "next", run, plan=billing.OTHER),
        prepare=lambda api, run: billing.bought(api, "next", run),
    ),
    Operation(
        "preview subscription",
        Budget(round_trips=4, items_written=0),
        lambda api, run: billing.buy(api, "seen", run, kind="/preview"),
        prepare=lambda api, run: billing.come(api, "seen", run),
    ),
    Operation(
        "update subscription: quantity, prorated",
        Budget(round_trips=6, items_written=8, write_units=Decimal(40)),
        lambda api, run: billing.change(api, "changed", run),
        prepare=lambda api, run: billing.bought(api, "changed", run),
    ),
    Operation(
        "cancel subscription at once, prorated",
        Budget(round_trips=7, items_written=8, write_units=Decimal(40)),
        lambda api, run: billing.cancel(api, "cancelled", run),
        prepare=lambda api, run: billing.bought(api, "cancelled", run),
    ),
    Operation(
        "advance a subscription that is due: notice of its month's end",
        Budget(round_trips=3, items_written=3, write_units=Decimal(20)),
        lambda api, run: billing.tell(api, "told", run),
        prepare=lambda api, run: billing.bought(api, "told", run),
    ),
    Operation(
        "advance a subscription that is due: renewal with its invoice",
        Budget(round_trips=5, items_written=8, write_units=Decimal(40)),
        lambda api, run: billing.renew(api, "renewed", run),
        prepare=lambda api, run: billing.told(api, "renewed", run),
    ),
    Operation(
        "retrieve subscription, seen before",
        Budget(round_trips=1),
        lambda api, run: api.get(f"/api/v1/subscriptions/subscription-of-{CUSTOMER}"),
    ),
    Operation(
        "retrieve plan, seen before",
        Budget(round_trips=1, items_read=1, read_units=Decimal(1)),
        lambda api, run: api.get(f"/api/v1/plans/{PLAN}"),
        is_consistent=True,
    ),
    Operation(
        f"{paywall.TABLE}, shown again",
        Budget(round_trips=1, items_read=1, read_units=Decimal(1)),
        paywall.read_again,
        is_consistent=True,
    ),
    Operation(
        f"{paywall.TABLE}, first of a country",
        Budget(round_trips=5, read_units=Decimal(24)),
        paywall.read_in_new_country,
        is_consistent=True,
    ),
    Operation(
        "list 20 customers",
        Budget(round_trips=2, read_units=Decimal("40.5")),
        lambda api, run: api.get("/api/v1/customers", limit=20),
    ),
    Operation(
        "replay of an Idempotency-Key",
        Budget(round_trips=2, write_units=Decimal(0)),
        lambda api, run: _provision(2, has_key=True)(api, 0),
    ),
    Operation(
        "publish to all customers",
        Budget(round_trips=10, items_written=8, write_units=Decimal(26)),
        _publish_to_all,
        prepare=_draft,
    ),
    Operation(
        f"move {MOVED} subscriptions to what was published",
        Budget(round_trips=9, items_written=3 * MOVED + 2, write_units=Decimal(12) * MOVED + 4),
        _move,
        prepare=_draft_and_publish,
    ),
    Operation(
        "advance a test clock over a notice and a boundary and to its end",
        Budget(round_trips=27, items_written=18, write_units=Decimal(61)),
        time_travel.arrive,
        prepare=time_travel.send_off,
    ),
    Operation(
        f"{paywall.TABLE}, first of a process",
        Budget(round_trips=6, read_units=Decimal(31)),
        paywall.read_first,
    ),
    *wallets.OPERATIONS,
    *webhooks.OPERATIONS,
    *workflows.OPERATIONS,
]
