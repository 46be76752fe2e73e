"""A customer's promotional entitlements, open for changes: each is told of, and written with what checks read."""

from collections.abc import Collection
from dataclasses import dataclass

from tollgate.catalog.errors import FeatureNotFound
from tollgate.catalog.feature import Feature
from tollgate.catalog.ports import FeatureRepository
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.ports import AccessRepository, CustomerRepository, PromotionRepository
from tollgate.customers.promotion import PromotionalEntitlement
from tollgate.customers.promotion_events import (
    PromotionalEntitlementEvent,
    PromotionalEntitlementGranted,
    PromotionalEntitlementRevoked,
    PromotionalEntitlementUpdated,
)
from tollgate.shared.clock import CustomerClock
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope

MOST_AT_ONCE, MOST_HELD = 40, 300
"""Grants of one call, which is one transaction, and of one customer: the access item holds them all."""


@dataclass(frozen=True)
class Promoting:
    """The ports that promotional grants work with."""

    customers: CustomerRepository
    access: AccessRepository
    promotions: PromotionRepository
    features: FeatureRepository
    events: EventRecorder
    clock: CustomerClock


class PromotionBook:
    """What was granted to one customer. Changes are staged as they are made; `close` stages what checks read.

    Opening it raises `CustomerNotFound`, and `EntityIsArchived` for an archived customer.
    """

    def __init__(self, scope: Scope, customer_id: str, *, promoting: Promoting) -> None:
        own, customer = promoting.access.find(scope, customer_id), promoting.customers.find(scope, customer_id)
        if own is None or customer is None:
            raise CustomerNotFound.of(customer_id)
        if own.is_archived:
            raise EntityIsArchived.of("customer", customer_id)
        self._scope, self._ports, self._own, self._access = scope, promoting, own, own
        self.customer = customer
        self.now = promoting.clock.now(scope, own.test_clock_id)
        self._held = {each.feature_id: each for each in promoting.promotions.of_customer(scope, customer_id)}

    def active(self, feature_id: str) -> PromotionalEntitlement | None:
        """Return what is granted of a feature now, None where nothing is."""
        held = self._held.get(feature_id)
        return held if held is not None and not held.has_ended(self.now) else None

    def active_in(self, group_id: str) -> list[PromotionalEntitlement]:
        """Return what is granted now and came with a feature group, by feature."""
        active = (each for each in self._held.values() if not each.has_ended(self.now) and group_id in each.group_ids)
        return sorted(active, key=lambda each: each.feature_id)

    def features(self, feature_ids: Collection[str]) -> dict[str, Feature]:
        """Return those of the features that exist, archived ones included."""
        if len(feature_ids) == 1:
            found = [self._ports.features.find(self._scope, each) for each in feature_ids]
            return {each.id: each for each in found if each is not None}
        return {each.id: each for each in self._ports.features.all(self._scope) if each.id in feature_ids}

    def grant(self, promotion: PromotionalEntitlement, feature: Feature) -> None:
        """Grant a feature, in the place of what was granted of it before."""
        before = self.active(promotion.feature_id)
        kind = PromotionalEntitlementUpdated if before is not None else PromotionalEntitlementGranted
        self._put(promotion)
        self._access = self._access.with_promotions((promotion.access,))
        self._tell(kind, promotion, feature)

    def link(self, promotion: PromotionalEntitlement, *group_ids: str) -> PromotionalEntitlement:
        """Return the grant as one that came with these feature groups; what it grants stays, so nobody is told."""
        linked = promotion.in_groups(*group_ids)
        self._put(linked)
        return linked

    def revoke(self, promotion: PromotionalEntitlement, feature: Feature | None) -> None:
        """Take a grant back."""
        if feature is None:
            raise FeatureNotFound.of(promotion.feature_id)
        self._ports.promotions.remove(self._scope, promotion)
        del self._held[promotion.feature_id]
        self._access = self._access.without_promotions({promotion.feature_id})
        self._tell(PromotionalEntitlementRevoked, promotion, feature)

    def close(self) -> None:
        """Stage what checks read; raises `InvalidInput` where that has become too much."""
        if self._access is not self._own:
            if len(self._access.promotions) > MOST_HELD:
                message = f"A customer holds at most {MOST_HELD} promotional entitlements; revoke some first"
                raise InvalidInput(message, field="promotionalEntitlements")
            self._ports.access.save(self._scope, self._access)

    def _put(self, promotion: PromotionalEntitlement) -> None:
        known = promotion.feature_id in self._held
        (self._ports.promotions.save if known else self._ports.promotions.add)(self._scope, promotion)
        self._held[promotion.feature_id] = promotion

    def _tell(
        self, kind: type[PromotionalEntitlementEvent], promotion: PromotionalEntitlement, feature: Feature
    ) -> None:
        self._ports.events.record(self._scope, kind.of(promotion, self.customer, feature, at=self.now))
