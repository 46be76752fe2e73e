"""What the functions write to their log."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from logging import Logger, StreamHandler, getLogger
from typing import Any

from tollgate.api.edge import logger as powertools


class Logs:
    """The lines that were written while it listened."""

    def __init__(self) -> None:
        self.stream = StringIO()

    @property
    def text(self) -> str:
        """Return everything as it was written."""
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the lines, parsed."""
        return [json.loads(line) for line in self.text.splitlines()]


@contextmanager
def listening(level: str = "DEBUG") -> Iterator[Logs]:
    """Collect what the entry points log, at every level."""
    logs = Logs()
    handler: StreamHandler[StringIO] = StreamHandler(logs.stream)
    handler.setFormatter(powertools.registered_formatter)
    logger: Logger = getLogger(powertools.name)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield logs
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)
