"""How an entity is shown in GraphQL."""

from typing import Any, Generic, TypeVar

from tollgate.graphql.loader import Loader

Shown = TypeVar("Shown")


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
