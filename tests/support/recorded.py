"""The events that were recorded, read back from the outbox."""

import os
from datetime import UTC, datetime, timedelta

import boto3

from tollgate import wiring
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import Scope
from tollgate.storage.models import OutboxDocument
from tollgate.storage.outbox import event_of_row

TEST_SCOPE = Scope(account_id="account-test", environment_id="development")


def recorded(
    start: datetime = datetime(2026, 1, 15, tzinfo=UTC), days: int = 1, scope: Scope = TEST_SCOPE
) -> list[RecordedEvent]:
    """Return what happened in the test environment, or another, within some days, in the order of its recording."""
    prefix = f"E#{scope.account_id}/{scope.environment_id}#"
    events = [event for row in OutboxDocument.scan() if row.pk.startswith(prefix) and (event := event_of_row(row))]
    end = start + timedelta(days=days)
    return sorted((event for event in events if start <= event.occurred_at < end), key=lambda event: event.id)


def recorded_names(start: datetime = datetime(2026, 1, 15, tzinfo=UTC), days: int = 1) -> list[str]:
    """Return the names of those events."""
    return [event.name for event in recorded(start, days)]


def all_recorded(beginning: str) -> list[RecordedEvent]:
    """Return every event whose name begins so, of whatever day, in the order of their making."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=os.environ["OUTBOX_TABLE"])
    images = [{"dynamodb": {"NewImage": item}} for page in pages for item in page["Items"]]
    events = (event for event in wiring.streamed_events(images) if event.name.startswith(beginning))
    return sorted(events, key=lambda event: event.id)
