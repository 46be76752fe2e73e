"""The indexes of the tables. All hold keys only: what they find is read, strongly consistently, from its table."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection


class ListIndex(GlobalSecondaryIndex[Any]):
    """Everything of one kind in an environment, by creation."""

    class Meta:
        index_name = "list"
        projection = KeysOnlyProjection()

    list_pk = UnicodeAttribute(hash_key=True)
    list_sk = UnicodeAttribute(range_key=True)


class GroupIndex(GlobalSecondaryIndex[Any]):
    """Documents that share something: a customer's e-mail, a subscription's plan."""

    class Meta:
        index_name = "group"
        projection = KeysOnlyProjection()

    group_pk = UnicodeAttribute(hash_key=True)
    group_sk = UnicodeAttribute(range_key=True)


class StatusIndex(GlobalSecondaryIndex[Any]):
    """Documents in one status, or customers of one name."""

    class Meta:
        index_name = "status"
        projection = KeysOnlyProjection()

    status_pk = UnicodeAttribute(hash_key=True)
    status_sk = UnicodeAttribute(range_key=True)


class DueIndex(GlobalSecondaryIndex[Any]):
    """What waits for an instant, in 16 shards, soonest first. Sparse: only items with a due instant are in it."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class TimeIndex(GlobalSecondaryIndex[Any]):
    """Events of an environment by the day they were recorded on."""

    class Meta:
        index_name = "by_time"
        projection = KeysOnlyProjection()

    day_pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, attr_name="SK")


class ParentIndex(GlobalSecondaryIndex[Any]):
    """Events about what belongs to something: to a customer, to a product. Sparse: most aggregates stand alone."""

    class Meta:
        index_name = "by_parent"
        projection = KeysOnlyProjection()

    parent_pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
