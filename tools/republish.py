"""Publishes past events again: `python -m tools.republish --environment production --from 2026-01-15T10:00Z`.

Events stay for 30 days. Consumers know an event by its id, so one that arrives again changes nothing.
"""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from itertools import islice

from tollgate import wiring
from tollgate.shared.errors import InvalidInput
from tools.deployment import command_line, environment_of_account, run

_AT_ONCE = 100


def parser() -> ArgumentParser:
    """Return the command line."""
    root = command_line(__doc__)
    root.set_defaults(command=republish)
    root.add_argument("--environment", required=True, help="the environment's slug")
    root.add_argument("--from", dest="start", type=_instant, required=True, help="the first instant, with its offset")
    root.add_argument("--to", dest="end", type=_instant, help="the first instant after; now by default")
    return root


def republish(given: Namespace) -> list[str]:
    """Publish every event of the range in order and return how many there were."""
    scope = environment_of_account(given).scope
    end = given.end or wiring.clock().now()
    if end <= given.start:
        raise InvalidInput("The range is empty: --to lies at or before --from")
    events = wiring.outbox().between(scope, given.start, end)
    published = 0
    while batch := list(islice(events, _AT_ONCE)):
        taken = wiring.event_bus().publish(batch)
        published += taken
        if taken < len(batch):
            first = batch[taken]
            return [f"{published} events published", f"refused at {first.id} of {first.occurred_at}; start from there"]
    return [f"{published} events published"]


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant needs an offset, such as Z")
    return moment


if __name__ == "__main__":
    run(parser())
