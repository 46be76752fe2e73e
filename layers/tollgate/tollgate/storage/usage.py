"""Usage in tables `live` and `occurrences`: a measurement, its bucket and its counter move in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pynamodb.exceptions import CancellationReason, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from tollgate.shared.entity import wire_instant
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.storage import bucket_keys, keys
from tollgate.storage.batch import read_batch
from tollgate.storage.budgets import count_in_budgets
from tollgate.storage.documents import body_of
from tollgate.storage.lean_transaction import LeanTransaction, RawCondition, wire_number, wire_text
from tollgate.storage.models import LiveDocument, Occurrence, UsageBucket, connection
from tollgate.storage.staged import StagedWrites
from tollgate.storage.transaction import send
from tollgate.usage.burning import Burning
from tollgate.usage.measurement import LARGEST_WHOLE, Measurement
from tollgate.usage.recording import Addition, BucketChange, Recording, Refusal, Replacement

_KEPT_FOR = timedelta(days=7)
_FAILED = "ConditionalCheckFailed"
_WITH_OLD = "ALL_OLD"


class DynamoMeasurementRecorder:
    """Satisfies `usage.ports.MeasurementRecorder`."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def record(self, scope: Scope, recording: Recording, *, now: datetime) -> Refusal | None:
        """Write the measurements, their buckets and counters in one transaction, or nothing and say why.

        Raises `ConcurrentChange` where others were in the way again and again.
        """
        token = self._ids.uuid()
        try:
            send(lambda: _write(scope, recording, token, now))
        except TransactWriteError as refused:
            refusal = _refusal(recording, refused.cancellation_reasons)
            if refusal is None:
                raise
            return refusal
        return None

    def known(self, scope: Scope, measurements: Sequence[Measurement], *, now: datetime) -> Mapping[str, Measurement]:
        """Return, by the id of a measurement, what was recorded under its idempotency key before."""
        places = {keys.reported_usage(scope, *each.identity): each.id for each in measurements}
        rows = read_batch(Occurrence, list(places))
        return {
            places[keys.Key(row.pk, row.sk)]: Measurement.model_validate_json(row.body)
            for row in rows
            if row.expires_at >= int(now.timestamp())
        }


def _write(scope: Scope, recording: Recording, token: str, now: datetime) -> None:
    along = writes_along(recording.burning)
    with LeanTransaction(connection=connection(), client_request_token=token) as transaction:
        # Everything that is put comes before everything that is updated: so do the reasons of a refusal.
        for measurement in recording.measurements:
            absent = Occurrence.pk.does_not_exist() | (Occurrence.expires_at < int(now.timestamp()))
            transaction.save(_occurrence(scope, measurement, now), condition=absent, return_values=_WITH_OLD)
        for change in _replacements(recording):
            replace_counter(transaction, scope, change)
        if along is not None:
            along.put_into(transaction)
        for addition in _additions(recording):
            add_to_counter(transaction, scope, addition)
        for bucket in recording.buckets:
            _add_to_bucket(transaction, scope, bucket)
        if along is not None:
            along.update_in(transaction)
        count_in_budgets(transaction, scope, recording.budgets)


def writes_along(burning: Burning | None) -> StagedWrites | None:
    """Return what is written along with the recording of usage: the wallets that it burns."""
    if burning is None:
        return None
    assert isinstance(burning.writes, StagedWrites), "what is written along was staged by a session"
    return burning.writes


def _refusal(recording: Recording, reasons: Sequence[CancellationReason | None]) -> Refusal | None:
    """Return why a condition failed, None where none did. A repeated measurement says more than a moved counter."""
    failed = [reason if reason is not None and reason.code == _FAILED else None for reason in reasons]
    if not any(failed):
        return None
    duplicates = {}
    for measurement, reason in zip(recording.measurements, failed, strict=False):
        if reason is not None:
            stored = (reason.raw_item or {}).get("D", {}).get("S")
            duplicates[measurement.id] = Measurement.model_validate_json(stored) if stored else measurement
    return Refusal(duplicates, is_stale=any(failed[len(recording.measurements) :]))


