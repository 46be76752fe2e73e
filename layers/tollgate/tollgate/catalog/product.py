"""A product: a line of plans; one active subscription per customer unless it allows one per resource."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from tollgate.catalog.product_settings import AutoCancellationRule, ProductSettings
from tollgate.shared.entity import Entity, Instant


class ProductStatus(StrEnum):
    """Archived products take no new subscriptions, and neither do their plans."""

    PUBLISHED = "PUBLISHED"
    ARCHIVED = "ARCHIVED"


class UsageResetCutoff(StrEnum):
    """Whether usage that resets starts from zero at a change of plan: always, never, or with a new billing cycle."""

    ALWAYS_RESET = "ALWAYS_RESET"
    NEVER_RESET = "NEVER_RESET"
    BILLING_PERIOD_CHANGE = "BILLING_PERIOD_CHANGE"


class Product(Entity):
    """A line of plans. With `multiple_subscriptions` each resource of a customer has a subscription of its own."""

    id: str
    uuid: str
    display_name: str
    description: str | None = None
    metadata: dict[str, str] = {}
    multiple_subscriptions: bool = False
    usage_reset_cutoff: UsageResetCutoff = UsageResetCutoff.ALWAYS_RESET
    product_settings: ProductSettings = ProductSettings()
    auto_cancellation_rules: tuple[AutoCancellationRule, ...] = ()
    status: ProductStatus = ProductStatus.PUBLISHED
    is_default: bool = False
    created_at: Instant
    updated_at: Instant

    @property
    def is_archived(self) -> bool:
        """Tell whether the product takes no new subscriptions."""
        return self.status is ProductStatus.ARCHIVED

    def archived(self, *, at: datetime) -> Self:
        """Return the product as archiving leaves it."""
        return self.but(status=ProductStatus.ARCHIVED, updated_at=at)

    def unarchived(self, *, at: datetime) -> Self:
        """Return the product as it is sold again."""
        return self.but(status=ProductStatus.PUBLISHED, updated_at=at)
