"""What a million operations cost at list prices (us-east-1, on demand, 2026), modelled from counted units."""

from collections.abc import Iterator
from decimal import Decimal

from tools.bench.calls import Calls
from tools.bench.lines import Line

API_GATEWAY_REQUESTS = Decimal("1.00")
"""HTTP API, $ per million requests."""
LAMBDA_REQUESTS = Decimal("0.20")
"""$ per million invocations."""
LAMBDA_GIGABYTE_SECOND = Decimal("0.0000133334")
"""arm64, $ per GB-second."""
READ_UNITS, WRITE_UNITS = Decimal("0.125"), Decimal("0.625")
"""DynamoDB on demand, $ per million units."""
MEMORY, MILLISECONDS = Decimal("0.5"), {"check": Decimal(8), "report": Decimal(20)}
"""GB of a function, and the assumed duration of a warm invocation. Durations are not measured: they do not travel."""


def lines(check: Calls, report: Calls) -> Iterator[Line]:
    """Yield the modelled cost of a million checks and of a million reports."""
    for name, calls in (("check", check), ("report", report)):
        duration = MEMORY * MILLISECONDS[name] / 1000 * LAMBDA_GIGABYTE_SECOND * 1_000_000
        parts = {
            "API Gateway": API_GATEWAY_REQUESTS,
            "Lambda requests": LAMBDA_REQUESTS,
            f"Lambda {MILLISECONDS[name]} ms × 512 MB": duration,
            f"{calls.read_units:g} read units": calls.read_units * READ_UNITS,
            f"{calls.write_units:g} write units": calls.write_units * WRITE_UNITS,
        }
        spelled = " + ".join(f"{part} {cost:.2f}" for part, cost in parts.items() if cost)
        yield Line(f"a million {name}s", "modelled", f"${sum(parts.values()):.2f} = {spelled}")
