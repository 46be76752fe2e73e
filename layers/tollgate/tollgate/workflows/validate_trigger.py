"""Whether a trigger is complete: each type has fields of its own."""

from collections.abc import Iterator

from tollgate.event_catalogue.published import type_named
from tollgate.workflows.definition import ScheduleUnit, Trigger, TriggerType
from tollgate.workflows.errors import ExpressionFailed
from tollgate.workflows.expressions import check

Problem = tuple[str, str]

_FIELDS = {
    TriggerType.EVENT: {"event_types", "filter"},
    TriggerType.API: {"trigger_id", "respond"},
    TriggerType.SCHEDULE: {"every", "unit", "at_hour", "at_minute"},
}
_MOST = {ScheduleUnit.MINUTES: 720, ScheduleUnit.HOURS: 24, ScheduleUnit.DAYS: 31}
_LONGEST_ID = 255


def problems_of_trigger(trigger: Trigger, path: str) -> Iterator[Problem]:
    """Yield what is wrong with a trigger, each with its place."""
    for name, field in Trigger.model_fields.items():
        is_of_another = name not in {"id", "type"} | _FIELDS.get(trigger.type, set())
        if is_of_another and getattr(trigger, name) != field.default:
            yield f"{path}.{field.alias or name}", f"does not belong to a trigger of type {trigger.type.value}"
    match trigger.type:
        case TriggerType.EVENT:
            yield from _problems_of_event(trigger, path)
        case TriggerType.API:
            if not trigger.trigger_id or len(trigger.trigger_id) > _LONGEST_ID:
                yield f"{path}.triggerId", f"is what callers name: 1-{_LONGEST_ID} characters"
        case TriggerType.SCHEDULE:
            yield from _problems_of_schedule(trigger, path)


def _problems_of_event(trigger: Trigger, path: str) -> Iterator[Problem]:
    if not trigger.event_types:
        yield f"{path}.eventTypes", "name at least one type of event"
    for index, name in enumerate(trigger.event_types):
        if type_named(name) is None:
            yield f"{path}.eventTypes.{index}", f"{name} is not a type of event that others hear of"
    if trigger.filter is not None:
        try:
            check(trigger.filter)
        except ExpressionFailed as error:
            yield f"{path}.filter", error.message


def _problems_of_schedule(trigger: Trigger, path: str) -> Iterator[Problem]:
    if trigger.unit is None:
        yield f"{path}.unit", "is one of MINUTES, HOURS, DAYS"
        return
    most = _MOST[trigger.unit]
    if trigger.every is None or not 1 <= trigger.every <= most:
        yield f"{path}.every", f"is a whole number from 1 to {most} of {trigger.unit.value}"
    if trigger.at_hour is not None and (trigger.unit is not ScheduleUnit.DAYS or not 0 <= trigger.at_hour <= 23):
        yield f"{path}.atHour", "is an hour from 0 to 23, of a schedule in DAYS"
    if trigger.at_minute is not None and (trigger.unit is ScheduleUnit.MINUTES or not 0 <= trigger.at_minute <= 59):
        yield f"{path}.atMinute", "is a minute from 0 to 59, of a schedule in HOURS or DAYS"
