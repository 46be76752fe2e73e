"""What grants credits of a currency anew each period, as the subscriptions of a customer or resource tell it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from tollgate.catalog.credit_entitlement import CreditCadence, CreditEntitlement
from tollgate.catalog.entitlement import EntitlementBehavior
from tollgate.catalog.package_grants import PackageGrants
from tollgate.credits.recurring import GrantSource, RecurringSource
from tollgate.customers.access import Access, SubscriptionAccess
from tollgate.customers.access_terms import CreditAccess
from tollgate.shared.money import Money

Versions = Mapping[tuple[str, int], PackageGrants]


@dataclass(frozen=True)
class CreditTerms:
    """What subscriptions give of a currency: what grants it anew, and whether more may be used than there is."""

    sources: tuple[RecurringSource, ...] = ()
    has_soft_limit: bool = False


@dataclass(frozen=True)
class SoldVersions:
    """The versions of plans and add-ons that subscriptions hold."""

    plans: Versions = field(default_factory=dict)
    addons: Versions = field(default_factory=dict)


def versions_sold(access: Access) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """Return the versions of plans, and of add-ons, that an access item names."""
    plans = {(each.plan_id, each.plan_version) for each in access.subscriptions}
    addons = {(addon.id, addon.version_number) for each in access.subscriptions for addon in each.addons}
    return plans, addons


def terms_of(access: Access | None, currency_id: str, sold: SoldVersions) -> CreditTerms:
    """Return what the subscriptions of an access item give of a currency, whenever they begin or end to give it."""
    if access is None or access.is_archived:
        return CreditTerms()
    sources: list[RecurringSource] = []
    is_soft = False
    for row in access.subscriptions:
        if not row.is_on_hold:
            found = list(_entitlements(row, currency_id, sold))
            is_soft = is_soft or any(each.has_soft_limit for each in found)
            sources += (_source(row, each) for each in found if each.amount > 0)
    return CreditTerms(tuple(sources), is_soft)


def currencies_of(access: Access, sold: SoldVersions) -> set[str]:
    """Return the currencies that the subscriptions of an access item grant."""
    named: set[str] = set()
    for row in access.subscriptions:
        named |= {each.currency_id for each in row.credits}
        for version in _versions(row, sold):
            named |= {each.currency_id for each in version.granted_credits}
    return named


@dataclass(frozen=True)
class _Granting:
    """What one thing of a subscription grants at once: its place, and what the amount rests on beside the catalogue."""

    place: str
    source_type: GrantSource
    amount: Decimal
    cadence: CreditCadence
    basis: str
    has_soft_limit: bool = False
    cost: Money | None = None

    @classmethod
    def of(cls, agreed: CreditAccess) -> Self:
        """Return what was agreed, or is bought."""
        return cls(
            "bought" if agreed.is_bought else "plan",
            GrantSource.PRICE if agreed.is_bought else GrantSource.PLAN_ENTITLEMENT,
            agreed.amount,
            agreed.cadence,
            f"agreed {agreed.amount}",
            agreed.has_soft_limit,
            agreed.cost,
        )

    @classmethod
    def by(cls, place: str, source_type: GrantSource, granted: CreditEntitlement, times: Decimal, holder: str) -> Self:
        """Return what a version grants, so many times."""
        amount = (granted.amount or Decimal(0)) * times
        return cls(place, source_type, amount, granted.cadence, f"{holder} {times}", granted.has_soft_limit)


def _source(row: SubscriptionAccess, granting: _Granting) -> RecurringSource:
    return RecurringSource(
        slot=f"{row.product_id}/{granting.place}",
        subscription_id=row.id,
        source_type=granting.source_type,
        display_name=row.plan_id,
        amount=granting.amount,
        basis=granting.basis,
        cost=granting.cost,
        cadence=granting.cadence,
        anchor=row.usage_anchor,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_trial=row.is_trial,
    )


def _versions(row: SubscriptionAccess, sold: SoldVersions) -> Iterator[PackageGrants]:
    found = [sold.plans.get((row.plan_id, row.plan_version))]
    found += [sold.addons.get((each.id, each.version_number)) for each in row.addons]
    yield from (each for each in found if each is not None)


def _entitlements(row: SubscriptionAccess, currency_id: str, sold: SoldVersions) -> Sequence[_Granting]:
    """Return what is granted: the plan's or what was agreed in its place, and each add-on's as often as it is held.

    An add-on that overrides stands in the place of all others; of several the most is granted.
    """
    agreed = [each for each in row.credits if each.currency_id == currency_id]
    bought = [_Granting.of(each) for each in agreed if each.is_bought]
    own = [_Granting.of(each) for each in agreed if not each.is_bought]
    if not own:
        version = sold.plans.get((row.plan_id, row.plan_version))
        granted = version.credits_granted(currency_id) if version is not None else None
        if granted is not None and granted.is_granted:
            times = _units(row, granted, version)
            own = [_Granting.by("plan", GrantSource.PLAN_ENTITLEMENT, granted, times, row.plan_id)]
    added: list[_Granting] = []
    overriding: list[_Granting] = []
    for addon in row.addons:
        version = sold.addons.get((addon.id, addon.version_number))
        granted = version.credits_granted(currency_id) if version is not None else None
        if granted is not None and granted.is_granted:
            times = Decimal(addon.quantity) * _units(row, granted, sold.plans.get((row.plan_id, row.plan_version)))
            each = _Granting.by(f"addon/{addon.id}", GrantSource.ADDON_ENTITLEMENT, granted, times, addon.id)
            (overriding if granted.behavior is EntitlementBehavior.OVERRIDE else added).append(each)
    if overriding:
        return [*bought, max(overriding, key=lambda each: (each.amount, each.place))]
    return [*bought, *own, *added]


def _units(row: SubscriptionAccess, granted: CreditEntitlement, version: PackageGrants | None) -> Decimal:
    """Return how often the amount is granted: once, or once per unit of the feature that it depends on."""
    feature_id = granted.dependency_feature_id
    if feature_id is None:
        return Decimal(1)
    bought = [each.units for each in row.units if each.feature_id == feature_id]
    if bought:
        return sum(bought, Decimal(0))
    agreed = next((each for each in row.overrides if each.feature_id == feature_id), None)
    limit = agreed or (version.entitlement_to(feature_id) if version is not None else None)
    return limit.usage_limit if limit is not None and limit.usage_limit is not None else Decimal(0)
