"""The served GraphQL schema against the published one, and every field of it against the code behind it."""

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLSchema,
    build_schema,
    is_enum_type,
    is_scalar_type,
    is_union_type,
    parse,
    print_schema,
    validate,
)
from graphql.language import ast

from tollgate.api.billing_information import AddressBody, BillingInformationBody
from tollgate.api.cost_estimate import EstimateEventBody, EstimateUsageBody
from tollgate.api.customer_billing import TaxIdBody
from tollgate.api.events import EventBody
from tollgate.api.features import EnumValueBody
from tollgate.api.meters import (
    MeterAggregationBody,
    MeterBody,
    MeterConditionBody,
    MeterFilterBody,
    UnitTransformationBody,
)
from tollgate.api.package_entitlements import MonthlyResetBody, WeeklyResetBody, YearlyResetBody
from tollgate.api.plans import TrialBudgetBody, TrialConfigBody
from tollgate.api.subscription_terms import ChargeBody
from tollgate.graphql.inputs.charges import (
    CreditRateInput,
    MinimumSpendInput,
    OverageFeatureInput,
    OverageModelInput,
    PackagePricingInput,
    PricePeriodInput,
    PriceTierInput,
    PricingModelInput,
)
from tollgate.graphql.inputs.coupons import CreateCouponInput, MoneyInput
from tollgate.graphql.inputs.credits import (
    BalanceInput,
    ConsumptionInput,
    ConsumptionsInput,
    CreditUsageInput,
    GrantBillingInput,
    GrantInput,
    GrantsInput,
    GrantUpdateInput,
    GrantVoidInput,
    LedgerInput,
)
from tollgate.graphql.inputs.customer_billing import AddressInput, BillingInformationInput
from tollgate.graphql.inputs.customer_import import ImportCustomerBulkInput, ImportCustomerInput
from tollgate.graphql.inputs.customers import ProvisionCustomerInput, UpdateCustomerInput
from tollgate.graphql.inputs.entitlements import (
    EntitlementCheckRequested,
    EntitlementCheckResult,
    EntitlementOptions,
    FetchEntitlementQuery,
    FetchEntitlementsQuery,
    GetEntitlementV2Input,
)
from tollgate.graphql.inputs.features import (
    CreateFeatureGroupInput,
    FeatureInput,
    UpdateFeatureGroupInput,
    UpdateFeatureInput,
)
from tollgate.graphql.inputs.hooks import (
    CreateHook,
    CreateOneHookInput,
    DeleteOneHookInput,
    TryHookInput,
    UpdateHook,
    UpdateOneHookInput,
)
from tollgate.graphql.inputs.merging import (
    DumpProductCatalogInput,
    MergeConfigurationInput,
    MergeInput,
    MergeQueryInput,
)
from tollgate.graphql.inputs.package_entitlements import (
    CreatePackageEntitlementsInput,
    CreditEntitlementInput,
    FeatureEntitlementInput,
    NewCreditEntitlementInput,
    NewEntitlementInput,
    NewFeatureEntitlementInput,
    UpdatePackageEntitlementInput,
)
from tollgate.graphql.inputs.package_groups import (
    CreatePackageGroupInput,
    EditPackageGroupDetailsInput,
    SetPackageGroupAddonsInput,
)
from tollgate.graphql.inputs.packages import (
    AddonCreateInput,
    AddonUpdateInput,
    CompatiblePackageGroupInput,
    PackageGroupOptionsInput,
    PackagePublishInput,
    PlanCreateInput,
    PlanUpdateInput,
    SetCompatibleAddonsOnPlanInput,
    SetPlanCompatiblePackageGroupsInput,
)
from tollgate.graphql.inputs.paywall import GetPaywallInput
from tollgate.graphql.inputs.price_overrides import PriceOverrideInput
from tollgate.graphql.inputs.products import (
    ArchiveProductInput,
    AutoCancellationRuleInput,
    CreateOneProductInput,
    DuplicateProductInput,
    ProductCreateInput,
    ProductSettingsInput,
    ProductUpdateInput,
    UpdateOneProductInput,
)
from tollgate.graphql.inputs.promotions import (
    GrantPromotionGroupInput,
    GrantPromotionsInput,
    PromotionInGroupInput,
    PromotionInput,
    RevokePromotionInput,
)
from tollgate.graphql.inputs.recalculation import (
    RecalculateEntitlementsInput,
    RecalculateEntitlementsSideEffectsOptionsInput,
)
from tollgate.graphql.inputs.recharge import GetRechargeSettingsInput, SaveRechargeSettingsInput
from tollgate.graphql.inputs.subscription_changes import (
    EstimateSubscriptionUpdateInput,
    PreviewSubscriptionInput,
    SubscriptionCancellationInput,
    UpdateSubscriptionInput,
)
from tollgate.graphql.inputs.subscription_import import ImportSubscriptionInput, ImportSubscriptionsBulkInput
from tollgate.graphql.inputs.subscription_terms import (
    AddonInput,
    BillableFeatureInput,
    CouponConfigurationInput,
    CouponInput,
    DiscountInput,
    OlderEntitlementInput,
    SpendInput,
)
from tollgate.graphql.inputs.subscriptions import (
    AgreementInput,
    ApplySubscriptionInput,
    CheckoutOptionsInput,
    ProvisionSubscriptionInput,
    SubscriptionInput,
    TrialInput,
)
from tollgate.graphql.inputs.usage import ReportUsageBulkInput, ReportUsageInput, UsageEventsReportInput
from tollgate.graphql.inputs.usage_history import UsageHistoryInput, UsageHistoryV2Input
from tollgate.graphql.inputs.workflows import TriggerWorkflowInput
from tollgate.graphql.lists.connection import CursorPaging
from tollgate.graphql.lists.filters import Fields
from tollgate.graphql.resolvers.activity import EVENT_LOG
from tollgate.graphql.resolvers.catalog_lists import COUPON, FEATURE_GROUP, PRODUCT
from tollgate.graphql.resolvers.hooks import HOOK
from tollgate.graphql.resolvers.subscription_list import CUSTOMER, PLAN, RESOURCE, SUBSCRIPTION
from tollgate.graphql.roots import MUTATIONS, QUERIES
from tollgate.graphql.schema import served_schema
from tollgate.shared.entity import Value
from tools.graphql_schema import EXTENSIONS, INTROSPECTION, SERVED, introspection, served

