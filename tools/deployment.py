"""Which deployment a command talks to: a stack on AWS, or the local server's emulator."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import boto3

from tollgate import wiring
from tollgate.environments.environment import Environment
from tollgate.environments.retrieve_environment import retrieve_environment
from tollgate.shared.errors import DomainError
from tollgate.shared.scope import ActorType
from tools.emulator import environment_of, port_in_use
from tools.local_environment import ACCOUNT as LOCAL_ACCOUNT
from tools.local_environment import LOOPBACK
from tools.stack import Stack
from tools.template import ROOT

_VARIABLE_OF_OUTPUT = {
    "DocumentsTableName": "DOCUMENTS_TABLE",
    "LiveTableName": "LIVE_TABLE",
    "LedgerTableName": "LEDGER_TABLE",
    "OccurrencesTableName": "OCCURRENCES_TABLE",
    "OutboxTableName": "OUTBOX_TABLE",
    "UsageQueueUrl": "USAGE_QUEUE_URL",
    "BusName": "EVENT_BUS_NAME",
}


def command_line(description: str | None) -> ArgumentParser:
    """Return a parser with the arguments that say which deployment and account are meant."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--stack", help="the stack on AWS, such as tollgate-dev; without it, the local server")
    parser.add_argument("--account", help="the account, 'main' on AWS and 'local' on the local server by default")
    return parser


def run(parser: ArgumentParser, arguments: list[str] | None = None) -> None:
    """Connect, then run the chosen command in one transaction; what it returns is printed once that is committed."""
    given = parser.parse_args(arguments)
    connect(given)
    command: Callable[[Namespace], list[str]] = given.command
    try:
        lines = wiring.transact(lambda: command(given), actor=ActorType.SYSTEM)
    except DomainError as refused:
        sys.exit(f"{refused.code}: {refused.message}")
    print("\n".join(lines))


def connect(given: Namespace) -> None:
    """Lead this process to the deployment that is meant, and settle the account."""
    if given.stack:
        os.environ.update(_variables_of_stack(given.stack))
    elif "DOCUMENTS_TABLE" not in os.environ:
        os.environ.update(_variables_of_local_server())
    given.account = given.account or ("main" if given.stack else LOCAL_ACCOUNT)


def environment_of_account(given: Namespace) -> Environment:
    """Return the environment the command names; raises `EnvironmentMissing`."""
    return retrieve_environment(given.account, given.environment, environments=wiring.environments())


def variables_of_outputs(outputs: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the environment variables that lead to the tables, the usage queue and the bus a stack's outputs name."""
    values = {output["OutputKey"]: output["OutputValue"] for output in outputs}
    return {variable: values[name] for name, variable in _VARIABLE_OF_OUTPUT.items()}


def _variables_of_stack(name: str) -> dict[str, str]:
    client = boto3.client("cloudformation")
    outputs = client.describe_stacks(StackName=name)["Stacks"][0]["Outputs"]
    return {**variables_of_outputs(outputs), "AWS_REGION": client.meta.region_name}


def _variables_of_local_server() -> dict[str, str]:
    state = Path(os.environ.get("DATA_DIR") or ROOT / ".local") / "aws"
    port = port_in_use(state)
    if port is None:
        sys.exit("The local server does not run; start it with make start, or name a stack on AWS with --stack")
    os.environ.update(environment_of(port))
    return Stack(Stage="local", WebhookAllowedHosts=LOOPBACK).variables
