"""Each function asks of DynamoDB only what its area's role grants: AWS insists on it, no emulator does."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest

from tests.support.billing import draft, issue_invoice, order
from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, TOKENS
from tests.support.graphql import ask
from tests.support.listening import Followed, ask_for
from tests.support.metered import condition, count_waiting, event, meter, send
from tests.support.one_of_each import fill
from tests.support.recharge import look, save, sell_tokens, shown
from tests.support.recorded import TEST_SCOPE, all_recorded
from tests.support.tasks import finish, take_turn
from tests.support.template_api import TemplateApi
from tests.support.thresholds import told
from tests.support.time_travel import advance, create_clock
from tests.support.webhooks import Book, ScriptedSender
from tests.support.workflow_story import automate
from tollgate import wiring
from tollgate.shared.events import RecordedEvent
from tollgate.webhooks.delivery import IMMEDIATE_ATTEMPTS
from tollgate.webhooks.message import DeliveryReference
from tollgate.webhooks.sending import Outcome
from tools.bench.hook import Call, Response, hooked
from tools.gateway import Gateway, Handler
from tools.template import functions, resources

MONTH_ENDS = "SUBSCRIPTION_BILLING_MONTH_ENDS_SOON"
"""Its body shows what its customer may use."""

_running: ContextVar[str | None] = ContextVar("running", default=None)
_KINDS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}

Grant = tuple[str, str]
"""An action, and the table, or the table's indexes, that it is done to."""


class NamingGateway(Gateway):
    """A gateway that says which function runs."""

    def handler(self, function: str) -> Handler:
        """Return the handler, which leaves its function's name while it runs."""
        handle = super().handler(function)

        def named(event: Any, context: Any) -> Any:
            token = _running.set(function)
            try:
                return handle(event, context)
            finally:
                _running.reset(token)

        return named


class Asked:
    """Keeps what each role was asked for."""

    def __init__(self) -> None:
        self.by_role: dict[str, set[Grant]] = {}

    def before(self, call: Call) -> Response | None:
        """Note what the call asks for."""
        function = _running.get()
        if function is not None:
            role = functions()[function]["Role"]["Fn::GetAtt"][0]
            self.by_role.setdefault(role, set()).update(grants_for(call))
        return None

    def after(self, call: Call, answer: dict[str, Any] | None) -> None:
        """See the answer, which grants nothing."""


def grants_for(call: Call) -> Iterator[Grant]:
    """Return what a call needs to be granted."""
    request = call.request
    if call.operation == "TransactWriteItems":
        for item in request["TransactItems"]:
            [(kind, written)] = item.items()
            yield f"dynamodb:{_KINDS[kind]}", table_of(written["TableName"])
    elif call.operation == "BatchGetItem":
        for name in request["RequestItems"]:
            yield "dynamodb:BatchGetItem", table_of(name)
    else:
        index = "/index/*" if "IndexName" in request else ""
        yield f"dynamodb:{call.operation}", table_of(request["TableName"]) + index


def table_of(name: str) -> str:
    """Return the logical id of a table, by the last part of its name."""
    return f"{name.rsplit('-', 1)[1].title()}Table"


def granted_to(role: str) -> set[Grant]:
    """Return what a role grants on tables."""
    [policy] = resources("AWS::IAM::Role")[role]["Policies"]
    return {
        (action, named(resource))
        for statement in policy["PolicyDocument"]["Statement"]
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
        if action.startswith("dynamodb:") and "StreamArn" not in str(resource)
    }


def named(resource: dict[str, Any]) -> str:
    """Return the logical id of a table, with the path of its indexes where they are meant."""
    if "Fn::GetAtt" in resource:
        return str(resource["Fn::GetAtt"][0])
    return str(resource["Fn::Sub"]).replace("${", "").replace(".Arn}", "")


def listed(value: Any) -> list[Any]:
    """Return what stands alone or in a list as a list."""
    return value if isinstance(value, list) else [value]


@contextmanager
def watched() -> Iterator[Asked]:
    """Keep what functions ask for."""
    asked = Asked()
    with hooked(asked):
        yield asked


