"""One of everything that events tell of, as samples show it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tollgate.catalog.addon import Addon
from tollgate.catalog.coupon import Coupon
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import Feature, FeatureType, MeterType
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.package import PackageStatus, PricingType
from tollgate.catalog.package_group import PackageGroup, PackageGroupStatus
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.charges.price import BillingModel
from tollgate.charges.pricing_model import PricePeriod, PriceSet, PricingModel
from tollgate.credits.custom_currency import CurrencyUnits, CustomCurrency
from tollgate.credits.grant import CreditGrant
from tollgate.credits.recharge_settings import RechargeAttempt, RechargeSettings, RechargeSpend
from tollgate.credits.wallet import GrantType, OpenGrant, Wallet
from tollgate.customers.access import AddonAccess
from tollgate.customers.customer import Customer
from tollgate.customers.promotion import PromotionalEntitlement, PromotionPeriod
from tollgate.entitlements.counter import Counter
from tollgate.entitlements.entitlement import CreditEntitlement, Entitlement
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod, Period
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod
from tollgate.shared.scope import Scope
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import Budget

SCOPE = Scope(account_id="account-sample", environment_id="environment-sample")
NOW = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
MONTH = Period(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2026, 2, 1, tzinfo=UTC))
_MADE = {"created_at": NOW, "updated_at": NOW}


def _uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


PRODUCT = Product(id="product-app", uuid=_uuid(1), display_name="App", description="What is sold", **_MADE)
FEATURE = Feature(
    id="feature-api-calls",
    uuid=_uuid(2),
    display_name="API calls",
    description="Calls of the API",
    feature_type=FeatureType.NUMBER,
    meter_type=MeterType.INCREMENTAL,
    feature_units="call",
    feature_units_plural="calls",
    **_MADE,
)
FEATURE_GROUP = FeatureGroup(
    id="feature-group-api", uuid=_uuid(3), display_name="API", feature_ids=(FEATURE.id,), **_MADE
)
GRANTED = FeatureEntitlement(
    feature_id=FEATURE.id,
    uuid=_uuid(4),
    feature_type=FEATURE.feature_type,
    meter_type=FEATURE.meter_type,
    usage_limit=Decimal(1000),
    reset_period=ResetPeriod.MONTH,
    reset_anchor=ResetAnchor.START_OF_THE_MONTH,
    **_MADE,
)
PLAN = Plan(
    id="plan-pro",
    uuid=_uuid(5),
    version_number=2,
    product_id=PRODUCT.id,
    status=PackageStatus.PUBLISHED,
    is_latest=True,
    display_name="Pro",
    description="For teams",
    pricing_type=PricingType.PAID,
    entitlements=(GRANTED,),
    charges=PriceSet(
        pricing_models=(
            PricingModel(
                billing_model=BillingModel.FLAT_FEE,
                price_periods=(
                    PricePeriod(billing_period=BillingPeriod.MONTHLY, price=Money(amount=Decimal(49), currency="usd")),
                ),
            ),
        )
    ),
    **_MADE,
)
ADDON = Addon(
    id="addon-more-calls",
    uuid=_uuid(6),
    version_number=1,
    product_id=PRODUCT.id,
    status=PackageStatus.PUBLISHED,
    is_latest=True,
    display_name="More calls",
    pricing_type=PricingType.PAID,
    entitlements=(GRANTED.but(usage_limit=Decimal(500)),),
    charges=PriceSet(
        pricing_models=(
            PricingModel(
                billing_model=BillingModel.FLAT_FEE,
                price_periods=(
                    PricePeriod(billing_period=BillingPeriod.MONTHLY, price=Money(amount=Decimal(10), currency="usd")),
                ),
            ),
        )
    ),
    **_MADE,
)
PACKAGE_GROUP = PackageGroup(
    id="package-group-calls",
    uuid=_uuid(7),
    product_id=PRODUCT.id,
    display_name="Calls",
    addon_ids=(ADDON.id,),
    status=PackageGroupStatus.PUBLISHED,
    **_MADE,
)
COUPON = Coupon(id="coupon-welcome", uuid=_uuid(8), name="Welcome", percent_off=20, duration_in_months=3, **_MADE)
CUSTOMER = Customer(
    id="customer-acme",
    uuid=_uuid(9),
    name="Acme",
    email="billing@acme.example",
    billing_id="cus_sample",
    billing_currency="usd",
    metadata={"region": "eu"},
    **_MADE,
)
PROMOTION = PromotionalEntitlement(
    customer_id=CUSTOMER.id,
    entitlement=GRANTED.but(uuid=_uuid(10)),
    period=PromotionPeriod.ONE_MONTH,
    starts_at=NOW,
    ends_at=PromotionPeriod.ONE_MONTH.end(NOW, None),
)
SUBSCRIPTION = Subscription(
    id="subscription-acme-pro",
    uuid=_uuid(11),
    customer_id=CUSTOMER.id,
    product_id=PRODUCT.id,
    plan_id=PLAN.id,
    plan_version=PLAN.version_number,
    price_version=PLAN.version_number,
    pricing_type=PricingType.PAID,
    status=SubscriptionStatus.ACTIVE,
    currency="usd",
    addons=(AddonAccess(id=ADDON.id, version_number=ADDON.version_number, quantity=1),),
    budget=Budget(limit=Decimal(100), has_soft_limit=False),
    billing_period=BillingPeriod.MONTHLY,
    start_date=MONTH.start,
    billing_cycle_anchor=MONTH.start,
    current_billing_period_start=MONTH.start,
    current_billing_period_end=MONTH.end,
    usage_anchor=MONTH.start,
    billing_id="sub_sample",
    **_MADE,
)
TRIAL = SUBSCRIPTION.but(
    status=SubscriptionStatus.IN_TRIAL,
    is_trial=True,
    trial_end_date=NOW + timedelta(days=7),
    current_billing_period_start=None,
    current_billing_period_end=None,
)
CURRENCY = CustomCurrency(
    id="currency-tokens",
    uuid=_uuid(12),
    display_name="Tokens",
    description="Paid by use",
    units=CurrencyUnits(singular="token", plural="tokens"),
    **_MADE,
)
GRANT = CreditGrant(
    id="grant-sample",
    customer_id=CUSTOMER.id,
    currency_id=CURRENCY.id,
    grant_type=GrantType.PAID,
    display_name="Tokens",
    amount=Decimal(5000),
    consumed_amount=Decimal(4000),
    cost=Money(amount=Decimal(50), currency="usd"),
    effective_at=MONTH.start,
    expire_at=MONTH.end,
    **_MADE,
)
WALLET = Wallet(
    customer_id=CUSTOMER.id,
    currency_id=CURRENCY.id,
    at=NOW,
    grants=(
        OpenGrant(
            id=GRANT.id,
            grant_type=GRANT.grant_type,
            amount=GRANT.amount,
            consumed=GRANT.consumed_amount,
            effective_at=MONTH.start,
            created_at=NOW,
        ),
    ),
)
RECHARGE = RechargeSettings(
    id=_uuid(13), customer_id=CUSTOMER.id, currency_id=CURRENCY.id, is_enabled=True, max_spend_limit=Decimal(250)
)
ATTEMPT = RechargeAttempt(
    grant_id=GRANT.id,
    quantity=Decimal(55),
    cost=Money(amount=Decimal("5.5"), currency="usd"),
    started_at=NOW,
    holder="",
    held_until=NOW,
)
SPEND = RechargeSpend(spent=Money(amount=Decimal(225), currency="usd"))
COUNTER = Counter(period=MONTH, total=Decimal(830), version=1, updated_at=NOW)
ENTITLEMENT = Entitlement(
    customer_id=CUSTOMER.id,
    feature_id=FEATURE.id,
    feature=FEATURE,
    is_granted=True,
    current_usage=COUNTER.total,
    usage_limit=GRANTED.usage_limit,
    reset_period=GRANTED.reset_period,
    reset_anchor=GRANTED.reset_anchor,
    usage_period_anchor=MONTH.start,
    usage_period_start=MONTH.start,
    usage_period_end=MONTH.end,
)
CREDITS = CreditEntitlement(
    customer_id=CUSTOMER.id,
    currency_id=CURRENCY.id,
    is_granted=True,
    current_usage=GRANT.consumed_amount,
    usage_limit=GRANT.amount,
    usage_updated_at=NOW,
)
