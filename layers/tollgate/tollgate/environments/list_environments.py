"""List the environments of an account."""

from tollgate.environments.environment import Environment
from tollgate.environments.ports import EnvironmentRepository


def list_environments(account_id: str, *, environments: EnvironmentRepository) -> list[Environment]:
    """Return every environment of the account, newest first."""
    return sorted(environments.all(account_id), key=lambda each: (each.created_at, each.id), reverse=True)
