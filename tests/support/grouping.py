"""A plan that holds a feature group."""

from tests.support.catalog import create_plan
from tests.support.graphql import ask
from tests.support.made_once import made_once
from tests.support.recorded import TEST_SCOPE
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.catalog.create_package_entitlements import (
    CreatePackageEntitlementsRequest,
    NewEntitlement,
    create_package_entitlements,
)
from tollgate.catalog.entitlement_settings import EntitlementSettings
from tollgate.shared.scope import ActorType

GROUP, PLAN = "group-calls", "plan-grouped"


@made_once
def given_grouped_plan(api: TemplateApi, *feature_ids: str, product_id: str = "product-app") -> None:
    """Create a group of metered features, and a draft with ten of each."""
    group = {"featureGroupId": GROUP, "displayName": "Calls", "features": feature_ids, "environmentId": "development"}
    ask(api, "mutation ($group: CreateFeatureGroupInput!) { createFeatureGroup(input: $group) { id } }", group=group)
    create_plan(api, PLAN, productId=product_id)
    settings = EntitlementSettings(usage_limit=10)
    new = tuple(NewEntitlement(id=each, settings=settings, feature_group_id=GROUP) for each in feature_ids)
    wiring.transact(
        lambda: create_package_entitlements(
            CreatePackageEntitlementsRequest(scope=TEST_SCOPE, package_id=PLAN, entitlements=new),
            packages=wiring.plans(),
            features=wiring.features(),
            currencies=wiring.custom_currencies(),
            groups=wiring.feature_groups(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        ),
        actor=ActorType.SYSTEM,
    )
