"""The derivation of a verdict: every source, what each says, which decides and why, the period, and the counter."""

from enum import StrEnum

from tollgate.entitlements.entitlement import AccessDeniedReason, Entitlement
from tollgate.entitlements.terms import TermKind
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod


class SourceKind(StrEnum):
    """Who grants: a subscription, or a promotional grant to the customer."""

    SUBSCRIPTION = "SUBSCRIPTION"
    PROMOTION = "PROMOTION"


class Decision(StrEnum):
    """By what the deciding source is ahead of the next one."""

    ONLY_SOURCE = "ONLY_SOURCE"
    GRANTED = "GRANTED"
    UNLIMITED = "UNLIMITED"
    HIGHER_LIMIT = "HIGHER_LIMIT"
    SOFT_LIMIT = "SOFT_LIMIT"
    SHORTER_RESET_PERIOD = "SHORTER_RESET_PERIOD"
    PROMOTION = "PROMOTION"
    OWN_RESOURCE = "OWN_RESOURCE"
    NEWER = "NEWER"


class Rule(StrEnum):
    """The rule that granted; a denial has its reason instead."""

    ALL_REQUESTED_VALUES = "ALL_REQUESTED_VALUES"
    UNLIMITED = "UNLIMITED"
    SOFT_LIMIT = "SOFT_LIMIT"
    BELOW_LIMIT = "BELOW_LIMIT"
    WITHIN_LIMIT = "WITHIN_LIMIT"
    INCLUDED = "INCLUDED"


class UsageOrigin(StrEnum):
    """Where the usage was taken from: the counter, its buckets, or nowhere because there is none in the period."""

    COUNTER = "COUNTER"
    BUCKETS = "BUCKETS"
    NOTHING = "NOTHING"


class ValueShown(Value):
    """A value of a feature, in the units of its limit."""

    is_granted: bool
    usage_limit: Amount | None
    has_unlimited_usage: bool
    has_soft_limit: bool
    enum_values: tuple[str, ...] | None
    reset_period: ResetPeriod | None
    reset_anchor: ResetAnchor | None


class TermShown(Value):
    """One row of a source: what it says, an add-on's quantity included, and whether that counts."""

    kind: TermKind
    package_id: str | None
    version_number: int | None
    is_inherited: bool
    quantity: int | None
    behavior: str | None
    value: ValueShown
    counts: bool


class SourceShown(Value):
    """A subscription or a promotional grant: its rows, and what they come to."""

    kind: SourceKind
    id: str
    resource_id: str | None
    product_id: str | None
    plan_id: str | None
    plan_version: int | None
    is_trial: bool
    starts_at: Instant
    ends_at: Instant | None
    usage_anchor: Instant
    usage_cut: Instant | None
    rows: tuple[TermShown, ...]
    value: ValueShown
    decides: bool


class WindowShown(Value):
    """The usage period, what it is counted from, and the change of plan that cut it."""

    reset_period: ResetPeriod | None
    anchor: Instant | None
    start: Instant | None
    end: Instant | None
    cut: Instant | None


class CounterShown(Value):
    """Whose usage counts, and what is stored of it, in the units of reports."""

    resource_id: str | None
    usage_from: UsageOrigin
    total: Amount | None
    period_start: Instant | None
    period_end: Instant | None
    updated_at: Instant | None


class CreditShown(Value):
    """What the usage burns: its rate, how many credits are needed (None is any at all), and the wallet they come from.

    `resource_id` None is the customer's own wallet. `has_soft_limit` tells that fewer credits are enough.
    """

    currency_id: str
    rate: Amount
    cost_formula: str | None
    needed: Amount | None
    resource_id: str | None
    granted: Amount
    consumed: Amount
    reserved: Amount
    balance: Amount
    has_soft_limit: bool


class Derivation(Value):
    """A verdict and everything that led to it; `rule` granted it, or `denied_by` is the reason that did not.

    `credit` is there where nothing but too few credits could deny it any more.
    """

    entitlement: Entitlement
    at: Instant
    rule: Rule | None
    denied_by: AccessDeniedReason | None
    decided_by: Decision | None
    sources: tuple[SourceShown, ...]
    window: WindowShown | None
    counter: CounterShown | None
    credit: CreditShown | None