@pytest.fixture
def asked(dynamodb: None, clock: FixedClock) -> Asked:
    """What a life of one of everything asked of DynamoDB, role by role."""
    api = TemplateApi(gateway=NamingGateway())
    with watched() as asked:
        fill(api)
        live(api)
        spend_credits(api, clock)
        burn_credits(api, clock)
        recharge(api)
        automate(api)
        recount(api, clock)
        recalculate(api)
        listen(api, clock)
        end(api)
    return asked


def use_up(api: TemplateApi, usage: dict[str, Any]) -> None:
    """Ask what more usage costs, report more than the limit, and have that told to who asks."""
    ask_for("MEASUREMENT_REPORTED", "ENTITLEMENTS_UPDATED")
    stream = Followed(api)
    asked = {"customerId": "customer-a", "featureId": "feature-seats", "value": 9}
    assert api.post("/api/v1/usage/estimate", **asked).status == 200
    assert api.post("/api/v1/events/estimate", customerId="customer-a", eventName="open").status == 200
    assert api.post("/api/v1/usage", usages=[{**usage, **asked, "idempotencyKey": "more"}]).status == 201
    stream.follow()
    assert told()
    assert all_recorded("MeasurementReported")


def live(api: TemplateApi) -> None:
    """Read, change and use what is there."""
    for path in ("features", "products", "plans", "customers", "subscriptions", "plans/plan-a/entitlements"):
        assert api.get(f"/api/v1/{path}").status == 200
    for query in ({"customerId": "customer-a"}, {"planId": "plan-a"}, {"status": "ACTIVE"}):
        assert api.get("/api/v1/subscriptions", **query).status == 200
    for path in ("features/feature-free", "plans/plan-a", "customers/customer-a", "subscriptions/subscription-a"):
        assert api.get(f"/api/v1/{path}").status == 200
    hang_on_customers(api)
    for path in ("features/feature-free", "products/product-a", "plans/plan-a"):
        assert api.patch(f"/api/v1/{path}", displayName="B").status == 200
    assert api.patch("/api/v1/plans/plan-a/entitlements/feature-seats", type="FEATURE", usageLimit=7).status == 200
    more = {"id": "currency-a", "type": "CREDIT", "amount": 10, "cadence": "MONTH"}
    assert api.post("/api/v1/plans/plan-a/entitlements", entitlements=[more]).status == 201
    assert api.patch("/api/v1/customers/customer-a", name="B").status == 200
    usage = {"customerId": "customer-a", "featureId": "feature-seats", "value": 1, "idempotencyKey": "k"}
    for header in ("h", "h", "i"):
        reported = api.call("POST", "/api/v1/usage", {"usages": [usage]}, headers={"Idempotency-Key": header})
        assert reported.status == 201
    for feature in ("feature-seats", "feature-free", "unknown"):
        assert api.get("/api/v1/customers/customer-a/entitlements/check", featureId=feature).status == 200
    assert api.get("/api/v1/customers/customer-a/entitlements").status == 200
    live_by_a_clock(api)
    explained = api.get("/api/v1/customers/customer-a/entitlements/explain", featureId="feature-seats")
    assert explained.status == 200
    assert (
        api.post("/api/v2/usage", usages=[{**usage, "dimensions": {"office": "b"}, "idempotencyKey": "v2"}]).status
        == 201
    )
    use_up(api, usage)
    history = "/api/v1/usage/customer-a/history/feature-seats"
    assert api.get(history, startDate="2026-01-01T00:00:00Z", groupBy="office").status == 200
    for path in ("flags", "flags/feature-seats"):
        assert api.post(f"/ofrep/v1/evaluate/{path}", context={"targetingKey": "customer-a"}).status == 200
    for document in ("entitlements", "entitlements-state", "subscriptions"):
        assert api.get(f"/v1/a/account-test/e/development/c/customer-a/{document}.json").status == 200
    promote(api)
    issue_invoice(order(draft("10"), subscription_id="subscription-a", customer_id="customer-a", payer_id="customer-a"))
    assert api.get("/api/v1/customers/customer-a/invoices").status == 200
    assert api.post("/api/v1/subscriptions/subscription-a/invoice/paid").status == 200
    use_by_graphql(api)
    api.run("AdvanceSubscriptionsFunction")
    assert api.post("/api/v1/plans/plan-a/publish", migrationType="ALL_CUSTOMERS").status == 200
    newest = api.get("/api/v1/tasks").data[0]
    assert take_turn(api, newest["id"])["done"] == 2
    assert api.delete("/api/v1/plans/plan-a/entitlements/currency-a").status == 200
    assert api.post("/api/v1/plans/plan-a/publish", migrationType="ALL_CUSTOMERS").status == 200
    assert take_turn(api, api.get("/api/v1/tasks").data[0]["id"])["done"] == 2
    merge_by_graphql(api)