HERE = Path(__file__).parent
FACTS: dict[str, Any] = json.loads((HERE / "facts" / "graphql.json").read_text())
SEED = parse((HERE / "seed-operations.graphql").read_text())

READ_BY: dict[str, type[Value]] = {
    "CreateHook": CreateHook,
    "CreateOneHookInput": CreateOneHookInput,
    "DeleteOneHookInput": DeleteOneHookInput,
    "TestHookInput": TryHookInput,
    "UpdateHook": UpdateHook,
    "UpdateOneHookInput": UpdateOneHookInput,
    "TriggerWorkflowInput": TriggerWorkflowInput,
    "RecalculateEntitlementsInput": RecalculateEntitlementsInput,
    "RecalculateEntitlementsSideEffectsOptionsInput": RecalculateEntitlementsSideEffectsOptionsInput,
    "Address": AddressInput,
    "ArchiveProductInput": ArchiveProductInput,
    "AutoCancellationRuleInput": AutoCancellationRuleInput,
    "ConsumeCreditInput": ConsumptionInput,
    "ConsumeCreditsAsyncInput": ConsumptionsInput,
    "CreateCouponInput": CreateCouponInput,
    "CreditBalanceSummaryInput": BalanceInput,
    "CreditGrantBillingInfoInput": GrantBillingInput,
    "CreditGrantInput": GrantInput,
    "CreditLedgerInput": LedgerInput,
    "CreditUsageInput": CreditUsageInput,
    "GetCreditGrantsInput": GrantsInput,
    "UpdateCreditGrantInput": GrantUpdateInput,
    "VoidCreditGrantInput": GrantVoidInput,
    "CreateFeatureGroupInput": CreateFeatureGroupInput,
    "CreateMeter": MeterBody,
    "CreateOneProductInput": CreateOneProductInput,
    "CursorPaging": CursorPaging,
    "CustomerBillingInfo": BillingInformationInput,
    "DuplicateProductInput": DuplicateProductInput,
    "DumpEnvironmentForForMergeComparisonInput": MergeQueryInput,
    "DumpEnvironmentProductCatalogInput": DumpProductCatalogInput,
    "EntitlementCheckRequested": EntitlementCheckRequested,
    "EntitlementCheckResult": EntitlementCheckResult,
    "EntitlementOptions": EntitlementOptions,
    "EnvironmentMergeConfigurationInput": MergeConfigurationInput,
    "EnumConfigurationEntityInput": EnumValueBody,
    "FeatureInput": FeatureInput,
    "FetchEntitlementQuery": FetchEntitlementQuery,
    "FetchEntitlementsQuery": FetchEntitlementsQuery,
    "GetAutoRechargeSettingsInput": GetRechargeSettingsInput,
    "GetEntitlementV2Input": GetEntitlementV2Input,
    "GetPaywallInput": GetPaywallInput,
    "GrantPromotionalEntitlementInput": PromotionInput,
    "GrantPromotionalEntitlementsGroupInput": GrantPromotionGroupInput,
    "GrantPromotionalEntitlementsInput": GrantPromotionsInput,
    "RevokePromotionalEntitlementInput": RevokePromotionInput,
    "RevokePromotionalEntitlementsGroupInput": PromotionInGroupInput,
    "UnlinkPromotionalEntitlementsGroupInput": PromotionInGroupInput,
    "MeterAggregation": MeterAggregationBody,
    "MeterConditionInput": MeterConditionBody,
    "MeterFilterDefinitionInput": MeterFilterBody,
    "ImportCustomerBulkInput": ImportCustomerBulkInput,
    "ImportCustomerInput": ImportCustomerInput,
    "MoneyInputDto": MoneyInput,
    "ProductCreateInput": ProductCreateInput,
    "ProductSettingsInput": ProductSettingsInput,
    "ProductUpdateInput": ProductUpdateInput,
    "MergeEnvironmentInput": MergeInput,
    "AddonCreateInput": AddonCreateInput,
    "AddonUpdateInput": AddonUpdateInput,
    "BudgetConfigurationInput": TrialBudgetBody,
    "CreatePackageEntitlementInput": NewEntitlementInput,
    "CreatePackageEntitlementsInput": CreatePackageEntitlementsInput,
    "CreatePackageGroup": CreatePackageGroupInput,
    "CreditRateInput": CreditRateInput,
    "DefaultTrialConfigInputDto": TrialConfigBody,
    "EditPackageGroupDetailsInput": EditPackageGroupDetailsInput,
    "MinimumSpendInput": MinimumSpendInput,
    "MonthlyResetPeriodConfigInput": MonthlyResetBody,
    "OverageEntitlementCreateInput": OverageFeatureInput,
    "OveragePricingModelCreateInput": OverageModelInput,
    "PackageCreditEntitlementInput": NewCreditEntitlementInput,
    "PackageCreditEntitlementUpdateInput": CreditEntitlementInput,
    "PackageFeatureEntitlementInput": NewFeatureEntitlementInput,
    "PackageFeatureEntitlementUpdateInput": FeatureEntitlementInput,
    "PackagePricingInput": PackagePricingInput,
    "PackagePublishInput": PackagePublishInput,
    "PlanCreateInput": PlanCreateInput,
    "PlanUpdateInput": PlanUpdateInput,
    "PricePeriodInput": PricePeriodInput,
    "PriceTierInput": PriceTierInput,
    "PricingModelCreateInput": PricingModelInput,
    "SetCompatibleAddonsOnPlanInput": SetCompatibleAddonsOnPlanInput,
    "SetPackageGroupAddons": SetPackageGroupAddonsInput,
    "SetPlanCompatiblePackageGroup": CompatiblePackageGroupInput,
    "SetPlanCompatiblePackageGroupOptions": PackageGroupOptionsInput,
    "SetPlanCompatiblePackageGroups": SetPlanCompatiblePackageGroupsInput,
    "UpdatePackageEntitlementInput": UpdatePackageEntitlementInput,
    "WeeklyResetPeriodConfigInput": WeeklyResetBody,
    "YearlyResetPeriodConfigInput": YearlyResetBody,
    "ProvisionCustomerInput": ProvisionCustomerInput,
    "ProvisionCustomerSubscriptionInput": AgreementInput,
    "ProvisionSubscriptionInput": ProvisionSubscriptionInput,
    "ApplySubscriptionInput": ApplySubscriptionInput,
    "BillableFeatureInput": BillableFeatureInput,
    "BillingAddress": AddressBody,
    "ChargeInput": ChargeBody,
    "CheckoutOptions": CheckoutOptionsInput,
    "EstimateEventCostInput": EstimateEventBody,
    "EstimateUsageCostInput": EstimateUsageBody,
    "EstimateSubscriptionInput": PreviewSubscriptionInput,
    "EstimateSubscriptionUpdateInput": EstimateSubscriptionUpdateInput,
    "PreviewSubscriptionInput": PreviewSubscriptionInput,
    "PriceOverrideInput": PriceOverrideInput,
    "SubscriptionAddonInput": AddonInput,
    "SubscriptionBillingInfo": BillingInformationBody,
    "SubscriptionCancellationInput": SubscriptionCancellationInput,
    "SubscriptionCouponConfigurationInput": CouponConfigurationInput,
    "SubscriptionCouponDiscountInput": DiscountInput,
    "SubscriptionCouponInput": CouponInput,
    "SubscriptionCreditEntitlementInput": NewCreditEntitlementInput,
    "SubscriptionEntitlementInput": OlderEntitlementInput,
    "SubscriptionEntitlementInputV2": NewEntitlementInput,
    "SubscriptionFeatureEntitlementInput": NewFeatureEntitlementInput,
    "SubscriptionInput": SubscriptionInput,
    "SubscriptionMinimumSpendValueInput": SpendInput,
    "TrialOverrideConfigurationInput": TrialInput,
    "UpdateSubscriptionEntitlementInput": OlderEntitlementInput,
    "UpdateSubscriptionInput": UpdateSubscriptionInput,
    "SaveAutoRechargeSettingsInput": SaveRechargeSettingsInput,
    "ReportUsageBaseInput": ReportUsageInput,
    "ReportUsageBulkInput": ReportUsageBulkInput,
    "ReportUsageInput": ReportUsageInput,
    "ImportSubscriptionInput": ImportSubscriptionInput,
    "ImportSubscriptionsBulkInput": ImportSubscriptionsBulkInput,
    "UsageHistoryInput": UsageHistoryInput,
    "UsageHistoryV2Input": UsageHistoryV2Input,
    "UsageEventReportInput": EventBody,
    "UsageEventsReportInput": UsageEventsReportInput,
    "ValidateMergeEnvironmentInput": MergeQueryInput,
    "UnitTransformationInput": UnitTransformationBody,
    "TaxExempt": TaxIdBody,
    "UpdateCustomerInput": UpdateCustomerInput,
    "UpdateFeatureGroupInput": UpdateFeatureGroupInput,
    "UpdateFeatureInput": UpdateFeatureInput,
    "UpdateOneProductInput": UpdateOneProductInput,
}
LISTED_BY: dict[str, Fields[Any]] = {
    "Coupon": COUPON,
    "EventLog": EVENT_LOG,
    "FeatureGroup": FEATURE_GROUP,
    "Hook": HOOK,
    "Product": PRODUCT,
    "SubscriptionQuery": SUBSCRIPTION,
}
LED_TO_BY: dict[str, Fields[Any]] = {
    "SubscriptionQueryFilterCustomerFilter": CUSTOMER,
    "SubscriptionQueryFilterCustomerResourceFilter": RESOURCE,
    "SubscriptionQueryFilterPlanFilter": PLAN,
}
"""Filters of what a row leads to."""
REFUSED_IN_FILTERS = {"CouponFilter": {"customers"}}
LED_TO = {"SubscriptionQueryFilter": {"customer", "plan", "resource"}}
OWN_ROOTS = {
    "Query": {"eventLogs", "featureGroup", "featureGroups", "hook", "hooks", "packageGroup"},
    "Mutation": {"deletePackageFeatureGroup", "updateFeatureGroup"},
}
"""Root fields that only this product has."""


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The schema as the function serves it."""
    return served_schema()


def test_what_is_served_is_what_is_committed(schema: GraphQLSchema) -> None:
    committed = build_schema(SERVED.read_text() + EXTENSIONS.read_text())
    assert print_schema(schema) == print_schema(committed)
    assert INTROSPECTION.read_text() == introspection(SERVED.read_text(), EXTENSIONS.read_text())
    assert served(parse(SERVED.read_text())) == SERVED.read_text()


def test_every_root_field_has_a_resolver_and_every_resolver_a_root_field(schema: GraphQLSchema) -> None:
    for name, resolvers in (("Query", QUERIES), ("Mutation", MUTATIONS)):
        known = set(FACTS["roots"][name]) | OWN_ROOTS[name]
        assert set(schema.type_map[name].fields) == set(resolvers) == known  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(FACTS["types"]))
def test_every_type_has_everything_the_published_one_has(schema: GraphQLSchema, name: str) -> None:
    published, ours = FACTS["types"][name], schema.type_map[name]
    if is_scalar_type(ours):
        assert published is None
    elif is_enum_type(ours):
        assert set(published) <= set(ours.values)
    elif is_union_type(ours):
        assert set(published) <= {member.name for member in ours.types}
    else:
        assert published.items() <= {field: str(each.type) for field, each in ours.fields.items()}.items()  # type: ignore[attr-defined]


@pytest.mark.parametrize("root", ["Query", "Mutation"])
def test_root_fields_are_asked_and_answer_as_published(root: str) -> None:
    committed = build_schema(SERVED.read_text() + EXTENSIONS.read_text())
    printed = print_schema(committed)
    for name, signature in FACTS["roots"][root].items():
        assert f"  {name}{signature}\n" in printed


@pytest.mark.parametrize("operation", SEED.definitions, ids=lambda each: each.name.value)
def test_the_seed_documents_are_valid(schema: GraphQLSchema, operation: ast.DefinitionNode) -> None:
    assert validate(schema, ast.DocumentNode(definitions=(operation,))) == []


@pytest.mark.parametrize("name", sorted(READ_BY))
def test_every_field_of_an_input_is_read_or_refused(schema: GraphQLSchema, name: str) -> None:
    known = {field.alias for field in READ_BY[name].model_fields.values()} | {"environmentId"}
    assert set(schema.type_map[name].fields) <= known  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(LISTED_BY))
def test_lists_are_filtered_and_sorted_by_every_field_that_is_offered(schema: GraphQLSchema, name: str) -> None:
    known = set(LISTED_BY[name]) | {"environmentId"}
    offered = set(schema.type_map[f"{name}Filter"].fields) - {"and", "or"}  # type: ignore[attr-defined]
    apart = REFUSED_IN_FILTERS.get(f"{name}Filter", set()) | LED_TO.get(f"{name}Filter", set())
    assert offered - apart == known
    assert set(schema.type_map[f"{name}SortFields"].values) == known  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(LED_TO_BY))
def test_what_a_row_leads_to_is_filtered_by_every_field_that_is_offered(schema: GraphQLSchema, name: str) -> None:
    offered = set(schema.type_map[name].fields) - {"and", "or"}  # type: ignore[attr-defined]
    assert offered == set(LED_TO_BY[name]) | {"environmentId"}
