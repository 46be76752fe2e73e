"""The kinds of task, in the published spelling; `TEST_CLOCK_ADVANCE` and `METER_RECOUNT` are ours."""

from enum import StrEnum


class TaskType(StrEnum):
    """What a task does. Nothing is published of imports of customers: their name follows that of subscriptions."""

    SUBSCRIPTION_MIGRATION_V2 = "SUBSCRIPTION_MIGRATION_V2"
    ENVIRONMENT_MERGE_APPLY = "ENVIRONMENT_MERGE_APPLY"
    TEST_CLOCK_ADVANCE = "TEST_CLOCK_ADVANCE"
    IMPORT_CUSTOMERS_BULK = "IMPORT_CUSTOMERS_BULK"
    IMPORT_SUBSCRIPTIONS_BULK = "IMPORT_SUBSCRIPTIONS_BULK"
    METER_RECOUNT = "METER_RECOUNT"
    RECALCULATE_ENTITLEMENTS = "RECALCULATE_ENTITLEMENTS"
