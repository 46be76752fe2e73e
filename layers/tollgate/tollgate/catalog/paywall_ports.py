"""What a paywall needs from storage besides the repositories of what it shows."""

from collections.abc import Sequence
from typing import Protocol

from tollgate.shared.scope import Scope


class UnitNames(Protocol):
    """What the units of a custom currency are called."""

    @property
    def singular(self) -> str:
        """Return what one is called."""
        ...

    @property
    def plural(self) -> str:
        """Return what several are called."""
        ...


class ShownCurrency(Protocol):
    """What a paywall shows of a custom currency."""

    @property
    def id(self) -> str:
        """Return the caller's id."""
        ...

    @property
    def display_name(self) -> str:
        """Return what the currency is called."""
        ...

    @property
    def symbol(self) -> str | None:
        """Return what stands beside an amount of it."""
        ...

    @property
    def units(self) -> UnitNames | None:
        """Return what its units are called."""
        ...


class ShownCurrencies(Protocol):
    """The custom currencies of an environment."""

    def all(self, scope: Scope) -> Sequence[ShownCurrency]:
        """Return every custom currency of the environment."""
        ...


class ShownPackageGroup(Protocol):
    """What a paywall shows of a package group: add-ons that are offered together."""

    @property
    def id(self) -> str:
        """Return the caller's id."""
        ...

    @property
    def display_name(self) -> str:
        """Return what the group is called."""
        ...

    @property
    def description(self) -> str | None:
        """Return what the group is."""
        ...

    @property
    def addon_ids(self) -> tuple[str, ...]:
        """Return its add-ons, in their order."""
        ...


class ShownPackageGroups(Protocol):
    """The package groups of an environment."""

    def all(self, scope: Scope) -> Sequence[ShownPackageGroup]:
        """Return the latest version of every group of the environment."""
        ...


class CatalogVersions(Protocol):
    """The number that every change of an environment's catalogue moves."""

    def current(self, scope: Scope) -> int:
        """Return the present version, read strongly consistently; zero where nothing was ever changed."""
        ...
