"""Words that GraphQL spells differently from REST and from the domain, where one spelling is everyone's."""

from tollgate.api.spelling import METER_TYPE, RESET_CONFIGURATION

__all__ = ["METER_TYPE", "METER_TYPE_OF", "RESET_CONFIGURATION"]

METER_TYPE_OF = {spelled: meter_type for meter_type, spelled in METER_TYPE.items()}
