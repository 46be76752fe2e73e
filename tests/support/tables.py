"""Creates what the template declares in whatever AWS the process talks to."""

from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends

from tools.stack import Stack


def create_tables(stage: str = "test") -> dict[str, str]:
    """Create the tables, queues and bus that functions refer to; return the environment variables that name them."""
    variables = Stack(Stage=stage).variables
    return {name: value for name, value in variables.items() if name != "POWERTOOLS_LOG_LEVEL"}


def empty_tables() -> None:
    """Take every item and every message out of moto, which is faster than making tables and queues anew."""
    for account in dynamodb_backends.values():
        for backend in account.values():
            for table in backend.tables.values():
                table.items.clear()
    for account in sqs_backends.values():
        for backend in account.values():
            for queue in backend.queues.values():
                backend.purge_queue(queue.name)
