"""What a body needs beside its event. Everything is read as it stands; versions of packages never change."""

from typing import Any, Protocol

from tollgate.shared.scope import Scope


class Directory(Protocol):
    """Looks up the public views that bodies show beside what their event tells."""

    def customer(self, scope: Scope, customer_id: str) -> dict[str, Any] | None:
        """Return the customer as events show it, None where it is unknown or archived."""
        ...

    def package(self, scope: Scope, package_id: str, version: int) -> dict[str, Any] | None:
        """Return a plan or an add-on of a version: `id`, `name`, `description`, `status`, `pricingType`."""
        ...

    def currency(self, scope: Scope, currency_id: str) -> dict[str, Any] | None:
        """Return a custom currency: `id`, `name`, `description`, `unitLabel`."""
        ...
