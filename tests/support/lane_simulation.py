"""The queue of deliveries and the functions it starts, in a time of their own: which turn begins when.

It does as SQS and Lambda do for a FIFO queue: a message group has one message under way, groups begin in the order of
their oldest message, and no more functions run at a time than there may be. What a turn writes is seen when it ends.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any

from tests.support.delivering import DeliveryWorld, MemoryDeliveryLog
from tests.support.webhooks import SCOPE
from tollgate.integrations.webhook_queue import lane_of
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import Scope
from tollgate.webhooks.deliver import deliver
from tollgate.webhooks.delivery import Delivery
from tollgate.webhooks.delivery_ports import Delivering, Settling
from tollgate.webhooks.health import Health
from tollgate.webhooks.message import DeliveryReference
from tollgate.webhooks.settle_webhook import settle_webhook

OVERHEAD = timedelta(milliseconds=20)
"""What a turn takes beside the endpoint."""


class LateLog(MemoryDeliveryLog):
    """Lets what a turn writes be seen when the turn has ended."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[Callable[[], Any]] = []

    def save(self, scope: Scope, delivery: Delivery, *, version: int) -> bool:
        """Keep the delivery later."""
        self.written.append(lambda: MemoryDeliveryLog.save(self, scope, delivery, version=version))
        return True

    def strain(self, scope: Scope, webhook_id: str, strain: int, *, at: datetime) -> Health:
        """Add to the strain later."""
        self.written.append(lambda: MemoryDeliveryLog.strain(self, scope, webhook_id, strain, at=at))
        return Health(since=at, strain=0)

    def recover(self, scope: Scope, webhook_id: str) -> None:
        """Forget the health later."""
        self.written.append(lambda: MemoryDeliveryLog.recover(self, scope, webhook_id))


@dataclass
class Simulation:
    """Events that come at their times, and deliveries that take theirs. `held` tells how many functions each had."""

    world: DeliveryWorld
    functions: int
    held: Counter[str] = field(default_factory=Counter)
    most_waiting: int = 0

    def __post_init__(self) -> None:
        self.log = self.world.log = LateLog()
        self._numbers = count()
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._lanes: dict[str, deque[DeliveryReference]] = defaultdict(deque)
        self._under_way: set[str] = set()
        self._ready: deque[str] = deque()
        self._running: Counter[str] = Counter()
        self._waiting = 0

    def run(self, events: list[tuple[datetime, RecordedEvent]], *, until: datetime) -> None:
        """Let the events come, and go on until the instant."""
        for at, event in events:
            self._at(at, lambda event=event: self._tell(event))  # type: ignore[misc]
        while self._agenda and self._agenda[0][0] <= until:
            at, _, happen = heappop(self._agenda)
            self.world.clock.set(at)
            happen()
            self._begin()

    def _at(self, at: datetime, happen: Callable[[], None]) -> None:
        heappush(self._agenda, (at, next(self._numbers), happen))

    def _tell(self, event: RecordedEvent) -> None:
        self.world.tell(event)
        for reference in self.world.queue.sent:
            self._send(reference)
        self.world.queue.sent.clear()

    def _send(self, reference: DeliveryReference) -> None:
        lane = lane_of(reference)
        self._lanes[lane].append(reference)
        self._waiting += 1
        self.most_waiting = max(self.most_waiting, self._waiting)
        if lane not in self._under_way and len(self._lanes[lane]) == 1:
            self._ready.append(lane)

    def _begin(self) -> None:
        while self._ready and len(self._under_way) < self.functions:
            lane = self._ready.popleft()
            self._under_way.add(lane)
            self._turn(lane, self._lanes[lane].popleft())

    def _turn(self, lane: str, about: DeliveryReference) -> None:
        world, begun = self.world, self.world.clock.now()
        self._running[about.webhook_id] += 1
        self.held[about.webhook_id] = max(self.held[about.webhook_id], self._running[about.webhook_id])
        own: dict[str, Any] = {"webhooks": world.webhooks, "log": self.log, "clock": world.clock}
        deliver(about, Delivering(queue=world.queue, sender=world.endpoints, **own))
        written, self.log.written = self.log.written, []
        ended = world.clock.now() + OVERHEAD
        while world.queue.delayed:
            due, _, reference = heappop(world.queue.delayed)
            self._at(due + OVERHEAD, lambda reference=reference: self._send(reference))  # type: ignore[misc]
        world.clock.set(begun)
        self._at(ended, lambda: self._end(lane, about, written))

    def _end(self, lane: str, about: DeliveryReference, written: list[Callable[[], Any]]) -> None:
        for write in written:
            write()
        world = self.world
        if about.webhook_id in self.log.healths:
            settling = Settling(webhooks=world.webhooks, log=self.log, events=world.events, clock=world.clock)
            settle_webhook(SCOPE, about.webhook_id, settling)
        self._running[about.webhook_id] -= 1
        self._waiting -= 1
        self._under_way.discard(lane)
        if self._lanes[lane]:
            self._ready.append(lane)
