"""Stories through the API, each of which makes some of the published events happen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.catalog import (
    create_addon,
    create_currency,
    create_feature,
    create_plan,
    create_product,
    grant,
    publish,
    publish_addon,
    set_price,
)
from tests.support.clock import FixedClock
from tests.support.credits import consume
from tests.support.credits import grant as grant_credits
from tests.support.graphql import ask
from tests.support.listening import Body, Followed, ask_for, heard
from tests.support.promotions import PROMOTIONS, promotion
from tests.support.recharge import given_tokens_for_sale, look, save
from tests.support.recorded import TEST_SCOPE
from tests.support.scripted_billing import ScriptedProvider
from tests.support.selling import given_customer, subscribe
from tests.support.spending import given_priced_usage, hold
from tests.support.stepping import run_all_due
from tests.support.sweeping import sweep
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.billing.ports import Collection

METERED = {"featureType": "NUMBER", "meterType": "INCREMENTAL", "featureUnits": "call", "featureUnitsPlural": "calls"}
MONTHLY = {"resetPeriod": "MONTH", "monthlyResetPeriodConfiguration": {"accordingTo": "StartOfTheMonth"}}
HERE = {"environmentId": "development"}


@dataclass
class Stage:
    """What a story plays on."""

    api: TemplateApi
    clock: FixedClock
    stream: Followed
    bodies: dict[str, Body] = field(default_factory=dict)
    """What was told so far, each as it was when it was told."""

    def hear(self) -> None:
        """Make the bodies of what was told since the last time."""
        self.bodies |= {each["messageId"]: each for each in heard("", but=self.bodies)}

    def post(self, path: str, /, **body: Any) -> Any:
        """Act through the API; fails where it was refused."""
        return self.api.post(path, **body).data

    def change(self, method: str, path: str, /, **body: Any) -> Any:
        """Change something through the API; fails where it was refused."""
        return self.api.call(method, path, body or None).data

    def mutate(self, root: str, kind: str, shown: str = "", **fields: Any) -> Any:
        """Change something through GraphQL."""
        return ask(self.api, f"mutation ($input: {kind}!) {{ {root}(input: $input) {shown} }}", input=fields)

    def use(self, value: float, feature_id: str = "calls", customer_id: str = "acme") -> None:
        """Report usage, and let the stream be followed."""
        self.post("/api/v1/usage", usages=[{"customerId": customer_id, "featureId": feature_id, "value": value}])
        self.stream.follow()
        self.hear()

    def advance(self, to: str, subscription_id: str = "of-acme", customer_id: str = "acme") -> None:
        """Do what has fallen due of a subscription by an instant."""
        self.clock.set(to)
        run_all_due(TEST_SCOPE, subscription_id, customer_id)
        self.hear()


def products(stage: Stage) -> None:
    """Make, change, archive and unarchive a product."""
    stage.post("/api/v1/products", id="product-a", displayName="A", description="One", metadata={"team": "core"})
    stage.change("PATCH", "/api/v1/products/product-a", displayName="B")
    stage.post("/api/v1/products/product-a/archive")
    stage.post("/api/v1/products/product-a/unarchive")


def features(stage: Stage) -> None:
    """Make, change and archive a feature; put two into a group, and the group away and back."""
    create_feature(stage.api, "calls", **METERED)
    create_feature(
        stage.api,
        "region",
        featureType="ENUM",
        meterType="None",
        enumConfiguration=[{"value": "eu", "displayName": "Europe"}],
    )
    stage.change("PATCH", "/api/v1/features/calls", displayName="API calls", metadata={"team": "core"})
    team = {"featureGroupId": "group-team", **HERE}
    shown = "{ featureGroupId }"
    named = {**team, "displayName": "Team"}
    stage.mutate("createFeatureGroup", "CreateFeatureGroupInput", shown, **named, features=["calls", "region"])
    stage.mutate("updateFeatureGroup", "UpdateFeatureGroupInput", shown, **team, features=["calls"])
    stage.mutate("archiveFeatureGroup", "ArchiveFeatureGroupInput", shown, **team)
    stage.mutate("unarchiveFeatureGroup", "UnArchiveFeatureGroupInput", shown, **team)
    stage.post("/api/v1/features/region/archive")


def packages(stage: Stage) -> None:
    """Sell a plan and an add-on, bundle the add-on, and take both from the shelf."""
    create_product(stage.api)
    create_feature(stage.api, "calls", **METERED)
    create_plan(stage.api, pricingType="PAID", description="For teams", metadata={"tier": "2"})
    grant(stage.api, "plan-pro", "calls", usageLimit=12, **MONTHLY)
    set_price(stage.api)
    publish(stage.api)
    create_addon(stage.api)
    stage.post(
        "/api/v1/addons/addon-boost/entitlements", entitlements=[{"type": "FEATURE", "id": "calls", "usageLimit": 5}]
    )
    publish_addon(stage.api)
    group = {"packageGroupId": "bundle", **HERE}
    shown = "{ packageGroupId }"
    named = {**group, "productId": "product-main", "displayName": "Bundle"}
    stage.mutate("createPackageGroup", "CreatePackageGroup", shown, **named)
    stage.mutate("setPackageGroupAddons", "SetPackageGroupAddons", shown, **group, addons=["addon-boost"])
    stage.mutate("archivePackageGroup", "ArchivePackageGroup", shown, **group)
    stage.post("/api/v1/addons/addon-boost/archive")
    stage.post("/api/v1/plans/plan-pro/archive")


def coupons(stage: Stage) -> None:
    """Make, rename and archive a coupon."""
    stage.post("/api/v1/coupons", id="coupon-a", name="A", percentOff=20, durationInMonths=3)
    stage.change("PATCH", "/api/v1/coupons/coupon-a", name="B", description="For friends")
    stage.post("/api/v1/coupons/coupon-a/archive")


def customers(stage: Stage) -> None:
    """Provision, rename and archive a customer."""
    stage.post("/api/v1/customers", id="umbrella", name="Umbrella", email="u@example.com", metadata={"size": "xl"})
    stage.change("PATCH", "/api/v1/customers/umbrella", name="Umbrella & Sons")
    stage.post("/api/v1/customers/umbrella/archive")


def promotions(stage: Stage) -> None:
    """Grant a feature beside any plan, again, take it back, and let another grant run out."""
    create_feature(stage.api, "calls", **METERED)
    given_customer(stage.api, name="Acme", email="acme@example.com")
    stage.post(PROMOTIONS, promotionalEntitlements=[promotion("calls", "6 month", usageLimit=50)])
    stage.post(PROMOTIONS, promotionalEntitlements=[promotion("calls", "6 month", usageLimit=60)])
    stage.change("DELETE", f"{PROMOTIONS}/calls")
    stage.post(PROMOTIONS, promotionalEntitlements=[promotion("calls", usageLimit=5, resetPeriod="MONTH")])
    for moment in ("2026-02-08T10:31:00+00:00", "2026-02-15T10:31:00+00:00"):
        stage.clock.set(moment)
        sweep(stage.api)


def _sold(stage: Stage, *, with_trial: bool = False) -> None:
    create_product(stage.api)
    create_feature(stage.api, "calls", **METERED)
    trial = {"duration": 14, "units": "DAY", "trialEndBehavior": "CONVERT_TO_PAID"}
    create_plan(stage.api, pricingType="PAID", **({"defaultTrialConfig": trial} if with_trial else {}))
    grant(stage.api, "plan-pro", "calls", usageLimit=12, **MONTHLY)
    set_price(stage.api)
    publish(stage.api)
    given_customer(stage.api, name="Acme", email="acme@example.com")


def subscriptions(stage: Stage) -> None:
    """Subscribe with an add-on, use some, come to the end of a month and to a renewal, and cancel."""
    _sold(stage)
    create_addon(stage.api)
    publish_addon(stage.api)
    stage.change("PATCH", "/api/v1/plans/plan-pro", compatibleAddonIds=["addon-boost"])
    publish(stage.api)
    addons = [{"id": "addon-boost", "quantity": 2}]
    subscribe(stage.api, "plan-pro", id="of-acme", billingPeriod="MONTHLY", addons=addons, metadata={"seller": "x"})
    stage.use(3)
    stage.advance("2026-02-15T10:31:00+00:00")
    stage.post("/api/v1/subscriptions/of-acme/cancel", cancellationTime="IMMEDIATE")


def trials(stage: Stage) -> None:
    """Try a plan until it is paid for, and another that is not."""
    _sold(stage, with_trial=True)
    vendor = ScriptedProvider(payers={"acme"})
    wiring.bill_through(vendor)
    subscribe(stage.api, "plan-pro", id="of-acme", billingPeriod="MONTHLY")
    stage.advance("2026-01-22T10:31:00+00:00")
    stage.advance("2026-01-29T10:31:00+00:00")
    vendor.payers.clear()
    stage.post("/api/v1/customers", id="umbrella")
    subscribe(stage.api, "plan-pro", "umbrella", id="of-umbrella", billingPeriod="MONTHLY")
    stage.advance("2026-02-13T10:31:00+00:00", "of-umbrella", "umbrella")


def payments(stage: Stage) -> None:
    """Let the vendor refuse an order, and then a payment; let another first payment never come."""
    _sold(stage)
    vendor = ScriptedProvider(payers={"acme", "umbrella"}, refuses=True)
    wiring.bill_through(vendor)
    sold = {"customerId": "acme", "planId": "plan-pro", "billingPeriod": "MONTHLY"}
    assert stage.api.post("/api/v1/subscriptions", **sold, metadata={"seller": "x"}).status == 400
    vendor.refuses = False
    subscribe(stage.api, "plan-pro", id="of-acme", billingPeriod="MONTHLY")
    vendor.will(Collection.FAILED)
    stage.advance("2026-02-15T10:31:00+00:00")
    stage.post("/api/v1/customers", id="umbrella")
    vendor.will(Collection.ACTION_REQUIRED)
    subscribe(stage.api, "plan-pro", "umbrella", id="of-umbrella", billingPeriod="MONTHLY")
    stage.advance("2026-02-16T10:31:00+00:00", "of-umbrella", "umbrella")


def usage(stage: Stage) -> None:
    """Use most of what is allowed, where somebody asks for it."""
    ask_for("MEASUREMENT_REPORTED", "ENTITLEMENTS_UPDATED")
    _sold(stage)
    create_currency(stage.api)
    grant_credits(stage.api, 10)
    subscribe(stage.api, "plan-pro", id="of-acme", billingPeriod="MONTHLY")
    stage.use(10)


def spending(stage: Stage) -> None:
    """Spend all of a budget."""
    given_priced_usage(stage.api)
    hold(stage.api)
    stage.use(50)


def credits(stage: Stage) -> None:
    """Name a currency; grant credits, burn them, take some back and let some expire."""
    create_currency(stage.api)
    path = "/api/v1/credits/custom-currencies/currency-tokens"
    stage.change("PATCH", path, displayName="Tokens", description="AI", units={"singular": "token", "plural": "tokens"})
    given_customer(stage.api, name="Acme", email="acme@example.com")
    first = grant_credits(stage.api, 100, expireAt="2026-02-01T00:00:00.000Z")
    update = {"id": first["id"], "priority": 1}
    stage.mutate("updateCreditGrant", "UpdateCreditGrantInput", "{ priority }", **update)
    consume(stage.api, 55)
    consume(stage.api, 45, "k2")
    second = grant_credits(stage.api, 10)
    stage.post(f"/api/v1/credits/grants/{second['id']}/void")
    grant_credits(stage.api, 10, expireAt="2026-02-01T00:00:00.000Z")
    stage.clock.set("2026-02-01T00:01:00+00:00")
    consume(stage.api, 1, "k3")
    stage.post("/api/v1/credits/custom-currencies", id="other", displayName="Other")
    stage.post("/api/v1/credits/custom-currencies/other/archive")
    stage.post("/api/v1/credits/custom-currencies/other/unarchive")


def recharges(stage: Stage) -> None:
    """Let credits be bought by themselves until most of the month's limit is spent."""
    given_tokens_for_sale(stage.api)
    wiring.bill_through(ScriptedProvider(payers={"acme"}))
    save(stage.api, maxSpendLimit=60)
    look(stage.api)


