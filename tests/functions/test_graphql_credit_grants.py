"""Grants of credits through GraphQL: made, listed, changed, voided."""

from typing import Any

import pytest

from tests.functions.test_interleavings import Meanwhile
from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, GRANTS, TOKENS, consume, grant, grants, internal_id_of, ledger, with_tokens
from tests.support.graphql import ask, code_of, refusal_of
from tests.support.recorded import all_recorded
from tests.support.stored_wallets import check_stored
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tollgate.credits.wallet import WalletKey
from tollgate.environments.permission import Permission
from tollgate.shared.scope import KeyKind
from tools.bench.hook import hooked

CREATE = """
mutation ($input: CreditGrantInput!) {
  createCreditGrant(input: $input) {
    grantId customerId resourceId currencyId grantType displayName amount consumedAmount cost { amount currency }
    comment priority status effectiveAt expireAt voidedAt additionalMetaData paymentCollection invoiceId
    latestInvoice {
      billingId status billingReason currency subTotal subTotalExcludingTax tax total totalExcludingTax amountDue
      attemptCount requiresAction errorMessage paymentSecret paymentUrl pdfUrl dueDate createdAt updatedAt
    }
    automaticRechargeConfigurationId createdAt updatedAt
  }
}
"""
UPDATE = """
mutation ($input: UpdateCreditGrantInput!) {
  updateCreditGrant(input: $input) {
    grantId displayName comment priority effectiveAt expireAt additionalMetaData status consumedAmount updatedAt
  }
}
"""
VOID = "mutation ($id: String!) { voidCreditGrant(input: {id: $id}) { status consumedAmount voidedAt } }"
LIST = """
query ($input: GetCreditGrantsInput!) {
  creditGrants(input: $input) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { amount status } }
  }
}
"""
NOW, TOMORROW = "2026-01-15T10:30:00.000Z", "2026-01-16T10:30:00.000Z"
KEY = WalletKey(CUSTOMER, None, TOKENS)
FINE = {"customerId": CUSTOMER, "currencyId": TOKENS, "grantType": "PROMOTIONAL", "displayName": "A", "amount": 5}
DATES = {"effectiveAt": TOMORROW, "expireAt": "2026-02-01T00:00:00.000Z"}
INVOICED = {"grantType": "PAID", "cost": {"amount": 10, "currency": "usd"}, "paymentCollectionMethod": "INVOICE"}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """A customer and a currency."""
    with_tokens(api)
    return api


def created(api: TemplateApi, **fields: Any) -> Any:
    return ask(api, CREATE, input={**FINE, **fields})["createCreditGrant"]


def updated(api: TemplateApi, id: str, **fields: Any) -> Any:
    return ask(api, UPDATE, input={"id": id, **fields})["updateCreditGrant"]


def refused(api: TemplateApi, document: str, **variables: Any) -> tuple[str, str | None]:
    """Return the code of a refusal, and the field that it names."""
    extensions = refusal_of(api, document, **variables)["extensions"]
    return extensions["code"], extensions.get("field")


def listed(api: TemplateApi, **fields: Any) -> Any:
    return ask(api, LIST, input={"customerId": CUSTOMER, **fields})["creditGrants"]


def amounts(connection: Any) -> list[int]:
    return [edge["node"]["amount"] for edge in connection["edges"]]


