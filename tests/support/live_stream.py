"""The stream of the live table on the emulator, as its consumer gets it."""

import os
from datetime import datetime
from typing import Any

import boto3

Record = dict[str, Any]


class LiveStream:
    """Reads the records of counters and access items that it has not read yet, in their order."""

    def __init__(self) -> None:
        self._client = boto3.client("dynamodbstreams")
        table = boto3.client("dynamodb").describe_table(TableName=os.environ["LIVE_TABLE"])["Table"]
        self._arn = table["LatestStreamArn"]
        self._position: dict[str, str] = {"ShardIteratorType": "TRIM_HORIZON"}

    def following(self) -> list[Record]:
        """Return what came since the last look."""
        found: list[Record] = []
        [shard] = self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        where = {"StreamArn": self._arn, "ShardId": shard["ShardId"]}
        while True:
            iterator = self._client.get_shard_iterator(**where, **self._position)["ShardIterator"]
            records = self._client.get_records(ShardIterator=iterator, Limit=1_000)["Records"]
            if not records:
                return [each for each in found if is_followed(each)]
            last = records[-1]["dynamodb"]["SequenceNumber"]
            self._position = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": last}
            found += [as_delivered(each) for each in records]


def is_followed(record: Record) -> bool:
    """Tell whether the function that follows the stream is given the record."""
    name = record["dynamodb"]["Keys"]["SK"]["S"]
    return record["eventName"] != "REMOVE" and (name.startswith("U#") or name == "A")


def as_delivered(record: Record) -> Record:
    """Return the record with its time in seconds, as a function is given it."""
    shown = record["dynamodb"]
    return {**record, "dynamodb": {**shown, "ApproximateCreationDateTime": _seconds(shown)}}


def _seconds(shown: Record) -> float:
    written: datetime = shown["ApproximateCreationDateTime"]
    return written.timestamp()
