"""A transaction that takes items and updates in DynamoDB's own words: models take three times as long to say them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from pynamodb.expressions.condition import Condition
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from tollgate.storage.keys import Key

RawValue = dict[str, Any]
RawItem = dict[str, RawValue]
"""An item as it goes over the wire."""


class RawCondition(NamedTuple):
    """A condition in words, which name attributes as `#name` and values as `:name`."""

    words: str
    names: tuple[str, ...]
    values: Mapping[str, RawValue]


class LeanTransaction(TransactWrite):
    """PynamoDB's transaction, which sends and refuses; what is put and updated most comes to it in words already."""

    def save_alike(self, model: type[Model], items: Iterable[RawItem], condition: Condition) -> None:
        """Put the items into a model's table, each under the same condition, which is put into words once."""
        alike: dict[str, Any] | None = None
        for item in items:
            if alike is None:
                alike = model.from_raw_data(dict(item)).get_save_kwargs_from_instance(condition=condition)
            self._put_items.append({**alike, "Item": item})

    def add_to(
        self,
        model: type[Model],
        key: Key,
        *,
        adds: Mapping[str, RawValue] = MappingProxyType({}),
        sets: Mapping[str, RawValue] = MappingProxyType({}),
        condition: RawCondition | None = None,
    ) -> None:
        """Add to numbers and set attributes of an item, by their stored names."""
        set_parts = ", ".join(f"#{name} = :{name}" for name in sets)
        add_parts = ", ".join(f"#{name} :{name}" for name in adds)
        parts = (f"SET {set_parts}" if sets else "", f"ADD {add_parts}" if adds else "")
        update: dict[str, Any] = {
            "TableName": model.Meta.table_name,
            "Key": {"PK": {"S": key.pk}, "SK": {"S": key.sk}},
            "UpdateExpression": " ".join(part for part in parts if part),
            "ExpressionAttributeNames": {f"#{name}": name for name in (*sets, *adds)},
            "ExpressionAttributeValues": {f":{name}": value for name, value in (*sets.items(), *adds.items())},
        }
        if condition is not None:
            update["ConditionExpression"] = condition.words
            update["ExpressionAttributeNames"] |= {f"#{name}": name for name in condition.names}
            update["ExpressionAttributeValues"] |= {f":{name}": value for name, value in condition.values.items()}
        self._update_items.append(update)


def wire_number(value: Decimal | int) -> RawValue:
    """Return a number as it goes over the wire, with all its digits."""
    return {"N": str(value) if isinstance(value, int) else format(value, "f")}


def wire_text(value: str) -> RawValue:
    """Return a text as it goes over the wire."""
    return {"S": value}
