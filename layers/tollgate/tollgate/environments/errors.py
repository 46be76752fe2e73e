"""What environments and their keys refuse."""

from tollgate.shared.errors import Conflict, NotAuthenticated, NotFound


class EnvironmentMissing(NotFound):
    """The account has no such environment."""

    code = "EnvironmentMissing"

    @classmethod
    def of(cls, slug: str) -> "EnvironmentMissing":
        """Return the error for this slug."""
        return cls(f"There is no environment {slug}", slug=slug)


class ApiKeyNotFound(NotFound):
    """The environment has no key of this id."""

    code = "ApiKeyNotFound"

    @classmethod
    def of(cls, key_id: str) -> "ApiKeyNotFound":
        """Return the error for this id."""
        return cls(f"There is no API key with the id {key_id}", id=key_id)


class ApiKeyHasExpiry(Conflict):
    """The key was rotated already; its successor is the one to rotate."""

    code = "ApiKeyHasExpiry"

    @classmethod
    def of(cls, key_id: str) -> "ApiKeyHasExpiry":
        """Return the error for this id."""
        return cls(f"The API key {key_id} is on its way out already; rotate its successor", id=key_id)


class ApiKeyInUse(Conflict):
    """A full or publishable key is rotated before it is revoked, so that its users have a successor."""

    @classmethod
    def of(cls, key_id: str) -> "ApiKeyInUse":
        """Return the error for this id."""
        return cls(f"The API key {key_id} has no successor; rotate it, with the grace 'now' if it must stop", id=key_id)


class ApiKeyExpired(NotAuthenticated):
    """The key was valid once: it was rotated and its grace is over, or it was revoked."""

    code = "ApiKeyExpired"

    @classmethod
    def of(cls, key_id: str) -> "ApiKeyExpired":
        """Return the error for this id."""
        return cls("The API key is no longer valid; use its successor", apiKeyId=key_id)