def test_a_grant_is_shown_as_it_was_given(shop: TemplateApi) -> None:
    made = created(
        shop,
        grantType="PAID",
        amount=2.5,
        cost={"amount": 10, "currency": "EUR"},
        paymentCollectionMethod="INVOICE",
        billingInformation={"invoiceDaysUntilDue": 7},
        comment="Sorry",
        priority=7,
        additionalMetaData={"ticket": "1"},
        expireAt="2026-02-15T01:00:00+01:00",
    )
    invoice = made.pop("latestInvoice")
    assert made == {
        "grantId": "grant-1",
        "customerId": CUSTOMER,
        "resourceId": None,
        "currencyId": TOKENS,
        "grantType": "PAID",
        "displayName": "A",
        "amount": 2.5,
        "consumedAmount": 0,
        "cost": {"amount": 10, "currency": "EUR"},
        "comment": "Sorry",
        "priority": 7,
        "status": "PAYMENT_PENDING",
        "effectiveAt": NOW,
        "expireAt": "2026-02-15T00:00:00.000Z",
        "voidedAt": None,
        "additionalMetaData": {"ticket": "1"},
        "paymentCollection": "PROCESSING",
        "invoiceId": invoice["billingId"],
        "automaticRechargeConfigurationId": None,
        "createdAt": NOW,
        "updatedAt": NOW,
    }
    assert invoice == {
        "billingId": invoice["billingId"],
        "status": "OPEN",
        "billingReason": "MANUAL",
        "currency": "eur",
        **dict.fromkeys(("subTotal", "subTotalExcludingTax", "total", "totalExcludingTax", "amountDue"), 10),
        "tax": 0,
        "attemptCount": 0,
        "requiresAction": False,
        **dict.fromkeys(("errorMessage", "paymentSecret", "paymentUrl", "pdfUrl")),
        "dueDate": "2026-01-22T10:30:00.000Z",
        "createdAt": NOW,
        "updatedAt": NOW,
    }


def test_what_is_null_counts_as_left_out(shop: TemplateApi) -> None:
    nothing = ("cost", "comment", "priority", "effectiveAt", "expireAt", "resourceId", "billingInformation")
    more = ("awaitPaymentConfirmation", "paymentCollectionMethod", "additionalMetaData")
    made = created(shop, **dict.fromkeys((*nothing, *more)))
    assert (made["priority"], made["effectiveAt"], made["expireAt"], made["additionalMetaData"]) == (50, NOW, None, {})


def test_the_currency_may_be_named_by_its_internal_id(shop: TemplateApi) -> None:
    internal = internal_id_of(TOKENS)
    assert created(shop, currencyId=internal)["currencyId"] == TOKENS
    assert listed(shop, currencyId=internal)["totalCount"] == 1


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"amount": 0}, "InvalidArgumentError", "amount"),
        ({"priority": 1.5}, "BadUserInput", None),
        ({"displayName": ""}, "BadUserInput", None),
        ({"grantType": "RECURRING"}, "BadUserInput", None),
        ({"expireAt": NOW}, "ExpireAtMustBeLaterThanEffectiveAtError", "expireAt"),
        ({"additionalMetaData": {"": "x"}}, "InvalidMetadataError", "additionalMetaData"),
        ({"customerId": "nobody"}, "CustomerNotFound", None),
        ({"resourceId": "nowhere"}, "CustomerResourceNotFound", None),
        ({"currencyId": "nothing"}, "CustomCurrencyNotFound", None),
        ({"environmentId": "other"}, "EnvironmentMissing", None),
        (
            {"billingInformation": {"billingAddress": {"city": "Ulm"}}},
            "UnsupportedParameter",
            "billingInformation.billingAddress",
        ),
    ],
)
def test_a_grant_that_cannot_be_is_refused(
    shop: TemplateApi, fields: dict[str, Any], code: str, field: str | None
) -> None:
    refusal = refused(shop, CREATE, input={**FINE, **fields})
    assert refusal[0] == code
    assert field is None or refusal[1] == field
    assert grants(shop) == []


def test_a_void_takes_what_is_left_once(shop: TemplateApi) -> None:
    identifier = created(shop, amount=100)["grantId"]
    consume(shop, 40)
    voided = ask(shop, VOID, id=identifier)["voidCreditGrant"]
    assert voided == {"status": "VOIDED", "consumedAmount": 40, "voidedAt": NOW}
    again = refusal_of(shop, VOID, id=identifier)["extensions"]
    assert (again["code"], again["grantId"], again["isValidationError"]) == (
        "CreditGrantAlreadyVoided",
        identifier,
        False,
    )
    assert code_of(shop, VOID, id="nowhere") == "CreditGrantNotFound"
    consume(shop, 1, "k2")
    overdraft = grants(shop)[0]["id"]
    owed = refusal_of(shop, VOID, id=overdraft)["extensions"]
    assert (owed["code"], owed["grantId"], owed["isValidationError"]) == ("CreditGrantCannotBeVoided", overdraft, True)


