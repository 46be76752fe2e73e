"""A customer whose time is told by a test clock, and what is sold to it, all through the API."""

from dataclasses import dataclass, field
from typing import Any

from tests.support.catalog import create_feature, create_product, set_price
from tests.support.graphql import ask
from tests.support.recorded import TEST_SCOPE
from tests.support.selling import subscribe
from tests.support.template_api import Answer, TemplateApi
from tests.support.time_travel import Told, advance, create_clock, events_since, latest
from tollgate import wiring
from tollgate.billing.filters import InvoiceFilters
from tollgate.billing.invoice import Invoice
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import ActorType

MONTH_ENDS_SOON = "SUBSCRIPTION_BILLING_MONTH_ENDS_SOON"


@dataclass
class Story:
    """A customer, its clock, and what was told of it since it was asked last."""

    api: TemplateApi
    clock_id: str = "clock"
    _mark: str = field(default="", repr=False)
    _months: list[str] = field(default_factory=list, repr=False)

    @classmethod
    def begin(cls, api: TemplateApi, at: str, *customers: str) -> "Story":
        """Begin at an instant, with the customers `acme` and others; what was told before is forgotten."""
        create_clock(api, at, "clock")
        for customer_id in ("acme", *customers):
            api.post("/api/v1/customers", id=customer_id, testClockId="clock").data  # noqa: B018
        story = cls(api)
        story.told()
        return story

    def subscribe(self, plan_id: str, **fields: Any) -> Any:
        """Provision a subscription of `acme`; return it as the answer shows it."""
        return subscribe(self.api, plan_id, **{"billingPeriod": "MONTHLY", **fields})

    def provision(self, plan_id: str, **fields: Any) -> Answer:
        """Provision a subscription of `acme`; return the whole answer."""
        return self.api.post(
            "/api/v1/subscriptions", **{"customerId": "acme", "planId": plan_id, "billingPeriod": "MONTHLY", **fields}
        )

    def update(self, number: int, **fields: Any) -> Any:
        """Change a subscription by its number; return it."""
        return self.api.patch(f"/api/v1/subscriptions/subscription-{number}", **fields).data

    def cancel(self, number: int, **fields: Any) -> Any:
        """Cancel a subscription by its number; return it."""
        return self.api.post(f"/api/v1/subscriptions/subscription-{number}/cancel", **fields).data

    def seen(self, number: int, *names: str) -> Any:
        """Return some fields of a subscription by its number, or all of it."""
        shown = self.api.get(f"/api/v1/subscriptions/subscription-{number}").data
        return tuple(shown[name] for name in names) if names else shown

    def to(self, moment: str) -> None:
        """Advance the clock, and work until it has arrived."""
        advance(self.api, self.clock_id, moment)

    def told(self) -> list[str]:
        """Return what was told since last time, in its order: when, what, and of what.

        That billing months end soon is told in nearly every story: those notices are what `months_told` returns.
        """
        found, self._mark = events_since(self.api, self._mark), latest(self.api)
        told = [each for each in found if not each.type.startswith("TASK_")]
        self._months += [_line(each) for each in told if each.type == MONTH_ENDS_SOON]
        return [_line(each) for each in told if each.type != MONTH_ENDS_SOON]

    def months_told(self) -> list[str]:
        """Return when the end of which subscription's billing months was told, of all that `told` has gone over."""
        months, self._months = [each.replace(f" {MONTH_ENDS_SOON}", "") for each in self._months], []
        assert len(set(months)) == len(months), months
        return months

    def invoices(self, payer_id: str = "acme") -> list[str]:
        """Return the invoices of a payer in their order: when, why, their total, and what of it is to be paid.

        Why, and what credit has paid for, is not in the public list.
        """
        return [
            f"{minute(each.issued_at.isoformat())} {each.reason} {each.draft.total.amount:.2f} due"
            f" {each.amount_due.amount:.2f}"
            for each in self._invoices(payer_id)
        ]

    def lines(self, payer_id: str = "acme") -> list[list[str]]:
        """Return the lines of those invoices: what for, and how much."""
        listed = self.api.get(f"/api/v1/customers/{payer_id}/invoices", orderDir="ASC", limit=100).data
        return [[f"{line['description']}: {line['amount']:.2f}" for line in each["lineItems"]] for each in listed]

    def _invoices(self, payer_id: str) -> list[Invoice]:
        with wiring.working(actor=ActorType.SYSTEM):
            page = wiring.billing_provider().invoices(TEST_SCOPE, payer_id, InvoiceFilters(), PageRequest(limit=100))
        return list(reversed(page.rows))


