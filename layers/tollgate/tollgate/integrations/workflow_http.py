"""Requests of workflows: to the open internet, with as much of the answer as a run can hold."""

import json
from collections.abc import Mapping
from datetime import timedelta
from http.client import HTTPResponse
from typing import Any

from tollgate.integrations.public_http import HttpAnswer, PublicHttp, words_for
from tollgate.integrations.timed_socket import Deadline, TimedSocket
from tollgate.workflows.errors import ActionFailed
from tollgate.workflows.outside import HttpReply

LARGEST_ANSWER = 80_000
"""Bytes of a body that are taken: a node may return somewhat more."""


class WorkflowHttp:
    """Satisfies `workflows.outside.HttpCaller`."""

    def __init__(self, http: PublicHttp) -> None:
        self._http = http

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None, within: timedelta
    ) -> HttpReply:
        """Make the request once and return the answer; raises `ActionFailed` where none comes in time."""
        timer = self._http.timer
        deadline = Deadline(timer() + within.total_seconds(), timer)
        try:
            answer = self._http.request(method, url, headers=headers, body=body, deadline=deadline, reads=_read)
        except ActionFailed:
            raise
        except Exception as broken:  # whatever others make of a request is the outcome of it
            raise ActionFailed(words_for(broken, within)) from broken
        return HttpReply(status_code=answer.status, headers=dict(answer.headers), body=_body(answer))


def _read(answer: HTTPResponse, connected: TimedSocket, deadline: Deadline) -> bytes:
    body = answer.read(LARGEST_ANSWER + 1)
    if len(body) > LARGEST_ANSWER:
        raise ActionFailed(f"The answer has more than {LARGEST_ANSWER} bytes")
    return body


def _body(answer: HttpAnswer) -> Any:
    text = answer.body.decode("utf-8", "replace")
    if "json" in answer.headers.get("content-type", ""):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
