"""Promotional entitlements through the official client, in strict mode; each documented failure is met once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.graphql import given_metered_catalogue
from tests.support.selling import given_customer
from tests.support.template_api import TemplateApi

CALLS = "feature-api-calls"


@pytest.fixture(autouse=True)
def shop(api: TemplateApi) -> None:
    given_metered_catalogue(api)
    given_customer(api)


def row(feature_id: str = CALLS, period: str = "1 month", **fields: Any) -> Any:
    nothing_said = {
        "custom_end_date": None,
        "enum_values": None,
        "has_soft_limit": None,
        "has_unlimited_usage": None,
        "is_visible": None,
        "monthly_reset_period_configuration": None,
        "reset_period": None,
        "usage_limit": None,
        "weekly_reset_period_configuration": None,
        "yearly_reset_period_configuration": None,
    }
    return {**nothing_said, "feature_id": feature_id, "period": period, **fields}


def test_features_are_granted_listed_and_revoked(client: Stigg) -> None:
    promotions = client.v1.customers.promotional_entitlements
    weekly = {"reset_period": "WEEK", "weekly_reset_period_configuration": {"according_to": "EveryMonday"}}
    custom = {"custom_end_date": datetime(2026, 2, 1, tzinfo=UTC)}
    created = promotions.create(
        "acme",
        promotional_entitlements=[
            row(usage_limit=50, has_soft_limit=True, is_visible=False, **weekly),
            row("feature-regions", "custom", enum_values=["us"], **custom),
            row("feature-seats", "lifetime", has_unlimited_usage=True),
        ],
    ).data
    assert [(each.feature_id, each.period, each.status) for each in created] == [
        (CALLS, "1 month", "Active"),
        ("feature-regions", "custom", "Active"),
        ("feature-seats", "lifetime", "Active"),
    ]
    calls, regions, seats = created
    assert (calls.usage_limit, calls.has_soft_limit, calls.is_visible, calls.reset_period) == (50, True, False, "WEEK")
    assert calls.reset_period_configuration is not None
    assert (regions.enum_values, regions.end_date) == (["us"], datetime(2026, 2, 1, tzinfo=UTC))
    assert (seats.has_unlimited_usage, seats.usage_limit, seats.end_date) == (True, None, None)
    listed = list(promotions.list("acme", limit=2))
    assert {each.id for each in listed} == {each.id for each in created}
    assert [each.feature_id for each in promotions.list("acme", status=["Expired", "Paused"])] == []
    assert (
        len(list(promotions.list("acme", status=["Active"], created_at={"gte": datetime(2026, 1, 15, tzinfo=UTC)})))
        == 3
    )
    revoked = promotions.revoke(CALLS, id="acme").data
    assert revoked.id == calls.id
    assert len(list(promotions.list("acme"))) == 2


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda each: each.create("nobody", promotional_entitlements=[row(usage_limit=1)]), stigg.NotFoundError),
        (lambda each: each.create("acme", promotional_entitlements=[row("unknown")]), stigg.NotFoundError),
        (lambda each: each.create("acme", promotional_entitlements=[row()]), stigg.BadRequestError),
        (lambda each: each.create("acme", promotional_entitlements=[]), stigg.BadRequestError),
        (lambda each: each.list("nobody"), stigg.NotFoundError),
        (lambda each: each.revoke("feature-sso", id="acme"), stigg.NotFoundError),
    ],
)
def test_what_is_refused(client: Stigg, call: Callable[[Any], Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        call(client.v1.customers.promotional_entitlements)
