"""Entitlements as flags through the official OpenFeature client and its OFREP provider."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from openfeature import api as openfeature
from openfeature.client import OpenFeatureClient
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import Reason

from tests.support.metering import Sold, boolean, configured, entitlement, resetting, values_of
from tests.support.openfeature import client_of, customer
from tests.support.tenancy import open_environment
from tools.http_api import HttpApi
from tools.stack import Stack

ACME = customer("acme")


@pytest.fixture
def secret(dynamodb: None) -> str:
    """The key of an environment that sells a feature of every kind."""
    opened = open_environment()
    sold = Sold(opened.environment.scope)
    sold.basic(
        resetting(),
        boolean(),
        configured(usage_limit=Decimal("2.5")),
        values_of("regions", "eu"),
        entitlement("free", usage_limit=None, has_unlimited_usage=True),
    )
    sold.feature(boolean("audit"))
    return opened.keys[0].secret


@pytest.fixture
def flags(secret: str) -> Iterator[OpenFeatureClient]:
    """A client that sends the key as a bearer's token."""
    yield client_of(HttpApi(Stack(Stage="test")), lambda: {"Authorization": f"Bearer {secret}"})
    openfeature.shutdown()


def test_every_kind_of_feature_is_read_as_its_type(flags: OpenFeatureClient) -> None:
    assert flags.get_boolean_value("sso", False, ACME) is True
    assert flags.get_boolean_value("audit", True, ACME) is False
    assert flags.get_integer_value("calls", 0, ACME) == 10
    assert flags.get_float_value("retention", 0.0, ACME) == 2.5
    assert flags.get_string_value("regions", "", ACME) == "eu"
    whole = flags.get_object_value("calls:object", {}, ACME)
    assert isinstance(whole, dict)
    assert (whole["usageLimit"], whole["isGranted"]) == (10, True)


def test_details_tell_reason_variant_and_usage(flags: OpenFeatureClient) -> None:
    details = flags.get_boolean_details("calls:boolean", False, customer("acme", requestedUsage=11))
    assert (details.value, details.reason, details.variant) == (False, Reason.TARGETING_MATCH, "denied")
    assert details.flag_metadata["currentUsage"] == 0
    assert details.flag_metadata["accessDeniedReason"] == "RequestedUsageExceedingLimit"
    unlimited = flags.get_integer_details("free", 0, ACME)
    assert (unlimited.value, unlimited.variant) == (2**53 - 1, "unlimited")
    assert flags.get_boolean_details("audit", True, ACME).reason == Reason.DEFAULT


@pytest.mark.parametrize(
    ("key", "customer_id", "resource_id", "code"),
    [
        ("unknown", "acme", None, ErrorCode.FLAG_NOT_FOUND),
        ("sso", None, None, ErrorCode.TARGETING_KEY_MISSING),
        ("sso", "acme", 7, ErrorCode.INVALID_CONTEXT),
        ("calls", "acme", None, ErrorCode.TYPE_MISMATCH),
    ],
)
def test_a_refusal_is_the_error_the_client_knows(
    flags: OpenFeatureClient, key: str, customer_id: str | None, resource_id: object, code: ErrorCode
) -> None:
    more = {"resourceId": resource_id} if resource_id is not None else {}
    details = flags.get_string_details(key, "fallback", customer(customer_id, **more))
    assert (details.value, details.error_code, details.reason) == ("fallback", code, Reason.ERROR)


def test_the_key_may_stand_in_a_header_of_its_own(secret: str) -> None:
    api = HttpApi(Stack(Stage="test"))
    assert client_of(api, lambda: {"X-API-KEY": secret}).get_boolean_value("sso", False, ACME) is True
    refused = client_of(api, lambda: {"Authorization": "Bearer unknown"}).get_boolean_details("sso", False, ACME)
    assert (refused.value, refused.error_code) == (False, ErrorCode.GENERAL)
    openfeature.shutdown()
