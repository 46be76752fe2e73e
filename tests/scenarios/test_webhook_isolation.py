"""Ten thousand events to twenty endpoints of which three are dead: the others hear of each as if these were not."""

import gc
from collections import defaultdict
from datetime import datetime, timedelta

import pytest

from tests.support.delivering import DeliveryWorld, answering, endpoint_of
from tests.support.lane_simulation import Simulation
from tests.support.webhooks import THEN, a_webhook, an_event
from tollgate.integrations.webhook_queue import LANES
from tollgate.webhooks.delivery import IMMEDIATE_ATTEMPTS

EVENTS, ENDPOINTS, DEAD = 10_000, 20, ("hook-03", "hook-11", "hook-17")
BETWEEN = timedelta(milliseconds=25)
FUNCTIONS = 500
"""As many as the template lets run for deliveries at a time."""
LOOKED_THROUGH = 20_000
"""So many messages a FIFO queue looks through for groups that have none under way."""

Heard = dict[str, list[tuple[str, datetime]]]


def names() -> list[str]:
    """Return the webhooks."""
    return [f"hook-{number:02d}" for number in range(ENDPOINTS)]


def told(*dead: str, events: int = EVENTS) -> Simulation:
    """Return what became of the events, where some endpoints never answer and the others do within a tenth second."""
    hooks = [a_webhook(id=name, endpoint=endpoint_of(name)) for name in names()]
    world = DeliveryWorld(*hooks)
    world.endpoints.scripts = {endpoint_of(name): answering("hang") for name in dead}
    coming = [(THEN + number * BETWEEN, an_event().but(id=f"event-{number:05d}")) for number in range(events)]
    simulation = Simulation(world, functions=FUNCTIONS)
    gc.disable()  # nothing of the millions of small values goes before the end, and looking for it takes a third
    try:
        simulation.run(coming, until=coming[-1][0] + timedelta(minutes=10))
    finally:
        gc.enable()
    return simulation


def heard(simulation: Simulation) -> Heard:
    """Return the messages that each endpoint was sent, and when."""
    found: Heard = defaultdict(list)
    for endpoint, message_id, _, at in simulation.world.endpoints.asked:
        found[endpoint].append((message_id, at))
    return found


@pytest.fixture(scope="module")
def beside_dead() -> Simulation:
    """What became of the events beside three dead endpoints."""
    return told(*DEAD)


def test_dead_endpoints_delay_nobody_else(beside_dead: Simulation) -> None:
    heard_beside_dead, heard_alone = heard(beside_dead), heard(told())
    every = {f"event-{number:05d}" for number in range(EVENTS)}
    for endpoint in (endpoint_of(name) for name in names() if name not in DEAD):
        assert {message_id for message_id, _ in heard_beside_dead[endpoint]} == every
        # At the very same instants: a dead endpoint makes no difference to anyone.
        assert heard_beside_dead[endpoint] == heard_alone[endpoint]


def test_a_dead_endpoint_holds_few_functions_and_little_of_the_queue(beside_dead: Simulation) -> None:
    assert all(beside_dead.held[name] <= LANES for name in names())
    assert beside_dead.most_waiting < LOOKED_THROUGH
    asked = heard(beside_dead)
    for name in DEAD:
        assert beside_dead.world.webhook(name).failing_since is not None
        # A turn of each lane and a few more until it is left alone, then one attempt at the end of each rest.
        assert len(asked[endpoint_of(name)]) < 2 * LANES * IMMEDIATE_ATTEMPTS
        assert beside_dead.world.delivery(name, "event-09999").status == "PENDING"
