"""Environments of the emulator that are all alike: one is made by requests, each other is a copy of its items."""

import json
import os
from collections.abc import Callable
from itertools import count
from typing import Any, Generic, TypeVar
from zlib import compress, decompress

import boto3

from tests.support.emulator import KINDS, dump
from tests.support.template_api import FULL_CALLER, TemplateApi

Made = TypeVar("Made")
Item = dict[str, Any]

MOST_PER_BATCH = 25
"""DynamoDB's limit of a BatchWriteItem."""

_environments = count(1)


class Copies(Generic[Made]):
    """Makes environments with the same in them; `arrange` is called once, what it returns goes for all of them."""

    def __init__(self, arrange: Callable[[TemplateApi], Made]) -> None:
        self._arrange = arrange
        self._first: tuple[str, dict[str, list[Item]], Made] | None = None

    def another(self) -> tuple[TemplateApi, Made]:
        """Return the API of a new environment, and what arranging it returned."""
        api = TemplateApi(caller={**FULL_CALLER, "environmentId": f"alike-{next(_environments):05d}"})
        environment = api.caller["environmentId"]
        if self._first is None:
            made = self._arrange(api)
            self._first = environment, items_of(environment), made
        else:
            first, items, made = self._first
            _write({kind: [_moved(item, first, environment) for item in items[kind]] for kind in KINDS})
        return api, made


def items_of(environment: str) -> dict[str, list[Item]]:
    """Return every item of an environment, by the kind of table."""
    partition = f"/{environment}#"
    return {kind: [item for item in items if partition in item["PK"]["S"]] for kind, items in dump().items()}


def _moved(item: Item, old: str, new: str) -> Item:
    """Return an item as the other environment would hold it."""
    packed = {name: value["B"] for name, value in item.items() if "B" in value}
    texts = {name: value for name, value in item.items() if name not in packed}
    moved: Item = json.loads(json.dumps(texts).replace(old, new))
    for name, body in packed.items():
        moved[name] = {"B": compress(decompress(body).replace(old.encode(), new.encode()))}
    return moved


def _write(items: dict[str, list[Item]]) -> None:
    client = boto3.client("dynamodb")
    for kind, own in items.items():
        table = os.environ[f"{kind.upper()}_TABLE"]
        for start in range(0, len(own), MOST_PER_BATCH):
            puts = [{"PutRequest": {"Item": item}} for item in own[start : start + MOST_PER_BATCH]]
            assert not client.batch_write_item(RequestItems={table: puts})["UnprocessedItems"]
