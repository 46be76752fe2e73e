"""What one process has reported, the next check of another sees: nothing is remembered of usage."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.metering import Sold, entitlement
from tests.support.template_api import TemplateApi

ROUNDS = 20

OTHER = """
import json, sys
from tests.support.template_api import TemplateApi
api = TemplateApi()
for line in sys.stdin:
    method, path, body, query = json.loads(line)
    print(api.call(method, path, body, query=query).text, flush=True)
"""
"""A process of its own that does what it is told: a request a line, its answer a line."""


@pytest.fixture
def sold(emulator: None) -> None:
    Sold().basic(entitlement(usage_limit=1000))


@contextmanager
def other_process() -> Iterator["subprocess.Popen[str]"]:
    """A process with connections and caches of its own, on the same tables."""
    with subprocess.Popen(
        [sys.executable, "-c", OTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.communicate()


def asked(process: "subprocess.Popen[str]", method: str, path: str, body: Any = None, **query: str) -> Any:
    """Return what the other process was answered."""
    assert process.stdin is not None
    assert process.stdout is not None
    print(json.dumps([method, path, body, query]), file=process.stdin, flush=True)
    return json.loads(process.stdout.readline())["data"]


def test_a_check_sees_every_report_that_another_process_has_made(sold: None, emulator_api: TemplateApi) -> None:
    check = "/api/v1/customers/acme/entitlements/check"
    usage = {"usages": [{"customerId": "acme", "featureId": "calls", "value": 1}]}
    with other_process() as other:
        for reported in range(1, ROUNDS, 2):
            assert asked(other, "POST", "/api/v1/usage", usage)[0]["currentUsage"] == reported
            assert emulator_api.get(check, featureId="calls").data["currentUsage"] == reported
            assert emulator_api.call("POST", "/api/v1/usage", usage).status == 201
            assert asked(other, "GET", check, featureId="calls")["currentUsage"] == reported + 1
