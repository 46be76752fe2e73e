"""Whether a customer may use a feature or credits, and whether the budgets of the entities that are named allow it."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from tollgate.entitlements.check import find_entitlement
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.credit_check import find_credits
from tollgate.entitlements.entitlement import AccessDeniedReason, CreditEntitlement, Entitlement
from tollgate.entitlements.verdict import CreditQuestion, Question
from tollgate.governance.assignment import Target
from tollgate.governance.attributing import Attributing
from tollgate.governance.chains import Chain
from tollgate.governance.node_verdict import ChainNode, judge_chains
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope

Verdict = TypeVar("Verdict", Entitlement, CreditEntitlement)


class GovernedVerdict(Value, Generic[Verdict]):
    """A verdict with the budgets that were asked, a chain for each entity that is named and has any above it."""

    entitlement: Verdict
    chains: tuple[tuple[ChainNode, ...], ...]


def check_governed_entitlement(
    scope: Scope,
    question: Question,
    dimensions: Mapping[str, str],
    *,
    checking: Checking,
    attributing: Attributing,
) -> GovernedVerdict[Entitlement]:
    """Return the verdict: what the entitlement denies is denied for its reason, else a budget may deny it.

    Raises `InvalidInput` as a check does, and `GovernanceUnavailable`: nothing is granted on budgets not seen.
    """
    finding = find_entitlement(scope, question, checking=checking)
    target = Target.feature(question.feature_id)
    chains = _chains(scope, question.customer_id, target, dimensions, attributing)
    verdict, feature = finding.entitlement, finding.feature
    transformation = feature.unit_transformation if feature is not None else None
    nodes = judge_chains(chains, question.requested_usage, now=finding.now, transformation=transformation)
    return GovernedVerdict[Entitlement](entitlement=_governed(verdict, nodes), chains=nodes)


def check_governed_credits(
    scope: Scope,
    question: CreditQuestion,
    dimensions: Mapping[str, str],
    *,
    checking: Checking,
    attributing: Attributing,
) -> GovernedVerdict[CreditEntitlement]:
    """Return the verdict on credits; decides and raises as `check_governed_entitlement` does."""
    verdict, now = find_credits(scope, question, checking=checking)
    target = Target.currency(question.currency_id)
    chains = _chains(scope, question.customer_id, target, dimensions, attributing)
    nodes = judge_chains(chains, question.requested_usage, now=now, transformation=None)
    return GovernedVerdict[CreditEntitlement](entitlement=_governed(verdict, nodes), chains=nodes)


def _chains(
    scope: Scope, customer_id: str, target: Target, dimensions: Mapping[str, str], attributing: Attributing
) -> tuple[Chain, ...]:
    asked = attributing.attribution(scope, customer_id, target, dimensions)
    return attributing.chains(scope, [asked])[asked] if asked is not None else ()


def _governed(verdict: Verdict, nodes: tuple[tuple[ChainNode, ...], ...]) -> Verdict:
    is_within = all(node.is_granted for chain in nodes for node in chain)
    if is_within or not verdict.is_granted:
        return verdict
    return verdict.but(is_granted=False, access_denied_reason=AccessDeniedReason.BUDGET_EXCEEDED)
