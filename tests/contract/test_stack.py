"""The template's functions are resolved, and its resources named, as CloudFormation does it."""

from typing import Any

import pytest

from tools.resolve import Resolver, parameters
from tools.stack import Stack
from tools.template import functions, variables_of

MAY_BE_EMPTY = {"WEBHOOK_ALLOWED_HOSTS", "WORKFLOW_EMAIL_FROM", "WORKFLOW_EVENT_BUSES"}
"""Lists of the deployment that hold nothing by default."""


def attribute(logical_id: str, name: str) -> str:
    """Return what a resource would give."""
    return f"{logical_id}.{name}"


@pytest.mark.parametrize(
    ("value", "resolved"),
    [
        ("plain", "plain"),
        ({"Ref": "Stage"}, "prod"),
        ({"Ref": "CorsOrigins"}, ["https://a.example", "https://b.example"]),
        ({"Ref": "AWS::Region"}, "us-east-1"),
        ({"Ref": "LiveTable"}, "LiveTable.Ref"),
        ({"Fn::GetAtt": ["OutboxTable", "StreamArn"]}, "OutboxTable.StreamArn"),
        ({"Fn::Sub": "${Stage}-${LiveTable.Arn}/index/*"}, "prod-LiveTable.Arn/index/*"),
        ({"Fn::Join": ["|", {"Ref": "CorsOrigins"}]}, "https://a.example|https://b.example"),
        ({"Fn::If": ["IsDeletionProtected", True, False]}, True),
        ({"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], []]}, []),
        ({"Name": {"Ref": "Stage"}, "List": [{"Ref": "Stage"}]}, {"Name": "prod", "List": ["prod"]}),
    ],
)
def test_a_value_is_resolved(value: Any, resolved: Any) -> None:
    given = parameters(Stage="prod", DeletionProtection="true", CorsOrigins="https://a.example, https://b.example")
    assert Resolver(given, attribute).resolve(value) == resolved


def test_a_parameter_that_the_template_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="Stge"):
        parameters(Stge="prod")


@pytest.mark.usefixtures("dynamodb")
def test_every_variable_of_every_function_has_a_value() -> None:
    stack = Stack(Stage="other")
    named = {name for function in functions() for name in variables_of(function)}
    assert stack.variables.keys() == named
    assert {name for name, value in stack.variables.items() if not value} <= MAY_BE_EMPTY
    assert stack.variables["LIVE_TABLE"] == "tollgate-other-live"
