"""Entitlements through the official client, in strict mode."""

import pytest
from stigg import BadRequestError, Stigg

from tests.support.metering import Sold, boolean, configured, entitlement, resetting, values_of
from tests.support.template_api import TemplateApi


@pytest.fixture
def sold(api: TemplateApi) -> Sold:
    sold = Sold()
    sold.basic(
        resetting(),
        boolean(),
        configured(),
        values_of("regions", "eu", "us"),
        entitlement("free", usage_limit=None, has_unlimited_usage=True),
    )
    return sold


@pytest.mark.parametrize(
    ("feature_id", "asked", "reason"),
    [
        ("calls", {}, None),
        ("calls", {"requested_usage": 10}, None),
        ("calls", {"requested_usage": 11}, "RequestedUsageExceedingLimit"),
        ("sso", {}, None),
        ("sso", {"requested_usage": 1}, "FeatureTypeMismatch"),
        ("retention", {}, None),
        ("regions", {"requested_values": ["eu", "us"]}, None),
        ("regions", {"requested_values": ["cn"]}, "RequestedValuesMismatch"),
        ("free", {"requested_usage": 1_000_000}, None),
        ("unknown", {}, "FeatureNotFound"),
        ("calls", {"resource_id": "nowhere"}, "CustomerResourceNotFound"),
    ],
)
def test_a_check_is_answered(
    client: Stigg, sold: Sold, feature_id: str, asked: dict[str, object], reason: str | None
) -> None:
    answer = client.v1.customers.check_entitlement("acme", feature_id=feature_id, **asked).data  # type: ignore[arg-type]
    assert (answer.type, answer.is_granted, answer.access_denied_reason) == ("FEATURE", reason is None, reason)


def test_a_metered_feature_has_its_period(client: Stigg, sold: Sold) -> None:
    answer = client.v1.customers.check_entitlement("acme", feature_id="calls").data
    assert answer.type == "FEATURE"
    assert (answer.current_usage, answer.usage_limit, answer.reset_period) == (0, 10, "MONTH")
    assert answer.usage_period_end is not None
    assert answer.valid_until == answer.usage_period_end


def test_a_currency_is_answered(client: Stigg, sold: Sold) -> None:
    answer = client.v1.customers.check_entitlement("acme", currency_id="tokens").data
    assert answer.type == "CREDIT"
    assert (answer.is_granted, answer.access_denied_reason) == (False, "EntitlementNotFound")
    assert (answer.currency.currency_id, answer.current_usage, answer.usage_limit) == ("tokens", 0, 0)


def test_all_entitlements_are_listed(client: Stigg, sold: Sold) -> None:
    state = client.v1.customers.retrieve_entitlements("acme").data
    assert state.access_denied_reason is None
    assert [each.feature.id for each in state.entitlements if each.type == "FEATURE" and each.feature] == [
        "calls",
        "free",
        "regions",
        "retention",
        "sso",
    ]
    nobody = client.v1.customers.retrieve_entitlements("nobody").data
    assert (nobody.access_denied_reason, nobody.entitlements) == ("CustomerNotFound", [])


def test_a_wrong_question_is_a_bad_request(client: Stigg, sold: Sold) -> None:
    with pytest.raises(BadRequestError):
        client.v1.customers.check_entitlement("acme")
    with pytest.raises(BadRequestError):
        client.v1.customers.check_entitlement("acme", feature_id="calls", currency_id="tokens")
    with pytest.raises(BadRequestError):
        client.v1.customers.check_entitlement("acme", currency_id="tokens", reserve_amount=5)
