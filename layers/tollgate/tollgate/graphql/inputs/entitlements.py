"""What queries of entitlements are given."""

from typing import Self

from tollgate.api.package_entitlements import ResetFields
from tollgate.entitlements.entitlement import AccessDeniedReason
from tollgate.entitlements.reported_check import CheckResult, ReportedCheck
from tollgate.entitlements.verdict import CreditQuestion, Question
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import BadUserInput


class EntitlementOptions(Value):
    """`EntitlementOptions`. A check that is made here leaves a log line, tracked or not."""

    requested_usage: Amount | None = None
    requested_values: tuple[str, ...] | None = None
    should_track: bool | None = None


class FetchEntitlementQuery(Value):
    """`FetchEntitlementQuery`."""

    customer_id: str
    feature_id: str
    resource_id: str | None = None
    options: EntitlementOptions | None = None

    def to_question(self) -> Question:
        """Return the domain's question."""
        options = self.options or EntitlementOptions()
        return Question(
            customer_id=self.customer_id,
            feature_id=self.feature_id,
            resource_id=self.resource_id,
            requested_usage=options.requested_usage,
            requested_values=options.requested_values,
        )


class GetEntitlementV2Input(Value):
    """`GetEntitlementV2Input`: about a feature or about a currency."""

    customer_id: str
    feature_id: str | None = None
    currency_id: str | None = None
    resource_id: str | None = None
    options: EntitlementOptions | None = None

    def checked(self) -> Self:
        """Return the question; raises `BadUserInput` unless it names one of featureId and currencyId."""
        if (self.feature_id is None) is (self.currency_id is None):
            raise BadUserInput("Send either featureId or currencyId", field="featureId")
        return self

    def to_question(self) -> Question:
        """Return the domain's question about a feature."""
        return FetchEntitlementQuery(**{**dict(self), "feature_id": self.feature_id or ""}).to_question()

    def to_credit_question(self) -> CreditQuestion:
        """Return the domain's question about credits."""
        asked = self.to_question()
        return CreditQuestion(
            customer_id=self.customer_id,
            currency_id=self.currency_id or "",
            resource_id=self.resource_id,
            requested_usage=asked.requested_usage,
        )


class EntitlementCheckResult(ResetFields):
    """`EntitlementCheckResult`."""

    has_access: bool
    access_denied_reason: AccessDeniedReason | None = None
    current_usage: Amount | None = None
    usage_limit: Amount | None = None
    has_unlimited_usage: bool | None = None
    has_soft_limit: bool | None = None
    enum_values: tuple[str, ...] | None = None
    requested_usage: Amount | None = None
    requested_values: tuple[str, ...] | None = None
    next_reset_date: Instant | None = None

    def to_result(self) -> CheckResult:
        """Return the domain's value."""
        same = {name: value for name, value in dict(self).items() if name in CheckResult.model_fields}
        period = self.reset_period
        return CheckResult(**same, reset_anchor=self.anchors.get(period) if period is not None else None)


class EntitlementCheckRequested(Value):
    """`EntitlementCheckRequested`."""

    customer_id: str
    feature_id: str
    resource_id: str | None = None
    requested_usage: Amount | None = None
    requested_values: tuple[str, ...] | None = None
    entitlement_check_result: EntitlementCheckResult

    def to_check(self) -> ReportedCheck:
        """Return the domain's value."""
        same = {name: value for name, value in dict(self).items() if name in ReportedCheck.model_fields}
        return ReportedCheck(**same, result=self.entitlement_check_result.to_result())


class FetchEntitlementsQuery(Value):
    """`FetchEntitlementsQuery`."""

    customer_id: str
    resource_id: str | None = None
