"""The DynamoDB tables as PynamoDB models. Which items live in them, and under which keys: `keys.py`."""

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from botocore.config import Config
from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.models import Model

from tollgate.storage.attributes import DecimalAttribute, IntegerAttribute
from tollgate.storage.indexes import DueIndex, GroupIndex, ListIndex, ParentIndex, StatusIndex, TimeIndex
from tollgate.storage.lean_client import LeanClient
from tollgate.storage.tables import TABLES


class Row(Model):
    """What every stored document has: its keys, its body as one JSON string, its version."""

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    body = UnicodeAttribute(attr_name="D", null=True)
    packed_body = BinaryAttribute(attr_name="Z", null=True, legacy_encoding=False)
    version = IntegerAttribute(attr_name="v", null=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    expires_at = IntegerAttribute(null=True)


class Document(Row):
    """Table `documents`: catalogue, customers, subscriptions, keys."""

    class Meta:
        table_name = "documents"

    list_pk = UnicodeAttribute(null=True)
    list_sk = UnicodeAttribute(null=True)
    group_pk = UnicodeAttribute(null=True)
    group_sk = UnicodeAttribute(null=True)
    status_pk = UnicodeAttribute(null=True)
    status_sk = UnicodeAttribute(null=True)
    by_list = ListIndex()
    by_group = GroupIndex()
    by_status = StatusIndex()
    by_due = DueIndex()


class LiveDocument(Row):
    """Table `live`: what a check or a report reads. Access items are documents; counters have their own attributes."""

    class Meta:
        table_name = "live"

    counted_from = UnicodeAttribute(attr_name="from", null=True)
    counted_until = UnicodeAttribute(attr_name="until", null=True)
    total = DecimalAttribute(null=True)
    set_at = UnicodeAttribute(attr_name="setAt", null=True)
    mixed = IntegerAttribute(null=True)
    counted_at = UnicodeAttribute(attr_name="at", null=True)
    function = UnicodeAttribute(attr_name="fn", null=True)
    counted = IntegerAttribute(attr_name="count", null=True)
    amount = DecimalAttribute(attr_name="sum", null=True)
    lowest = DecimalAttribute(attr_name="min", null=True)
    highest = DecimalAttribute(attr_name="max", null=True)
    by_due = DueIndex()


class UsageBucket(Model):
    """Table `live`: usage of one hour, or of the part of it that a cut leaves; perhaps of one set of dimensions."""

    class Meta:
        table_name = "live"

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    amount = DecimalAttribute(attr_name="sum")
    measurements = IntegerAttribute(attr_name="count")
    dimensions = UnicodeAttribute(attr_name="dims", null=True)
    function = UnicodeAttribute(attr_name="fn", null=True)
    lowest = DecimalAttribute(attr_name="min", null=True)
    highest = DecimalAttribute(attr_name="max", null=True)


class UniqueValue(Model):
    """Table `live`: a value that was seen in a period, and the bucket of its earliest event there."""

    class Meta:
        table_name = "live"

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    first = UnicodeAttribute()
    expires_at = IntegerAttribute(null=True)


class Occurrence(Model):
    """Table `occurrences`: a measurement as it was reported; while it is kept, the same one is not counted again."""

    class Meta:
        table_name = "occurrences"

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    body = UnicodeAttribute(attr_name="D")
    expires_at = IntegerAttribute()


class KeptDocument(Row):
    """Table `occurrences`: what is kept for some time only, as runs of workflows and deliveries of webhooks are."""

    class Meta:
        table_name = "occurrences"


class DeliveryDocument(Row):
    """Table `occurrences`: a message, its delivery to a webhook, or how the webhook's endpoint does."""

    class Meta:
        table_name = "occurrences"

    status = UnicodeAttribute(null=True)
    since = UnicodeAttribute(null=True)
    strain = IntegerAttribute(null=True)
    rests_until = UnicodeAttribute(null=True)
    rest_seconds = IntegerAttribute(attr_name="rest", null=True)


class GrantDocument(Row):
    """Table `documents`: a grant of credits. What its wallet tells of it at its end stands beside its body."""

    class Meta:
        table_name = "documents"

    consumed = DecimalAttribute(null=True)
    expire_at = UnicodeAttribute(attr_name="expireAt", null=True)
    voided_at = UnicodeAttribute(attr_name="voidedAt", null=True)


class LedgerDocument(Row):
    """Table `ledger`: the entries of one change of a wallet."""

    class Meta:
        table_name = "ledger"


class BurntCredits(Model):
    """Table `ledger`: the credits that were burnt in an hour by one feature, and by how many events."""

    class Meta:
        table_name = "ledger"

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    amount = DecimalAttribute(attr_name="sum")
    events = IntegerAttribute(attr_name="count")
    feature_id = UnicodeAttribute(attr_name="feature", null=True)
    resource_id = UnicodeAttribute(attr_name="resource", null=True)
    dimensions = UnicodeAttribute(attr_name="dims", null=True)


class OutboxDocument(Model):
    """Table `outbox`: events, written with the change that caused them, read by the table's stream."""

    class Meta:
        table_name = "outbox"

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    body = UnicodeAttribute(attr_name="D")
    day_pk = UnicodeAttribute()
    parent_pk = UnicodeAttribute(null=True)
    expires_at = IntegerAttribute()
    by_time = TimeIndex()
    by_parent = ParentIndex()


_TABLE_OF: dict[type[Model], str] = {
    Document: "documents",
    LiveDocument: "live",
    UsageBucket: "live",
    UniqueValue: "live",
    Occurrence: "occurrences",
    KeptDocument: "occurrences",
    DeliveryDocument: "occurrences",
    GrantDocument: "documents",
    LedgerDocument: "ledger",
    BurntCredits: "ledger",
    OutboxDocument: "outbox",
}


def kind_of(model: type[Model]) -> str:
    """Return which kind of table a model's rows are in: `documents`, `live`, …"""
    return _TABLE_OF[model]


_CONNECT_SECONDS, _READ_SECONDS, _ATTEMPTS = 5, 10, 3
"""How long a call waits, and how often it is made: what hangs is given up while the request can still be answered."""


def _bind(names: Mapping[str, str], client: LeanClient) -> None:
    """Point every model at its deployed table: `names` maps `documents`, `live`, … to the tables' real names.

    A connection is kept for as long as the tables are the same ones, at the same place.
    """
    for model, table in _TABLE_OF.items():
        meta: Any = model.Meta
        place = (names.get(table, meta.table_name), client.region, client.endpoint)
        if place != (meta.table_name, meta.region, getattr(meta, "place", None)):
            meta.table_name, meta.region, meta.place = place
            meta.connect_timeout_seconds, meta.read_timeout_seconds = _CONNECT_SECONDS, _READ_SECONDS
            meta.max_retry_attempts = _ATTEMPTS - 1
            model._connection = None
            connection.cache_clear()


class _Connection(Connection):
    """PynamoDB's connection with a client of our own making."""

    @cached_property
    def client(self) -> Any:
        """Return a client that gives up in time for another attempt within a request.

        Its parameters are made by this code, not by callers, and need no validation. A user agent of its own spares
        the one that botocore puts together anew for each request: a tenth of the work of a call.
        """
        config = Config(
            parameter_validation=False,
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
            user_agent="tollgate",
        )
        return self.session.create_client("dynamodb", self.region, config=config)


@cache
def connection() -> Connection:
    """Return the one connection that carries the transactions over all tables."""
    meta: Any = Document.Meta
    return _Connection(region=meta.region)


TABLES.follow(_bind)
