"""A resource: an instance of something, a site or a project, that a customer subscribes separately."""

from datetime import datetime

from tollgate.shared.entity import Entity, Instant


class CustomerResource(Entity):
    """One resource of a customer. It comes into being with the first subscription that names it."""

    id: str
    customer_id: str
    created_at: Instant

    @property
    def updated_at(self) -> datetime:
        """Return when it last changed: nothing of a resource changes."""
        return self.created_at
