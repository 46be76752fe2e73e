"""The published order in which grants are burnt. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

from tollgate.credits.wallet import NONE, GrantType, OpenGrant

_NEVER = datetime.max.replace(tzinfo=UTC)


def burn_order(grants: Iterable[OpenGrant]) -> list[OpenGrant]:
    """Return the grants that have credits left, in the order in which these are taken.

    The lower priority number first, then the sooner expiry (never is last), promotional before all else, the earlier
    effect and the earlier creation; the id decides at last. (Credit consumption logic, as published.)
    """
    return sorted((each for each in grants if each.available > 0), key=_rank)


def allocate(grants: Iterable[OpenGrant], amount: Decimal) -> Iterator[tuple[OpenGrant, Decimal]]:
    """Yield what is taken of which grant, in burn order, until the amount is reached or nothing is left."""
    left = amount
    for grant in burn_order(grants):
        if left <= NONE:
            return
        taken = min(left, grant.available)
        left -= taken
        yield grant, taken


def _rank(grant: OpenGrant) -> tuple[int, datetime, bool, datetime, datetime, str]:
    is_promotional = grant.grant_type is GrantType.PROMOTIONAL
    expiry = grant.expire_at or _NEVER
    return (grant.priority, expiry, not is_promotional, grant.effective_at, grant.created_at, grant.id)
