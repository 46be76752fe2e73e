"""The official client, in strict mode, makes every call of the catalogue; each documented failure is met once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.graphql import ask
from tests.support.template_api import TemplateApi

SEATS, PLAN, PRODUCT = "feature-seats", "plan-pro", "product-main"
FILTERS: Any = [
    {
        "conditions": [
            {"field": "eventName", "operation": "EQUALS", "value": "upload"},
            {"field": "region", "operation": "IN", "values": ["eu", "us"]},
        ]
    }
]
METER: Any = {"aggregation": {"function": "COUNT"}, "filters": FILTERS}
EUROPE: Any = {"display_name": "Europe", "value": "eu"}
AMERICA: Any = {"display_name": "America", "value": "us"}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def shop(client: Stigg, api: TemplateApi) -> Stigg:
    """The client of an environment with a product, a metered feature and a draft."""
    create_product(api)
    create_feature(api)
    create_plan(api, metadata={"tier": "2"})
    return client


def test_features(client: Stigg) -> None:
    features = client.v1.features
    created = features.create_feature(
        id="feature-regions",
        display_name="Regions",
        feature_type="ENUM",
        enum_configuration=[{"display_name": "Europe", "value": "eu"}],
        metadata={"team": "core"},
    ).data
    assert (created.feature_type, created.meter_type, created.feature_status) == ("ENUM", "None", "ACTIVE")
    assert features.retrieve_feature("feature-regions").data == created
    updated = features.update_feature("feature-regions", display_name="Where", description="Where data lives").data
    assert (updated.display_name, updated.description) == ("Where", "Where data lives")
    assert features.archive_feature("feature-regions").data.feature_status == "SUSPENDED"
    assert features.unarchive_feature("feature-regions").data.feature_status == "ACTIVE"
    listed = features.list_features(feature_type=["ENUM", "NUMBER"], status=["ACTIVE"], created_at={"gt": LONG_AGO})
    assert [feature.id for feature in listed] == ["feature-regions"]


def test_metered_features(client: Stigg) -> None:
    features = client.v1.features
    created = features.create_feature(
        id="feature-traffic",
        display_name="Traffic",
        feature_type="NUMBER",
        meter_type="INCREMENTAL",
        meter={"aggregation": {"function": "SUM", "field": "bytes"}, "filters": FILTERS},
        unit_transformation={"divide": 1_000_000_000, "feature_units": "GB", "feature_units_plural": "GB"},
    ).data
    assert created.meter is not None
    assert (created.meter.aggregation.function, created.meter.aggregation.field) == ("SUM", "bytes")
    assert [each.operation for each in created.meter.filters[0].conditions] == ["EQUALS", "IN"]
    assert created.unit_transformation is not None
    assert (created.unit_transformation.divide, created.unit_transformation.round) == (1_000_000_000, "UP")
    assert features.retrieve_feature("feature-traffic").data == created
    assert list(features.list_features()) != []
    updated = features.update_feature("feature-traffic", meter=METER, unit_transformation=None).data
    assert updated.meter is not None
    assert (updated.meter.aggregation.function, updated.unit_transformation) == ("COUNT", None)


def test_lists_are_walked_page_by_page(client: Stigg, api: TemplateApi) -> None:
    for number in range(5):
        create_feature(api, f"feature-{number}")
    assert len(list(client.v1.features.list_features(limit=2))) == 5


def sold(api: TemplateApi) -> None:
    """Sell the plan, with seats in it."""
    grant(api, PLAN, SEATS, usageLimit=5)
    publish(api)


def grouped(api: TemplateApi) -> None:
    """Put the feature into a group."""
    group = (
        f'{{featureGroupId: "group-team", displayName: "Team", features: ["{SEATS}"], environmentId: "development"}}'
    )
    ask(api, f"mutation {{ createFeatureGroup(input: {group}) {{ id }} }}")


def granted_in_europe(api: TemplateApi) -> None:
    """Grant one value of a feature that has two."""
    create_feature(
        api,
        "feature-regions",
        featureType="ENUM",
        enumConfiguration=[{"displayName": value, "value": value} for value in ("eu", "us")],
    )
    grant(api, PLAN, "feature-regions", enumValues=["eu"])


def feature(v1: Any, **fields: Any) -> Any:
    """Create a number, unless other fields are given."""
    return v1.features.create_feature(**{"id": "f", "display_name": "F", "feature_type": "NUMBER", **fields})


def untouched(api: TemplateApi) -> None:
    """Leave everything as it is."""


Call = Callable[[Any], Any]

FAILURES: list[tuple[str, Callable[[TemplateApi], None], Call]] = [
    ("404 FeatureNotFound", untouched, lambda v1: v1.features.retrieve_feature("feature-none")),
    ("404 FeatureNotFound", untouched, lambda v1: v1.features.update_feature("feature-none", display_name="X")),
    (
        "409 DuplicatedEntityNotAllowed",
        untouched,
        lambda v1: v1.features.create_feature(id=SEATS, display_name="X", feature_type="BOOLEAN"),
    ),
    (
        "409 CannotUpdateUnitTransformationError",
        sold,
        lambda v1: v1.features.update_feature(SEATS, unit_transformation={"divide": 10}),
    ),
    (
        "400 InvalidArgumentError",
        untouched,
        lambda v1: v1.features.update_feature(SEATS, unit_transformation={"divide": 0}),
    ),
    (
        "400 MeteringNotAvailableForFeatureType",
        untouched,
        lambda v1: v1.features.create_feature(
            id="feature-sso", display_name="SSO", feature_type="BOOLEAN", meter=METER
        ),
    ),
    (
        "400 MeterMustBeAssociatedToMeteredFeature",
        untouched,
        lambda v1: v1.features.create_feature(
            id="feature-days", display_name="Days", feature_type="NUMBER", meter=METER
        ),
    ),
    (
        "400 InvalidArgumentError",
        untouched,
        lambda v1: v1.features.update_feature(SEATS, meter={"aggregation": {"function": "SUM"}, "filters": FILTERS}),
    ),
    ("409 CannotArchiveFeatureError", sold, lambda v1: v1.features.archive_feature(SEATS)),
    ("409 CannotArchiveFeatureError", grouped, lambda v1: v1.features.archive_feature(SEATS)),
    ("404 FeatureNotFound", untouched, lambda v1: v1.features.archive_feature("feature-none")),
    ("404 FeatureNotFound", untouched, lambda v1: v1.features.unarchive_feature("feature-none")),
    ("409 EntityIsArchivedError", untouched, lambda v1: [v1.features.archive_feature(SEATS) for _ in range(2)]),
    ("400 InvalidArgumentError", untouched, lambda v1: feature(v1, id="a b")),
    ("400 BadUserInput", untouched, lambda v1: feature(v1, display_name="")),
    ("400 BadUserInput", untouched, lambda v1: feature(v1, feature_type="SWITCH")),
    ("400 InvalidMetadataError", untouched, lambda v1: feature(v1, metadata={"": "x"})),
    ("400 InvalidArgumentError", untouched, lambda v1: feature(v1, feature_type="ENUM")),
    ("400 InvalidArgumentError", untouched, lambda v1: feature(v1, enum_configuration=[EUROPE])),
    ("400 InvalidArgumentError", untouched, lambda v1: feature(v1, feature_type="ENUM", meter_type="INCREMENTAL")),
    ("400 InvalidArgumentError", untouched, lambda v1: feature(v1, unit_transformation={"divide": 10})),
    (
        "400 InvalidArgumentError",
        granted_in_europe,
        lambda v1: v1.features.update_feature("feature-regions", enum_configuration=[AMERICA]),
    ),
    ("400 BadUserInput", untouched, lambda v1: v1.features.update_feature(SEATS, display_name="x" * 256)),
    ("400 BadUserInput", untouched, lambda v1: v1.features.list_features(limit=101)),
    ("400 BadUserInput", untouched, lambda v1: v1.features.list_features(after="x")),
    ("400 BadUserInput", untouched, lambda v1: v1.features.list_features(after="x", before="x")),
]


@pytest.mark.parametrize(("expected", "arrange", "call"), FAILURES)
def test_a_failure_has_its_status_and_code(
    shop: Stigg, api: TemplateApi, expected: str, arrange: Callable[[TemplateApi], None], call: Call
) -> None:
    arrange(api)
    with pytest.raises(stigg.APIStatusError) as failed:
        call(shop.v1)
    body: Any = failed.value.body
    assert f"{failed.value.status_code} {body['error']['code']}" == expected
    assert body["error"]["requestId"] == failed.value.response.headers["x-request-id"]
