"""What users of the load do, for Locust: a stated mix at a fixed rate, and a watch on how soon an event is seen."""

import json
import os
import random
import time
from typing import Any
from uuid import uuid4

from locust import FastHttpUser, constant_throughput, events

_GIVEN: dict[str, Any] = json.loads(os.environ["TOLLGATE_LOAD"])
"""key, rate, mix, users, customers, watched, reported, counted and event, as `tools.load` states them."""
_HEADERS = {"X-API-KEY": _GIVEN["key"]}
_MOST_SECONDS, _PAUSE = 60, 0.1
SEEN = "event accepted, then seen by a check"


class User(FastHttpUser):
    """Does one thing of the mix after the other, at its share of the rate."""

    wait_time = constant_throughput(_GIVEN["rate"] / _GIVEN["users"])
    fixed_count = _GIVEN["users"]

    def check(self) -> None:
        """Check the reported feature of a customer."""
        path = f"/api/v1/customers/{_customer()}/entitlements/check?featureId={_GIVEN['reported']}"
        self.client.get(path, headers=_HEADERS, name="check")

    def list(self) -> None:
        """List what a customer may use."""
        self.client.get(f"/api/v1/customers/{_customer()}/entitlements", headers=_HEADERS, name="list")

    def report(self) -> None:
        """Report one measurement."""
        usage = {"customerId": _customer(), "featureId": _GIVEN["reported"], "value": 1, "idempotencyKey": _key()}
        self.client.post("/api/v1/usage", json={"usages": [usage]}, headers=_HEADERS, name="report")

    def events(self) -> None:
        """Report a hundred events of as many customers."""
        sent = [_event(_customer()) for _ in range(100)]
        self.client.post("/api/v1/events", json={"events": sent}, headers=_HEADERS, name="100 events")

    tasks = {
        operation: _GIVEN["mix"][name]
        for name, operation in {"check": check, "list": list, "report": report, "events": events}.items()
        if _GIVEN["mix"].get(name)
    }


class Watcher(FastHttpUser):
    """Sends one event, checks until it is seen, and tells how long that took."""

    fixed_count = 1
    wait_time = constant_throughput(1)

    def watch(self) -> None:
        """Take the time from the answer that accepts an event to the first check that shows it."""
        before = self._usage()
        body = {"events": [_event(_GIVEN["watched"])]}
        answer = self.client.post("/api/v1/events", json=body, headers=_HEADERS, name="1 event")
        if answer.status_code != 201 or before is None:
            return
        accepted = time.monotonic()
        while (seen := self._usage()) is None or seen <= before:
            if time.monotonic() - accepted > _MOST_SECONDS:
                _tell(accepted, TimeoutError(f"not seen within {_MOST_SECONDS} s"))
                return
            time.sleep(_PAUSE)
        _tell(accepted, None)

    def _usage(self) -> float | None:
        path = f"/api/v1/customers/{_GIVEN['watched']}/entitlements/check?featureId={_GIVEN['counted']}"
        answer = self.client.get(path, headers=_HEADERS, name="check, while watching")
        return answer.json()["data"]["currentUsage"] if answer.status_code == 200 else None

    tasks = {watch: 1}


def _tell(accepted: float, error: Exception | None) -> None:
    milliseconds = (time.monotonic() - accepted) * 1000
    events.request.fire(
        request_type="SEEN", name=SEEN, response_time=milliseconds, response_length=0, exception=error, context={}
    )


def _event(customer: str) -> dict[str, Any]:
    return {"customerId": customer, "eventName": _GIVEN["event"], "idempotencyKey": _key()}


def _customer() -> str:
    return random.choice(_GIVEN["customers"])  # noqa: S311


def _key() -> str:
    return uuid4().hex
