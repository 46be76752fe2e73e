"""Many customers with a subscription to the same plan: copies of one that was made through the API."""

import json
import os
from collections.abc import Iterator
from itertools import islice
from typing import Any

import boto3

from tests.support.selling import given_customer, subscribe
from tests.support.template_api import TemplateApi

_MODEL = "copy-00000"
_AT_ONCE = 25
_KINDS = {"DOCUMENTS_TABLE": ("CUSTOMER", f"S#{_MODEL}"), "LIVE_TABLE": ("A",)}
"""The rows that are copied: the customer, its subscription, its access item."""

Put = dict[str, Any]


def given_subscriptions(api: TemplateApi, count: int, plan_id: str, **terms: str) -> list[str]:
    """Give this many new customers the plan; return the ids, which customer and subscription share."""
    given_customer(api, _MODEL)
    subscribe(api, plan_id, _MODEL, id=_MODEL, **terms)
    copies = [f"copy-{number:05d}" for number in range(1, count)]
    client = boto3.client("dynamodb")
    for variable, sort_keys in _KINDS.items():
        table = os.environ[variable]
        models = [item for item in _items_of(client, table, api) if item["SK"]["S"] in sort_keys]
        puts = _copied(models, copies)
        while batch := list(islice(puts, _AT_ONCE)):
            client.batch_write_item(RequestItems={table: batch})
    return [_MODEL, *copies]


def _items_of(client: Any, table: str, api: TemplateApi) -> list[dict[str, Any]]:
    environment = f"E#{api.caller['accountId']}/{api.caller['environmentId']}"
    found = []
    for partition in (f"{environment}#C#{_MODEL}", f"{environment}#C#{_MODEL}#R#"):
        condition = {"KeyConditionExpression": "PK = :pk", "ExpressionAttributeValues": {":pk": {"S": partition}}}
        found += client.query(TableName=table, ConsistentRead=True, **condition)["Items"]
    return found


def _copied(models: list[dict[str, Any]], copies: list[str]) -> Iterator[Put]:
    texts = [json.dumps(model) for model in models]
    for name in copies:
        yield from ({"PutRequest": {"Item": json.loads(text.replace(_MODEL, name))}} for text in texts)