def govern(api: TemplateApi, currency_id: str) -> dict[str, str]:
    """Give an entity of customer-a a budget of credits; return the dimensions that name it."""
    types = [{"id": "spender", "displayName": "Spender", "attributionKeys": ["spenderId"]}]
    assert api.call("PUT", "/api/v1/entity-types", {"types": types}).status == 200
    entities = [{"id": "spender-a", "entityTypeId": "spender"}]
    assert api.call("PUT", "/api/v1/customers/customer-a/entities", {"entities": entities}).status == 200
    budgets = [{"entityId": "spender-a", "currencyId": currency_id, "usageLimit": 9, "cadence": "P1M"}]
    assert api.call("PUT", "/api/v1/customers/customer-a/assignments", {"assignments": budgets}).status == 200
    return {"spenderId": "spender-a"}


def spend_credits(api: TemplateApi, clock: FixedClock) -> None:
    """Grant credits, burn them and more, let some be paid and some expire, and read it all."""
    own = {"customerId": "customer-a", "currencyId": "currency-b"}
    body = {**own, "displayName": "A", "amount": 5, "expireAt": "2026-01-16T00:00:00Z"}
    first = api.post("/api/v1/credits/grants", **body, grantType="PROMOTIONAL").data
    paid = {"grantType": "PAID", "cost": {"amount": 1, "currency": "usd"}, "paymentCollectionMethod": "INVOICE"}
    second = api.post("/api/v1/credits/grants", **body, **paid).data
    assert api.post("/api/v1/credits/consumption", **own, amount=3, idempotencyKey="k").status == 201
    named = {"dimensions": govern(api, "currency-b")}
    assert api.post("/api/v1/credits/consumption", **own, **named, amount=3, idempotencyKey="named").status == 201
    later = {**own, **named, "amount": 1, "idempotencyKey": "later"}
    assert api.post("/api/v1/credits/consumption/async", consumptions=[later]).status == 201
    count_waiting(api)
    assert api.post(f"/api/v1/credits/grants/{second['id']}/invoice/paid").status == 200
    assert api.post(f"/api/v1/credits/grants/{first['id']}/void").status == 200
    for path in ("grants", "ledger", "usage"):
        assert api.get(f"/api/v1/credits/{path}", customerId="customer-a").status == 200
    spend_credits_by_graphql(api)


def spend_credits_by_graphql(api: TemplateApi) -> None:
    """Do the same through GraphQL."""
    own = 'customerId: "customer-a", currencyId: "currency-b"'
    invoiced = "grantType: PAID, cost: {amount: 1, currency: USD}, paymentCollectionMethod: INVOICE"
    named = f'{own}, amount: 5, displayName: "B"'
    granted = ask(api, f"mutation {{ createCreditGrant(input: {{{named}, {invoiced}}}) {{ grantId }} }}")
    identifier = granted["createCreditGrant"]["grantId"]
    ask(api, f'mutation {{ updateCreditGrant(input: {{id: "{identifier}", priority: 1}}) {{ priority }} }}')
    ask(api, f'mutation {{ consumeCredits(input: {{{own}, amount: 2, idempotencyKey: "q"}}) {{ amount }} }}')
    ask(api, f'mutation {{ voidCreditGrant(input: {{id: "{identifier}"}}) {{ status }} }}')
    ask(
        api,
        f"{{ creditBalanceSummary(input: {{{own}}}) {{ balances {{ currentBalance currency {{ displayName }} }} }}"
        f"  creditGrants(input: {{{own}}}) {{ totalCount }} creditsLedger(input: {{{own}}}) {{ totalCount }}"
        f"  creditUsage(input: {{{own}}}) {{ series {{ totalCredits }} }} }}",
    )


