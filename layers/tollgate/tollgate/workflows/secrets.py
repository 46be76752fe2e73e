"""The secrets of an environment: texts that definitions name and nobody reads back."""

import re

from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope
from tollgate.workflows.errors import WorkflowNotFound
from tollgate.workflows.ports import SecretRepository

MOST_SECRETS, LONGEST_SECRET, SHORTEST_SECRET = 100, 2_000, 4
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


def list_secrets(scope: Scope, secrets: SecretRepository) -> list[str]:
    """Return the names of the secrets, in their order."""
    return sorted(secrets.all(scope))


def set_secret(scope: Scope, name: str, value: str, secrets: SecretRepository) -> str:
    """Stage a secret, new or in place of the former one; return its name. Raises `BadUserInput` naming the field."""
    if not _NAME.fullmatch(name):
        raise BadUserInput("The name is 1-64 letters, digits and underscores, the first not a digit", field="name")
    if not SHORTEST_SECRET <= len(value) <= LONGEST_SECRET:
        raise BadUserInput(f"value has {SHORTEST_SECRET}-{LONGEST_SECRET} characters", field="value")
    known = {**secrets.all(scope), name: value}
    if len(known) > MOST_SECRETS:
        raise BadUserInput(f"An environment has at most {MOST_SECRETS} secrets; delete one first", field="name")
    secrets.save(scope, known)
    return name


def delete_secret(scope: Scope, name: str, secrets: SecretRepository) -> str:
    """Stage the removal of a secret; return its name. Raises `WorkflowNotFound`."""
    known = dict(secrets.all(scope))
    if known.pop(name, None) is None:
        raise WorkflowNotFound.of("workflow secret", name)
    secrets.save(scope, known)
    return name
