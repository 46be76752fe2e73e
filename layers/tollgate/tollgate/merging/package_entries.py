"""How the document tells of plans and add-ons: as they are sold, or as drafts where they never were."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator

from tollgate.catalog.credit_entitlement import CreditCadence
from tollgate.catalog.credit_settings import CreditSettings
from tollgate.catalog.entitlement import EntitlementBehavior, Widget
from tollgate.catalog.entitlement_settings import EntitlementSettings
from tollgate.catalog.package import Package, PackageStatus, PricingType
from tollgate.catalog.plan import CompatiblePackageGroup
from tollgate.catalog.put_package import StatedEntitlement
from tollgate.catalog.trial import TrialConfig
from tollgate.charges.pricing_model import OverageBillingPeriod, PriceSet
from tollgate.merging.entries import Entry, Filled
from tollgate.merging.prices import (
    MinimumSpendEntry,
    OverageEntry,
    PriceEntry,
    minimum_spend_of,
    minimum_spends_of,
    overage_models_of,
    overage_prices_of,
    prices_of,
    pricing_models_of,
)
from tollgate.shared.entity import Amount
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

_ANCHORS = {
    ResetPeriod.YEAR: "yearly_reset_anchor",
    ResetPeriod.MONTH: "monthly_reset_anchor",
    ResetPeriod.WEEK: "weekly_reset_anchor",
}
_FEATURE, _CREDIT = "feature:", "credit:"


class GrantEntry(Entry):
    """What a package grants, whatever it is."""

    has_soft_limit: bool = False
    behavior: EntitlementBehavior = EntitlementBehavior.INCREMENT
    is_granted: bool = True
    is_custom: bool = False
    order: Amount | None = None
    hidden_from_widgets: tuple[Widget, ...] = ()
    display_name_override: str | None = None
    description: str | None = None


class FeatureGrantEntry(GrantEntry):
    """What a package grants of a feature."""

    usage_limit: Amount | None = None
    has_unlimited_usage: bool = False
    reset_period: ResetPeriod | None = None
    reset_anchor: ResetAnchor | None = None
    enum_values: Filled[str] = None
    feature_group_ids: tuple[str, ...] = ()

    def stated(self, feature_id: str) -> StatedEntitlement:
        """Return what makes exactly this of an entitlement: every field is given."""
        others = {"reset_anchor", "feature_group_ids"}
        own = {name: getattr(self, name) for name in type(self).model_fields if name not in others}
        anchor = {_ANCHORS[self.reset_period]: self.reset_anchor} if self.reset_period in _ANCHORS else {}
        settings = EntitlementSettings(**own, **anchor)
        return StatedEntitlement(id=feature_id, settings=settings, feature_group_ids=self.feature_group_ids)


class CreditGrantEntry(GrantEntry):
    """What a package grants of a custom currency."""

    amount: Amount | None = None
    cadence: CreditCadence = CreditCadence.MONTH
    dependency_feature_id: str | None = None

    def stated(self, currency_id: str) -> StatedEntitlement:
        """Return what makes exactly this of an entitlement: every field is given."""
        settings = CreditSettings(**{name: getattr(self, name) for name in type(self).model_fields})
        return StatedEntitlement(id=currency_id, settings=settings)


def _by_key(given: Any) -> Any:
    """Read each entitlement as what its key says it is to."""
    if not isinstance(given, Mapping):
        return given
    return {key: _kind_of(key).model_validate(value) for key, value in given.items()}


def _kind_of(key: str) -> type[FeatureGrantEntry | CreditGrantEntry]:
    for prefix, kind in ((_FEATURE, FeatureGrantEntry), (_CREDIT, CreditGrantEntry)):
        if key.startswith(prefix):
            return kind
    raise ValueError(f"{key} is neither {_FEATURE}<id> nor {_CREDIT}<id>")


class PackageEntry(Entry):
    """A plan or an add-on: what is sold of it, or where it never was its draft."""

    status: Literal[PackageStatus.DRAFT, PackageStatus.PUBLISHED]
    product_id: str
    display_name: str
    description: str | None = None
    pricing_type: PricingType | None = None
    metadata: dict[str, str] = {}
    hidden_from_widgets: tuple[Widget, ...] = ()
    entitlements: Annotated[dict[str, FeatureGrantEntry | CreditGrantEntry], BeforeValidator(_by_key)] = {}
    prices: dict[str, PriceEntry] = {}
    overage_prices: dict[str, OverageEntry] = {}
    overage_billing_period: OverageBillingPeriod = OverageBillingPeriod.ON_SUBSCRIPTION_RENEWAL
    minimum_spend: dict[str, MinimumSpendEntry] = {}

    @property
    def is_sold(self) -> bool:
        """Tell whether the entry tells of what is sold."""
        return self.status is PackageStatus.PUBLISHED

    @classmethod
    def of_version(cls, package: Package) -> Self:
        """Return the entry of a plan or an add-on, by one of its versions."""
        told = set(cls.model_fields) - {"entitlements", *_CHARGED}
        credits = package.credit_entitlements
        granted = {
            **{f"{_FEATURE}{each.feature_id}": FeatureGrantEntry.of(each) for each in package.entitlements},
            **{f"{_CREDIT}{each.currency_id}": CreditGrantEntry.of(each) for each in credits},
        }
        own = {name: getattr(package, name) for name in told}
        return cls(**own, entitlements=granted, **_charged(package.charges))

    def charges(self) -> PriceSet:
        """Return what the package charges; raises `InvalidInput` for prices under keys that are not theirs."""
        return PriceSet(
            pricing_models=pricing_models_of(self.prices, path="prices"),
            overage_pricing_models=overage_models_of(self.overage_prices, path="overagePrices"),
            overage_billing_period=self.overage_billing_period,
            minimum_spend=minimum_spends_of(self.minimum_spend, path="minimumSpend"),
        )

    def grants(self) -> tuple[StatedEntitlement, ...]:
        """Return what the package grants, in the order of the keys."""
        return tuple(self.entitlements[key].stated(key.partition(":")[2]) for key in sorted(self.entitlements))

    def canonical(self) -> Self:
        """Return the entry with its prices under the keys an export gives them; raises as `charges` does."""
        return self.but(**_charged(self.charges()))

    def after(self, held: Self | None) -> Self:
        """Return the entry as a merge leaves it: a draft changes nothing where the package is sold already."""
        return held if held is not None and held.is_sold and not self.is_sold else self


class PlanEntry(PackageEntry):
    """A plan."""

    parent_plan_id: str | None = None
    default_trial_config: TrialConfig | None = None
    compatible_addon_ids: tuple[str, ...] = ()
    compatible_package_groups: tuple[CompatiblePackageGroup, ...] = ()

    @property
    def needed(self) -> set[str]:
        """Return the plans that have to be there before this one."""
        return {self.parent_plan_id} if self.parent_plan_id is not None else set()


class AddonEntry(PackageEntry):
    """An add-on."""

    max_quantity: int | None = None
    dependencies: tuple[str, ...] = ()

    @property
    def needed(self) -> set[str]:
        """Return the add-ons that have to be there before this one."""
        return set(self.dependencies)


_CHARGED = frozenset(("prices", "overage_prices", "overage_billing_period", "minimum_spend"))


def _charged(charges: PriceSet) -> dict[str, Any]:
    return {
        "prices": prices_of(charges),
        "overage_prices": overage_prices_of(charges),
        "overage_billing_period": charges.overage_billing_period,
        "minimum_spend": minimum_spend_of(charges),
    }
