"""The derivation of a verdict on the wire; ours, beside the contract."""

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from tollgate.api.entitlements import FeatureEntitlementView
from tollgate.api.wire import split_commas
from tollgate.entitlements.derivation import (
    CounterShown,
    CreditShown,
    Decision,
    Derivation,
    Rule,
    SourceShown,
    WindowShown,
)
from tollgate.entitlements.entitlement import AccessDeniedReason
from tollgate.entitlements.verdict import Question
from tollgate.shared.entity import Instant, Value


class ExplainEntitlementQuery(Value):
    """Which verdict is explained: the same question as a check's about a feature."""

    feature_id: str
    resource_id: str | None = None
    requested_usage: Annotated[int | None, Field(ge=0, le=2**53 - 1)] = None
    requested_values: Annotated[list[str] | None, BeforeValidator(split_commas)] = None

    def to_question(self, customer_id: str) -> Question:
        """Return the domain's question."""
        return Question(
            customer_id=customer_id,
            feature_id=self.feature_id,
            resource_id=self.resource_id,
            requested_usage=Decimal(self.requested_usage) if self.requested_usage is not None else None,
            requested_values=tuple(self.requested_values) if self.requested_values else None,
        )


class ExplanationView(Value):
    """A verdict, as a check answers it, and everything that led to it.

    `sources` are the subscriptions and promotional grants that have the feature, the one that decides first; their
    `rows` are what the plan, overrides, bought units and add-ons say, and which of them count. `decidedBy` tells by
    what the first source is ahead of the next. `rule` is what granted, `deniedBy` the reason that did not. `credit` is
    what the usage burns, and the wallet that it comes from, where nothing else denies it.
    """

    customer_id: str
    resource_id: str | None
    feature_id: str
    at: Instant
    verdict: FeatureEntitlementView
    rule: Rule | None
    denied_by: AccessDeniedReason | None
    decided_by: Decision | None
    sources: tuple[SourceShown, ...]
    window: WindowShown | None
    counter: CounterShown | None
    credit: CreditShown | None

    @classmethod
    def of(cls, derivation: Derivation) -> "ExplanationView":
        """Return the view of a derivation."""
        verdict = derivation.entitlement
        values = {name: getattr(derivation, name) for name in Derivation.model_fields if name != "entitlement"}
        return cls.model_construct(
            customer_id=verdict.customer_id,
            resource_id=verdict.resource_id,
            feature_id=verdict.feature_id,
            verdict=FeatureEntitlementView.of(verdict),
            **values,
        )