def burn_credits(api: TemplateApi, clock: FixedClock) -> None:
    """Sell a feature and events that burn credits, use them until some grants are used up, and wait for the events."""
    assert api.post("/api/v1/products", id="product-c", displayName="C").status == 201
    numbers = {"featureType": "NUMBER", "meterType": "INCREMENTAL"}
    metered = {"aggregation": {"function": "COUNT"}, "filters": [{"conditions": [condition("eventName", value="c")]}]}
    for feature, fields in (("feature-c", numbers), ("feature-d", {**numbers, "meter": metered})):
        assert api.post("/api/v1/features", id=feature, displayName=feature, **fields).status == 201
    assert (
        api.post("/api/v1/plans", id="plan-c", displayName="C", productId="product-c", pricingType="PAID").status == 201
    )
    both = ("feature-c", "feature-d")
    entitlements = [{"id": each, "type": "FEATURE", "hasUnlimitedUsage": True} for each in both]
    assert api.post("/api/v1/plans/plan-c/entitlements", entitlements=entitlements).status == 201
    rate = [{"billingPeriod": "MONTHLY", "creditRate": {"amount": 2, "currencyId": "currency-b"}}]
    models = [{"billingModel": "CREDIT_BASED", "featureId": each, "pricePeriods": rate} for each in both]
    fee = {"billingModel": "FLAT_FEE", "pricePeriods": [{"billingPeriod": "MONTHLY", "price": {"amount": 1}}]}
    charges = {"pricingType": "PAID", "pricingModels": [fee, *models]}
    assert api.patch("/api/v1/plans/plan-c", charges=charges).status == 200
    assert api.post("/api/v1/plans/plan-c/publish", migrationType="NEW_CUSTOMERS").status == 200
    bought = {"planId": "plan-c", "billingPeriod": "MONTHLY"}
    sold = api.post("/api/v1/subscriptions", customerId="customer-a", **bought).data
    clock.advance(days=2)
    usage = {"customerId": "customer-a", "featureId": "feature-c", "value": 1}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201
    send(api, event("c", "c", customer_id="customer-a"))
    asked = 'customerId: "customer-a", featureId: "feature-c", value: 1'
    ask(api, f"mutation {{ reportUsage(input: {{{asked}}}) {{ id }} }}")
    assert api.get("/api/v1/customers/customer-a/entitlements/check", featureId="feature-c").status == 200
    brief = {"customerId": "customer-a", "currencyId": "currency-b", "displayName": "B", "amount": 5}
    given = api.post("/api/v1/credits/grants", **brief, grantType="PROMOTIONAL", expireAt="2026-01-17T11:00:00Z")
    assert given.status == 201
    clock.advance(days=31)
    asked = {"currencyId": "currency-b", "reserveAmount": 3, "reservationId": "r"}
    for _ in range(2):
        assert api.get("/api/v1/customers/customer-a/entitlements/check", **asked).status == 200
    needed = {"customerId": "customer-a", "currencyId": "currency-b", "consumedAmount": 1}
    assert api.post("/api/v1/credits/reservations/r/release", **needed).status == 200
    assert api.post(f"/api/v1/subscriptions/{sold['id']}/cancel", cancellationTime="IMMEDIATE").status == 200


def recharge(api: TemplateApi) -> None:
    """Sell credits, have a wallet filled up with them, and set at which shares of them it is told."""
    assert api.post("/api/v1/products", id="product-main", displayName="Main").status == 201
    assert api.post("/api/v1/credits/custom-currencies", id=TOKENS, displayName="Tokens").status == 201
    sell_tokens(api, "plan-top-up")
    assert api.post("/api/v1/customers", id=CUSTOMER).status == 201
    bought = {"planId": "plan-top-up", "billingPeriod": "MONTHLY"}
    sold = api.post("/api/v1/subscriptions", customerId=CUSTOMER, **bought).data
    save(api)
    assert shown(api)["isEnabled"]
    look(api)
    look(api, currencyId=None)
    for query in ({}, {"customerId": CUSTOMER}):
        for thresholds in ([50], None):
            set_to = api.call("PUT", "/api/v1/credits/alerts", {"thresholds": thresholds}, query=query)
            assert set_to.status == 200
        assert api.get("/api/v1/credits/alerts", **query).status == 200
    assert api.post(f"/api/v1/subscriptions/{sold['id']}/cancel", cancellationTime="IMMEDIATE").status == 200
    assert api.post(f"/api/v1/customers/{CUSTOMER}/archive").status == 200
    look(api)


