"""Promotional entitlements, as GraphQL shows them."""

from datetime import datetime
from decimal import Decimal

from tollgate.customers.promotion import PromotionalEntitlement, PromotionStatus
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.features import FeatureView
from tollgate.graphql.views.view import View
from tollgate.shared.reset_period import ResetPeriod


class PromotionView(View[PromotionalEntitlement]):
    """`PromotionalEntitlement`."""

    def __init__(self, promotion: PromotionalEntitlement, status: PromotionStatus, loader: Loader) -> None:
        super().__init__(promotion, loader)
        self.status = status
        loader.features.announce(promotion.feature_id)

    @property
    def end_date(self) -> datetime | None:
        return self._shown.ends_at

    @property
    def feature(self) -> FeatureView:
        return FeatureView(self._loader.features.get(self._shown.feature_id), self._loader)

    @property
    def has_soft_limit(self) -> bool:
        return self._shown.entitlement.has_soft_limit

    @property
    def has_unlimited_usage(self) -> bool:
        return self._shown.entitlement.has_unlimited_usage

    @property
    def reset_period(self) -> ResetPeriod | None:
        return self._shown.entitlement.reset_period

    @property
    def usage_limit(self) -> Decimal | None:
        return self._shown.entitlement.usage_limit
