"""The kinds of task, in the published spelling; `TEST_CLOCK_ADVANCE` is ours."""

from enum import StrEnum


class TaskType(StrEnum):
    """What a task does."""

    SUBSCRIPTION_MIGRATION_V2 = "SUBSCRIPTION_MIGRATION_V2"
    ENVIRONMENT_MERGE_APPLY = "ENVIRONMENT_MERGE_APPLY"
    TEST_CLOCK_ADVANCE = "TEST_CLOCK_ADVANCE"
