"""Which rate in credits holds for the usage of a feature."""

from tollgate.charges.price import CreditRate
from tollgate.entitlements.live import Held


def rate_of(feature_id: str, held: Held, deciding: str | None) -> CreditRate | None:
    """Return what the usage of a feature burns: by the subscription that decides, else by another that has a rate.

    None where it burns nothing.
    """
    rows = [each.subscription for each in held.subscriptions]
    own = sorted(rows, key=lambda row: row.id != deciding)
    return next((each.rate for row in own for each in row.rates if each.feature_id == feature_id), None)