def recount(api: TemplateApi, clock: FixedClock) -> None:
    """Count an event, give the feature another meter, and have the event counted again."""
    assert api.patch("/api/v1/features/feature-seats", meter=meter("COUNT")).status == 200
    send(api, event("k", customer_id="customer-a", dimensions={"who": "b"}))
    assert api.patch("/api/v1/features/feature-seats", meter=meter("UNIQUE", "who")).status == 200
    [task, *_] = api.get("/api/v1/tasks").data
    assert finish(api, task["id"], clock)["done"] == 1


def recalculate(api: TemplateApi) -> None:
    """Make what a customer may use anew, and tell it."""
    named = 'input: {environmentId: "development", customerIds: ["customer-a"]}'
    started = ask(api, f"mutation {{ recalculateEntitlements({named}) {{ taskId }} }}")
    assert finish(api, started["recalculateEntitlements"]["taskId"])["status"] == "COMPLETED"


def listen(api: TemplateApi, clock: FixedClock) -> None:
    """Have another system told of an event, see what came of it, and have it told again; the same by GraphQL."""
    sender = ScriptedSender()
    wiring.open_address_book(Book())
    wiring.send_through(sender)
    assert api.post("/api/v1/event-queue").status == 201
    body = {"endpoint": "https://hooks.example.com", "eventTypes": ["CUSTOMER_UPDATED", MONTH_ENDS]}
    made = api.post("/api/v1/webhooks", **body).data
    path = f"/api/v1/webhooks/{made['id']}"
    assert api.patch(path, description="B").status == 200
    assert api.post(f"{path}/rotate-secret", grace="ONE_HOUR").status == 200
    assert api.post(f"{path}/test", eventType="CUSTOMER_UPDATED").status == 200
    assert [api.get(each).status for each in ("/api/v1/webhooks", path)] == [200, 200]
    fan_out(api, all_recorded("CustomerUpdated")[0])
    created = all_recorded("SubscriptionCreated")[0]
    month = {"currentBillingMonthStart": "2026-01-15T00:00:00Z", "currentBillingMonthEnd": "2026-02-15T00:00:00Z"}
    fan_out(api, created.but(type=MONTH_ENDS, payload={**created.payload, **month}))
    delivery = api.get(f"{path}/deliveries").data[-1]
    sender.outcomes = [Outcome(status_code=500, latency_ms=1)] * IMMEDIATE_ATTEMPTS
    for status in ("PENDING", "DELIVERED"):
        deliver(api, made["id"], delivery["messageId"])
        assert api.get(f"{path}/deliveries").data[-1]["status"] == status
        clock.advance(seconds=30)
    assert api.get(f"{path}/deliveries", messageId=delivery["messageId"]).data[0]["body"]
    assert api.post(f"{path}/deliveries/{delivery['messageId']}/replay").status == 200
    assert api.post(f"{path}/replay", messageIds=[delivery["messageId"]]).status == 200
    assert api.delete(path).status == 200
    assert api.get("/api/v1/event-queue").status == 200
    assert api.delete("/api/v1/event-queue").status == 200
    listen_by_graphql(api)


def fan_out(api: TemplateApi, event: RecordedEvent) -> None:
    """Fan an event out to the one webhook that there is."""
    assert api.run("FanOutFunction", {"detail": event.model_dump(mode="json", by_alias=True)}) == {"deliveries": 1}


def deliver(api: TemplateApi, webhook_id: str, message_id: str) -> None:
    """Attempt a delivery, as its message asks for."""
    about = DeliveryReference.to(TEST_SCOPE, webhook_id, message_id)
    record = {"messageId": "m", "body": about.model_dump_json(by_alias=True), "eventSource": "aws:sqs"}
    for function in ("DeliverFunction", "ResumeDeliveryFunction"):
        assert api.run(function, {"Records": [record]}) == {"batchItemFailures": []}


def listen_by_graphql(api: TemplateApi) -> None:
    """Manage a webhook by GraphQL."""
    hook = '{endpoint: "https://hooks.example.com", eventLogTypes: [PLAN_CREATED]}'
    made = ask(api, f"mutation {{ createOneHook(input: {{hook: {hook}}}) {{ id }} }}")["createOneHook"]["id"]
    ask(api, f'mutation {{ updateOneHook(input: {{id: "{made}", update: {{description: "B"}}}}) {{ id }} }}')
    asked = 'environmentId: "development", endpointUrl: "https://hooks.example.com", hookEventType: PLAN_CREATED'
    ask(api, f"mutation {{ testHook(input: {{{asked}}}) {{ responseSuccess }} }}")
    ask(api, f'{{ hook(id: "{made}") {{ id }} hooks {{ totalCount }} }}')
    ask(api, f'mutation {{ deleteOneHook(input: {{id: "{made}"}}) {{ id }} }}')


