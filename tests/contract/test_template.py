"""Everything template.yaml names exists, is used, and keeps the rules of the house."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest

from tests.support.contract import OWN_ROUTES, SERVED_TWICE, operations
from tollgate.event_catalogue.published import WIRE_NAMES
from tollgate.tasks.events import BEGUN, TaskEvent
from tollgate.webhooks.delivery import IMMEDIATE_ATTEMPTS
from tollgate.webhooks.events import WebhookDeliveryReplayed
from tollgate.webhooks.sending import LONGEST_WAIT
from tollgate.workflows.events import WorkflowChanged, WorkflowRunQueued
from tools.gateway import load_handler
from tools.template import ROOT, functions, resources, routes, template, variables_of

LAYER = ROOT / "layers" / "tollgate" / "tollgate"
PROVIDED_BY_LAMBDA = frozenset(("AWS_REGION",))
MOST_ROUTES = 300
LARGEST_PATTERN = 2048
"""Characters of a rule's pattern, unless a larger quota was asked for."""
LONGEST_PATTERN = 2_048
QUEUE_WAIT_OF_TIMEOUT = 6
"""A message is hidden for six times its function's timeout, so that a slow batch is not delivered twice."""


def mentions(value: Any) -> Iterator[str]:
    """Yield every logical id or parameter that a value of the template refers to."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"Ref", "Condition"} and isinstance(inner, str):
                yield inner
            elif name == "Fn::GetAtt":
                yield inner[0]
            elif name == "Fn::Sub":
                yield from (found.split(".")[0] for found in re.findall(r"\$\{([\w.]+)\}", str(inner)))
            elif name == "Fn::If":
                yield inner[0]
                yield from mentions(inner)
            else:
                yield from mentions(inner)
    elif isinstance(value, list):
        yield from chain.from_iterable(mentions(each) for each in value)


def events_of(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Return (function, properties) of every event source of one type."""
    return [
        (name, event["Properties"])
        for name, properties in functions().items()
        for event in properties.get("Events", {}).values()
        if event["Type"] == kind
    ]


def source_files() -> str:
    """Return the code of the layer and the functions."""
    files = chain(LAYER.rglob("*.py"), (ROOT / "functions").rglob("*.py"))
    return "\n".join(path.read_text() for path in files)


@pytest.mark.parametrize("function", functions())
def test_every_handler_exists_and_its_function_is_named_after_its_module(function: str) -> None:
    properties = functions()[function]
    module = properties["Handler"].removesuffix(".handler")
    assert function == "".join(word.capitalize() for word in module.split("_")) + "Function"
    assert callable(load_handler(function))


def test_every_module_of_functions_is_deployed() -> None:
    deployed = {f"{each['CodeUri']}/{each['Handler'].removesuffix('.handler')}.py" for each in functions().values()}
    written = {str(path.relative_to(ROOT)) for path in (ROOT / "functions").rglob("*.py")}
    assert written == deployed


def test_every_published_route_is_served_by_the_function_the_contract_names() -> None:
    for route in routes():
        if (route.method, route.path) in OWN_ROUTES:
            continue
        folder, module = operations()[route.method, route.path]["function"].split("/")
        properties = functions()[route.function]
        assert (properties["CodeUri"], properties["Handler"]) == (f"functions/{folder}", f"{module}.handler")


def test_every_route_is_named_in_its_module() -> None:
    for route in routes():
        if route.path in {"$default", "/graphql"}:
            continue
        properties = functions()[route.function]
        module = ROOT / properties["CodeUri"] / properties["Handler"].replace(".handler", ".py")
        method, path = SERVED_TWICE.get((route.method, route.path), (route.method, route.path))
        assert module.read_text().startswith(f'"""{method} {path}: '), module.name


def test_routes_are_unique_and_fit_one_api() -> None:
    keys = [route.key for route in routes()]
    assert len(keys) == len(set(keys)) <= MOST_ROUTES


def test_every_function_is_called_by_something() -> None:
    started = {name for name, properties in functions().items() if properties.get("Events")}
    assert functions().keys() == {route.function for route in routes()} | started | {"AuthorizeFunction"}


def test_the_api_calls_its_functions_by_its_own_role() -> None:
    [api] = resources("AWS::Serverless::HttpApi").values()
    operations_of_paths = chain.from_iterable(each.values() for each in api["DefinitionBody"]["paths"].values())
    integrations = [operation["x-amazon-apigateway-integration"] for operation in operations_of_paths]
    asked = {"type": "aws_proxy", "httpMethod": "POST", "payloadFormatVersion": "2.0"}
    for integration in integrations:
        assert integration == {**asked, "credentials": {"Fn::GetAtt": ["ApiRole", "Arn"]}, "uri": integration["uri"]}


def test_only_the_systems_own_routes_need_no_key() -> None:
    assert {route.path for route in routes() if not route.needs_key} == {"/health", "/openapi.json", "$default"}


def test_every_reference_leads_somewhere() -> None:
    whole = template()
    known = whole["Resources"].keys() | whole["Parameters"].keys() | whole["Conditions"].keys()
    for name, resource in whole["Resources"].items():
        assert not {each for each in mentions(resource) if not each.startswith("AWS::")} - known, name


def test_every_resource_parameter_and_condition_is_used() -> None:
    whole = template()
    used = set(mentions(whole["Resources"])) | set(mentions(whole["Globals"])) | set(mentions(whole["Conditions"]))
    used |= set(mentions(whole["Outputs"]))
    watching = resources("AWS::CloudWatch::Alarm").keys() | functions().keys() | {"Api"}
    watching |= resources("AWS::Events::Rule").keys() | resources("AWS::SQS::QueuePolicy").keys()
    assert not (whole["Resources"].keys() | whole["Parameters"].keys() | whole["Conditions"].keys()) - used - watching


