"""Words that GraphQL spells differently from REST and from the domain, where one spelling is everyone's."""

from functools import cache

from pydantic.alias_generators import to_snake

from tollgate.api.spelling import METER_TYPE, RESET_CONFIGURATION

__all__ = ["METER_TYPE", "METER_TYPE_OF", "RESET_CONFIGURATION", "in_pascal_case", "snake"]


def in_pascal_case(word: str) -> str:
    """Return a word of an enumeration as GraphQL writes those of scheduled changes: `PendingPayment`."""
    return "".join(part.capitalize() for part in word.split("_"))


snake = cache(to_snake)
"""The name that code has for a field or an argument."""

METER_TYPE_OF = {spelled: meter_type for meter_type, spelled in METER_TYPE.items()}
