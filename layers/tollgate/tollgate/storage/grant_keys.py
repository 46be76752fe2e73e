"""Keys of what was granted to customers beside any plan; the others stand in `keys.py`."""

from urllib.parse import unquote

from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, customer_partition, part

PROMOTIONS = "PROMO#"
"""What the sort keys of all of them begin with."""


def promotion(scope: Scope, customer_id: str, feature_id: str) -> Key:
    """Return the key of what was granted of a feature, beside its customer."""
    return Key(customer_partition(scope, customer_id), f"{PROMOTIONS}{part(feature_id)}")


def promotion_of_sort_key(sort_key: str) -> str | None:
    """Return the feature whose grant has this sort key, None where it is another document's."""
    return unquote(sort_key.removeprefix(PROMOTIONS)) if sort_key.startswith(PROMOTIONS) else None
