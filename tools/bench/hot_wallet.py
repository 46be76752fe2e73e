"""A hot wallet: many who burn of one at once, on the emulator; and the same through the queue, 25 at a time."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

from tools.bench import wallets
from tools.bench.lines import Line
from tools.bench.world import Api, Json, deliver, environment
from tools.emulator import started
from tools.stack import Stack

WRITERS, PER_RUN, QUEUED = (1, 2, 4, 8, 16), 160, 1_000
_HOLDER = "customer-hot"


def lines() -> list[Line]:
    """Return how many consumptions a second one wallet takes: told, as it says more of the emulator than of AWS."""
    with started() as emulator, environment(emulator.environment):
        stack = Stack(Stage="bench")
        stack.create()
        os.environ.update(stack.variables)
        api = Api()
        api.post("/api/v1/credits/custom-currencies", {"id": wallets.CURRENCY, "displayName": "Tokens"})
        api.post("/api/v1/customers", {"id": _HOLDER})
        for _ in range(10):
            wallets.grant(api, _HOLDER, 1_000_000)
        found = [_line(api, writers) for writers in WRITERS]
        return [*found, _queued(api)]


def _line(api: Api, writers: int) -> Line:
    refused = 0

    def write(writer: int) -> int:
        again = 0
        for number in range(PER_RUN // writers):
            while not _is_taken(api, f"{writers}-{writer}-{number}"):
                again += 1
        return again

    begun = time.perf_counter()
    with ThreadPoolExecutor(writers) as threads:
        refused = sum(threads.map(write, range(writers)))
    seconds = time.perf_counter() - begun
    told = f"{PER_RUN / seconds:.0f} per second, {refused} sent again"
    return Line(f"consume of one wallet of 10 grants, {writers} writers", "told", told)


def _is_taken(api: Api, key: str) -> bool:
    try:
        wallets.consume(api, _HOLDER, 1, key)
    except ValueError:  # others were in the way twelve times: a client sends it again
        return False
    return True


def _queued(api: Api) -> Line:
    consumptions: list[Json] = [
        {"customerId": _HOLDER, "currencyId": wallets.CURRENCY, "amount": 1, "idempotencyKey": f"queued-{number}"}
        for number in range(QUEUED)
    ]
    begun = time.perf_counter()
    deliver("IngestUsageFunction", {"receivedAt": "2026-01-01T00:00:00.000Z", "consumptions": consumptions})
    seconds = time.perf_counter() - begun
    return Line(f"consume {QUEUED} times through the queue", "told", f"{QUEUED / seconds:.0f} per second")
