"""What mutations of promotional entitlements are given."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from tollgate.api.promotions import PromotionBody
from tollgate.customers.grant_promotions import NewPromotion
from tollgate.customers.promotion import PromotionPeriod
from tollgate.shared.entity import Instant, Value


def _period(name: Any) -> Any:
    return PromotionPeriod[name] if name in PromotionPeriod.__members__ else name


class PromotionInput(PromotionBody):
    """`GrantPromotionalEntitlementInput`: periods are spelled by their names."""

    period: Annotated[PromotionPeriod, BeforeValidator(_period)]
    custom_end_date: Instant | None = None


class GrantPromotionsInput(Value):
    """`GrantPromotionalEntitlementsInput`."""

    customer_id: str
    promotional_entitlements: tuple[PromotionInput, ...]

    def to_new(self) -> list[NewPromotion]:
        """Return the domain's values."""
        return [each.to_new() for each in self.promotional_entitlements]


class GrantPromotionGroupInput(GrantPromotionsInput):
    """`GrantPromotionalEntitlementsGroupInput`."""

    feature_group_id: str


class PromotionInGroupInput(Value):
    """`RevokePromotionalEntitlementsGroupInput` and `UnlinkPromotionalEntitlementsGroupInput`."""

    customer_id: str
    feature_group_id: str


class RevokePromotionInput(Value):
    """`RevokePromotionalEntitlementInput`."""

    customer_id: str
    feature_id: str
