"""Creates, lists, rotates and revokes API keys: `python -m tools.keys rotate api-key-… --environment production`."""

from argparse import ArgumentParser, Namespace

from tollgate import wiring
from tollgate.environments.api_key import ApiKey
from tollgate.environments.create_key import CreateKeyRequest, IssuedKey, create_key
from tollgate.environments.list_keys import list_keys
from tollgate.environments.permission import GRANTABLE
from tollgate.environments.revoke_key import revoke_key
from tollgate.environments.rotate_key import Grace, RotateKeyRequest, rotate_key
from tollgate.shared.entity import wire_instant
from tollgate.shared.scope import KeyKind
from tools.deployment import command_line, environment_of_account, run


def parser() -> ArgumentParser:
    """Return the command line."""
    root = command_line(__doc__)
    commands = root.add_subparsers(required=True)
    create = commands.add_parser("create", help="make a key and print its secret, once")
    create.set_defaults(command=create_one)
    create.add_argument("--kind", type=str.upper, choices=list(KeyKind), default=KeyKind.SCOPED)
    create.add_argument("--name", required=True, help="what the key is for")
    create.add_argument(
        "--permission", action="append", default=[], help=f"of a scoped key, repeatable: {', '.join(sorted(GRANTABLE))}"
    )
    listed = commands.add_parser("list", help="show the environment's keys, without their secrets")
    listed.set_defaults(command=list_all)
    rotate = commands.add_parser("rotate", help="make a successor, print its secret once, let the key expire")
    rotate.set_defaults(command=rotate_one)
    rotate.add_argument("key_id")
    rotate.add_argument("--grace", choices=list(Grace), default=Grace.ONE_DAY, help="how long the old key still works")
    revoke = commands.add_parser("revoke", help="stop a scoped or a rotated key at once")
    revoke.set_defaults(command=revoke_one)
    revoke.add_argument("key_id")
    for command in (create, listed, rotate, revoke):
        command.add_argument("--environment", required=True, help="the environment's slug")
    return root


def create_one(given: Namespace) -> list[str]:
    """Make a key and return its line and its secret."""
    request = CreateKeyRequest(
        environment=environment_of_account(given),
        kind=KeyKind(given.kind),
        display_name=given.name,
        permissions=tuple(given.permission),
    )
    issued = create_key(
        request,
        keys=wiring.api_keys(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
        secrets=wiring.secrets(),
    )
    return _issued(issued)


def list_all(given: Namespace) -> list[str]:
    """Return a line per key."""
    return [_line(key) for key in list_keys(environment_of_account(given).scope, keys=wiring.api_keys())]


def rotate_one(given: Namespace) -> list[str]:
    """Rotate a key and return the line and secret of its successor."""
    request = RotateKeyRequest(scope=environment_of_account(given).scope, key_id=given.key_id, grace=Grace(given.grace))
    issued = rotate_key(
        request,
        keys=wiring.api_keys(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
        secrets=wiring.secrets(),
    )
    return _issued(issued)


def revoke_one(given: Namespace) -> list[str]:
    """Stop a key and return its line."""
    scope = environment_of_account(given).scope
    revoked = revoke_key(scope, given.key_id, keys=wiring.api_keys(), events=wiring.events(), clock=wiring.clock())
    return [_line(revoked)]


def _issued(issued: IssuedKey) -> list[str]:
    return [_line(issued.key), issued.secret, "The secret is shown this once."]


def _line(key: ApiKey) -> str:
    status = key.status_at(wiring.clock().now())
    until = f" until {wire_instant(key.expires_at)}" if key.expires_at is not None and key.revoked_at is None else ""
    permissions = f" [{' '.join(key.permissions)}]" if key.permissions else ""
    return f"{key.id}  {key.kind:<12} {key.prefix}…  {status}{until}  {key.display_name}{permissions}"


if __name__ == "__main__":
    run(parser())
