"""The kinds of domain error. An error carries a published code and details, never a status."""

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:  # events know of errors by name only
    from tollgate.shared.events import DomainEvent
    from tollgate.shared.scope import Scope


class DomainError(Exception):
    """A refusal the caller can act on: a published code, a message that says what to change, and details.

    `code` is the published spelling; `details` are the code's own payload fields, in wire spelling. What is `told` of
    the refusal is told although nothing else of the operation is kept.
    """

    code: ClassVar[str]
    told: "tuple[tuple[Scope, DomainEvent], ...]" = ()

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class InvalidInput(DomainError):
    """The request itself is wrong; `field`, where given, is the path of the field to change."""

    code = "InvalidArgumentError"


class NotAllowed(DomainError):
    """The caller may not do this."""

    code = "AccessDeniedError"


class NotAuthenticated(DomainError):
    """The API key is missing, unknown or no longer valid."""

    code = "Unauthenticated"


class NotFound(DomainError):
    """The thing asked for does not exist in the caller's environment."""

    code = "EntityNotFound"


class Conflict(DomainError):
    """The present state refuses the change; a retry does not cure it, unless `is_retryable`."""

    code = "IntegrityViolation"
    is_retryable: ClassVar[bool] = False


class Unavailable(DomainError):
    """What the answer rests on cannot be read at the moment, and without it nothing is allowed; a retry may pass."""

    code = "UnexpectedError"


class TooLarge(DomainError):
    """The request body is over its limit."""

    code = "PayloadTooLarge"


class BadUserInput(InvalidInput):
    """The request is malformed or mistyped."""

    code = "BadUserInput"


class UnsupportedParameter(InvalidInput):
    """The contract names this field, and this version cannot honour it yet."""

    code = "UnsupportedParameter"

    @classmethod
    def named(cls, field: str) -> "UnsupportedParameter":
        """Return the refusal of one field, named by its path."""
        return cls(f"{field} is not supported by this version; leave it out", field=field)


class DuplicatedEntity(Conflict):
    """An entity with this id exists already."""

    code = "DuplicatedEntityNotAllowed"

    @classmethod
    def of(cls, entity_name: str, identifier: str) -> "DuplicatedEntity":
        """Return the refusal of an id that is taken."""
        return cls(
            f"The {entity_name} {identifier} exists already; choose another id",
            entityName=entity_name,
            identifier=identifier,
        )


class EntityIsArchived(Conflict):
    """The entity is archived and takes part in nothing new."""

    code = "EntityIsArchivedError"

    @classmethod
    def of(cls, entity_name: str, identifier: str, **details: Any) -> "EntityIsArchived":
        """Return the refusal of what would need an entity that is archived; `details` name a body's field."""
        return cls(
            f"The {entity_name} {identifier} is archived; take it out of the archive or use another one",
            entityName=entity_name,
            identifier=identifier,
            **details,
        )


class InvalidMetadata(InvalidInput):
    """Metadata breaks its limits."""

    code = "InvalidMetadataError"


class ConcurrentChange(Conflict):
    """Others changed the same documents again and again while this request tried to; sent again it may pass."""

    code = "ObjectAlreadyBeingUsedByAnotherRequestError"
    is_retryable = True
