"""Words that GraphQL spells differently from REST and from the domain, where one spelling is everyone's."""

from functools import cache

from pydantic.alias_generators import to_snake

from tollgate.api.spelling import METER_TYPE, RESET_CONFIGURATION
from tollgate.credits.recharge_settings import GrantExpirationPeriod, ThresholdType

__all__ = [
    "GRANT_EXPIRATION",
    "GRANT_EXPIRATION_OF",
    "METER_TYPE",
    "METER_TYPE_OF",
    "RESET_CONFIGURATION",
    "THRESHOLD_TYPE",
    "THRESHOLD_TYPE_OF",
    "in_pascal_case",
    "snake",
]


def in_pascal_case(word: str) -> str:
    """Return a word of an enumeration as GraphQL writes those of scheduled changes: `PendingPayment`."""
    return "".join(part.capitalize() for part in word.split("_"))


snake = cache(to_snake)
"""The name that code has for a field or an argument."""

METER_TYPE_OF = {spelled: meter_type for meter_type, spelled in METER_TYPE.items()}

THRESHOLD_TYPE = {each: in_pascal_case(each) for each in ThresholdType}
THRESHOLD_TYPE_OF = {spelled: each for each, spelled in THRESHOLD_TYPE.items()}
GRANT_EXPIRATION = {each: in_pascal_case(each.name) for each in GrantExpirationPeriod}
GRANT_EXPIRATION_OF = {spelled: each for each, spelled in GRANT_EXPIRATION.items()}
