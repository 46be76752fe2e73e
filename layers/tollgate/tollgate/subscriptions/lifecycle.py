"""Everything that a change in the life of a subscription works with."""

from dataclasses import dataclass, field

from tollgate.billing.ports import BillingProvider, UsageLedgers
from tollgate.billing.usage import UsageReader
from tollgate.catalog.addon import Addon
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import (
    AddonRepository,
    CouponRepository,
    Currencies,
    FeatureRepository,
    PackageVersions,
    PlanRepository,
    ProductRepository,
)
from tollgate.customers.ports import AccessRepository, CustomerRepository, PromotionRepository
from tollgate.shared.clock import CustomerClock
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.subscriptions.ports import DueWallets, SubscriptionRepository
from tollgate.subscriptions.terms import AppliedCoupon


@dataclass(frozen=True)
class Lifecycle:
    """The ports of one operation. What they write is staged, and written in the operation's one transaction.

    `request_key` names the request where it may be sent again: it is the same then. `payer_coupons` are those that the
    operation looked up.
    Where it is not `is_collected` nothing is invoiced for what the operation changes, and nobody has to pay first.
    """

    plans: PlanRepository
    plan_versions: PackageVersions[Plan]
    addons: AddonRepository
    addon_versions: PackageVersions[Addon]
    products: ProductRepository
    coupons: CouponRepository
    features: FeatureRepository
    currencies: Currencies
    customers: CustomerRepository
    subscriptions: SubscriptionRepository
    access: AccessRepository
    promotions: PromotionRepository
    billing: BillingProvider
    usage: UsageReader
    ledgers: UsageLedgers
    wallets: DueWallets
    events: EventRecorder
    clock: CustomerClock
    ids: Ids
    request_key: str | None = None
    payer_coupons: dict[str, AppliedCoupon | None] = field(default_factory=dict)
    is_collected: bool = True
