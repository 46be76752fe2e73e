"""Creates the template's tables in whatever DynamoDB the process talks to."""

from typing import Any

import boto3

from tools.template import resources

_CREATED = (
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "BillingMode",
    "StreamSpecification",
)


def create_tables(prefix: str = "test") -> dict[str, str]:
    """Create every table of the template; return the environment variables that name them."""
    client = boto3.client("dynamodb")
    variables = {}
    for logical_id, properties in resources("AWS::DynamoDB::Table").items():
        kind = logical_id.removesuffix("Table").lower()
        arguments: dict[str, Any] = {name: properties[name] for name in _CREATED if name in properties}
        if "StreamSpecification" in arguments:
            arguments["StreamSpecification"] = {"StreamEnabled": True, **arguments["StreamSpecification"]}
        client.create_table(TableName=f"{prefix}-{kind}", **arguments)
        variables[f"{kind.upper()}_TABLE"] = f"{prefix}-{kind}"
    return variables
