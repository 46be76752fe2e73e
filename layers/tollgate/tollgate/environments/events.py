"""What happens to API keys."""

from typing import ClassVar

from tollgate.environments.api_key import ApiKey
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.events import DomainEvent


class ApiKeyEvent(DomainEvent):
    """Something happened to an API key; its secret and the secret's hash stay out of the event."""

    source: ClassVar[str] = "environments"
    tells_of: ClassVar[type[Entity]] = ApiKey

    @classmethod
    def of(cls, key: ApiKey, *, at: Instant) -> "ApiKeyEvent":
        """Return the event with the key's public view."""
        payload = key.model_dump(mode="json", by_alias=True, exclude={"schema_version", "scope", "secret_hash"})
        return cls(aggregate=f"API_KEY#{key.id}", occurred_at=at, payload=payload)


class ApiKeyCreated(ApiKeyEvent):
    """A key was made."""

    event_type: ClassVar[str] = "API_KEY_CREATED"


class ApiKeyRotated(ApiKeyEvent):
    """A key got a successor and expires when the grace is over."""

    event_type: ClassVar[str] = "API_KEY_ROTATED"


class ApiKeyRevoked(ApiKeyEvent):
    """A key stopped working."""

    event_type: ClassVar[str] = "API_KEY_REVOKED"
