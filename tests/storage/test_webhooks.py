"""What every repository of webhooks and of durable queues does, in memory and in DynamoDB."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.webhooks import SCOPE, THEN, Book, MemoryWebhooks, a_queue, a_webhook
from tollgate import wiring
from tollgate.shared.errors import BadUserInput
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import ActorType
from tollgate.webhooks.create_webhook import CreateWebhookRequest, create_webhook
from tollgate.webhooks.delete_webhook import delete_webhook
from tollgate.webhooks.event_queue import EventQueueStatus
from tollgate.webhooks.ports import WebhookRepository
from tollgate.webhooks.update_webhook import UpdateWebhookRequest, update_webhook
from tollgate.webhooks.webhook import WebhookStatus
from tollgate.wiring.webhooks import event_queues, watched_thresholds

OTHER = SCOPE.but(environment_id="production")
Run = Callable[[Callable[[WebhookRepository], Any]], Any]


@pytest.fixture(params=["memory", "dynamodb"])
def run(request: pytest.FixtureRequest) -> Run:
    """Run something with the repository and commit what it staged."""
    if request.param == "memory":
        webhooks = MemoryWebhooks()
        return lambda operation: operation(webhooks)
    request.getfixturevalue("dynamodb")
    return lambda operation: wiring.transact(lambda: operation(wiring.webhooks()), actor=ActorType.SYSTEM)


def change(run: Run, webhook_id: str, **fields: Any) -> None:
    def save(webhooks: WebhookRepository) -> None:
        found = webhooks.find(SCOPE, webhook_id)
        assert found is not None
        webhooks.save(SCOPE, found.but(**fields))

    run(save)


def test_webhooks_are_found_changed_and_deleted(run: Run) -> None:
    webhook = a_webhook(configuration={"a": [1, 2.5, None]}, thresholds=(5, 50))
    run(lambda webhooks: webhooks.add(SCOPE, webhook))
    assert run(lambda webhooks: webhooks.find(SCOPE, webhook.id)) == webhook
    change(run, webhook.id, description="Changed")
    assert run(lambda webhooks: webhooks.all(SCOPE)) == [webhook.but(description="Changed")]

    def delete(webhooks: WebhookRepository) -> None:
        found = webhooks.find(SCOPE, webhook.id)
        assert found is not None
        webhooks.delete(SCOPE, found)

    run(delete)
    assert run(lambda webhooks: (webhooks.find(SCOPE, webhook.id), webhooks.all(SCOPE))) == (None, [])


@pytest.mark.parametrize("webhook_id", ["", "!", "x" * 300, "webhook#1", "wébhook"])
def test_what_is_no_id_meets_nothing(run: Run, webhook_id: str) -> None:
    assert run(lambda webhooks: webhooks.find(SCOPE, webhook_id)) is None


def test_environments_do_not_share_webhooks(run: Run) -> None:
    run(lambda webhooks: webhooks.add(SCOPE, a_webhook()))
    assert run(lambda webhooks: (webhooks.find(OTHER, "webhook-1"), webhooks.all(OTHER))) == (None, [])


def test_pages_are_newest_first_and_of_some_statuses(run: Run) -> None:
    for number in range(5):
        status = WebhookStatus.INACTIVE if number % 2 else WebhookStatus.ACTIVE
        webhook = a_webhook(id=f"webhook-{number}", status=status, created_at=THEN + timedelta(minutes=number))
        run(lambda webhooks, webhook=webhook: webhooks.add(SCOPE, webhook))
    first = run(lambda webhooks: webhooks.page(SCOPE, None, PageRequest(limit=3)))
    assert [each.id for each in first.rows] == ["webhook-4", "webhook-3", "webhook-2"]
    second = run(lambda webhooks: webhooks.page(SCOPE, None, PageRequest(limit=3, after=first.next)))
    assert ([each.id for each in second.rows], second.next) == (["webhook-1", "webhook-0"], None)
    back = run(lambda webhooks: webhooks.page(SCOPE, None, PageRequest(limit=3, before=second.prev)))
    assert back.rows == first.rows
    off = run(lambda webhooks: webhooks.page(SCOPE, ["INACTIVE"], PageRequest(limit=1)))
    assert [each.id for each in off.rows] == ["webhook-3"]
    with pytest.raises(BadUserInput):
        run(lambda webhooks: webhooks.page(SCOPE, None, PageRequest(after=off.next)))


def test_of_two_that_are_added_at_a_time_one_looks_again(dynamodb: None) -> None:
    looks: list[int] = []
    wiring.open_address_book(Book())
    asked = CreateWebhookRequest(scope=SCOPE, endpoint="https://hooks.example.com", event_types=("plan.created",))

    def add(*, meanwhile: Callable[[], None] | None = None) -> None:
        def operation() -> None:
            create_webhook(asked, wiring.managing_webhooks())
            looks.append(len(wiring.webhooks().all(SCOPE)))
            if meanwhile is not None and len(looks) == 1:
                meanwhile()

        wiring.transact(operation, actor=ActorType.SYSTEM)

    add(meanwhile=add)
    assert looks == [0, 0, 1]


def test_what_webhooks_hear_of_is_said_with_each_change(dynamodb: None) -> None:
    wiring.open_address_book(Book())

    def run(operation: Callable[[], Any]) -> Any:
        wiring.known_listeners.cache_clear()
        return wiring.transact(operation, actor=ActorType.SYSTEM)

    def create(*types: str) -> str:
        asked = CreateWebhookRequest(scope=SCOPE, endpoint="https://hooks.example.com", event_types=types)
        return str(run(lambda: create_webhook(asked, wiring.managing_webhooks())).id)

    def update(webhook_id: str, **fields: Any) -> None:
        asked = UpdateWebhookRequest(scope=SCOPE, id=webhook_id, **fields)
        run(lambda: update_webhook(asked, wiring.managing_webhooks()))

    def wanted() -> set[str]:
        asked = ("PLAN_CREATED", "PLAN_DELETED", "PLAN_UPDATED")
        return run(lambda: {each for each in asked if wiring.known_listeners().wants(SCOPE, each)})

    first, second = create("PLAN_CREATED"), create("PLAN_CREATED", "PLAN_DELETED")
    assert wanted() == {"PLAN_CREATED", "PLAN_DELETED"}
    update(first, event_types=("plan.updated",))
    update(second, description="B")
    assert wanted() == {"PLAN_CREATED", "PLAN_DELETED", "PLAN_UPDATED"}
    update(second, status=WebhookStatus.INACTIVE)
    assert wanted() == {"PLAN_UPDATED"}
    update(second, status=WebhookStatus.ACTIVE)
    run(lambda: delete_webhook(SCOPE, first, wiring.managing_webhooks()))
    assert wanted() == {"PLAN_CREATED", "PLAN_DELETED"}


def test_the_thresholds_that_are_watched_are_those_of_active_webhooks_and_the_default_ones(
    dynamodb: None, clock: FixedClock
) -> None:
    def add(**fields: Any) -> None:
        wiring.transact(lambda: wiring.webhooks().add(SCOPE, a_webhook(**fields)), actor=ActorType.SYSTEM)

    def watched() -> tuple[int, ...]:
        with wiring.working(actor=ActorType.SYSTEM):
            return tuple(watched_thresholds().of(SCOPE))

    assert watched() == (80, 100)
    add(id="a", thresholds=(50, 120))
    add(id="b", thresholds=(10,), status=WebhookStatus.INACTIVE)
    add(id="c", thresholds=(20,), event_types=("PLAN_CREATED",))
    assert watched() == (80, 100)
    clock.advance(seconds=60)
    assert watched() == (50, 80, 100, 120)
    with wiring.working(actor=ActorType.SYSTEM):
        assert watched_thresholds().of(OTHER) == (80, 100)


def test_an_environment_has_one_durable_queue(dynamodb: None) -> None:
    def run(operation: Callable[[], Any]) -> Any:
        return wiring.transact(operation, actor=ActorType.SYSTEM)

    def save(**fields: Any) -> None:
        def operation() -> None:
            event_queues().find(SCOPE)
            event_queues().save(SCOPE, a_queue(**fields))

        run(operation)

    assert run(lambda: event_queues().find(SCOPE)) is None
    assert run(lambda: wiring.durable_queue(SCOPE)) is None
    save()
    save(status=EventQueueStatus.DEPROVISIONING)
    assert run(lambda: event_queues().find(SCOPE)) == a_queue(status=EventQueueStatus.DEPROVISIONING)
    assert run(lambda: wiring.durable_queue(SCOPE)).queue == a_queue(status=EventQueueStatus.DEPROVISIONING)
    assert run(lambda: event_queues().find(OTHER)) is None

    def delete() -> None:
        found = event_queues().find(SCOPE)
        assert found is not None
        event_queues().delete(SCOPE, found)

    run(delete)
    assert run(lambda: event_queues().find(SCOPE)) is None
