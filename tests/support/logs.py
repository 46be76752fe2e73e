"""What the functions write to their log."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from logging import StreamHandler
from typing import Any

from tollgate.api.edge import logger


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
    handler.setFormatter(logger.registered_formatter)
    before = logger.log_level
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield logs
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)