def test_every_variable_is_read_and_every_variable_that_is_read_is_set() -> None:
    code = source_files()
    read = set(re.findall(r'os\.environ\["(\w+)"\]', code))
    given = {name for function in functions() for name in variables_of(function)}
    assert read - given == PROVIDED_BY_LAMBDA
    assert {name for name in given if not name.startswith("POWERTOOLS_")} <= read


def test_only_wiring_reads_the_environment() -> None:
    reading = [path for path in LAYER.rglob("*.py") if "environ" in re.findall(r"\bos\.(\w+)", path.read_text())]
    assert {path.parent.name for path in reading} == {"wiring"}


def test_every_area_has_one_role_and_one_log_group() -> None:
    for name, properties in functions().items():
        role = properties["Role"]["Fn::GetAtt"][0]
        group = properties["LoggingConfig"]["LogGroup"]["Ref"]
        assert role.removesuffix("Role") == group.removesuffix("Logs"), name
    areas = {role.removesuffix("Role") for role in resources("AWS::IAM::Role")} - {"Api", "WorkflowScheduler"}
    assert {group.removesuffix("Logs") for group in resources("AWS::Logs::LogGroup")} == areas


def test_permissions_name_single_actions_on_named_resources() -> None:
    for name, role in resources("AWS::IAM::Role").items():
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                assert not [action for action in actions if "*" in action], name
                assert statement["Resource"] != "*", name


def roles_with(action: str) -> set[str]:
    """Return the areas whose role allows an action."""
    return {
        name.removesuffix("Role")
        for name, role in resources("AWS::IAM::Role").items()
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if action in statement["Action"]
    }


def test_an_area_that_only_reads_cannot_write() -> None:
    assert roles_with("dynamodb:PutItem").isdisjoint({"System", "Outbox"})


def test_a_role_may_take_from_the_queues_and_streams_of_its_functions_only() -> None:
    def areas(kind: str) -> set[str]:
        return {functions()[name]["Role"]["Fn::GetAtt"][0].removesuffix("Role") for name, _ in events_of(kind)}

    assert roles_with("sqs:ReceiveMessage") == areas("SQS")
    assert roles_with("dynamodb:GetRecords") == areas("DynamoDB")


def test_queues_have_dead_letters_partial_answers_and_enough_time() -> None:
    queues = resources("AWS::SQS::Queue")
    for function, source in events_of("SQS"):
        queue = queues[source["Queue"]["Fn::GetAtt"][0]]
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"], function
        assert queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] in queues, function
        assert queue["VisibilityTimeout"] >= QUEUE_WAIT_OF_TIMEOUT * functions()[function]["Timeout"], function
    for function, source in events_of("DynamoDB"):
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"], function
        assert source["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0] in queues, function
        assert source["FilterCriteria"], function


def test_every_kind_of_task_is_brought_to_its_queue() -> None:
    rule = resources("AWS::Events::Rule")["TaskRule"]
    begun = {event.__name__ for event in BEGUN.values()}
    assert set(rule["EventPattern"]["detail-type"]) == begun
    assert rule["EventPattern"]["source"] == [f"tollgate.{TaskEvent.source}"]


def test_workflows_hear_of_every_event_that_others_hear_of() -> None:
    pattern = resources("AWS::Events::Rule")["WorkflowRule"]["EventPattern"]
    assert set(pattern["detail"]["type"]) == {*WIRE_NAMES, WorkflowChanged.event_type, WorkflowRunQueued.event_type}


def test_the_pattern_of_a_rule_is_not_longer_than_the_bus_takes() -> None:
    for name, rule in resources("AWS::Events::Rule").items():
        assert len(json.dumps(rule["EventPattern"], separators=(",", ":"))) <= LONGEST_PATTERN, name


def test_every_event_that_others_hear_of_is_fanned_out() -> None:
    told = functions()["FanOutFunction"]["Events"]["Told"]["Properties"]["Pattern"]
    assert told == {"detail": {"type": [*sorted(WIRE_NAMES), WebhookDeliveryReplayed.event_type]}}
    assert len(json.dumps(told, separators=(",", ":"))) <= LARGEST_PATTERN


def test_a_delivery_has_time_for_all_its_attempts_and_is_alone_in_its_batch() -> None:
    [queue] = functions()["DeliverFunction"]["Events"].values()
    assert functions()["DeliverFunction"]["Timeout"] > IMMEDIATE_ATTEMPTS * LONGEST_WAIT.total_seconds()
    assert queue["Properties"]["BatchSize"] == 1


def test_every_queue_and_stream_has_an_alarm_that_goes_to_the_topic() -> None:
    alarms = resources("AWS::CloudWatch::Alarm")
    watched = {each for alarm in alarms.values() for each in mentions(alarm["Dimensions"])}
    streaming = {function for function, _ in events_of("DynamoDB")}
    assert resources("AWS::SQS::Queue").keys() | streaming | {"Api"} == watched
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == {"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], []]}, name


def test_stored_data_outlives_the_stack() -> None:
    for name, resource in template()["Resources"].items():
        if resource["Type"] != "AWS::DynamoDB::Table":
            continue
        properties = resource["Properties"]
        assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain"), name
        assert properties["SSESpecification"] == {"SSEEnabled": True}, name
        assert properties["BillingMode"] == "PAY_PER_REQUEST", name
        assert "LocalSecondaryIndexes" not in properties, name
        if name != "LedgerTable":  # of which nothing ever goes
            assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}, name
        assert "DeletionProtectionEnabled" in properties, name
        recovers = properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert recovers is (name != "OccurrencesTable"), name


def test_log_groups_keep_what_the_parameter_says() -> None:
    for name, group in resources("AWS::Logs::LogGroup").items():
        assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}, name
