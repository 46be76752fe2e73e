"""What a recalculation of entitlements is given."""

from collections.abc import Sequence

from tollgate.shared.entity import Value
from tollgate.shared.errors import BadUserInput


class RecalculateEntitlementsSideEffectsOptionsInput(Value):
    """`RecalculateEntitlementsSideEffectsOptionsInput`. The access items are the cache; there is no data catalogue.

    The event is what is logged, and what subscribers are sent: whoever wants one of the two left out gets neither.
    """

    skip_publish_to_subscribers: bool | None = None
    skip_write_to_cache: bool | None = None
    skip_write_to_data_catalog: bool | None = None
    skip_write_to_event_log: bool | None = None

    @property
    def is_written(self) -> bool:
        """Tell whether access items are rewritten."""
        return not self.skip_write_to_cache

    @property
    def is_told(self) -> bool:
        """Tell whether what they give then is told."""
        return not (self.skip_publish_to_subscribers or self.skip_write_to_event_log)


class RecalculateEntitlementsInput(Value):
    """`RecalculateEntitlementsInput`."""

    environment_id: str
    customer_ids: tuple[str, ...] | None = None
    for_all_customers: bool | None = None
    side_effects_options: RecalculateEntitlementsSideEffectsOptionsInput | None = None

    @property
    def named(self) -> Sequence[str] | None:
        """Return the customers that are named, None for all; raises `BadUserInput` for both, or neither."""
        if bool(self.for_all_customers) is bool(self.customer_ids):
            raise BadUserInput("Send either customerIds or forAllCustomers", field="customerIds")
        return None if self.for_all_customers else self.customer_ids

    @property
    def effects(self) -> RecalculateEntitlementsSideEffectsOptionsInput:
        """Return what is done of each customer."""
        return self.side_effects_options or RecalculateEntitlementsSideEffectsOptionsInput()
