"""Runs a write with a crash before and after each of its AWS calls: all of it or nothing must be left behind."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import decompress

from tests.support.copies import Copies, items_of
from tests.support.faults import Crash, CrashAt
from tests.support.template_api import Answer, TemplateApi
from tools.bench.hook import hooked

Arrange = Callable[[TemplateApi], None]
State = list[str]

_RANDOM = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "<uuid>"),
    (re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b"), "<ulid>"),
    (re.compile(r"\b([a-z-]+)-[a-z0-9]{20}\b"), r"\1-<random>"),
    (re.compile(r"\bDUE#\d\d\b"), "DUE#<shard>"),
)


def nothing(api: TemplateApi) -> None:
    """Arrange nothing."""


@dataclass(frozen=True)
class Write:
    """One request that changes something, and what must be there before it.

    `is_atomic` is false where it takes several transactions: a crash may leave some of them, and the same request
    still completes it. `keeps_answer_apart` tells that the answer kept under its Idempotency-Key follows the effect,
    `tells_repeats` that what was done before the answer was kept is answered otherwise when it is asked for again.
    """

    name: str
    method: str
    path: str
    body: Any = None
    arrange: Arrange = nothing
    is_atomic: bool = True
    keeps_answer_apart: bool = False
    tells_repeats: bool = False
    query: Mapping[str, Any] = field(default_factory=dict)

    def send(self, api: TemplateApi) -> Answer:
        """Send the request; a POST carries an Idempotency-Key, as a client that may send it again does."""
        headers = {"Idempotency-Key": "the-same"} if self.method == "POST" else {}
        return api.call(self.method, self.path, self.body, query=self.query, headers=headers)

    def left_over(self, found: State, nothing_yet: State, all_of_it: State) -> bool:
        """Tell whether a state is neither that before the write nor that after it."""
        if not self.is_atomic:
            return False
        if self.keeps_answer_apart:
            found, nothing_yet, all_of_it = map(_without_answers, (found, nothing_yet, all_of_it))
        return found not in (nothing_yet, all_of_it)


def check_crashes(write: Write) -> None:
    """Crash the write around each of its calls; all or nothing is left then, and the same request completes it."""
    alike = Copies(write.arrange)
    nothing_yet, all_of_it, calls = _undisturbed(write, alike)
    assert all_of_it != nothing_yet, "the write writes nothing"
    for crash in _crashes(calls):
        api, _ = alike.another()
        with hooked(crash):
            try:
                answer = write.send(api)
            except Crash:
                answer = None
        assert answer is None, f"{crash} did not happen: {answer}"
        left = state_of(api)
        assert not write.left_over(left, nothing_yet, all_of_it), f"{crash} left:\n" + _difference(left, all_of_it)
        again = write.send(api)
        assert again.status < 300 or left == all_of_it, f"{crash}, then {again}"
        _check_completed(write, state_of(api), all_of_it, f"{crash}, then again")


def _undisturbed(write: Write, alike: Copies[None]) -> tuple[State, State, int]:
    api, _ = alike.another()
    before = state_of(api)
    watching = CrashAt(0, is_before=True)
    with hooked(watching):
        answer = write.send(api)
    assert answer.status < 300, answer
    return before, state_of(api), watching.seen


def _crashes(calls: int) -> Iterator[CrashAt]:
    for call in range(1, calls + 1):
        yield CrashAt(call, is_before=True)
        yield CrashAt(call, is_before=False)


def _check_completed(write: Write, found: State, expected: State, story: str) -> None:
    if write.method != "POST":
        # Without a key a repeated change is a change of its own: the same state, told once more.
        found, expected = _without_history(found), _without_history(expected)
    if write.tells_repeats:
        found, expected = _without_answers(found), _without_answers(expected)
    assert found == expected, f"{story}:\n" + _difference(found, expected)


def _without_history(state: State) -> State:
    current = [re.sub(r'"v": \{"N": "\d+"\}', "", row) for row in state if not row.startswith("outbox")]
    return sorted(current)


def _without_answers(state: State) -> State:
    return [row for row in state if "#IDEM#" not in row]


def state_of(api: TemplateApi) -> State:
    """Return every item of the caller's environment as text, without what is random."""
    environment = api.caller["environmentId"]
    rows = [f"{table} {_text(item)}" for table, items in items_of(environment).items() for item in items]
    return sorted(_masked(row.replace(environment, "<environment>")) for row in rows)


def _text(item: dict[str, Any]) -> str:
    readable = {name: _unpacked(value) for name, value in item.items()}
    return json.dumps(readable, sort_keys=True)


def _unpacked(value: dict[str, Any]) -> Any:
    return {"Z": decompress(value["B"]).decode()} if "B" in value else value


def _masked(text: str) -> str:
    for pattern, mask in _RANDOM:
        text = pattern.sub(mask, text)
    return text


def _difference(found: State, expected: State) -> str:
    more = [f"+ {row}" for row in found if row not in expected]
    less = [f"- {row}" for row in expected if row not in found]
    return "\n".join(more + less)
