"""What events of customers and of what was granted to them beside any plan tell."""

from typing import Any

from tollgate.customers.promotion import PromotionPeriod, PromotionStatus
from tollgate.event_catalogue.envelope import Body
from tollgate.event_catalogue.parts import CustomerMin, FeatureMin, ResetConfiguration
from tollgate.event_catalogue.ports import Directory
from tollgate.shared.entity import Amount, Instant
from tollgate.shared.events import RecordedEvent
from tollgate.shared.reset_period import ResetPeriod


class CustomerBody(CustomerMin, Body):
    """A customer as the change left it. Of one that is archived by now name and e-mail are told no more."""

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the customer's fields, without what it is gone for good."""
        told = event.payload
        customer = directory.customer(event.scope, told["id"])
        is_gone = customer is None or customer.is_archived
        return {**told, "name": None, "email": None} if is_gone else told


class PromotionBody(Body):
    """A feature that was granted to a customer beside any plan, as it stood then."""

    id: str
    status: PromotionStatus
    feature: FeatureMin
    customer: CustomerMin
    has_unlimited_usage: bool
    has_soft_limit: bool
    usage_limit: Amount | None = None
    enum_values: tuple[str, ...] | None = None
    reset_period: ResetPeriod | None = None
    reset_period_configuration: ResetConfiguration | None = None
    is_visible: bool
    period: PromotionPeriod
    start_date: Instant
    end_date: Instant | None = None

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the grant with its customer as that stands."""
        told = event.payload
        return {**told, "customer": CustomerMin.found(event.scope, told["customer"]["id"], directory)}
