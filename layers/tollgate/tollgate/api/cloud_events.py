"""CloudEvents 1.0 on the wire: structured, one or a batch of them, read as the events they stand for."""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from tollgate.api.errors import bad_input
from tollgate.api.request import parse_json
from tollgate.api.usage import Dimensions
from tollgate.api.wire import SentInstant
from tollgate.shared.entity import Value, json_number
from tollgate.shared.errors import BadUserInput, UnsupportedParameter
from tollgate.usage.event import MOST_EVENTS

STRUCTURED, BATCHED = "application/cloudevents+json", "application/cloudevents-batch+json"


def _json_type(text: str) -> str:
    kind = text.partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise ValueError("data must be JSON")
    return text


class CloudEventBody(Value):
    """One CloudEvent: its subject is the customer, its type the event's name, its id the idempotency key."""

    specversion: Literal["1.0"]
    id: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]
    type: Annotated[str, Field(min_length=1)]
    subject: Annotated[str, Field(min_length=1)]
    time: SentInstant | None = None
    data: Dimensions | None = None
    datacontenttype: Annotated[str, AfterValidator(_json_type)] | None = None
    resourceid: str | None = None
    data_base64: Annotated[Any, Field(alias="data_base64")] = None


_ONE = TypeAdapter(CloudEventBody)
_BATCH: TypeAdapter[list[CloudEventBody]] = TypeAdapter(
    Annotated[list[CloudEventBody], Field(min_length=1, max_length=MOST_EVENTS)]
)


def events_body(content_type: str, body: str) -> str | None:
    """Return the body as `POST /api/v1/events` takes it, None where the content type names no CloudEvents.

    Raises `BadUserInput` naming what is wrong, `UnsupportedParameter` for binary data.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in (STRUCTURED, BATCHED):
        return None
    try:
        document = parse_json(body)
    except json.JSONDecodeError as broken:
        raise BadUserInput(f"The body is no JSON: {broken.msg}") from broken
    try:
        sent = [_ONE.validate_python(document)] if kind == STRUCTURED else _BATCH.validate_python(document)
    except ValidationError as wrong:
        raise bad_input([{**each, "loc": ("body", *each["loc"])} for each in wrong.errors()]) from wrong
    events = [_event(each, f"[{index}]." if kind == BATCHED else "") for index, each in enumerate(sent)]
    return json.dumps({"events": events}, default=json_number)


def _event(sent: CloudEventBody, path: str) -> dict[str, Any]:
    if sent.data_base64 is not None:
        raise UnsupportedParameter.named(f"{path}data_base64")
    optional = {
        "resourceId": sent.resourceid,
        "timestamp": sent.time.isoformat() if sent.time is not None else None,
        "dimensions": sent.data,
    }
    named = {"customerId": sent.subject, "eventName": sent.type, "idempotencyKey": sent.id}
    return {**named, **{name: value for name, value in optional.items() if value is not None}}
