"""Fixtures for every suite. In-process suites run the real handlers on moto; others start the emulator."""

import os

os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_REGION="us-east-1",
    AWS_DEFAULT_REGION="us-east-1",
    POWERTOOLS_LOG_LEVEL="CRITICAL",
    POWERTOOLS_METRICS_DISABLED="true",
    MOTO_SQS_ENFORCE_STRICT_QUEUE_PURGE_BEHAVIOUR="false",
)

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings
from moto import mock_aws
from stigg import Stigg

from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.moto_tables import share_items
from tests.support.sdk import client_of
from tests.support.tables import create_tables, empty_tables
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tools.bench import hook  # noqa: F401

pytest_plugins = ["tests.support.emulator"]

share_items()

# How fast inputs are made says how busy the machine is, nothing of the product.
settings.register_profile("tollgate", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tollgate")


@pytest.fixture
def clock() -> FixedClock:
    """The time of a test; it stands still until the test moves it."""
    return FixedClock(datetime(2026, 1, 15, 10, 30, tzinfo=UTC))


@pytest.fixture(scope="module")
def moto() -> Iterator[None]:
    """What the template declares, on moto; made once per file, as making it takes longer than most tests."""
    with mock_aws():
        os.environ.update(create_tables())
        yield


@pytest.fixture
def dynamodb(moto: None, clock: FixedClock) -> Iterator[None]:
    """Empty tables and queues on moto, and a wiring that reads them with the test's clock and counting ids."""
    empty_tables()
    wiring.reset(clock=clock, ids=CountingIds())
    yield
    wiring.reset()


@pytest.fixture
def api(dynamodb: None) -> TemplateApi:
    """The API of template.yaml in process, called with a full key of a development environment."""
    return TemplateApi()


@pytest.fixture
def client(api: TemplateApi) -> Stigg:
    """The official client in strict mode on the same API and with the same key as `api`."""
    return client_of(api)
