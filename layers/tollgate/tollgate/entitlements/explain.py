"""Explain a verdict: told from what the check itself found, so that the two never differ."""

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import FeatureType
from tollgate.customers.access import SubscriptionAccess
from tollgate.entitlements.check import Finding, find_entitlement
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.counter import known_total
from tollgate.entitlements.derivation import (
    CounterShown,
    CreditShown,
    Decision,
    Derivation,
    Rule,
    SourceKind,
    SourceShown,
    TermShown,
    UsageOrigin,
    ValueShown,
    WindowShown,
)
from tollgate.entitlements.resolve import Resolved, Source, generosity
from tollgate.entitlements.terms import Grants, Term
from tollgate.entitlements.verdict import Question
from tollgate.entitlements.windows import ALL_TIME
from tollgate.shared.scope import Scope

# One for each part of a source's rank but the last: two sources are never the same one.
_DECISIONS = tuple(Decision)[1:]


def explain_entitlement(scope: Scope, question: Question, *, checking: Checking) -> Derivation:
    """Return the verdict that a check gives now, and its derivation; raises as `check_entitlement` does."""
    finding = find_entitlement(scope, question, checking=checking)
    return derived(finding, checking.grants(scope, finding.held))


def derived(finding: Finding, grants: Grants) -> Derivation:
    """Return the derivation of what a check found; `grants` are those of all that is held."""
    resolved, verdict = finding.resolved, finding.entitlement
    return Derivation(
        entitlement=verdict,
        at=finding.now,
        rule=_rule(finding) if verdict.is_granted else None,
        denied_by=verdict.access_denied_reason,
        decided_by=_decision(resolved) if resolved is not None else None,
        sources=tuple(_source(each, resolved, grants) for each in resolved.sources) if resolved is not None else (),
        window=_window(finding, resolved) if resolved is not None else None,
        counter=_counter(finding, resolved) if resolved is not None else None,
        credit=_credit(finding),
    )


def _rule(finding: Finding) -> Rule:
    verdict = finding.entitlement
    if finding.resolved is None or finding.resolved.entitlement.feature_type is FeatureType.BOOLEAN:
        return Rule.INCLUDED
    if finding.resolved.entitlement.feature_type is FeatureType.ENUM:
        return Rule.ALL_REQUESTED_VALUES if verdict.requested_values else Rule.INCLUDED
    if verdict.has_unlimited_usage:
        return Rule.UNLIMITED
    if verdict.has_soft_limit:
        return Rule.SOFT_LIMIT
    if verdict.requested_usage is None:
        return Rule.BELOW_LIMIT if finding.usage is not None else Rule.INCLUDED
    return Rule.WITHIN_LIMIT


def _decision(resolved: Resolved) -> Decision:
    first, *others = resolved.sources
    if not others:
        return Decision.ONLY_SOURCE
    ranks = zip(_DECISIONS, generosity(first), generosity(others[0]), strict=False)
    return next((decision for decision, ahead, behind in ranks if ahead != behind), Decision.NEWER)


def _source(source: Source, resolved: Resolved, grants: Grants) -> SourceShown:
    origin = source.origin
    subscription = origin if isinstance(origin, SubscriptionAccess) else None
    return SourceShown(
        kind=SourceKind.SUBSCRIPTION if subscription is not None else SourceKind.PROMOTION,
        id=origin.id,
        resource_id=source.resource_id,
        product_id=subscription.product_id if subscription is not None else None,
        plan_id=subscription.plan_id if subscription is not None else None,
        plan_version=subscription.plan_version if subscription is not None else None,
        is_trial=subscription is not None and subscription.is_trial,
        starts_at=origin.starts_at,
        ends_at=origin.ends_at,
        usage_anchor=origin.usage_anchor,
        usage_cut=origin.usage_cut,
        rows=tuple(_row(term, source, grants) for term in source.terms),
        value=_value(source.entitlement),
        decides=source is resolved.source,
    )


def _row(term: Term, source: Source, grants: Grants) -> TermShown:
    package = grants.plans.get(term.package) if term.package is not None and not term.of_addon else None
    inherited = package.inherited_entitlements if package is not None else ()
    package_id, version_number = term.package if term.package is not None else (None, None)
    return TermShown(
        kind=term.kind,
        package_id=package_id,
        version_number=version_number,
        is_inherited=any(each.uuid == term.entitlement.uuid for each in inherited),
        quantity=term.quantity,
        behavior=term.entitlement.behavior if term.of_addon else None,
        value=_value(term.entitlement),
        counts=any(each is term for each in source.counted),
    )


def _value(entitlement: FeatureEntitlement) -> ValueShown:
    return ValueShown(**entitlement.model_dump(include=set(ValueShown.model_fields)))


def _window(finding: Finding, resolved: Resolved) -> WindowShown | None:
    if finding.usage is None:
        return None
    schedule, period = resolved.schedule, finding.usage.period
    resets = period != ALL_TIME
    return WindowShown(
        reset_period=schedule.reset_period,
        anchor=schedule.anchor_at(finding.now) if resets else None,
        start=period.start if resets else None,
        end=period.end if resets else None,
        cut=schedule.cut,
    )


def _counter(finding: Finding, resolved: Resolved) -> CounterShown | None:
    if finding.usage is None:
        return None
    counter, period = finding.usage.counter, finding.usage.period
    origin = UsageOrigin.COUNTER
    if counter is None or counter.is_over_before(period):
        origin = UsageOrigin.NOTHING
    elif known_total(counter, period) is None:
        origin = UsageOrigin.BUCKETS
    return CounterShown(
        resource_id=resolved.counter_resource_id,
        usage_from=origin,
        total=counter.total if counter is not None else None,
        period_start=counter.period.start if counter is not None and counter.period != ALL_TIME else None,
        period_end=counter.period.end if counter is not None and counter.period != ALL_TIME else None,
        updated_at=counter.updated_at if counter is not None else None,
    )


def _credit(finding: Finding) -> CreditShown | None:
    if finding.credits is None:
        return None
    rate, wallet = finding.credits.rate, finding.credits.found.wallet
    return CreditShown(
        currency_id=rate.currency_id,
        rate=rate.amount,
        cost_formula=rate.cost_formula,
        needed=finding.credits.needed,
        resource_id=wallet.resource_id,
        granted=wallet.granted,
        consumed=wallet.consumed,
        reserved=wallet.held,
        balance=wallet.balance,
        has_soft_limit=finding.credits.found.terms.has_soft_limit,
    )