def _line(told: Told) -> str:
    return f"{minute(told.occurred_at)} {told.type} {told.aggregate.split('#')[1]}"


def minute(instant: str) -> str:
    """Return an instant to the minute."""
    return f"{instant[:10]} {instant[11:16]}"


def fee(monthly: float, annually: float | None = None, **more: Any) -> dict[str, Any]:
    """Return a flat fee as a plan is given it."""
    periods = [{"billingPeriod": "MONTHLY", "price": {"amount": monthly}}]
    if annually is not None:
        periods.append({"billingPeriod": "ANNUALLY", "price": {"amount": annually}})
    return {"billingModel": "FLAT_FEE", "pricePeriods": periods, **more}


def per_unit(amount: float, feature_id: str = "seats", **more: Any) -> dict[str, Any]:
    """Return a price per unit, bought in advance."""
    periods = [{"billingPeriod": "MONTHLY", "price": {"amount": amount}}]
    return {"billingModel": "PER_UNIT", "featureId": feature_id, "pricePeriods": periods, **more}


def sell(
    api: TemplateApi, plan_id: str, *models: Any, kind: str = "plans", product_id: str = "app", **fields: Any
) -> str:
    """Publish a plan or an add-on at these prices, free without any; return its id."""
    paid = {"pricingType": "PAID"} if models else {"pricingType": "FREE"}
    body = {"id": plan_id, "productId": product_id, "displayName": plan_id.title(), **paid}
    api.post(f"/api/v1/{kind}", **body).data  # noqa: B018
    charges = {key: fields.pop(key) for key in ("minimumSpend", "overagePricingModels") if key in fields}
    if models:
        fields["charges"] = {"pricingType": "PAID", "pricingModels": list(models), **charges}
    if fields:
        api.call("PATCH", f"/api/v1/{kind}/{plan_id}", fields).data  # noqa: B018
    republish(api, plan_id, kind=kind)
    return plan_id


def republish(api: TemplateApi, plan_id: str, *, kind: str = "plans", migration: str = "NEW_CUSTOMERS") -> Any:
    """Publish the draft of a plan or an add-on."""
    return api.post(f"/api/v1/{kind}/{plan_id}/publish", migrationType=migration).data


def reprice(api: TemplateApi, plan_id: str, *models: Any, migration: str = "NEW_CUSTOMERS") -> Any:
    """Publish a version of a plan at other prices."""
    set_price(api, plan_id, pricingType="PAID", pricingModels=list(models))
    return republish(api, plan_id, migration=migration)


def open_shop(api: TemplateApi, **settings: Any) -> TemplateApi:
    """Sell Free, Small (40), Large (100) and Team (10 and 5 per seat) of the product App, with these settings."""
    create_product(api, "app")
    create_feature(api, "seats")
    sell(api, "free")
    sell(api, "small", fee(40, 400))
    sell(api, "large", fee(100, 1000))
    sell(api, "extra", fee(8), kind="addons")
    sell(api, "team", fee(10), per_unit(5), compatibleAddonIds=["extra"])
    if settings:
        settle(api, productSettings={**_SETTINGS, **settings})
    return api


def settle(api: TemplateApi, **update: Any) -> None:
    """Change the product App: its settings, or its rules."""
    ask(api, _UPDATE_PRODUCT, input={"id": "app", "update": update})


_SETTINGS = {
    "subscriptionStartSetup": "PLAN_SELECTION",
    "subscriptionCancellationTime": "IMMEDIATE",
    "subscriptionEndSetup": "CANCEL_SUBSCRIPTION",
}
_UPDATE_PRODUCT = "mutation ($input: UpdateOneProductInput!) { updateOneProduct(input: $input) { refId } }"