def test_what_was_never_paid_expires_and_cannot_be_voided_or_moved(shop: TemplateApi, clock: FixedClock) -> None:
    identifier = grant(shop, 100, **INVOICED, expireAt=TOMORROW)["id"]
    clock.advance(days=2)
    grant(shop, 7)
    assert grants(shop)[1]["status"] == "PAYMENT_PENDING"
    assert code_of(shop, VOID, id=identifier) == "CreditGrantCannotBeVoided"
    later = {"id": identifier, "expireAt": "2026-03-01T00:00:00Z"}
    assert refused(shop, UPDATE, input=later) == ("CannotUpdateExpireAtForExpiredCreditGrantError", "expireAt")
    sooner = {"id": identifier, "effectiveAt": "2026-01-15T00:00:00Z"}
    assert refused(shop, UPDATE, input=sooner) == ("InvalidArgumentError", "effectiveAt")
    wallet = check_stored(KEY)
    assert wallet is not None
    assert (wallet.granted, wallet.consumed) == (7, 0)


def test_how_a_grant_is_described_is_changed_and_told(shop: TemplateApi, clock: FixedClock) -> None:
    identifier = created(shop, comment="A", priority=7, additionalMetaData={"a": "1"}, **DATES)["grantId"]
    clock.advance(minutes=1)
    changed = updated(
        shop,
        identifier,
        displayName="B",
        comment="C",
        priority=3,
        additionalMetaData={"b": "2"},
        effectiveAt="2026-01-17T00:00:00Z",
        expireAt="2026-03-01T00:00:00Z",
    )
    assert changed == {
        "grantId": identifier,
        "displayName": "B",
        "comment": "C",
        "priority": 3,
        "effectiveAt": "2026-01-17T00:00:00.000Z",
        "expireAt": "2026-03-01T00:00:00.000Z",
        "additionalMetaData": {"b": "2"},
        "status": "SCHEDULED",
        "consumedAmount": 0,
        "updatedAt": "2026-01-15T10:31:00.000Z",
    }
    [told] = all_recorded("CreditGrantUpdated")
    assert (told.payload["displayName"], told.payload["expireAt"]) == ("B", "2026-03-01T00:00:00.000Z")
    assert ledger(shop) == [("UPDATED", 0)]
    wallet = check_stored(KEY)
    assert wallet is not None
    assert (wallet.grants[0].priority, wallet.next_change) == (3, wallet.grants[0].effective_at)


def test_null_clears_what_may_be_missing_and_leaves_the_rest(shop: TemplateApi) -> None:
    identifier = created(shop, comment="A", priority=7, additionalMetaData={"a": "1"}, **DATES)["grantId"]
    names = ("displayName", "comment", "priority", "effectiveAt", "expireAt", "additionalMetaData")
    changed = updated(shop, identifier, **dict.fromkeys(names))
    assert {name: changed[name] for name in names} == {
        "displayName": "A",
        "comment": None,
        "priority": 7,
        "effectiveAt": TOMORROW,
        "expireAt": None,
        "additionalMetaData": {},
    }


def test_a_change_that_changes_nothing_tells_nobody(shop: TemplateApi, clock: FixedClock) -> None:
    identifier = created(shop, comment="A", **DATES)["grantId"]
    clock.advance(days=2)
    assert updated(shop, identifier, comment="A", **DATES)["status"] == "ACTIVE"
    assert (ledger(shop), all_recorded("CreditGrantUpdated")) == ([], [])


def test_scheduled_credits_count_at_once_where_they_are_moved_into_the_present(shop: TemplateApi) -> None:
    identifier = created(shop, amount=100, **DATES)["grantId"]
    consume(shop, 30)
    changed = updated(shop, identifier, effectiveAt=NOW)
    assert (changed["status"], changed["consumedAmount"]) == ("ACTIVE", 30)
    assert ledger(shop)[:4] == [
        ("CONSUMPTION_TRANSFER_TARGET", -30),
        ("CONSUMPTION_TRANSFER_SOURCE", 30),
        ("GRANTED", 100),
        ("UPDATED", 0),
    ]
    refusal = refused(shop, UPDATE, input={"id": identifier, "effectiveAt": TOMORROW})
    assert refusal == ("InvalidArgumentError", "effectiveAt")
    assert check_stored(KEY) is not None


