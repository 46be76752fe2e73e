"""What is refused because of a product's settings and rules, or of the copy that is to be made of it."""

from tollgate.shared.errors import Conflict, InvalidInput


class ProductNotDuplicable(InvalidInput):
    """Something that belongs to the product has no copy under the id that was asked for."""

    code = "DuplicateProductValidationError"


class PlanIsStartPlan(Conflict):
    """The product's settings name the plan as the one that subscriptions start with."""

    code = "PlanIsUsedAsDefaultStartPlan"


class PlanIsDowngradePlan(Conflict):
    """The product's settings name the plan as the one that follows ended subscriptions."""

    code = "PlanIsUsedAsDowngradePlan"


class PlanInCancellationRule(Conflict):
    """A rule of the product names the plan; the published list has no word of its own for it."""


class MultiSubscriptionSource(InvalidInput):
    """Of a product with several subscriptions per customer none can be the one whose cancelling cancels others."""

    code = "MultiSubscriptionCantBeAutoCancellationSourceError"

    @classmethod
    def of(cls, plan_id: str) -> "MultiSubscriptionSource":
        """Return the error for this plan."""
        return cls(f"{plan_id} is subscribed to several times per customer, so that it is no source of a rule")


class SingleSubscriptionTarget(InvalidInput):
    """Only subscriptions of products with several per customer are cancelled with another one."""

    code = "SingleSubscriptionCantBeAutoCancellationTargetError"

    @classmethod
    def of(cls, plan_id: str) -> "SingleSubscriptionTarget":
        """Return the error for this plan."""
        return cls(f"{plan_id} is subscribed to once per customer, so that it is no target of a rule")
