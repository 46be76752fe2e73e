"""Which of several sources decides: the most generous one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import Feature, FeatureType
from tollgate.customers.access import PromotionalAccess, SubscriptionAccess
from tollgate.entitlements.live import Held, LiveSubscription
from tollgate.entitlements.terms import Grants, PackageVersion, Term, TermKind, all_values, combined, terms_of, worth
from tollgate.entitlements.windows import ResetSchedule


@dataclass(frozen=True)
class Source:
    """One subscription's word on a feature, or what was granted beside any: what its terms come to.

    `terms` are all that it says of the feature, `counted` those that the entitlement is made of.
    """

    resource_id: str | None
    origin: SubscriptionAccess | PromotionalAccess
    entitlement: FeatureEntitlement
    terms: tuple[Term, ...]
    counted: tuple[Term, ...]

    @property
    def is_promotion(self) -> bool:
        """Tell whether it was granted beside any subscription."""
        return isinstance(self.origin, PromotionalAccess)

    def is_spent(self, feature_id: str, now: datetime) -> bool:
        """Tell whether it is a subscription whose hard budget is used up by what the feature costs."""
        return isinstance(self.origin, SubscriptionAccess) and self.origin.is_spent(feature_id, now)


@dataclass(frozen=True)
class Resolved:
    """What holds for a feature: its sources, whose counter counts, and when that starts from zero again.

    The first of the sources decides. `enum_values` are those of all sources together. Usage is the resource's where
    one of the resource's own subscriptions has the feature, else the customer's.
    """

    sources: tuple[Source, ...]
    enum_values: tuple[str, ...] | None
    counter_resource_id: str | None
    schedule: ResetSchedule

    @property
    def source(self) -> Source:
        """Return the source that decides."""
        return self.sources[0]

    @property
    def entitlement(self) -> FeatureEntitlement:
        """Return what the winning source grants."""
        return self.source.entitlement


def versions_of(subscriptions: Iterable[LiveSubscription]) -> set[PackageVersion]:
    """Return the plan versions that have to be known to resolve what the subscriptions give."""
    return {(each.subscription.plan_id, each.subscription.plan_version) for each in subscriptions}


def addon_versions_of(subscriptions: Iterable[LiveSubscription]) -> set[PackageVersion]:
    """Return the versions of add-ons that have to be known to resolve what the subscriptions give."""
    return {(addon.id, addon.version_number) for each in subscriptions for addon in each.subscription.addons}


def features_of(held: Held, grants: Grants) -> list[str]:
    """Return the features that some source has, by their ids."""
    packages = (*grants.plans.values(), *grants.addons.values())
    named = {each.feature_id for package in packages for each in package.granted}
    for _, subscription in held.subscriptions:
        named |= {each.feature_id for each in subscription.overrides}
        named |= {each.feature_id for each in subscription.units}
    return sorted(named | {each.feature_id for each in held.promotions})


def sources_of(feature_id: str, held: Held, grants: Grants, feature: Feature | None) -> tuple[Source, ...]:
    """Return what each of the subscriptions gives of a feature, and what was granted of it beside them."""
    sources = []
    for resource_id, subscription in held.subscriptions:
        terms = terms_of(feature_id, subscription, grants, feature)
        if terms:
            entitlement, counted = combined(terms)
            sources.append(Source(resource_id, subscription, entitlement, terms, counted))
    for promotion in held.promotions:
        if promotion.feature_id == feature_id:
            terms = (Term(TermKind.PROMOTION, promotion.entitlement),)
            sources.append(Source(None, promotion, promotion.entitlement, terms, terms))
    return tuple(sources)


def resolve(sources: tuple[Source, ...]) -> Resolved | None:
    """Return what holds for a feature, None where no source has it."""
    if not sources:
        return None
    ranked = tuple(sorted(sources, key=generosity, reverse=True))
    is_list = ranked[0].entitlement.feature_type is FeatureType.ENUM
    return Resolved(
        sources=ranked,
        enum_values=all_values(each.entitlement for each in ranked) if is_list else None,
        counter_resource_id=next((each.resource_id for each in ranked if each.resource_id is not None), None),
        schedule=ResetSchedule.of(ranked[0].entitlement, ranked[0].origin),
    )


def generosity(source: Source) -> tuple[Any, ...]:
    """Return the rank of a source: what its value is worth; between equals a promotion decides.

    Then the resource's own subscription does, then the newer one.
    """
    return (
        *worth(source.entitlement),
        source.is_promotion,
        source.resource_id is not None,
        source.origin.starts_at,
        source.origin.id,
    )
