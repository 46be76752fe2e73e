"""What a million operations cost at list prices (us-east-1, on demand, 2026), modelled from counted units."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from tools.bench.calls import Calls
from tools.bench.lines import Line
from tools.bench.operations import COUNTED, EVENTS
from tools.bench.webhooks import DELIVERED, FANNED_OUT
from tools.bench.workflows import RAN, STARTED

API_GATEWAY_REQUESTS = Decimal("1.00")
"""HTTP API, $ per million requests."""
LAMBDA_REQUESTS = Decimal("0.20")
"""$ per million invocations."""
LAMBDA_GIGABYTE_SECOND = Decimal("0.0000133334")
"""arm64, $ per GB-second."""
READ_UNITS, WRITE_UNITS = Decimal("0.125"), Decimal("0.625")
"""DynamoDB on demand, $ per million units."""
SQS_REQUESTS = Decimal("0.50")
"""FIFO queue, $ per million requests; each 64 KB of a message are one."""
MEMORY = Decimal("0.5")
"""GB of a function."""


class Priced(NamedTuple):
    """What a million of costs something: `each` of it are in one measured operation, which is one request where asked.

    `milliseconds` is the assumed duration of a warm invocation, of each: durations are not measured, as they do not
    travel. `queued` is how many requests of the queue each takes: a thousand events in four parts of a message, sent,
    received and deleted.
    """

    name: str
    milliseconds: Decimal
    each: int = 1
    is_requested: bool = True
    queued: Decimal = Decimal(0)


PRICED = {
    "check, customer scope": Priced("check", Decimal(8)),
    "report one measurement with key": Priced("report", Decimal(20)),
    f"ingest {EVENTS:,} events of {COUNTED} counters": Priced(
        "event", Decimal("0.5"), EVENTS, is_requested=False, queued=Decimal("0.009")
    ),
    # An endpoint that answers within a tenth of a second, and a message that is sent, received and deleted.
    DELIVERED: Priced("delivered webhook", Decimal(130), is_requested=False, queued=Decimal(3)),
    FANNED_OUT: Priced("event to one webhook", Decimal(20), is_requested=False),
    # A message of the inbox, and one of the run queue.
    STARTED: Priced("workflow start", Decimal(30), is_requested=False, queued=Decimal(3)),
    RAN: Priced("workflow run of two nodes", Decimal(60), is_requested=False, queued=Decimal(3)),
}
"""What of the measured operations is priced; how events come in by the API, a thousand in a request, is left out."""


def lines(measured: Mapping[str, Calls]) -> Iterator[Line]:
    """Yield the modelled cost of a million of each."""
    for what, priced in PRICED.items():
        reads, writes = (units / priced.each for units in (measured[what].read_units, measured[what].write_units))
        requests = int(priced.is_requested)
        parts = {
            "API Gateway": API_GATEWAY_REQUESTS * requests,
            "Lambda requests": LAMBDA_REQUESTS * int(priced.each == 1),  # of a thousand, next to nothing
            f"Lambda {priced.milliseconds} ms × 512 MB": MEMORY * priced.milliseconds * 1_000 * LAMBDA_GIGABYTE_SECOND,
            "queue": SQS_REQUESTS * priced.queued,
            f"{reads:.3g} read units": reads * READ_UNITS,
            f"{writes:.3g} write units": writes * WRITE_UNITS,
        }
        spelled = " + ".join(f"{part} {cost:.2f}" for part, cost in parts.items() if cost >= Decimal("0.005"))
        yield Line(f"a million {priced.name}s", "modelled", f"${sum(parts.values()):.2f} = {spelled}")
