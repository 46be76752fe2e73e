"""What may be set of a webhook."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

import pytest

from tests.support.webhooks import a_webhook
from tollgate.event_catalogue.published import LEGACY_NAMES, WIRE_NAMES
from tollgate.shared.errors import InvalidInput
from tollgate.shared.secret import RandomSecrets
from tollgate.webhooks.settings import (
    EXCEEDED,
    checked_secret,
    checked_thresholds,
    checked_types,
    configured,
    read_configuration,
    whole_configuration,
)

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def field_of(refused: pytest.ExceptionInfo[InvalidInput]) -> Any:
    return refused.value.details["field"]


def test_types_may_be_named_by_any_of_their_names_and_count_once() -> None:
    names = [
        "CREDIT_GRANT_CREATED",
        "credit_grant.created",
        "credits.granted",
        "CREDITS_GRANT_GRANTED_OLD",
        "plan.created",
    ]
    assert checked_types(names, field="eventTypes") == ("CREDIT_GRANT_CREATED", "PLAN_CREATED")


@pytest.mark.parametrize("name", [*WIRE_NAMES, *WIRE_NAMES.values(), *LEGACY_NAMES])
def test_every_published_name_is_one_of_a_type(name: str) -> None:
    assert set(checked_types([name], field="eventTypes")) <= WIRE_NAMES.keys()


@pytest.mark.parametrize("name", ["", "plan", "plan_created", "API_KEY_CREATED", "SUBSCRIPTIONS_MIGRATED", "*"])
def test_what_nobody_hears_of_is_no_type(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_types(["PLAN_CREATED", name], field="eventTypes")
    assert field_of(refused) == "eventTypes[1]"


def test_there_is_at_least_one_type() -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_types([], field="eventTypes")
    assert field_of(refused) == "eventTypes"


@pytest.mark.parametrize(
    "secret",
    [
        "12345678",
        "x" * 255,
        "a-secret!~",
        f"whsec_{b64encode(bytes(24)).decode()}",
        f"whsec_{b64encode(bytes(64)).decode()}",
    ],
)
def test_a_secret_may_be_the_callers_own(secret: str) -> None:
    assert checked_secret(secret, field="secret") == secret


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "1234567",
        "x" * 256,
        "with a space",
        "trailing ",
        "line\nbreaks",
        "umlaut-ü-x",
        "whsec_",
        "whsec_not base64",
        "whsec_notbase64",
        f"whsec_{b64encode(bytes(23)).decode()}",
        f"whsec_{b64encode(bytes(65)).decode()}",
    ],
)
def test_a_secret_fits_a_header_and_a_signature(secret: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_secret(secret, field="secret")
    assert field_of(refused) == "secret"


def test_secrets_that_are_made_are_new_ones_and_fit() -> None:
    made = {RandomSecrets().signing_secret() for _ in range(20)}
    assert len(made) == 20
    assert {checked_secret(each, field="secret") for each in made} == made
    assert {len(each) for each in made} == {50}


@pytest.mark.parametrize(
    ("given", "thresholds"),
    [
        ([80], (80,)),
        ([100, 1, 1000, 50], (1, 50, 100, 1000)),
        ([Decimal(80)], (80,)),
        (range(1, 21), tuple(range(1, 21))),
    ],
)
def test_thresholds_are_kept_in_order(given: Any, thresholds: tuple[int, ...]) -> None:
    assert checked_thresholds(given, field="thresholds") == thresholds


@pytest.mark.parametrize(
    "given",
    [[], range(1, 22), [0], [-1], [1001], [80, 80], [80, Decimal(80)], [Decimal("80.5")], ["80"], [True], [None]],
)
def test_other_thresholds_are_refused(given: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_thresholds(given, field="thresholds")
    assert field_of(refused) == "thresholds"


def test_a_configuration_holds_thresholds_and_whatever_else_is_kept_with_a_webhook() -> None:
    given = {
        "thresholds": {EXCEEDED: [90, 50]},
        "on": True,
        "large": 10**30,
        "team": "a",
        "share": Decimal("2.50"),
        "list": [{"n": Decimal(3)}, None],
    }
    kept, thresholds = read_configuration(given, field="configuration")
    assert (kept.pop("on"), kept.pop("large")) == (True, 1e30)
    assert (kept, thresholds) == ({"team": "a", "share": 2.5, "list": [{"n": 3}, None]}, (50, 90))
    webhook = a_webhook(configuration=kept, thresholds=thresholds)
    assert whole_configuration(webhook) == {**kept, "thresholds": {EXCEEDED: [50, 90]}}
    assert read_configuration(whole_configuration(webhook), field="configuration") == (kept, thresholds)


@pytest.mark.parametrize("given", [{}, {"thresholds": None}, {"thresholds": {}}])
def test_without_thresholds_the_default_holds(given: dict[str, Any]) -> None:
    assert read_configuration(given, field="configuration") == ({}, (80, 100))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"thresholds": [80]}, "configuration.thresholds"),
        ({"thresholds": {EXCEEDED: 80}}, f"configuration.thresholds.{EXCEEDED}"),
        ({"thresholds": {EXCEEDED: []}}, f"configuration.thresholds.{EXCEEDED}"),
        ({"thresholds": {"entitlement.usage_exceeded": [0]}}, "configuration.thresholds.entitlement.usage_exceeded"),
        ({"thresholds": {"PLAN_CREATED": [80]}}, "configuration.thresholds.PLAN_CREATED"),
        ({"note": "x" * 4_000}, "configuration"),
        ({"deep": reduce(lambda within, _: [within], range(30), [])}, "configuration"),
    ],
)
def test_a_configuration_that_means_nothing_is_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_configuration(given, field="configuration")
    assert field_of(refused) == field


def test_thresholds_may_stand_beside_the_configuration_that_says_the_same_or_nothing_of_them() -> None:
    own = {"thresholds": {EXCEEDED: [50]}}
    assert configured(None, None) == {}
    assert configured([50], None) == {"thresholds": (50,)}
    assert configured([50], {"a": 1}) == {"configuration": {"a": 1}, "thresholds": (50,)}
    assert configured([50], own) == configured(None, own) == {"configuration": {}, "thresholds": (50,)}
    with pytest.raises(InvalidInput) as refused:
        configured([60], own)
    assert field_of(refused) == "thresholds"


def test_a_rotation_keeps_former_secrets_for_their_graces() -> None:
    webhook = a_webhook(secret="first-secret")
    second = webhook.rotated("second-secret", grace_until=NOON + 3 * HOUR, at=NOON)
    third = second.rotated("third-secret", grace_until=NOON + 2 * HOUR, at=NOON + HOUR)
    assert third.secrets_at(NOON + HOUR) == ("third-secret", "first-secret", "second-secret")
    assert third.secrets_at(NOON + 2 * HOUR) == ("third-secret", "first-secret")
    assert third.secrets_at(NOON + 3 * HOUR) == ("third-secret",)
    at_once = third.rotated("fourth-secret", grace_until=NOON + HOUR, at=NOON + HOUR)
    assert at_once.secrets_at(NOON + HOUR) == ("fourth-secret", "first-secret", "second-secret")