def live_by_a_clock(api: TemplateApi) -> None:
    """Attach a customer to a test clock, let time pass, and take both away."""
    create_clock(api, "2026-01-15T10:30:00Z")
    assert api.post("/api/v1/customers", id="clocked", testClockId="clock").status == 201
    assert api.post("/api/v1/subscriptions", customerId="clocked", planId="plan-a").status == 201
    usage = {"customerId": "clocked", "featureId": "feature-seats", "value": 1}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201
    assert api.get("/api/v1/customers/clocked/entitlements").status == 200
    assert api.get("/api/v1/customers/clocked/entitlements/check", featureId="feature-seats").status == 200
    assert api.get("/api/v1/subscriptions", customerId="clocked").status == 200
    advance(api, "clock", "2027-01-15T10:30:00Z")
    assert api.get("/api/v1/test-clocks").status == 200
    assert api.patch("/api/v1/customers/clocked", name="C").status == 200
    for action in ("archive", "unarchive", "archive"):
        assert api.post(f"/api/v1/customers/clocked/{action}").status == 200
    assert api.delete("/api/v1/test-clocks/clock").status == 200


def promote(api: TemplateApi) -> None:
    """Grant a feature beside the plan, list what is granted, and take it back."""
    path = "/api/v1/customers/customer-a/promotional-entitlements"
    stream = Followed(api)
    row = {"featureId": "feature-free", "period": "lifetime"}
    assert api.post(path, promotionalEntitlements=[row]).status == 201
    assert api.get(path).status == 200
    assert api.delete(f"{path}/feature-free").status == 200
    stream.follow()
    assert all_recorded("EntitlementsUpdated")


def hang_on_customers(api: TemplateApi) -> None:
    """Link a customer, unlink it, give it a coupon, read what hangs on it, and import another one."""
    links = "/api/v1/customers/customer-a/integrations"
    entity = {"vendorIdentifier": "STRIPE", "syncedEntityId": "cus_1"}
    for integration_id in ("stripe-a", "stripe-b"):
        assert api.post(links, id=integration_id, **entity).status == 201
    assert api.patch(f"{links}/stripe-a", syncedEntityId="cus_2").status == 200
    assert api.delete(f"{links}/stripe-a").status == 200
    assert api.patch("/api/v1/customers/customer-a", couponId="coupon-a", integrations=[]).status == 200
    for path in (links, "/api/v1/customers/customer-a/resources"):
        assert api.get(path).status == 200
    assert api.delete("/api/v1/customers/customer-a/payment-method").status == 400
    imported = api.post("/api/v1/customers/import", customers=[{"id": "c", "name": None, "email": None}]).data
    assert take_turn(api, imported["taskId"])["done"] == 1


