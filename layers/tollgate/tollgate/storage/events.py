"""Kept events in table `occurrences`, what they count in table `live`: both move in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pynamodb.exceptions import CancellationReason, TransactWriteError
from pynamodb.expressions.condition import Condition

from tollgate.entitlements.windows import ALL_TIME
from tollgate.shared.entity import FOR_STORAGE, wire_instant
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.storage import bucket_keys, event_keys, keys
from tollgate.storage.batch import read_batch
from tollgate.storage.budgets import count_in_budgets
from tollgate.storage.lean_transaction import LeanTransaction, RawItem, wire_number, wire_text
from tollgate.storage.models import Occurrence, UniqueValue, UsageBucket, connection
from tollgate.storage.transaction import send
from tollgate.storage.usage import add_to_counter, replace_counter, writes_along
from tollgate.usage.event import KEPT_FOR, Event, EventIdentity
from tollgate.usage.event_ports import EventRefusal, Mark
from tollgate.usage.event_recording import EventRecording, SeenChange, SeenValue, TallyChange
from tollgate.usage.recording import Addition, Replacement

_FAILED = "ConditionalCheckFailed"
_MARKED = "{}"
"""The body of a mark, which says by its key that an event was counted for a feature."""


class DynamoEventRecorder:
    """Satisfies `usage.event_ports.EventRecorder`."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def record(self, scope: Scope, recording: EventRecording, *, now: datetime) -> EventRefusal | None:
        """Write the events, their counters, buckets and values in one transaction, or nothing and say why."""
        token = self._ids.uuid()
        try:
            send(lambda: _write(scope, recording, token, now))
        except TransactWriteError as refused:
            refusal = _refusal(recording, refused.cancellation_reasons)
            if refusal is None:
                raise
            return refusal
        return None

    def known(self, scope: Scope, events: Iterable[Event], *, now: datetime) -> set[EventIdentity]:
        """Return which of the events are kept already."""
        places = {event_keys.kept_event(scope, *each.identity): each.identity for each in events}
        rows = read_batch(Occurrence, list(places))
        return {places[keys.Key(row.pk, row.sk)] for row in rows if row.expires_at >= int(now.timestamp())}

    def seen(self, scope: Scope, values: Iterable[SeenValue]) -> dict[SeenValue, datetime]:
        """Return those of the values that were seen, with the bucket of their earliest event."""
        places = {_seen_key(scope, each): each for each in values}
        rows = read_batch(UniqueValue, list(places))
        return {places[keys.Key(row.pk, row.sk)]: datetime.fromisoformat(row.first) for row in rows}


def _marks(recording: EventRecording) -> list[tuple[Event, str]]:
    return [(each.event, mark) for each in recording.events for mark in each.marks or ("",)]


def _write(scope: Scope, recording: EventRecording, token: str, now: datetime) -> None:
    along = writes_along(recording.burning)
    with LeanTransaction(connection=connection(), client_request_token=token) as transaction:
        # Everything that is put comes before everything that is updated: so do the reasons of a refusal.
        absent = Occurrence.pk.does_not_exist() | (Occurrence.expires_at < int(now.timestamp()))
        transaction.save_alike(Occurrence, [_occurrence(scope, *each) for each in _marks(recording)], absent)
        for value in recording.values:
            row, is_seen = row_of_value(scope, value)
            transaction.save(row, condition=is_seen)
        for change in recording.counters:
            if isinstance(change, Replacement):
                replace_counter(transaction, scope, change)
        if along is not None:
            along.put_into(transaction)
        for change in recording.counters:
            if isinstance(change, Addition):
                add_to_counter(transaction, scope, change)
        for bucket in recording.tallies:
            _add_to_bucket(transaction, scope, bucket)
        if along is not None:
            along.update_in(transaction)
        count_in_budgets(transaction, scope, recording.budgets)


def _refusal(recording: EventRecording, reasons: Sequence[CancellationReason | None]) -> EventRefusal | None:
    """Return why a condition failed, None where none did."""
    failed = [reason is not None and reason.code == _FAILED for reason in reasons]
    if not any(failed):
        return None
    marks = _marks(recording)
    known: list[Mark] = [
        (event.identity, mark) for (event, mark), is_known in zip(marks, failed, strict=False) if is_known
    ]
    return EventRefusal(frozenset(known), is_stale=any(failed[len(marks) :]))


def _occurrence(scope: Scope, event: Event, mark: str) -> RawItem:
    key = event_keys.kept_event(scope, *event.identity, mark)
    body = _MARKED if mark else event.model_dump_json(context=FOR_STORAGE, by_alias=True, exclude_none=True)
    expires_at = int((event.received_at + KEPT_FOR).timestamp())
    return {"PK": {"S": key.pk}, "SK": {"S": key.sk}, "D": {"S": body}, "expires_at": {"N": str(expires_at)}}


def row_of_value(scope: Scope, change: SeenChange) -> tuple[UniqueValue, Condition]:
    """Return the item of a value that is seen, and what must still be so of the one that is stored."""
    window = change.value.window
    # A late event may come as long as its key is remembered; after that nobody asks for the values of the period.
    expires_at = int((window.end + KEPT_FOR).timestamp()) if window.end < ALL_TIME.end else None
    row = UniqueValue(*_seen_key(scope, change.value), first=wire_instant(change.start), expires_at=expires_at)
    is_seen = UniqueValue.pk.does_not_exist() if change.seen is None else UniqueValue.first == wire_instant(change.seen)
    return row, is_seen


def _add_to_bucket(transaction: LeanTransaction, scope: Scope, change: TallyChange) -> None:
    added = change.added
    sets = {"fn": wire_text(added.function)} if added.function is not None else {}
    if added.lowest is not None and added.highest is not None:
        sets |= {"min": wire_number(added.lowest), "max": wire_number(added.highest)}
    key = bucket_keys.usage_bucket(scope, *change.key, change.start, change.revision)
    transaction.add_to(
        UsageBucket, key, adds={"sum": wire_number(added.total), "count": wire_number(added.count)}, sets=sets
    )


def _seen_key(scope: Scope, value: SeenValue) -> keys.Key:
    return event_keys.seen_value(scope, *value.key, value.window.start, value.value, value.revision)
