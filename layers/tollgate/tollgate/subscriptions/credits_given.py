"""The credits that a subscription gives beside what versions grant, and what usage burns of them."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from tollgate.billing.sold import SoldItem
from tollgate.catalog.credit_entitlement import CreditCadence
from tollgate.charges.amounts import line_of
from tollgate.charges.price import CreditGrantCadence
from tollgate.customers.access_terms import CreditAccess, RateAccess
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod
from tollgate.subscriptions.subscription import Subscription

_STEP = Decimal("0.000001")


def credits_given(subscription: Subscription) -> Iterator[CreditAccess]:
    """Yield the credits that were agreed in the place of the plan's, and those that are bought each period."""
    for agreed in subscription.terms.credit_overrides:
        yield CreditAccess(
            currency_id=agreed.currency_id,
            amount=agreed.amount or Decimal(0),
            cadence=agreed.cadence,
            has_soft_limit=agreed.has_soft_limit,
        )
    for item in subscription.items:
        if item.price.top_up_custom_currency_id is not None and item.quantity > 0:
            yield _bought(item, item.price.top_up_custom_currency_id)


def rates_of(subscription: Subscription) -> Iterator[RateAccess]:
    """Yield how many credits the usage of each feature burns."""
    for item in subscription.items:
        if item.price.feature_id is not None and item.price.credit_rate is not None:
            yield RateAccess(feature_id=item.price.feature_id, rate=item.price.credit_rate)


def _bought(item: SoldItem, currency_id: str) -> CreditAccess:
    """Return what is granted each time of credits that are paid for once a billing period: all, or a month's part."""
    is_annual = item.price.billing_period is BillingPeriod.ANNUALLY
    is_monthly = item.price.credit_grant_cadence is CreditGrantCadence.MONTHLY
    parts = 12 if is_annual and is_monthly else 1
    paid = line_of(item.price, item.charged_quantity)
    return CreditAccess(
        currency_id=currency_id,
        amount=(item.quantity / parts).quantize(_STEP, rounding=ROUND_HALF_UP),
        cadence=CreditCadence.YEAR if is_annual and not is_monthly else CreditCadence.MONTH,
        is_bought=True,
        cost=Money(amount=(paid.exact / parts).quantize(_STEP, rounding=ROUND_HALF_UP), currency=paid.currency),
    )