def _replacements(recording: Recording) -> list[Replacement]:
    return [change for change in recording.counters if isinstance(change, Replacement)]


def _additions(recording: Recording) -> list[Addition]:
    return [change for change in recording.counters if isinstance(change, Addition)]


def _occurrence(scope: Scope, measurement: Measurement, now: datetime) -> Occurrence:
    key = keys.reported_usage(scope, *measurement.identity)
    expires_at = int((now + _KEPT_FOR).timestamp())
    return Occurrence(key.pk, key.sk, body=body_of(measurement), expires_at=expires_at)


def replace_counter(transaction: TransactWrite, scope: Scope, change: Replacement) -> None:
    """Write the counter anew, provided that nothing touched it since it was seen."""
    row, is_seen = row_of_counter(scope, change)
    transaction.save(row, condition=is_seen)


def row_of_counter(scope: Scope, change: Replacement) -> tuple[LiveDocument, Condition]:
    """Return the counter's item, and what must still be so of the one that is stored."""
    counter, tally = change.counter, change.counter.tally
    row = LiveDocument(
        *keys.counter(scope, *change.key),
        counted_from=wire_instant(counter.period.start),
        counted_until=wire_instant(counter.period.end),
        total=counter.total,
        version=counter.version,
        set_at=wire_instant(counter.set_at) if counter.set_at is not None else None,
        mixed=1 if counter.is_mixed else None,
        counted_at=wire_instant(counter.updated_at),
        function=tally.function if tally is not None else None,
        counted=tally.count if tally is not None else None,
        amount=tally.total if tally is not None else None,
        lowest=tally.lowest if tally is not None else None,
        highest=tally.highest if tally is not None else None,
    )
    return row, LiveDocument.pk.does_not_exist() if change.seen is None else LiveDocument.version == change.seen


_COUNTS_THE_PERIOD = (
    "#from = :from AND #until = :until AND #total BETWEEN :least AND :most AND attribute_not_exists(#fn)"
)
_NAMED: tuple[str, ...] = ("from", "until", "total", "fn")
_IS_UNSET = " AND (attribute_not_exists(#setAt) OR #setAt <= :since)"


def add_to_counter(transaction: LeanTransaction, scope: Scope, addition: Addition) -> None:
    """Add the amount, provided that the counter still counts this period and that its total stays in its range."""
    counter, amount = addition.counter, addition.amount
    room = addition.at_most if addition.at_most is not None else LARGEST_WHOLE
    words, names = _COUNTS_THE_PERIOD, _NAMED
    values = {
        "from": wire_text(wire_instant(counter.period.start)),
        "until": wire_text(wire_instant(counter.period.end)),
        "least": wire_number(-LARGEST_WHOLE - amount),
        "most": wire_number(min(LARGEST_WHOLE - amount, room)),
    }
    if addition.unset_since is not None:
        words, names = words + _IS_UNSET, (*_NAMED, "setAt")
        values["since"] = wire_text(wire_instant(addition.unset_since))
    transaction.add_to(
        LiveDocument,
        keys.counter(scope, *addition.key),
        adds={"total": wire_number(amount), "v": wire_number(1)},
        sets={"at": wire_text(wire_instant(counter.updated_at))},
        condition=RawCondition(words, names, values),
    )


def _add_to_bucket(transaction: LeanTransaction, scope: Scope, change: BucketChange) -> None:
    adds = {"sum": wire_number(change.amount), "count": wire_number(change.measurements)}
    if change.dimensions is None:
        key = bucket_keys.usage_bucket(scope, *change.key, change.start)
        transaction.add_to(UsageBucket, key, adds=adds)
    else:
        key = bucket_keys.dimension_bucket(scope, *change.key, change.start, change.dimensions)
        transaction.add_to(UsageBucket, key, adds=adds, sets={"dims": wire_text(change.dimensions)})
