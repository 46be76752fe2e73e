"""The environment of the local server, with keys that examples can name."""

from tollgate import wiring
from tollgate.environments.create_environment import CreateEnvironmentRequest, create_environment
from tollgate.environments.environment import EnvironmentType
from tollgate.shared.scope import ActorType

ACCOUNT = "local"
SLUG = "local"
FULL_KEY = "server-local"
PUBLISHABLE_KEY = "client-local"
LOOPBACK = "localhost,127.0.0.1,::1"
"""Where webhooks of the local server may lead beside the open internet: to receivers on the same machine."""


class LocalSecrets:
    """Makes `server-local` and `client-local`: secrets for a server that only its own machine reaches."""

    def new(self, prefix: str) -> str:
        """Return the secret."""
        return f"{prefix}-local"


def open_local_environment() -> None:
    """Create the environment with its keys where it is missing."""
    wiring.transact(_open, actor=ActorType.SYSTEM)


def _open() -> None:
    if wiring.environments().find(ACCOUNT, SLUG) is not None:
        return
    create_environment(
        CreateEnvironmentRequest(account_id=ACCOUNT, slug=SLUG, display_name="Local", type=EnvironmentType.DEVELOPMENT),
        environments=wiring.environments(),
        keys=wiring.api_keys(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
        secrets=LocalSecrets(),
    )
