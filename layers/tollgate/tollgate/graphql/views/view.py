"""How an entity is shown in GraphQL."""

from typing import Any, Generic, Protocol, TypeVar

from tollgate.graphql.loader import Loader


class Named(Protocol):
    """An entity with an internal id, the caller's id and metadata."""

    @property
    def uuid(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def metadata(self) -> dict[str, str]: ...


Shown = TypeVar("Shown")
ShownNamed = TypeVar("ShownNamed", bound=Named)


class View(Generic[Shown]):
    """An entity as one GraphQL type shows it. Fields are attributes in snake case.

    Those that the entity has under the same name are the entity's; a subclass declares what differs, and what there
    is nothing to show of yet: None, False or an empty list.
    """

    def __init__(self, shown: Shown, loader: Loader) -> None:
        self._shown, self._loader = shown, loader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shown, name)

    @property
    def environment_id(self) -> str:
        """Return the environment everything that is shown belongs to."""
        return self._loader.scope.environment_id


class NamedView(View[ShownNamed]):
    """An entity that callers named: `id` is the internal id, `refId` theirs."""

    @property
    def id(self) -> str:
        """Return the internal id."""
        return self._shown.uuid

    @property
    def ref_id(self) -> str:
        """Return the id that the caller gave or saw in REST."""
        return self._shown.id

    @property
    def additional_meta_data(self) -> dict[str, str]:
        """Return the metadata."""
        return self._shown.metadata
