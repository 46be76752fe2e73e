"""What tests begin with, made once per process: later tests get its items back instead of making them again.

A builder that is called in empty tables, or right after others like it, finds the same items each time it is called
with the same arguments by the same caller at the same time; so what it leaves behind is the same too.
"""

import os
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.tables import Kept, are_queues_empty, are_tables_empty, kept_tables, put_back
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tools.bench.hook import is_hooked

Given = ParamSpec("Given")
Built = TypeVar("Built")
Builder = Callable[Concatenate[TemplateApi, Given], Built]
Path = tuple[str, ...]

MOST_KEPT = 1_000


@dataclass(frozen=True)
class _Made:
    """What was built on a path: its items, how many ids of each kind it took, and what the last builder returned."""

    path: Path
    tables: dict[str, Kept]
    ids: Counter[str]
    returned: Any

    def stands(self, ids: Counter[str]) -> bool:
        """Return whether the tables still hold just this."""
        return self.ids == ids and kept_tables() == self.tables


_made: dict[Path, _Made] = {}
_last: list[_Made] = []


def made_once(build: Builder[Given, Built]) -> Builder[Given, Built]:
    """Keep what a builder makes of moto's tables; a process remembers nothing else of it when it is put back.

    It builds each time where ids do not count, the clock is real, calls are watched, or something else has been stored.
    """

    @wraps(build)
    def built(api: TemplateApi, *args: Given.args, **named: Given.kwargs) -> Built:
        clock, ids = wiring.clock(), wiring.ids()
        is_told = isinstance(clock, FixedClock) and isinstance(ids, CountingIds) and not is_hooked()
        before = _path_before(ids.made()) if is_told and "AWS_ENDPOINT_URL" not in os.environ else None
        if before is None:
            return build(api, *args, **named)
        step = (build.__qualname__, repr(args), repr(named), clock.now().isoformat(), repr(api.caller))
        path = (*before, *step)
        if path not in _made:
            returned = build(api, *args, **named)
            if not are_queues_empty():
                return returned
            if len(_made) >= MOST_KEPT:
                _made.clear()
            _made[path] = _Made(path, kept_tables(), ids.made(), deepcopy(returned))
        else:
            put_back(_made[path].tables)
            ids.make_after(_made[path].ids.copy())
        _last[:] = [_made[path]]
        return deepcopy(_made[path].returned)

    return built


def _path_before(ids: Counter[str]) -> Path | None:
    """Return what led to what is stored now; None where that is not known."""
    if not are_queues_empty():
        return None
    if not ids and are_tables_empty():
        return ()
    return next((made.path for made in _last if made.stands(ids)), None)
