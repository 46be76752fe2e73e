"""Metadata: a flat map of strings that callers attach to what is theirs."""

from collections.abc import Mapping

from tollgate.shared.errors import InvalidMetadata

MOST_KEYS, LONGEST_KEY, LONGEST_VALUE = 50, 40, 500
"""Stripe's limits, so that metadata can be carried to a billing provider as it is."""


def checked_metadata(metadata: Mapping[str, str], *, path: str = "metadata") -> dict[str, str]:
    """Return the metadata, or raise `InvalidMetadata` naming the key that breaks a limit, at `path`."""
    if len(metadata) > MOST_KEYS:
        raise InvalidMetadata(f"metadata holds {len(metadata)} keys; at most {MOST_KEYS} fit", field=path)
    for key, value in metadata.items():
        if not 0 < len(key) <= LONGEST_KEY:
            raise InvalidMetadata(f"metadata keys have 1-{LONGEST_KEY} characters: {key[:60]!r}", field=path)
        if len(value) > LONGEST_VALUE:
            raise InvalidMetadata(
                f"metadata.{key} is over {LONGEST_VALUE} characters; shorten it", field=f"{path}.{key}"
            )
    return dict(metadata)
