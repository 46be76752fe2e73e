"""Services of AWS that workflows use: e-mail by SES, events on the bus, functions of Lambda."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from tollgate.workflows.errors import ActionFailed
from tollgate.workflows.outside import CustomEvent, Email

SOURCE = "tollgate.workflow.custom"
"""The source of events that workflows make: rules tell them from the product's own by it."""
_LARGEST_RESULT = 80_000
_SECONDS_TO_CONNECT = 5


class SesMailer:
    """Satisfies `workflows.outside.Mailer`."""

    def __init__(self, senders: Sequence[str], *, region: str) -> None:
        self._senders, self._region = tuple(filter(None, senders)), region

    @property
    def senders(self) -> Sequence[str]:
        """Return the addresses that mail may come from."""
        return self._senders

    def send(self, email: Email, *, within: timedelta) -> str:
        """Send it once and return its id; raises `ActionFailed` where it was not taken in time."""
        parts = {"Text": email.text, "Html": email.html}
        body = {name: {"Data": text, "Charset": "UTF-8"} for name, text in parts.items() if text is not None}
        try:
            sent = _client("sesv2", self._region, within).send_email(
                FromEmailAddress=email.sender,
                Destination={"ToAddresses": list(email.to), "CcAddresses": list(email.cc)},
                ReplyToAddresses=list(email.reply_to),
                Content={"Simple": {"Subject": {"Data": email.subject, "Charset": "UTF-8"}, "Body": body}},
            )
        except (ClientError, BotoCoreError) as refused:
            raise ActionFailed(f"The message was not taken: {_words(refused)}") from refused
        return str(sent["MessageId"])


class BusEvents:
    """Satisfies `workflows.outside.CustomEvents`."""

    def __init__(self, bus: str, *, others: Sequence[str], region: str) -> None:
        self._bus, self._region = bus, region
        arns = tuple(filter(None, others))
        self._others = {**{each.rpartition("/")[2]: each for each in arns}, **{each: each for each in arns}}

    @property
    def others(self) -> Sequence[str]:
        """Return the names, and the ARNs, of the other buses that events may be put on."""
        return tuple(self._others)

    def put(self, event: CustomEvent, *, bus: str | None, within: timedelta) -> str:
        """Put an event once and return its id; raises `ActionFailed` where the bus did not take it in time."""
        entry = {
            "EventBusName": self._bus if bus is None else self._others[bus],
            "Source": SOURCE,
            "DetailType": event.detail_type,
            "Detail": event.model_dump_json(by_alias=True, exclude={"detail_type"}),
        }
        try:
            [result] = _client("events", self._region, within).put_events(Entries=[entry])["Entries"]
        except (ClientError, BotoCoreError) as refused:
            raise ActionFailed(f"The bus did not take the event: {_words(refused)}") from refused
        if result.get("ErrorCode"):
            raise ActionFailed(f"The bus did not take the event: {result['ErrorCode']}")
        return str(result["EventId"])


class LambdaFunctions:
    """Satisfies `workflows.outside.Functions`."""

    def __init__(self, prefix: str, *, region: str) -> None:
        self._prefix, self._region = prefix, region

    @property
    def prefix(self) -> str:
        """Return what the names of functions that may be called begin with."""
        return self._prefix

    def invoke(self, name: str, payload: Any, *, is_awaited: bool, within: timedelta) -> Any:
        """Call a function once, and return what it returned where that is awaited; raises `ActionFailed`."""
        try:
            answer = _client("lambda", self._region, within).invoke(
                FunctionName=name,
                InvocationType="RequestResponse" if is_awaited else "Event",
                Payload=json.dumps(payload).encode(),
            )
            body = answer["Payload"].read(_LARGEST_RESULT + 1) if is_awaited else b""
        except (ClientError, BotoCoreError) as refused:
            raise ActionFailed(f"The function {name} was not called: {_words(refused)}") from refused
        if answer.get("FunctionError"):
            raise ActionFailed(f"The function {name} failed: {body[:500].decode('utf-8', 'replace')}")
        if len(body) > _LARGEST_RESULT:
            raise ActionFailed(f"The function {name} returned more than {_LARGEST_RESULT} bytes")
        return json.loads(body) if body else None


def _client(service: str, region: str, within: timedelta) -> Any:
    """Return a client that calls once: trying again is the node's business, which has so much time for one try."""
    config = Config(
        connect_timeout=_SECONDS_TO_CONNECT, read_timeout=within.total_seconds(), retries={"total_max_attempts": 1}
    )
    return get_session().create_client(service, region_name=region, config=config)


def _words(refused: Exception) -> str:
    if isinstance(refused, ClientError):
        error = refused.response.get("Error", {})
        return f"{error.get('Code', 'unknown')}: {error.get('Message', '')}".rstrip(": ")
    return type(refused).__name__
