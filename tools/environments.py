"""Creates and lists environments: `python -m tools.environments create production --type PRODUCTION`."""

from argparse import ArgumentParser, Namespace

from tollgate import wiring
from tollgate.environments.create_environment import CreateEnvironmentRequest, create_environment
from tollgate.environments.environment import Environment, EnvironmentType
from tollgate.environments.list_environments import list_environments
from tollgate.environments.retrieve_environment import retrieve_environment
from tollgate.governance.switch_governance import switch_governance
from tools.deployment import command_line, run


def parser() -> ArgumentParser:
    """Return the command line."""
    root = command_line(__doc__)
    commands = root.add_subparsers(required=True)
    create = commands.add_parser("create", help="open an environment and print its keys, once")
    create.set_defaults(command=create_one)
    create.add_argument("slug", help="the name in commands, unique in the account")
    create.add_argument("--type", choices=list(EnvironmentType), default=EnvironmentType.DEVELOPMENT)
    create.add_argument("--name", help="the display name; the slug by default")
    commands.add_parser("list", help="show the account's environments").set_defaults(command=list_all)
    governance = commands.add_parser("governance", help="switch budgets of entities on or off")
    governance.set_defaults(command=switch)
    governance.add_argument("slug", help="the environment")
    governance.add_argument("switch", choices=["on", "off"])
    return root


def create_one(given: Namespace) -> list[str]:
    """Open an environment and return its line and those of its keys."""
    opened = create_environment(
        CreateEnvironmentRequest(
            account_id=given.account,
            slug=given.slug,
            display_name=given.name or given.slug,
            type=EnvironmentType(given.type),
        ),
        environments=wiring.environments(),
        keys=wiring.api_keys(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
        secrets=wiring.secrets(),
    )
    keys = [f"{issued.key.kind:<12} {issued.secret}" for issued in opened.keys]
    return [_line(opened.environment), *keys, "The keys are shown this once."]


def list_all(given: Namespace) -> list[str]:
    """Return a line per environment."""
    return [_line(each) for each in list_environments(given.account, environments=wiring.environments())]


def switch(given: Namespace) -> list[str]:
    """Switch governance of an environment on or off, and say so."""
    environment = retrieve_environment(given.account, given.slug, environments=wiring.environments())
    switch_governance(
        environment.scope,
        is_enabled=given.switch == "on",
        settings=wiring.governance_settings(),
        known=wiring.known_governance(),
    )
    return [f"Governance is {given.switch} in {environment.slug}; it may take a minute until all functions know."]


def _line(environment: Environment) -> str:
    return f"{environment.slug:<20} {environment.type:<12} {environment.id}  {environment.display_name}"


if __name__ == "__main__":
    run(parser())
