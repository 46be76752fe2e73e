"""Services of AWS that workflows use: e-mail by SES, events on the bus, functions of Lambda."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from tollgate.workflows.errors import ActionFailed
from tollgate.workflows.outside import Email

SOURCE = "tollgate.workflow.custom"
"""The source of events that workflows make: rules tell them from the product's own by it."""
_LARGEST_RESULT = 80_000


class SesMailer:
    """Satisfies `workflows.outside.Mailer`."""

    def __init__(self, senders: Sequence[str], *, region: str) -> None:
        self._senders = tuple(filter(None, senders))
        self._client: Any = get_session().create_client("sesv2", region_name=region)

    @property
    def senders(self) -> Sequence[str]:
        """Return the addresses that mail may come from."""
        return self._senders

    def send(self, email: Email) -> str:
        """Send it and return its id; raises `ActionFailed` where it was not taken."""
        parts = {"Text": email.text, "Html": email.html}
        body = {name: {"Data": text, "Charset": "UTF-8"} for name, text in parts.items() if text is not None}
        try:
            sent = self._client.send_email(
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

    def __init__(self, bus: str, *, region: str) -> None:
        self._bus = bus
        self._client: Any = get_session().create_client("events", region_name=region)

    def put(self, detail_type: str, detail: Mapping[str, Any], *, scope: Mapping[str, str]) -> str:
        """Put an event and return its id; raises `ActionFailed` where the bus did not take it."""
        entry = {
            "EventBusName": self._bus,
            "Source": SOURCE,
            "DetailType": detail_type,
            "Detail": json.dumps({"scope": dict(scope), "payload": dict(detail)}),
        }
        try:
            [result] = self._client.put_events(Entries=[entry])["Entries"]
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
        config = Config(read_timeout=within.total_seconds(), connect_timeout=5, retries={"total_max_attempts": 1})
        client = get_session().create_client("lambda", region_name=self._region, config=config)
        try:
            answer = client.invoke(
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


def _words(refused: Exception) -> str:
    if isinstance(refused, ClientError):
        error = refused.response.get("Error", {})
        return f"{error.get('Code', 'unknown')}: {error.get('Message', '')}".rstrip(": ")
    return type(refused).__name__
