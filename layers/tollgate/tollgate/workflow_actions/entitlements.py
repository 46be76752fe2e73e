"""What workflows ask about entitlements, and grant beside any plan."""

from collections.abc import Mapping

from pydantic import BaseModel

from tollgate import wiring
from tollgate.api.customers import CustomerView
from tollgate.api.entitled_currencies import currencies_in
from tollgate.api.entitlement_query import CheckEntitlementQuery
from tollgate.api.entitlements import EntitlementsStateView
from tollgate.api.governed_check import checked
from tollgate.api.paywall import PaywallView
from tollgate.api.paywall_views import PaywallViews
from tollgate.api.promotions import GrantPromotionsBody, PromotionView
from tollgate.api.subscriptions import SubscriptionView
from tollgate.catalog.entitlement import Widget
from tollgate.catalog.paywall import Paywall, PaywallRequest
from tollgate.catalog.read_paywall import read_paywall
from tollgate.customers.grant_promotions import grant_promotions
from tollgate.customers.promotion import PromotionStatus
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.customers.revoke_promotion import revoke_promotion
from tollgate.entitlements.list import list_entitlements
from tollgate.shared.entity import Value
from tollgate.shared.scope import Caller, KeyKind, Scope
from tollgate.subscriptions.list_subscriptions import active_subscriptions
from tollgate.workflow_actions.product_action import ProductAction
from tollgate.workflows.action import ActionCall


class GrantParams(GrantPromotionsBody):
    """To whom which features are granted."""

    customer_id: str


class RevokeParams(Value):
    """From whom which feature is taken back."""

    customer_id: str
    feature_id: str


class EntitlementsParams(Value):
    """Whose entitlements are asked for."""

    customer_id: str
    resource_id: str | None = None


class EntitlementParams(CheckEntitlementQuery):
    """Whose entitlement to which feature or currency is asked for."""

    customer_id: str


class PaywallParams(Value):
    """For whom, of which product and in which country plans are shown, and in which widget."""

    product_id: str | None = None
    customer_id: str | None = None
    resource_id: str | None = None
    billing_country_code: str | None = None
    context: Widget = Widget.PAYWALL


class PaywallOfCustomer(Value):
    """What is sold, and where a customer is named, who it is and what it, or its resource, holds already."""

    paywall: PaywallView
    customer: CustomerView | None
    active_subscriptions: list[SubscriptionView]


def _grant(call: ActionCall, params: GrantParams) -> list[PromotionView]:
    granted = grant_promotions(
        call.scope, params.customer_id, params.to_new(), promoting=wiring.promoting(), ids=wiring.ids()
    )
    return [PromotionView.of(each, PromotionStatus.ACTIVE, call.scope) for each in granted]


def _revoke(call: ActionCall, params: RevokeParams) -> PromotionView:
    gone = revoke_promotion(call.scope, params.customer_id, params.feature_id, promoting=wiring.promoting())
    return PromotionView.of(gone, PromotionStatus.ACTIVE, call.scope)


def _list(call: ActionCall, params: EntitlementsParams) -> EntitlementsStateView:
    state = list_entitlements(call.scope, params.customer_id, params.resource_id, checking=wiring.checking())
    return EntitlementsStateView.of(state, currencies_in(call.scope, state))


def _check(call: ActionCall, params: EntitlementParams) -> BaseModel:
    dimensions: Mapping[str, str] = params.dimensions or {}
    return checked(_caller(call), params.customer_id, params, dimensions)


def _paywall(call: ActionCall, params: PaywallParams) -> PaywallOfCustomer:
    wanted = PaywallRequest(
        product_id=params.product_id, widget=params.context, billing_country_code=params.billing_country_code
    )

    def whole(scope: Scope, paywall: Paywall) -> PaywallView:
        return PaywallViews(scope, paywall).whole()

    shown = read_paywall(_caller(call), wanted, ports=wiring.paywall_ports(whole))
    if params.customer_id is None:
        return PaywallOfCustomer.model_construct(paywall=shown, customer=None, active_subscriptions=[])
    customer = retrieve_customer(call.scope, params.customer_id, customers=wiring.customers())
    live = active_subscriptions(
        call.scope, params.customer_id, subscriptions=wiring.subscriptions(), clock=wiring.customer_clock()
    )
    own = [SubscriptionView.of(each) for each in live if each.resource_id == params.resource_id]
    return PaywallOfCustomer.model_construct(
        paywall=shown, customer=CustomerView.of(customer), active_subscriptions=own
    )


def _caller(call: ActionCall) -> Caller:
    """Return who asks: a workflow reaches what a full key of its environment does."""
    return Caller(scope=call.scope, key_id=call.workflow_id, kind=KeyKind.FULL)


ENTITLEMENT_ACTIONS = (
    ProductAction("grantPromotionalEntitlements", GrantParams, _grant),
    ProductAction("revokePromotionalEntitlement", RevokeParams, _revoke),
    ProductAction("getEntitlements", EntitlementsParams, _list),
    ProductAction("getEntitlement", EntitlementParams, _check),
    ProductAction("getPaywall", PaywallParams, _paywall),
)
