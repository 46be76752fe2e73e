"""A consumer of events that keeps a copy of what each customer may use, and answers checks from it alone."""

from collections.abc import Iterable
from typing import Any

from tests.support.listening import Body

Holder = tuple[str, str | None]


class AccessMirror:
    """Takes bodies as a webhook delivers them: twice, late and out of order.

    Lists of entitlements are replaced, usage is moved on, and of both the latest one counts; subscriptions and
    customers come and go. It knows nothing else of the product.
    """

    def __init__(self) -> None:
        self.customers: dict[str, Body] = {}
        self.subscriptions: dict[str, Body] = {}
        self._lists: dict[Holder, Body] = {}
        self._usage: dict[tuple[str, str | None, str], Body] = {}
        self._seen: set[str] = set()

    def take(self, bodies: Iterable[Body]) -> None:
        """Take what was delivered."""
        for body in bodies:
            if body["messageId"] not in self._seen:
                self._seen.add(body["messageId"])
                self._take(body)

    def _take(self, body: Body) -> None:
        match body["type"].partition("."):
            case ("customer", _, _) if "id" in body:
                self._latest(self.customers, body["id"], body)
            case ("subscription", _, _) if "id" in body:
                self._latest(self.subscriptions, body["id"], body)
            case ("entitlements", _, "updated"):
                self._latest(self._lists, (body["customer"]["id"], _id_of(body["resource"])), body)
            case ("measurement", _, "reported"):
                key = body["customer"]["id"], _id_of(body["resource"]), body["feature"]["id"]
                self._latest(self._usage, key, body)

    def _latest(self, known: dict[Any, Body], key: Any, body: Body) -> None:
        if key not in known or _order(known[key]) <= _order(body):
            known[key] = body

    def allows(self, customer_id: str, feature_id: str, requested: float, now: str) -> bool:
        """Tell whether so much more of a feature may be used at an instant."""
        customer = self.customers.get(customer_id)
        listed = self._lists.get((customer_id, None))
        if customer is None or customer["type"] == "customer.deleted" or listed is None:
            return False
        row = next((each for each in listed["entitlements"] if _id_of(each["feature"]) == feature_id), None)
        if row is None:
            return False
        feature = row["feature"]
        if feature["featureType"] == "BOOLEAN" or feature["meterType"] == "None":
            return True
        if row["hasUnlimitedUsage"] or row["hasSoftLimit"]:
            return True
        return self._used(customer_id, listed, row, now) + requested <= (row["usageLimit"] or 0)

    def _used(self, customer_id: str, listed: Body, row: Body, now: str) -> float:
        usage, resets_at = row["currentUsage"] or 0, row["usagePeriodEnd"]
        reported = self._usage.get((customer_id, None, row["feature"]["id"]))
        if reported is not None and _order(listed) <= _order(reported):
            usage, resets_at = reported["currentUsage"], reported["nextResetDate"]
        is_over = resets_at is not None and resets_at <= now
        return 0 if is_over and row["feature"]["meterType"] == "INCREMENTAL" else usage


def _order(body: Body) -> tuple[str, str]:
    # Of events of one instant the message ids tell which came first.
    return body["timestamp"], body["messageId"]


def _id_of(told: Body | None) -> str | None:
    return told["id"] if told is not None else None