def use_by_graphql(api: TemplateApi) -> None:
    """Provision, report and read by GraphQL."""

    def answer(document: str) -> None:
        body = api.call("POST", "/graphql", {"query": document}).body
        assert "errors" not in body, body

    own = '{customerId: "b", subscriptionParams: {planId: "plan-a"}}'
    answer(f"mutation {{ provisionCustomer(input: {own}) {{ subscription {{ id }} }} }}")
    event = '{customerId: "b", eventName: "call", idempotencyKey: "k"}'
    answer(f"mutation {{ reportEvent(events: {{usageEvents: [{event}]}}) }}")
    answer('mutation { reportUsage(input: {customerId: "b", featureId: "feature-seats", value: 1}) { id } }')
    answer('mutation { provisionSubscription(input: {customerId: "b", planId: "plan-a"}) { subscription { id } } }')
    answer(
        '{ getCustomerByRefId(input: {customerId: "b"}) { subscriptions { plan { product { hasSubscriptions } } } } }'
    )
    answer('mutation { importOneCustomer(input: {customerId: "d"}) { id } }')
    answer('mutation { importCustomersBulk(input: {customers: [{customerId: "e"}]}) }')
    answer('mutation { updateOneCustomer(input: {customerId: "b", couponRefId: "coupon-a"}) { coupon { id } } }')
    answer('{ getCustomerByRefId(input: {customerId: "b"}) { eligibleForTrial { eligible } trialedPlans { planId } } }')
    for change in ("archiveCustomer", "unarchiveCustomer"):
        answer(f'mutation {{ {change}(input: {{customerId: "d"}}) {{ id }} }}')
    answer('{ getActiveSubscriptions(input: {customerId: "b"}) { id } }')
    answer('{ getSubscription(input: {subscriptionId: "subscription-a"}) { id } }')
    held = api.get("/api/v1/subscriptions", customerId="b").data[0]["id"]
    own = f'{{subscriptionRefId: "{held}", subscriptionCancellationTime: IMMEDIATE}}'
    answer(f"mutation {{ cancelSubscription(input: {own}) {{ id }} }}")
    own = '{refId: "plan-b", displayName: "B", productId: "product-a"}'
    answer(f"mutation {{ createOnePlan(input: {own}) {{ id }} }}")
    given = '{customerId: "b", planId: "plan-a"}'
    answer(f"mutation {{ provisionSubscription(input: {given}) {{ subscription {{ id }} }} }}")
    answer('mutation { removePlanDraft(input: {refId: "plan-b", environmentId: "development"}) }')
    for about in ("", '(filter: {entityId: {eq: "b"}})', '(filter: {parentEntityId: {eq: "b"}})'):
        answer(f"{{ eventLogs{about} {{ edges {{ node {{ id }} }} }} }}")
    answer('{ cachedEntitlements(query: {customerId: "b"}) { isGranted } }')
    asked = 'customerId: "b", featureId: "feature-seats"'
    since = f'{asked}, startDate: "2026-01-01T00:00:00Z", groupBy: ["office"]'
    answer(f"{{ usageHistoryV2(input: {{{since}}}) {{ series {{ tags {{ key }} }} }} }}")
    result = "entitlementCheckResult: {hasAccess: true}"
    answer(f"mutation {{ reportEntitlementCheckRequested(entitlementCheckRequested: {{{asked}, {result}}}) }}")


def merge_by_graphql(api: TemplateApi) -> None:
    """Merge a document that publishes a draft."""
    assert api.post("/api/v1/plans", id="plan-b", displayName="B", productId="product-a").status == 201
    plan = {"status": "PUBLISHED", "productId": "product-a", "displayName": "B", "pricingType": "FREE"}
    document = "mutation merge($input: MergeEnvironmentInput!) { mergeEnvironment(input: $input) { taskIds } }"
    asked = {"sourceTemplate": {"plans": {"plan-b": plan}}, "destinationEnvironmentSlug": "development"}
    body = api.call("POST", "/graphql", {"query": document, "variables": {"input": asked}}).body
    [task_id] = body["data"]["mergeEnvironment"]["taskIds"]
    assert take_turn(api, task_id)["status"] == "COMPLETED"


def end(api: TemplateApi) -> None:
    """Take everything back."""
    assert api.delete("/api/v1/plans/plan-a/entitlements/feature-seats").status == 200
    assert api.delete("/api/v1/plans/plan-a/draft").status == 200
    assert api.delete("/api/v1/plans/plan-draft/draft").status == 200
    assert api.post("/api/v1/features/feature-free/archive").status == 200
    assert api.post("/api/v1/subscriptions/subscription-a/cancel").status == 200
    for customer in ("customer-a", "b"):
        assert api.post(f"/api/v1/customers/{customer}/archive").status == 200
    assert api.post("/api/v1/customers/customer-a/unarchive").status == 200
    assert api.post("/api/v1/products/product-a/archive").status == 200


def test_no_function_asks_for_more_than_its_role_grants(asked: Asked) -> None:
    missing = {role: grants - granted_to(role) for role, grants in asked.by_role.items()}
    assert {role: grants for role, grants in missing.items() if grants} == {}


def test_no_role_may_do_to_a_table_what_nothing_asks_for(asked: Asked) -> None:
    """Reads come in several forms of which the story need not take each; a write that nothing needs is too much."""
    writes = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"}
    for role, grants in asked.by_role.items():
        tables = {table for _, table in grants}
        for action, table in granted_to(role):
            assert table in tables, (role, table)
            assert action not in writes or (action, table) in grants, (role, action, table)
