"""What a subscription holds and costs, as GraphQL shows it."""

from decimal import Decimal
from typing import NamedTuple

from tollgate.billing.invoice import InvoiceDraft, nothing
from tollgate.billing.sold import SoldItem
from tollgate.catalog.trial import TrialEndBehavior
from tollgate.charges.price import BillingModel
from tollgate.charges.quantity import committed
from tollgate.customers.access import AddonAccess
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.money import MoneyView, money_view, money_view_or_none
from tollgate.graphql.views.packages import AddonView
from tollgate.graphql.views.prices import PriceView
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AppliedCoupon, CouponState


class SubscriptionAddonView:
    """`SubscriptionAddon`: so many of one version of an add-on."""

    def __init__(self, held: AddonAccess, subscription: Subscription, loader: Loader) -> None:
        self._held, self._loader = held, loader
        self.id, self.quantity = f"{subscription.uuid}:{held.id}", held.quantity
        loader.addons.announce((held.id, held.version_number))

    @property
    def addon(self) -> AddonView:
        return AddonView(self._loader.addons.get((self._held.id, self._held.version_number)), self._loader)


class SubscriptionPriceView:
    """`SubscriptionPrice`: one price of a subscription, and how many units it buys in advance."""

    def __init__(self, item: SoldItem, loader: Loader) -> None:
        self.billing_model = item.price.billing_model
        self.price = PriceView(item.price, loader)
        is_bought = self.billing_model is BillingModel.PER_UNIT
        self.usage_limit: Decimal | None = committed(item.price, item.quantity) if is_bought else item.limit
        self.addon_id = item.package_id if item.is_addon else None


class TotalPriceView(NamedTuple):
    """`CustomerSubscriptionTotalPrice`: what a full billing period costs in advance, before and after the coupon."""

    sub_total: MoneyView
    addons_total: MoneyView
    total: MoneyView

    @classmethod
    def of(cls, draft: InvoiceDraft, addon_ids: set[str]) -> "TotalPriceView":
        """Return the view of the invoice of a full period."""
        of_addons = (line.amount for line in draft.lines if line.package_id in addon_ids)
        return cls(
            money_view(draft.subtotal), money_view(sum(of_addons, nothing(draft.currency))), money_view(draft.due)
        )


class TrialConfigurationView(NamedTuple):
    """`TrialConfiguration`."""

    trial_end_behavior: TrialEndBehavior


class AppliedCouponView(NamedTuple):
    """`SubscriptionAppliedCoupon`: a coupon as it was when it was applied."""

    coupon_id: str
    name: str
    status: CouponState
    percent_off: Decimal | None
    amounts_off: list[MoneyView] | None
    duration_in_months: int | None

    @classmethod
    def of(cls, coupon: AppliedCoupon, subscription: Subscription) -> "AppliedCouponView":
        """Return the view of a subscription's coupon."""
        amounts = [money_view(each) for each in coupon.amounts_off] if coupon.amounts_off is not None else None
        state = coupon.state_at(subscription.updated_at)
        return cls(coupon.id, coupon.name, state, coupon.percent_off, amounts, coupon.duration_in_months)


def minimum_spend_of(subscription: Subscription) -> MoneyView | None:
    """Return the view of what is paid for each period's usage at least, None where nothing is agreed on."""
    model = BillingModel.MINIMUM_SPEND
    found = (item.price.price for item in subscription.items if item.price.billing_model is model)
    return money_view_or_none(next(found, None))
