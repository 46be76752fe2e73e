"""When a schedule starts its workflow, in the words of EventBridge Scheduler. Pure."""

from datetime import datetime, timedelta

from tollgate.workflows.definition import ScheduleUnit, Trigger


def rate_of(trigger: Trigger) -> str:
    """Return how often it starts the workflow: `rate(2 hours)`."""
    assert trigger.unit is not None, "it is a schedule"
    assert trigger.every is not None, "it is a schedule"
    unit = trigger.unit.value.lower()
    return f"rate({trigger.every} {unit.removesuffix('s') if trigger.every == 1 else unit})"


def begins_at(trigger: Trigger, now: datetime) -> datetime:
    """Return the first instant, from which the others are counted: the next one at the hour and minute, in UTC."""
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if trigger.unit is ScheduleUnit.MINUTES:
        return minute
    first = minute.replace(minute=trigger.at_minute or 0)
    if trigger.unit is ScheduleUnit.HOURS:
        return first if first >= minute else first + timedelta(hours=1)
    first = first.replace(hour=trigger.at_hour or 0)
    return first if first >= minute else first + timedelta(days=1)
