"""What merging refuses."""

from collections.abc import Sequence

from tollgate.shared.errors import InvalidInput


class MergeRefused(InvalidInput):
    """Something of the source cannot be put in place in the destination."""

    code = "MergeEnvironmentValidationError"

    @classmethod
    def of(cls, errors: Sequence[str]) -> "MergeRefused":
        """Return the refusal of a merge for these reasons."""
        more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
        return cls(f"The catalogue cannot be merged: {errors[0]}{more}", errors=list(errors))
