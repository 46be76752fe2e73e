"""Environments in table `documents`: one partition per account, so that a slug is taken once."""

from tollgate.environments.environment import Environment
from tollgate.storage import keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.session import Session


class DynamoEnvironments:
    """Satisfies `environments.ports.EnvironmentRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, account_id: str, slug: str) -> Environment | None:
        """Return the environment, or None where the account has none of this slug."""
        row = self._session.load(Document, keys.environment_entity(account_id, slug))
        return read(Environment, row) if row is not None else None

    def all(self, account_id: str) -> list[Environment]:
        """Return every environment of the account."""
        return [read(Environment, row) for row in self._session.query(Document, keys.account(account_id))]

    def add(self, environment: Environment) -> None:
        """Stage a new environment."""
        key = keys.environment_entity(environment.account_id, environment.slug)
        self._session.add(Document(key.pk, key.sk, body=body_of(environment)))
