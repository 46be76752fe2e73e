"""Creates what template.yaml declares (tables, queues, bus) in whatever AWS the process talks to; safe to repeat.

Deployments to AWS are made by `sam deploy`; this one is for the emulator and for tests.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, cached_property
from typing import Any

import boto3

from tools.resolve import Resolver, parameters
from tools.template import functions, template, variables_of

Attributes = dict[str, str]

_TABLE_ARGUMENTS = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
_SECONDS_OF_A_CALL = 60
_QUEUE_ARGUMENTS = ("FifoQueue", "VisibilityTimeout", "MessageRetentionPeriod", "RedrivePolicy")


class Stack:
    """One deployment of the template. A resource comes into being when something refers to it."""

    def __init__(self, **given: str) -> None:
        self._created: dict[str, Attributes] = {}
        self._client = cache(boto3.client)
        self._parameters = parameters(**given)
        self._resolver = Resolver(self._parameters, self.attribute)

    def resolve(self, value: Any) -> Any:
        """Return a value of the template as this deployment sees it."""
        return self._resolver.resolve(value)

    def attribute(self, logical_id: str, name: str) -> str:
        """Return what `Ref` or `GetAtt` gives for a resource, which is created where it is missing."""
        if logical_id not in self._created:
            resource = template()["Resources"][logical_id]
            if resource["Type"] == "AWS::IAM::Role":  # nobody checks permissions here
                return f"arn:aws:iam::000000000000:role/{logical_id}"
            properties = self.resolve(resource["Properties"])
            service, create = _CREATORS[resource["Type"]]
            called = self._name_of(logical_id, properties)
            self._created[logical_id] = create(self._client(service), called, properties)
        return self._created[logical_id][name]

    def create(self) -> None:
        """Create every table, queue, bus and rule of the template."""
        for logical_id, resource in template()["Resources"].items():
            if resource["Type"] in _CREATORS:
                self.attribute(logical_id, "Ref")

    def bridge(self, name: str, properties: Mapping[str, Any]) -> str:
        """Return the address of a queue that is told what a function's rule on the bus lets through."""
        given = self.resolve(dict(properties))
        called = f"tollgate-{self._parameters['Stage']}-{name}"
        queue = _create_queue(self._client("sqs"), called, {"VisibilityTimeout": _SECONDS_OF_A_CALL})
        rule = {"EventBusName": given["EventBusName"], "EventPattern": given["Pattern"]}
        rule["Targets"] = [{"Id": given["Target"]["Id"], "Arn": queue["Arn"]}]
        _create_rule(self._client("events"), given["RuleName"], rule)
        return queue["Ref"]

    @cached_property
    def variables(self) -> dict[str, str]:
        """Return the environment variables of all functions together; raises where two functions disagree on one."""
        merged: dict[str, str] = {}
        for function in functions():
            for name, value in self.resolve(variables_of(function)).items():
                if merged.setdefault(name, _text(value)) != _text(value):
                    raise ValueError(f"{name} of {function} differs from another function's")
        return merged

    def _name_of(self, logical_id: str, properties: Mapping[str, Any]) -> str:
        given = next((properties[key] for key in ("TableName", "QueueName", "Name") if key in properties), None)
        return str(given or f"tollgate-{self._parameters['Stage']}-{logical_id}")


def _create_table(client: Any, name: str, properties: Mapping[str, Any]) -> Attributes:
    arguments = {key: properties[key] for key in _TABLE_ARGUMENTS if key in properties}
    if "StreamSpecification" in properties:
        arguments["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
    try:
        table = client.create_table(TableName=name, **arguments)["TableDescription"]
    except client.exceptions.ResourceInUseException:
        table = client.describe_table(TableName=name)["Table"]
    else:
        if "TimeToLiveSpecification" in properties:
            client.update_time_to_live(TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"])
    return {"Ref": name, "Arn": table["TableArn"], "StreamArn": table.get("LatestStreamArn", "")}


def _create_queue(client: Any, name: str, properties: Mapping[str, Any]) -> Attributes:
    attributes = {key: _text(properties[key]) for key in _QUEUE_ARGUMENTS if key in properties}
    url = client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return {"Ref": url, "Arn": arn, "QueueName": name}


def _create_bus(client: Any, name: str, properties: Mapping[str, Any]) -> Attributes:
    try:
        arn = client.create_event_bus(Name=name)["EventBusArn"]
    except client.exceptions.ResourceAlreadyExistsException:
        arn = client.describe_event_bus(Name=name)["Arn"]
    return {"Ref": name, "Arn": arn}


def _create_rule(client: Any, name: str, properties: Mapping[str, Any]) -> Attributes:
    bus = {"EventBusName": properties["EventBusName"]}
    arn = client.put_rule(Name=name, EventPattern=json.dumps(properties["EventPattern"]), **bus)["RuleArn"]
    client.put_targets(Rule=name, Targets=properties["Targets"], **bus)
    return {"Ref": name, "Arn": arn}


def _create_schedule_group(client: Any, name: str, properties: Mapping[str, Any]) -> Attributes:
    with suppress(client.exceptions.ConflictException):
        client.create_schedule_group(Name=name)
    return {"Ref": name}


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, dict | bool) else str(value)


_CREATORS: dict[str, tuple[str, Callable[[Any, str, Mapping[str, Any]], Attributes]]] = {
    "AWS::DynamoDB::Table": ("dynamodb", _create_table),
    "AWS::SQS::Queue": ("sqs", _create_queue),
    "AWS::Events::EventBus": ("events", _create_bus),
    "AWS::Events::Rule": ("events", _create_rule),
    "AWS::Scheduler::ScheduleGroup": ("scheduler", _create_schedule_group),
}
