"""Answer whether a customer may use a feature now."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from tollgate.catalog.feature import Feature
from tollgate.entitlements.burning import rate_of
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.entitlement import Entitlement
from tollgate.entitlements.live import Held, LiveState
from tollgate.entitlements.resolve import Resolved, resolve, sources_of
from tollgate.entitlements.usage_now import usage_now
from tollgate.entitlements.verdict import Question, Usage, denied, entitlement_of, reason_of_absence, reason_of_owner
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope

if TYPE_CHECKING:  # what burns no credits starts without them
    from tollgate.credits.wallet import WalletKey
    from tollgate.entitlements.credit_check import FeatureCredits


@dataclass(frozen=True)
class Finding:
    """A verdict, and what it was found from: what is held, what that comes to, and the usage of it.

    `credits` are those that the usage burns, where nothing else denied it.
    """

    entitlement: Entitlement
    now: datetime
    held: Held = field(default_factory=Held)
    feature: Feature | None = None
    resolved: Resolved | None = None
    usage: Usage | None = None
    credits: "FeatureCredits | None" = None


def check_entitlement(scope: Scope, question: Question, *, checking: Checking) -> Entitlement:
    """Return the verdict, a denial with its reason included; raises `InvalidInput` for a negative requestedUsage."""
    return find_entitlement(scope, question, checking=checking).entitlement


def find_entitlement(scope: Scope, question: Question, *, checking: Checking) -> Finding:
    """Return the verdict with what it was found from; raises as `check_entitlement` does."""
    if question.requested_usage is not None and question.requested_usage < 0:
        raise InvalidInput("requestedUsage must be 0 or more", field="requestedUsage")
    owner = customer_id, resource_id = question.customer_id, question.resource_id
    wallets = _wallets_along(scope, question, checking)
    state = checking.live.of_features(scope, [CounterKey(*owner, question.feature_id)], wallets)
    now, state = checking.present(scope, state, customer_id)
    refusal = reason_of_owner(state, *owner)
    if refusal is not None:
        return Finding(denied(question, refusal), now)
    held = state.held(customer_id, resource_id, now)
    feature = checking.known(scope, [question.feature_id]).get(question.feature_id)
    resolved = resolve(sources_of(question.feature_id, held, checking.grants(scope, held), feature))
    next_change = state.next_change(customer_id, resource_id, question.feature_id, now)
    if resolved is None:
        reason = reason_of_absence(feature, held)
        return Finding(denied(question, reason, feature=feature, next_change=next_change), now, held, feature)
    usage = usage_now(scope, customer_id, resolved, state, buckets=checking.buckets, now=now)
    verdict = entitlement_of(question, resolved, usage, feature=feature, now=now, next_change=next_change)
    finding = Finding(verdict, now, held, feature, resolved, usage)
    burns = any(each.subscription.rates for each in held.subscriptions)
    return _as_credits_allow(scope, question, finding, state, checking) if burns else finding


def _wallets_along(scope: Scope, question: Question, checking: Checking) -> "list[WalletKey]":
    """Return the wallets to read along: those of the currencies that the feature was seen to burn."""
    currencies = checking.burning.currencies_of(scope, question.feature_id)
    if not currencies:
        return []
    from tollgate.entitlements.credit_check import wallets_of

    return wallets_of(question.customer_id, question.resource_id, *currencies)


def _as_credits_allow(
    scope: Scope, question: Question, finding: Finding, state: LiveState, checking: Checking
) -> Finding:
    """Return the finding with the rate in credits, denied where there are too few credits for the usage."""
    verdict, resolved = finding.entitlement, finding.resolved
    rate = rate_of(question.feature_id, finding.held, resolved.source.origin.id if resolved is not None else None)
    if rate is None:
        return finding
    if not verdict.is_granted:
        return replace(finding, entitlement=verdict.but(credit_rate=rate))
    from tollgate.entitlements.credit_check import credits_of_feature

    credits = credits_of_feature(scope, question, rate, state, finding.now, checking)
    refusal = credits.refusal
    judged = verdict.but(credit_rate=rate, is_granted=refusal is None, access_denied_reason=refusal)
    return replace(finding, entitlement=judged, credits=credits)