STORIES: dict[Callable[[Stage], None], tuple[str, ...]] = {
    products: ("product.created", "product.updated", "product.deleted", "product.unarchived"),
    features: (
        "feature.created",
        "feature.updated",
        "feature.archived",
        "feature_group.created",
        "feature_group.updated",
        "feature_group.archived",
        "feature_group.unarchived",
    ),
    packages: (
        "plan.created",
        "plan.updated",
        "plan.deleted",
        "addon.created",
        "addon.updated",
        "addon.deleted",
        "package_group.created",
        "package_group.updated",
    ),
    coupons: ("coupon.created", "coupon.updated", "coupon.archived"),
    customers: ("customer.created", "customer.updated", "customer.deleted"),
    promotions: (
        "promotionalEntitlement.granted",
        "promotionalEntitlement.updated",
        "promotionalEntitlement.revoked",
        "promotionalEntitlement.endsSoon",
        "promotionalEntitlement.expired",
    ),
    subscriptions: (
        "subscription.created",
        "subscription.updated",
        "subscription.canceled",
        "subscription.billing_month.ends_soon",
    ),
    trials: (
        "subscription.trial_started",
        "subscription.trial.ends_soon",
        "subscription.trial_converted",
        "subscription.trial_expired",
    ),
    payments: ("subscription.create_failed", "customer.payment_failed", "subscription.expired"),
    usage: ("measurement.reported", "entitlements.updated", "entitlement.usage_exceeded"),
    spending: ("subscription.spend_limit.exceeded",),
    credits: (
        "credit_type.created",
        "credit_type.updated",
        "credit_type.archived",
        "credit_type.unarchived",
        "credit_grant.created",
        "credit_grant.updated",
        "credit_grant.balance.low",
        "credit_grant.depleted",
        "credit_grant.expired",
        "credit_grant.voided",
        "credit_balance.low",
        "credit_balance.depleted",
    ),
    recharges: (
        "automatic_recharge.operation.attempted",
        "automatic_recharge.configuration.changed",
        "credits.automatic_recharge_limit_exceeded",
    ),
}
"""By story, the events of which it shows the first."""
