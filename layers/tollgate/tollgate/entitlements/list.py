"""List everything a customer may use now."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from tollgate.catalog.feature import Feature
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.entitlement import AccessDeniedReason, CreditEntitlement, Entitlement, EntitlementsState
from tollgate.entitlements.live import Held, LiveState
from tollgate.entitlements.resolve import features_of, resolve, sources_of
from tollgate.entitlements.usage_now import usage_now
from tollgate.entitlements.verdict import Question, denied, entitlement_of, reason_of_absence, reason_of_owner
from tollgate.shared.scope import Scope


@dataclass(frozen=True)
class Listing:
    """The verdicts on every feature that some source has, and what they were found from.

    `refusal` is why nothing can be granted to this customer or resource, whatever the feature.
    """

    customer_id: str
    resource_id: str | None
    now: datetime
    state: LiveState
    refusal: AccessDeniedReason | None = None
    held: Held = field(default_factory=Held)
    entitlements: tuple[Entitlement, ...] = ()
    credits: tuple[CreditEntitlement, ...] = ()

    def absent(self, feature: Feature) -> Entitlement:
        """Return the verdict on a feature that no source has."""
        owner = self.customer_id, self.resource_id
        question = Question(customer_id=owner[0], resource_id=owner[1], feature_id=feature.id)
        if self.refusal is not None:
            return denied(question, self.refusal)
        next_change = self.state.next_change(*owner, feature.id, self.now)
        return denied(question, reason_of_absence(feature, self.held), feature=feature, next_change=next_change)


def list_entitlements(
    scope: Scope, customer_id: str, resource_id: str | None, *, checking: Checking
) -> EntitlementsState:
    """Return the verdict on every feature that some source has, by feature id, or why there is none.

    A resource that does not exist has no subscription: a list never shows more than a check would grant.
    """
    listing = find_entitlements(scope, customer_id, resource_id, checking=checking)
    refusal = listing.refusal
    is_nothing = listing.held.is_nothing and not listing.credits
    if refusal is AccessDeniedReason.CUSTOMER_RESOURCE_NOT_FOUND or (refusal is None and is_nothing):
        refusal = AccessDeniedReason.NO_ACTIVE_SUBSCRIPTION
    return EntitlementsState(access_denied_reason=refusal, entitlements=listing.entitlements, credits=listing.credits)


def find_entitlements(scope: Scope, customer_id: str, resource_id: str | None, *, checking: Checking) -> Listing:
    """Return the verdicts with what they were found from."""
    state = checking.live.of_customer(scope, customer_id, resource_id or None)
    return entitlements_in(scope, state, customer_id, resource_id, checking=checking)


def entitlements_in(
    scope: Scope, state: LiveState, customer_id: str, resource_id: str | None, *, checking: Checking
) -> Listing:
    """Return the verdicts that a state of access and counters comes to."""
    owner = customer_id, resource_id = customer_id, resource_id or None
    now, state = checking.present(scope, state, customer_id)
    refusal = reason_of_owner(state, *owner)
    if refusal is not None:
        return Listing(*owner, now, state, refusal)
    held = state.held(*owner, now)
    grants = checking.grants(scope, held)
    feature_ids = features_of(held, grants)
    known = checking.known(scope, feature_ids)
    entitlements = []
    for feature_id in feature_ids:
        feature = known.get(feature_id)
        resolved = resolve(sources_of(feature_id, held, grants, feature))
        if resolved is not None:
            question = Question(customer_id=customer_id, resource_id=resource_id, feature_id=feature_id)
            usage = usage_now(scope, customer_id, resolved, state, buckets=checking.buckets, now=now)
            next_change = state.next_change(*owner, feature_id, now)
            verdict = entitlement_of(question, resolved, usage, feature=feature, now=now, next_change=next_change)
            entitlements.append(verdict)
    return _with_credits(scope, Listing(*owner, now, state, None, held, tuple(entitlements)), checking)


def _with_credits(scope: Scope, listing: Listing, checking: Checking) -> Listing:
    """Return the listing with the credits that are held, and without features whose usage there are none for."""
    rows = [row for access in listing.state.access.values() for row in access.subscriptions]
    sold = checking.grants(scope, listing.held)
    grants_credits = any(each.granted_credits for kind in sold for each in kind.values())
    if not (listing.state.wallets or grants_credits or any(row.credits or row.rates for row in rows)):
        return listing
    from tollgate.entitlements.credit_check import credits_in
    from tollgate.entitlements.list_credits import as_credits_allow

    state, now = listing.state, listing.now
    credits = credits_in(scope, state, listing.customer_id, listing.resource_id, now, checking)
    entitlements = as_credits_allow(scope, listing.entitlements, listing.held, state, now, checking)
    return replace(listing, entitlements=entitlements, credits=tuple(credits))
