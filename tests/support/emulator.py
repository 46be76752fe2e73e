"""The emulator as fixtures: one process per test run (and worker), tables of their own for each test."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from tests.support.clock import FixedClock
from tests.support.tables import create_tables
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tools.emulator import Emulator, started

_stages = itertools.count(1)

KINDS = ("documents", "live", "ledger", "occurrences", "outbox")

Dump = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def emulator_process() -> Iterator[Emulator]:
    """A running emulator without stored state."""
    with started() as emulator:
        yield emulator


@pytest.fixture
def emulator(emulator_process: Emulator, clock: FixedClock) -> Iterator[None]:
    """Empty tables on the emulator, and a wiring that reads them with the test's clock and random ids."""
    with on_emulator(emulator_process, clock):
        yield


@pytest.fixture
def emulator_api(emulator: None) -> TemplateApi:
    """The API of template.yaml in process on the emulator, called with a full key."""
    return TemplateApi()


@contextmanager
def on_emulator(process: Emulator, clock: FixedClock) -> Iterator[None]:
    """Lead every client of this process to empty tables of the emulator until the block ends."""
    earlier = dict(os.environ)
    os.environ["AWS_ENDPOINT_URL"] = process.endpoint
    try:
        os.environ.update(create_tables(f"test-{next(_stages)}"))
        _keep_what_expires()
        wiring.reset(clock=clock)
        yield
    finally:
        os.environ.clear()
        os.environ.update(earlier)
        wiring.reset()


def _keep_what_expires() -> None:
    # The emulator deletes by the machine's clock, once a minute; by that clock the test's items expired long ago.
    client = boto3.client("dynamodb")
    for kind in KINDS:
        off = {"AttributeName": "expires_at", "Enabled": False}
        client.update_time_to_live(TableName=os.environ[f"{kind.upper()}_TABLE"], TimeToLiveSpecification=off)


def dump() -> Dump:
    """Return every item of every table, in the order of their keys."""
    client = boto3.client("dynamodb")
    pages = client.get_paginator("scan")
    tables: Dump = {}
    for kind in KINDS:
        scanned = pages.paginate(TableName=os.environ[f"{kind.upper()}_TABLE"], ConsistentRead=True)
        items = [item for page in scanned for item in page["Items"]]
        tables[kind] = sorted(items, key=lambda item: (item["PK"]["S"], item["SK"]["S"]))
    return tables
