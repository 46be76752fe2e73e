"""How comparing and merging catalogues is shown."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ComparisonView:
    """`DumpEnvironmentForMergeComparison`: the destination as it is, and as the merge would leave it."""

    pre_merge_dump: dict[str, Any]
    post_merge_dump: dict[str, Any]


@dataclass(frozen=True)
class ValidationView:
    """`ValidateMergeEnvironment`: what the merge would refuse, one text for each thing."""

    errors: list[str]

    @property
    def is_valid(self) -> bool:
        """Tell whether nothing would be refused."""
        return not self.errors


@dataclass(frozen=True)
class MergeView:
    """`MergeEnvironment`: where to, and the task that merges; there is none where nothing differs."""

    environment_slug: str
    task_ids: list[str]
