"""Publishing to all customers: the task that moves their subscriptions, and what is seen of it."""

import pytest

from tests.support.catalog import create_feature, grant, publish, set_price
from tests.support.clock import FixedClock
from tests.support.recorded import TEST_SCOPE, recorded, recorded_names
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.tasks import delivered, finish, message_of, publish_to_all, seen, take_turn, waiting
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.customers.access import Access
from tollgate.shared.scope import ActorType
from tollgate.subscriptions.subscription import Subscription
from tollgate.tasks.task_type import TaskType


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with a catalogue and three customers, two of them on the pro plan."""
    given_catalogue(api)
    for customer in ("acme", "globex", "initech"):
        given_customer(api, customer)
    for customer in ("acme", "globex"):
        subscribe(api, "plan-pro", customer, id=f"pro-{customer}", billingPeriod="MONTHLY")
    return api


def stored(subscription_id: str) -> Subscription:
    with wiring.working(actor=ActorType.SYSTEM):
        found = wiring.subscriptions().find(TEST_SCOPE, subscription_id)
    assert found is not None
    return found


def access_of(customer_id: str) -> Access:
    with wiring.working(actor=ActorType.SYSTEM):
        found = wiring.access().find(TEST_SCOPE, customer_id)
    assert found is not None
    return found


def versions(*customers: str) -> list[tuple[int, int]]:
    """Return the version of the plan and that of its prices, by customer."""
    found = [stored(f"pro-{customer}") for customer in customers]
    return [(each.plan_version, each.price_version) for each in found]


def test_publishing_to_all_customers_names_the_task(shop: TemplateApi) -> None:
    task_id = publish_to_all(shop, "plan-pro")
    assert seen(shop, task_id) == {
        "id": task_id,
        "type": "SUBSCRIPTION_MIGRATION_V2",
        "status": "PENDING",
        "targets": [{"planId": "plan-pro", "addonId": None, "versionNumber": 2}],
        "done": 0,
        "failed": 0,
        "failures": [],
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
        "finishedAt": None,
    }
    [triggered] = [event for event in recorded() if event.name == "SubscriptionsMigrationTriggered"]
    assert (triggered.type, triggered.source) == ("SUBSCRIPTIONS_MIGRATION_TRIGGERED", "tollgate.tasks")
    assert triggered.payload == seen(shop, task_id)


def test_new_customers_alone_need_no_task(shop: TemplateApi) -> None:
    shop.post("/api/v1/plans/plan-pro/draft")
    published = shop.post("/api/v1/plans/plan-pro/publish", migrationType="NEW_CUSTOMERS")
    assert (published.data, shop.get("/api/v1/tasks").data) == ({"taskId": None}, [])


def test_a_first_version_has_nobody_to_move(shop: TemplateApi) -> None:
    shop.post("/api/v1/plans", id="plan-new", productId="product-app", displayName="New", pricingType="FREE")
    published = shop.post("/api/v1/plans/plan-new/publish", migrationType="ALL_CUSTOMERS")
    assert (published.data, shop.get("/api/v1/tasks").data) == ({"taskId": None}, [])


def test_a_publish_that_is_refused_starts_nothing(shop: TemplateApi) -> None:
    assert shop.post("/api/v1/plans/plan-pro/publish", migrationType="ALL_CUSTOMERS").status == 409
    assert shop.get("/api/v1/tasks").data == []


def test_subscriptions_move_and_their_prices_stay(shop: TemplateApi, clock: FixedClock) -> None:
    task_id = publish_to_all(shop, "plan-pro")
    clock.advance(seconds=5)
    task = take_turn(shop, task_id)
    assert (task["status"], task["done"], task["failed"]) == ("IN_PROGRESS", 2, 0)
    assert versions("acme", "globex") == [(2, 1), (2, 1)]
    assert stored("pro-acme").updated_at == clock.now()
    assert [event.name for event in recorded()].count("SubscriptionUpdated") == 2


def test_the_last_pass_begins_a_minute_after_the_first_step(shop: TemplateApi, clock: FixedClock) -> None:
    task_id = publish_to_all(shop, "plan-pro")
    take_turn(shop, task_id)
    assert waiting() == (0, 1)
    clock.advance(seconds=59)
    assert take_turn(shop, task_id)["status"] == "IN_PROGRESS"
    clock.advance(seconds=1)
    task = take_turn(shop, task_id)
    assert (task["status"], task["done"], task["finishedAt"]) == ("COMPLETED", 2, "2026-01-15T10:31:00.000Z")
    [migrated] = [event for event in recorded() if event.name == "SubscriptionsMigrated"]
    assert (migrated.type, migrated.actor, migrated.payload) == ("SUBSCRIPTIONS_MIGRATED", ActorType.SYSTEM, task)


def test_a_finished_task_stays_as_it_is(shop: TemplateApi, clock: FixedClock) -> None:
    task_id = publish_to_all(shop, "plan-pro")
    finished = finish(shop, task_id, clock)
    told, sent = recorded_names(), waiting()
    clock.advance(minutes=5)
    assert take_turn(shop, task_id) == finished
    assert (recorded_names(), waiting()) == (told, sent)


def test_who_subscribes_at_the_old_version_meanwhile_is_moved_too(shop: TemplateApi, clock: FixedClock) -> None:
    """Its request read the catalogue before the version was published, and was written after the first pass."""
    task_id = publish_to_all(shop, "plan-pro")
    take_turn(shop, task_id)
    late = subscribe(shop, "plan-pro", "initech", id="pro-initech", billingPeriod="MONTHLY")
    set_back(late["id"], "initech")
    assert versions("initech") == [(1, 1)]
    task = finish(shop, task_id, clock)
    assert (task["status"], task["done"]) == ("COMPLETED", 3)
    assert versions("acme", "globex", "initech") == [(2, 1)] * 3


def set_back(subscription_id: str, customer_id: str) -> None:
    """Put a subscription to the first version of its plan."""

    def write() -> None:
        subscription = wiring.subscriptions().find(TEST_SCOPE, subscription_id)
        held = wiring.access().find(TEST_SCOPE, customer_id)
        assert subscription is not None
        assert held is not None
        wiring.subscriptions().save(TEST_SCOPE, subscription.but(plan_version=1, price_version=1))
        wiring.access().save(TEST_SCOPE, held.with_plan_version(subscription_id, 1, at=subscription.updated_at))

    wiring.transact(write, actor=ActorType.SYSTEM)


def test_what_the_new_version_grants_holds_at_once_and_usage_is_kept(shop: TemplateApi) -> None:
    create_feature(shop, meterType="INCREMENTAL", featureType="NUMBER")
    grant(shop, "plan-pro", "feature-seats", usageLimit=10, resetPeriod="DAY")
    first = shop.post("/api/v1/plans/plan-pro/publish", migrationType="ALL_CUSTOMERS").data["taskId"]
    take_turn(shop, first)
    before = access_of("acme").subscriptions[0]
    shop.post("/api/v1/usage", usages=[{"customerId": "acme", "featureId": "feature-seats", "value": 7}])
    shop.patch("/api/v1/plans/plan-pro/entitlements/feature-seats", type="FEATURE", usageLimit=5, resetPeriod="DAY")
    take_turn(shop, shop.post("/api/v1/plans/plan-pro/publish", migrationType="ALL_CUSTOMERS").data["taskId"])
    checked = shop.get("/api/v1/customers/acme/entitlements/check", featureId="feature-seats").data
    assert (checked["isGranted"], checked["currentUsage"], checked["usageLimit"]) == (False, 7, 5)
    assert access_of("acme").subscriptions[0] == before.but(plan_version=3)


def test_one_task_moves_the_subscribers_of_plans_that_build_on_the_published_one_too(
    shop: TemplateApi, clock: FixedClock
) -> None:
    given_child(shop, "plan-child", of="plan-pro")
    subscribe(shop, "plan-child", "initech", id="pro-initech", billingPeriod="MONTHLY")
    create_feature(shop)
    grant(shop, "plan-pro", "feature-seats", usageLimit=3)
    task_id = shop.post("/api/v1/plans/plan-pro/publish", migrationType="ALL_CUSTOMERS").data["taskId"]
    task = finish(shop, task_id, clock)
    assert task["targets"] == [
        {"planId": "plan-pro", "addonId": None, "versionNumber": 2},
        {"planId": "plan-child", "addonId": None, "versionNumber": 2},
    ]
    assert (task["status"], task["done"]) == ("COMPLETED", 3)
    assert versions("acme", "globex", "initech") == [(2, 1)] * 3
    checked = shop.get("/api/v1/customers/initech/entitlements/check", featureId="feature-seats").data
    assert (checked["isGranted"], checked["usageLimit"]) == (True, 3)


def given_child(api: TemplateApi, plan_id: str, *, of: str) -> None:
    """Publish a paid plan that builds on another one."""
    terms = {"productId": "product-app", "pricingType": "PAID", "parentPlanId": of}
    assert api.post("/api/v1/plans", id=plan_id, displayName=plan_id, **terms).status == 201
    set_price(api, plan_id)
    publish(api, plan_id)


def test_a_second_publish_during_the_first_is_handled_in_order(shop: TemplateApi, clock: FixedClock) -> None:
    first = publish_to_all(shop, "plan-pro")
    second = publish_to_all(shop, "plan-pro")
    assert take_turn(shop, second)["done"] == 2
    assert take_turn(shop, first)["done"] == 0
    assert versions("acme", "globex") == [(3, 1), (3, 1)]
    assert {finish(shop, task_id, clock)["status"] for task_id in (first, second)} == {"COMPLETED"}
    assert versions("acme", "globex") == [(3, 1), (3, 1)]


def test_ended_and_other_subscriptions_are_left_alone(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-free", "initech", id="free-initech")
    shop.post("/api/v1/subscriptions/pro-acme/cancel")
    assert finish(shop, publish_to_all(shop, "plan-pro"), clock)["done"] == 1
    assert versions("acme", "globex") == [(1, 1), (2, 1)]
    assert stored("free-initech").plan_version == 1


def test_one_subscription_that_cannot_be_moved_does_not_keep_the_others(shop: TemplateApi, clock: FixedClock) -> None:
    lose_access("acme")
    task = finish(shop, publish_to_all(shop, "plan-pro"), clock)
    assert (task["status"], task["done"], task["failed"]) == ("PARTIALLY_FAILED", 1, 1)
    assert task["failures"] == [
        {
            "id": "pro-acme",
            "code": "IntegrityViolation",
            "message": "The subscription pro-acme gives no access; cancel it and provision a new one",
        }
    ]
    assert versions("acme", "globex") == [(1, 1), (2, 1)]


def test_what_failed_is_tried_again_in_the_next_pass(shop: TemplateApi, clock: FixedClock) -> None:
    kept = access_of("acme")
    lose_access("acme")
    task_id = publish_to_all(shop, "plan-pro")
    assert take_turn(shop, task_id)["failed"] == 1
    save_access(kept)
    task = finish(shop, task_id, clock)
    assert (task["status"], task["done"], task["failed"], task["failures"]) == ("COMPLETED", 2, 0, [])
    assert versions("acme", "globex") == [(2, 1), (2, 1)]


def test_a_task_fails_where_everything_does(shop: TemplateApi, clock: FixedClock) -> None:
    for customer in ("acme", "globex"):
        lose_access(customer)
    task = finish(shop, publish_to_all(shop, "plan-pro"), clock)
    assert (task["status"], task["done"], task["failed"]) == ("FAILED", 0, 2)


def lose_access(customer_id: str) -> None:
    save_access(access_of(customer_id).but(subscriptions=()))


def save_access(access: Access) -> None:
    def write() -> None:
        wiring.access().find(TEST_SCOPE, access.customer_id)
        wiring.access().save(TEST_SCOPE, access)

    wiring.transact(write, actor=ActorType.SYSTEM)


def test_a_message_about_nothing_is_done_with(shop: TemplateApi) -> None:
    assert shop.run("RunTaskFunction", message_of(shop, "task-unknown")) == {"batchItemFailures": []}
    assert shop.get("/api/v1/tasks/task-unknown").error["code"] == "TaskNotFound"


def test_a_message_that_cannot_be_read_is_not(shop: TemplateApi) -> None:
    failed = shop.run("RunTaskFunction", delivered("{}"))
    assert failed == {"batchItemFailures": [{"itemIdentifier": "message"}]}


def test_tasks_are_listed_newest_first(shop: TemplateApi, clock: FixedClock) -> None:
    begun = []
    for _ in range(3):
        begun.append(publish_to_all(shop, "plan-pro"))
        clock.advance(seconds=1)
    page = shop.get("/api/v1/tasks", limit=2).body
    assert [task["id"] for task in page["data"]] == begun[:0:-1]
    rest = shop.get("/api/v1/tasks", limit=2, after=page["pagination"]["next"]).body
    assert [task["id"] for task in rest["data"]] == begun[:1]
    assert rest["pagination"]["next"] is None


def test_another_environment_sees_no_task(shop: TemplateApi) -> None:
    task_id = publish_to_all(shop, "plan-pro")
    other = TemplateApi(caller={**shop.caller, "environmentId": "other"})
    assert (other.get(f"/api/v1/tasks/{task_id}").status, other.get("/api/v1/tasks").data) == (404, [])
    assert other.run("RunTaskFunction", message_of(other, task_id)) == {"batchItemFailures": []}
    assert seen(shop, task_id)["status"] == "PENDING"


def test_every_kind_of_task_has_its_worker(dynamodb: None) -> None:
    with wiring.working(actor=ActorType.SYSTEM):
        assert wiring.task_work().kinds.keys() == set(TaskType)
