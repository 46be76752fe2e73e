"""Waiting before what was refused is asked for again."""

import random
import time

_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.2


def pause(attempt: int) -> None:
    """Wait a random while that doubles with each attempt: 5 ms · 2ⁿ with full jitter, at most 200 ms."""
    time.sleep(random.uniform(0, min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(attempt, 10))))  # noqa: S311
