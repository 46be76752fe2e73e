"""What of an agreement goes on by later versions of its plan and add-ons than those it was made on."""

from collections.abc import Mapping

from tollgate.catalog.addon import Addon
from tollgate.catalog.package import PricingType
from tollgate.catalog.plan import Plan
from tollgate.charges.price import BillingModel
from tollgate.shared.errors import InvalidInput
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AgreedPrice, Terms

_NEEDS_AGREEMENT = {
    (PricingType.FREE, PricingType.PAID),
    (PricingType.FREE, PricingType.CUSTOM),
    (PricingType.CUSTOM, PricingType.PAID),
}
"""What was agreed on says nothing of the price, or of the values, that the plan asks for now."""

_BY_UNIT = {BillingModel.PER_UNIT, BillingModel.CREDIT_BASED}


def fitted(subscription: Subscription, plan: Plan, addons: Mapping[str, Addon]) -> Subscription:
    """Return the subscription as far as these versions know what it says; what is sold by it is not reckoned yet.

    Quantities and agreed prices of what is not charged any more are dropped. A plan that is not paid any more has
    neither, nor billing periods. Raises `InvalidInput` where the plan asks for what nobody agreed on.
    """
    kind = plan.pricing_type or PricingType.FREE
    if (subscription.pricing_type, kind) in _NEEDS_AGREEMENT:
        before = subscription.pricing_type
        raise InvalidInput(f"{plan.id} was {before.value} and is {kind.value} now: provision it anew")
    if kind is PricingType.PAID:
        return subscription.but(terms=_still_sold(subscription.terms, plan, addons))
    unpriced = subscription.terms.but(billing_period=None, quantities=(), prices=(), minimum_spend=None)
    return subscription.but(
        pricing_type=kind,
        terms=unpriced,
        billing_period=None,
        billing_cycle_anchor=None,
        current_billing_period_start=None,
        current_billing_period_end=None,
        arrears_from=None,
        charged_from=None,
    )


def _still_sold(terms: Terms, plan: Plan, addons: Mapping[str, Addon]) -> Terms:
    packages = (plan, *(addons[each.id] for each in terms.addons))
    charges = [model for package in packages for model in package.charges.pricing_models]
    by_unit = [model for model in charges if model.billing_model in _BY_UNIT]
    counted = {model.feature_id for model in by_unit} | {model.top_up_custom_currency_id for model in by_unit}
    return terms.but(
        quantities=tuple(each for each in terms.quantities if each.id in counted),
        prices=tuple(each for each in terms.prices if _chooses_something(each, terms, plan, addons)),
    )


def _chooses_something(agreed: AgreedPrice, terms: Terms, plan: Plan, addons: Mapping[str, Addon]) -> bool:
    package = plan if agreed.addon_id is None else addons.get(agreed.addon_id)
    prices = package.charges.prices() if package is not None else ()
    of_period = (each for each in prices if each.billing_period is terms.billing_period)
    return any(agreed.chooses(each) and agreed.is_paid_as(each) for each in of_period)