def test_another_priority_changes_what_is_burnt_first(shop: TemplateApi) -> None:
    first, second = created(shop)["grantId"], created(shop)["grantId"]
    updated(shop, second, priority=0)
    consume(shop, 3)
    used = {each["id"]: each["consumedAmount"] for each in grants(shop)}
    assert used == {first: 0, second: 3}


def test_credits_that_are_used_up_count_until_they_expire(shop: TemplateApi, clock: FixedClock) -> None:
    identifier = created(shop, expireAt=TOMORROW)["grantId"]
    consume(shop, 5)
    changed = updated(shop, identifier, expireAt="2026-01-20T00:00:00Z")
    assert (changed["status"], changed["consumedAmount"]) == ("ACTIVE", 5)
    clock.advance(days=3)
    assert consume(shop, 1, "k2")["credit"]["usageLimit"] == 5
    clock.advance(days=3)
    assert consume(shop, 1, "k3")["credit"]["usageLimit"] == 0
    assert check_stored(KEY) is not None


def test_what_has_expired_stays_so_and_may_be_described(shop: TemplateApi, clock: FixedClock) -> None:
    identifier = created(shop, amount=100, expireAt=TOMORROW)["grantId"]
    consume(shop, 40)
    clock.advance(days=2)
    expiry = {"id": identifier, "expireAt": None}
    for _ in range(2):
        code, field = refused(shop, UPDATE, input=expiry)
        assert (code, field) == ("CannotUpdateExpireAtForExpiredCreditGrantError", "expireAt")
        changed = updated(shop, identifier, comment="Gone")
        assert (changed["status"], changed["consumedAmount"], changed["expireAt"]) == ("EXPIRED", 40, TOMORROW)
    assert ledger(shop)[:2] == [("UPDATED", 0), ("EXPIRED", -60)]
    assert [(each["comment"], each["consumedAmount"]) for each in grants(shop)] == [("Gone", 40)]
    assert [event.payload["consumedAmount"] for event in all_recorded("CreditGrantUpdated")] == [40]
    wallet = check_stored(KEY)
    assert wallet is not None
    assert (wallet.granted, wallet.consumed) == (0, 0)


def test_an_invoice_that_is_paid_too_late_gives_nothing(shop: TemplateApi, clock: FixedClock) -> None:
    identifier = grant(shop, 100, **INVOICED, expireAt=TOMORROW)["id"]
    clock.advance(days=2)
    paid = shop.post(f"{GRANTS}/{identifier}/invoice/paid").data
    assert (paid["status"], paid["consumedAmount"], paid["latestInvoice"]["status"]) == ("EXPIRED", 0, "PAID")
    assert grants(shop) == [paid]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"expireAt": TOMORROW}, "ExpireAtMustBeLaterThanEffectiveAtError", "expireAt"),
        ({"effectiveAt": "2026-03-01T00:00:00Z"}, "ExpireAtMustBeLaterThanEffectiveAtError", "expireAt"),
        (
            {"effectiveAt": "2026-01-01T00:00:00Z", "expireAt": "2026-01-02T00:00:00Z"},
            "InvalidArgumentError",
            "expireAt",
        ),
        ({"priority": 101}, "InvalidArgumentError", "priority"),
        ({"comment": "x" * 201}, "InvalidArgumentError", "comment"),
        ({"displayName": ""}, "BadUserInput", None),
        ({"additionalMetaData": {"": "x"}}, "InvalidMetadataError", "additionalMetaData"),
        ({"additionalMetaData": {"a": 1}}, "BadUserInput", None),
        ({"id": "nowhere"}, "CreditGrantNotFound", None),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    shop: TemplateApi, fields: dict[str, Any], code: str, field: str | None
) -> None:
    before = created(shop, **DATES)
    refusal = refused(shop, UPDATE, input={"id": before["grantId"], **fields})
    assert refusal[0] == code
    assert field is None or refusal[1] == field
    assert grants(shop)[0]["updatedAt"] == before["updatedAt"]


