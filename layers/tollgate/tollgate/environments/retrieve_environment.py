"""Find an environment by the name that people give it."""

from tollgate.environments.environment import Environment
from tollgate.environments.errors import EnvironmentMissing
from tollgate.environments.ports import EnvironmentRepository


def retrieve_environment(account_id: str, slug: str, *, environments: EnvironmentRepository) -> Environment:
    """Return the environment of this slug; raises `EnvironmentMissing`, also where it belongs to another account."""
    environment = environments.find(account_id, slug)
    if environment is None:
        raise EnvironmentMissing.of(slug)
    return environment
