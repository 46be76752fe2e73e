"""What provisioning agrees on, by tables of cases."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.pricing import annually, base, monthly
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import FeatureType, MeterType
from tollgate.catalog.package import PackageStatus, PricingType
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product, UsageResetCutoff
from tollgate.charges.errors import PriceNotFound
from tollgate.charges.pricing_model import OveragePricingModel, PriceSet, PricingModel
from tollgate.shared.errors import DomainError, InvalidInput, InvalidMetadata
from tollgate.shared.period import BillingPeriod
from tollgate.shared.scope import Scope
from tollgate.subscriptions.access_row import access_of
from tollgate.subscriptions.agreement import (
    ProvisionRequest,
    agreed_period,
    begin,
    check_fields,
    check_terms,
    usage_cut_of,
)
from tollgate.subscriptions.errors import BillingPeriodMissing
from tollgate.subscriptions.offer import Offer
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import Terms

FREE, PAID, CUSTOM = PricingType.FREE, PricingType.PAID, PricingType.CUSTOM
MONTHLY, ANNUALLY = BillingPeriod.MONTHLY, BillingPeriod.ANNUALLY
NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
LATER = datetime(2026, 1, 25, 18, 0, tzinfo=UTC)


def request(**fields: Any) -> ProvisionRequest:
    scope = Scope(account_id="account", environment_id="development")
    return ProvisionRequest(**{"scope": scope, "customer_id": "acme", "plan_id": "plan", **fields})


def plan(pricing_type: PricingType = FREE, **fields: Any) -> Plan:
    given = {
        "id": "plan",
        "uuid": "uuid",
        "product_id": "product",
        "version_number": 3,
        "status": PackageStatus.PUBLISHED,
        "display_name": "Plan",
        "pricing_type": pricing_type,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Plan(**{**given, **fields})


def product(*, multiple: bool = False) -> Product:
    return Product(
        id="product", uuid="uuid", display_name="P", multiple_subscriptions=multiple, created_at=NOW, updated_at=NOW
    )


def begun(
    request: ProvisionRequest, plan: Plan, former: Subscription | None = None, now: datetime = NOW
) -> Subscription:
    return begin(
        request,
        id="subscription-1",
        uuid="uuid-1",
        plan=plan,
        terms=Terms(billing_period=request.billing_period if plan.pricing_type is PAID else None),
        offer=Offer(),
        coupon=None,
        trial=None,
        former=former,
        test_clock_id=None,
        now=now,
    )


def test_a_free_agreement_has_no_billing_period_whatever_was_asked() -> None:
    subscription = begun(request(billing_period=MONTHLY), plan(FREE))
    assert subscription.billing_period is None
    assert subscription.billing_cycle_anchor is None
    assert subscription.due_at is None
    assert subscription.usage_anchor == datetime(2026, 1, 15, tzinfo=UTC)
    assert (subscription.start_date, subscription.plan_version) == (NOW, 3)


@pytest.mark.parametrize(
    ("former_plan", "former_period", "period", "restarts", "anchor"),
    [
        (PAID, MONTHLY, MONTHLY, False, NOW),
        (PAID, ANNUALLY, ANNUALLY, False, NOW),
        (PAID, MONTHLY, MONTHLY, True, LATER),
        (PAID, MONTHLY, ANNUALLY, False, LATER),
        (FREE, None, MONTHLY, False, LATER),
        (CUSTOM, None, ANNUALLY, False, LATER),
    ],
)
def test_a_billing_cycle_goes_on_between_paid_plans_of_one_period(
    former_plan: PricingType,
    former_period: BillingPeriod | None,
    period: BillingPeriod,
    restarts: bool,
    anchor: datetime,
) -> None:
    former = begun(request(billing_period=former_period), plan(former_plan))
    asked = request(billing_period=period, restarts_billing_cycle=restarts)
    subscription = begun(asked, plan(PAID), former, now=LATER)
    assert subscription.billing_cycle_anchor == anchor
    assert subscription.current_billing_period_start == anchor
    assert subscription.usage_anchor == former.usage_anchor


@pytest.mark.parametrize(
    ("asked", "multiple", "field"),
    [(request(), True, "resourceId"), (request(resource_id="site"), False, "resourceId")],
)
def test_terms_that_do_not_fit_are_refused(asked: ProvisionRequest, multiple: bool, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_terms(asked, plan(), product(multiple=multiple))
    assert refused.value.details["field"] == field


def priced(*models: PricingModel, beyond: tuple[OveragePricingModel, ...] = ()) -> Plan:
    return plan(PAID, charges=PriceSet(pricing_models=models, overage_pricing_models=beyond))


BY_MONTH, BY_YEAR = priced(base(monthly())), priced(base(annually()))
EITHER_WAY, NO_PRICES = priced(base(monthly(), annually())), plan(PAID)
BEYOND_ONLY = priced(beyond=(OveragePricingModel(feature_id="calls", price_periods=(monthly(),)),))


@pytest.mark.parametrize(
    ("terms", "period", "agreed"),
    [
        (BY_MONTH, None, MONTHLY),
        (BY_YEAR, None, ANNUALLY),
        (BEYOND_ONLY, None, MONTHLY),
        (EITHER_WAY, None, BillingPeriodMissing),
        (NO_PRICES, None, BillingPeriodMissing),
        (BY_MONTH, MONTHLY, MONTHLY),
        (EITHER_WAY, ANNUALLY, ANNUALLY),
        (BY_MONTH, ANNUALLY, PriceNotFound),
        (BEYOND_ONLY, ANNUALLY, PriceNotFound),
        (NO_PRICES, MONTHLY, MONTHLY),
        (NO_PRICES, ANNUALLY, ANNUALLY),
        (plan(FREE), None, None),
        (plan(CUSTOM), None, None),
    ],
)
def test_a_paid_plan_is_agreed_for_a_billing_period_it_has_prices_for(
    terms: Plan, period: BillingPeriod | None, agreed: BillingPeriod | type[DomainError] | None
) -> None:
    if not isinstance(agreed, type):
        assert agreed_period(period, terms) is agreed
        return
    with pytest.raises(agreed) as refused:
        agreed_period(period, terms)
    assert refused.value.details["field"] == "billingPeriod"


def test_terms_that_fit_pass() -> None:
    check_terms(request(), plan(), product())
    check_terms(request(), plan(CUSTOM), product())
    check_terms(request(billing_period=MONTHLY, resource_id="site"), plan(PAID), product(multiple=True))


def test_a_variable_entitlement_is_refused_by_its_feature() -> None:
    entitlement = FeatureEntitlement(
        feature_id="seats",
        uuid="uuid",
        feature_type=FeatureType.NUMBER,
        meter_type=MeterType.FLUCTUATING,
        is_custom=True,
        created_at=NOW,
        updated_at=NOW,
    )
    with pytest.raises(InvalidInput) as refused:
        check_terms(request(), plan(CUSTOM, entitlements=(entitlement,)), product())
    assert refused.value.details == {"field": "entitlements", "featureId": "seats"}


def test_fields_that_cannot_be_are_refused() -> None:
    for asked in (request(id="a b"), request(resource_id=""), request(resource_id="a@b")):
        with pytest.raises(InvalidInput):
            check_fields(asked)
    with pytest.raises(InvalidMetadata):
        check_fields(request(metadata={"k": "x" * 501}))


def test_a_first_subscription_cuts_nothing() -> None:
    assert access_of(begun(request(), plan())).usage_cut is None


FREELY, MONTHS, YEARS = request(), request(billing_period=MONTHLY), request(billing_period=ANNUALLY)
MONTHS_ANEW = request(billing_period=MONTHLY, restarts_billing_cycle=True)


@pytest.mark.parametrize(
    ("before", "after", "has_new_cycle"),
    [
        (FREELY, FREELY, False),
        (MONTHS, MONTHS, False),
        (MONTHS, MONTHS_ANEW, True),
        (MONTHS, YEARS, True),
        (YEARS, MONTHS, True),
        (FREELY, MONTHS, True),
        (MONTHS, FREELY, True),
    ],
)
@pytest.mark.parametrize("earlier", [None, NOW])
def test_a_change_of_plan_cuts_usage_as_its_product_says(
    before: ProvisionRequest, after: ProvisionRequest, has_new_cycle: bool, earlier: datetime | None
) -> None:
    former = begun(before, plan(PAID if before.billing_period else FREE))
    new = begun(after, plan(PAID if after.billing_period else FREE), former, LATER)

    def cut(cutoff: UsageResetCutoff) -> datetime | None:
        return usage_cut_of(new, former, before=earlier, cutoff=cutoff)

    assert cut(UsageResetCutoff.ALWAYS_RESET) == LATER
    assert cut(UsageResetCutoff.NEVER_RESET) == earlier
    assert cut(UsageResetCutoff.BILLING_PERIOD_CHANGE) == (LATER if has_new_cycle else earlier)
