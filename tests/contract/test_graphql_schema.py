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

from tollgate.graphql.inputs.customers import BillingInformationInput, ProvisionCustomerInput
from tollgate.graphql.inputs.entitlements import EntitlementOptions, FetchEntitlementQuery, FetchEntitlementsQuery
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
from tollgate.graphql.inputs.subscriptions import AgreementInput, ProvisionSubscriptionInput
from tollgate.graphql.inputs.usage import ReportUsageBulkInput, ReportUsageInput
from tollgate.graphql.roots import MUTATIONS, QUERIES
from tollgate.graphql.schema import served_schema
from tollgate.shared.entity import Value
from tools.graphql_schema import EXTENSIONS, INTROSPECTION, SERVED, introspection, served

HERE = Path(__file__).parent
FACTS: dict[str, Any] = json.loads((HERE / "facts" / "graphql.json").read_text())
SEED = parse((HERE / "seed-operations.graphql").read_text())

READ_BY: dict[str, type[Value]] = {
    "ArchiveProductInput": ArchiveProductInput,
    "AutoCancellationRuleInput": AutoCancellationRuleInput,
    "CreateOneProductInput": CreateOneProductInput,
    "DuplicateProductInput": DuplicateProductInput,
    "ProductCreateInput": ProductCreateInput,
    "ProductSettingsInput": ProductSettingsInput,
    "ProductUpdateInput": ProductUpdateInput,
    "UpdateOneProductInput": UpdateOneProductInput,
    "CustomerBillingInfo": BillingInformationInput,
    "EntitlementOptions": EntitlementOptions,
    "FetchEntitlementQuery": FetchEntitlementQuery,
    "FetchEntitlementsQuery": FetchEntitlementsQuery,
    "ProvisionCustomerInput": ProvisionCustomerInput,
    "ProvisionCustomerSubscriptionInput": AgreementInput,
    "ProvisionSubscriptionInput": ProvisionSubscriptionInput,
    "ReportUsageBaseInput": ReportUsageInput,
    "ReportUsageBulkInput": ReportUsageBulkInput,
    "ReportUsageInput": ReportUsageInput,
}


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
        assert set(schema.type_map[name].fields) == set(resolvers) == set(FACTS["roots"][name])  # type: ignore[attr-defined]


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