def test_neither_what_is_void_nor_what_is_owed_is_changed(shop: TemplateApi) -> None:
    voided = created(shop)["grantId"]
    ask(shop, VOID, id=voided)
    again = refusal_of(shop, UPDATE, input={"id": voided, "comment": "A"})["extensions"]
    assert (again["code"], again["grantId"]) == ("CreditGrantAlreadyVoided", voided)
    consume(shop, 1)
    overdraft = next(each["id"] for each in grants(shop) if each["grantType"] == "OVERDRAFT")
    assert refused(shop, UPDATE, input={"id": overdraft, "comment": "A"}) == ("InvalidArgumentError", "id")


@pytest.mark.parametrize("place", range(1, 6))
@pytest.mark.parametrize("is_update", [True, False])
def test_of_two_changes_at_once_the_later_one_knows_of_the_first(
    shop: TemplateApi, place: int, is_update: bool
) -> None:
    identifier = created(shop, expireAt=TOMORROW)["grantId"]
    with hooked(Meanwhile(place, lambda: ask(shop, VOID, id=identifier))):
        body = {"id": identifier, "expireAt": "2026-03-01T00:00:00Z"}
        answer = shop.post("/graphql", query=UPDATE, variables={"input": body}) if is_update else None
        answer = answer or shop.post("/graphql", query=VOID, variables={"id": identifier})
    [error] = answer.body["errors"]
    assert error["extensions"]["code"] == "CreditGrantAlreadyVoided"
    wallet = check_stored(KEY)
    assert wallet is not None
    assert (wallet.granted, wallet.consumed, wallet.used_up) == (0, 0, ())


def test_a_list_goes_both_ways(shop: TemplateApi, clock: FixedClock) -> None:
    for number in range(1, 6):
        created(shop, amount=number)
        clock.advance(seconds=1)
    first = listed(shop, paging={"first": 2})
    info = first["pageInfo"]
    assert (amounts(first), first["totalCount"]) == ([5, 4], 5)
    assert (info["hasNextPage"], info["hasPreviousPage"], info["endCursor"]) == (
        True,
        False,
        first["edges"][1]["cursor"],
    )
    second = listed(shop, paging={"first": 2, "after": info["endCursor"]})
    assert amounts(second) == [3, 2]
    back = listed(shop, paging={"last": 9, "before": second["pageInfo"]["startCursor"]})
    last = listed(shop, paging={"last": 2})
    assert (amounts(back), amounts(last), last["pageInfo"]["hasNextPage"]) == ([5, 4], [2, 1], False)
    both = {"customerId": CUSTOMER, "paging": {"first": 1, "last": 1}}
    assert code_of(shop, LIST, input=both) == "BadUserInput"
    other = {"customerId": CUSTOMER, "currencyId": TOKENS, "paging": {"after": info["endCursor"]}}
    assert code_of(shop, LIST, input=other) == "BadUserInput"


def test_a_list_holds_the_customer_s_own_or_a_resource_s(shop: TemplateApi) -> None:
    assert listed(shop) == {
        "totalCount": 0,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        "edges": [],
    }
    created(shop)
    assert amounts(listed(shop, resourceId="")) == [5]
    assert amounts(listed(shop, currencyId="currency-other")) == []
    assert amounts(listed(shop, resourceId="site")) == []
    assert code_of(shop, LIST, input={"customerId": "nobody"}) == "CustomerNotFound"


def test_keys_reach_grants_as_they_do_in_rest(api: TemplateApi) -> None:
    opened = open_environment("production")
    full = api_of(opened.keys[0].secret)
    with_tokens(full)
    reading = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.CUSTOMER_READ).secret)
    writing = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.CUSTOMER_WRITE).secret)
    browser = api_of(make_key(opened.environment, KeyKind.PUBLISHABLE).secret)
    identifier = created(writing)["grantId"]
    assert amounts(listed(reading)) == [5]
    for key in (reading, browser):
        assert code_of(key, CREATE, input=FINE) == "IdentityForbidden"
        assert code_of(key, UPDATE, input={"id": identifier, "comment": "A"}) == "IdentityForbidden"
        assert code_of(key, VOID, id=identifier) == "IdentityForbidden"
    assert code_of(browser, LIST, input={"customerId": CUSTOMER}) == "IdentityForbidden"
    elsewhere = api_of(open_environment("staging").keys[0].secret)
    assert code_of(elsewhere, VOID, id=identifier) == "CreditGrantNotFound"
