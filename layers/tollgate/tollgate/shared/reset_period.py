"""How often usage starts from zero again, and from where that is counted."""

from enum import StrEnum


class ResetPeriod(StrEnum):
    """After how long usage starts from zero again."""

    YEAR = "YEAR"
    MONTH = "MONTH"
    WEEK = "WEEK"
    DAY = "DAY"
    HOUR = "HOUR"


class ResetAnchor(StrEnum):
    """From where reset periods are counted. Days and hours are the calendar's and have none."""

    SUBSCRIPTION_START = "SubscriptionStart"
    START_OF_THE_MONTH = "StartOfTheMonth"
    EVERY_SUNDAY = "EverySunday"
    EVERY_MONDAY = "EveryMonday"
    EVERY_TUESDAY = "EveryTuesday"
    EVERY_WEDNESDAY = "EveryWednesday"
    EVERY_THURSDAY = "EveryThursday"
    EVERY_FRIDAY = "EveryFriday"
    EVERY_SATURDAY = "EverySaturday"
