"""Entitlements as flags, in the words of the OpenFeature remote evaluation protocol (OFREP)."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, WithJsonSchema

from tollgate.api.entitlements import FeatureEntitlementView
from tollgate.api.errors import bad_input
from tollgate.api.wire import Number
from tollgate.catalog.feature import FeatureType
from tollgate.entitlements.entitlement import AccessDeniedReason, Entitlement
from tollgate.entitlements.flag import Flag, FlagForm, feature_of
from tollgate.entitlements.verdict import Question
from tollgate.shared.entity import Amount, Instant, Value, json_number
from tollgate.shared.errors import BadUserInput
from tollgate.shared.reset_period import ResetPeriod

NO_LIMIT = 2**53 - 1
"""The number of a feature without limit: the largest that every client reads exactly."""

FlagValue = bool | int | float | str | FeatureEntitlementView


class TargetingKeyMissing(BadUserInput):
    """The context does not say whose flags are asked for."""


class InvalidContext(BadUserInput):
    """The context cannot be read."""


class FlagsBody(Value):
    """What is asked for, and of whom."""

    context: Annotated[
        Any,
        WithJsonSchema(
            {
                "type": "object",
                "required": ["targetingKey"],
                "properties": {
                    "targetingKey": {"type": "string", "description": "The customer's id"},
                    "resourceId": {"type": "string", "description": "One of the customer's resources"},
                    "requestedUsage": {"type": "number", "description": "Of one flag: how much more is asked for"},
                    "requestedValues": {"type": "array", "items": {"type": "string"}},
                    "flags": {"type": "array", "items": {"type": "string"}, "description": "Of many: only these"},
                },
            }
        ),
    ] = None


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class FlagContext(Value):
    """Of whom flags are asked: the customer, or one of its resources. Other attributes of a context say nothing."""

    targeting_key: Annotated[str, StringConstraints(strict=True)]
    resource_id: Annotated[str, StringConstraints(strict=True)] | None = None
    requested_usage: Annotated[Number, Field(ge=0)] | None = None
    requested_values: Annotated[tuple[str, ...] | None, BeforeValidator(_as_list)] = None
    flags: Annotated[frozenset[str] | None, BeforeValidator(_as_list)] = None

    @classmethod
    def of(cls, body: FlagsBody) -> "FlagContext":
        """Return the context of a request; raises `TargetingKeyMissing` or `InvalidContext` naming the field."""
        given = body.context if body.context is not None else {}
        if isinstance(given, dict) and given.get("targetingKey") in (None, ""):
            raise TargetingKeyMissing("Name the customer in context.targetingKey", field="context.targetingKey")
        try:
            return cls.model_validate(given)
        except ValidationError as invalid:
            error = bad_input({**each, "loc": ("body", "context", *each["loc"])} for each in invalid.errors())
            raise InvalidContext(error.message, **error.details) from invalid

    def to_question(self, key: str) -> Question:
        """Return the domain's question about the feature of a flag."""
        return Question(
            customer_id=self.targeting_key,
            resource_id=self.resource_id,
            feature_id=feature_of(key),
            requested_usage=self.requested_usage,
            requested_values=self.requested_values or None,
        )


class FlagMetadata(Value):
    """What a flag's value was found from; what there is nothing to say of is left out."""

    feature_id: str
    feature_type: FeatureType | None = None
    display_name: str | None = None
    is_granted: bool
    access_denied_reason: AccessDeniedReason | None = None
    current_usage: Amount | None = None
    usage_limit: Amount | None = None
    has_unlimited_usage: bool
    has_soft_limit: bool
    reset_period: ResetPeriod | None = None
    usage_period_start: Instant | None = None
    usage_period_end: Instant | None = None
    valid_until: Instant | None = None

    @classmethod
    def of(cls, entitlement: Entitlement) -> "FlagMetadata":
        """Return the view of an entitlement."""
        feature = entitlement.feature
        same = {name: getattr(entitlement, name) for name in cls.model_fields if name in Entitlement.model_fields}
        return cls.model_construct(
            feature_type=feature.feature_type if feature is not None else None,
            display_name=entitlement.display_name_override or (feature.display_name if feature is not None else None),
            **same,
        )


class FlagView(Value):
    """An evaluated flag: `evaluationSuccess`. `reason` is DEFAULT where nothing that is held speaks of the feature."""

    key: str
    value: FlagValue
    reason: Literal["TARGETING_MATCH", "DEFAULT"]
    variant: Literal["granted", "unlimited", "denied"]
    metadata: FlagMetadata

    @classmethod
    def of(cls, flag: Flag) -> "FlagView":
        """Return the view of a flag."""
        granted: Literal["unlimited", "granted"] = "unlimited" if flag.entitlement.has_unlimited_usage else "granted"
        return cls.model_construct(
            key=flag.key,
            value=_value(flag),
            reason="TARGETING_MATCH" if flag.has_source else "DEFAULT",
            variant=granted if flag.entitlement.is_granted else "denied",
            metadata=FlagMetadata.of(flag.entitlement),
        )

    def text(self) -> str:
        """Return the flag as it is sent: an object holds all its fields, metadata no nulls, which it may not have."""
        return self.model_dump_json(by_alias=True, exclude=self._unsaid())

    def _unsaid(self) -> dict[str, set[str]]:
        nulls = {name for name in FlagMetadata.model_fields if getattr(self.metadata, name) is None}
        return {"metadata": nulls}


class FlagsView(Value):
    """Every flag of an environment: `bulkEvaluationSuccess`."""

    flags: list[FlagView]


def _value(flag: Flag) -> FlagValue:
    entitlement = flag.entitlement
    match flag.form:
        case FlagForm.BOOLEAN:
            return entitlement.is_granted
        case FlagForm.NUMBER if entitlement.has_unlimited_usage and flag.is_told:
            return NO_LIMIT
        case FlagForm.NUMBER:
            return json_number(entitlement.usage_limit or Decimal(0)) if flag.is_told else 0
        case FlagForm.STRING:
            return ",".join(entitlement.enum_values or ()) if flag.is_told else ""
        case FlagForm.OBJECT:
            return FeatureEntitlementView.of(entitlement)
