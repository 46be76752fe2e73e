"""Sending one transaction until it passes or is known not to: under one token, so that it is never applied twice."""

from collections.abc import Callable
from itertools import count

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError
from pynamodb.exceptions import TransactWriteError

from tollgate.shared.errors import ConcurrentChange
from tollgate.storage.pausing import pause

_BUSY = frozenset(
    (
        "TransactionConflict",
        "ThrottlingError",
        "ThrottlingException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
    )
)
_UNDECIDED = frozenset(("TransactionInProgressException", "InternalServerError"))
_ATTEMPTS, _ATTEMPTS_WHEN_UNKNOWN = 30, 40
"""Some three and four seconds in all: an effect that is not known costs its caller more than the wait."""


def send(write: Callable[[], None]) -> None:
    """Send a transaction, the same one under the same token each time, until it passes.

    Raises `ConcurrentChange` where it was refused again and again because of others, having had no effect. Whatever
    else refuses it passes through, and so does the last refusal where an earlier attempt may have had its effect.
    """
    is_unknown = False
    for attempt in count(1):
        try:
            return write()
        except TransactWriteError as refused:
            if not _is_worth_repeating(refused):
                raise
            is_unknown = is_unknown or _is_undecided(refused)
            if attempt >= (_ATTEMPTS_WHEN_UNKNOWN if is_unknown else _ATTEMPTS):
                if is_unknown:
                    raise
                raise ConcurrentChange("Others are changing the same data; send the request again") from refused
        pause(attempt)


def has_failed_condition(refused: TransactWriteError) -> bool:
    """Tell whether a condition of the transaction was found false: something else was written meanwhile."""
    return "ConditionalCheckFailed" in _codes(refused)


def _is_worth_repeating(refused: TransactWriteError) -> bool:
    codes = _codes(refused)
    return _is_undecided(refused) or (bool(codes) and codes <= _BUSY)


def _is_undecided(refused: TransactWriteError) -> bool:
    return isinstance(refused.cause, (ConnectionError, HTTPClientError)) or bool(_codes(refused) & _UNDECIDED)


def _codes(refused: TransactWriteError) -> frozenset[str]:
    if not isinstance(refused.cause, ClientError):
        return frozenset()
    reasons = frozenset(reason.code for reason in refused.cancellation_reasons if reason is not None)
    return reasons or frozenset((refused.cause_response_code or "",))
