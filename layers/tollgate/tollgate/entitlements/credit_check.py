"""Whether a customer may use credits of a custom currency now, or a feature whose usage burns them."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tollgate.charges.price import CreditRate
from tollgate.credits.advance_wallet import advance, wallet_of
from tollgate.credits.credit_sources import CreditTerms, SoldVersions, currencies_of, terms_of, versions_sold
from tollgate.credits.wallet import Wallet, WalletKey
from tollgate.credits.wallet_change import WalletChange
from tollgate.customers.access import Access
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.entitlement import AccessDeniedReason, CreditEntitlement
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.verdict import CreditQuestion, Question, reason_of_owner
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope


@dataclass(frozen=True)
class WalletNow:
    """A wallet as it is at an instant, what fills it, and when it was written last."""

    wallet: Wallet
    terms: CreditTerms
    written_at: datetime
    access: Access

    @property
    def is_known(self) -> bool:
        """Tell whether credits were ever granted, or are to be."""
        return self.wallet.has_grants or bool(self.terms.sources)

    def refusal(self, needed: Decimal | None) -> AccessDeniedReason | None:
        """Return why so many credits may not be used, None where they may; without a number any at all are needed."""
        if not self.is_known:
            return AccessDeniedReason.ENTITLEMENT_NOT_FOUND
        left = self.wallet.balance
        is_enough = left > 0 if needed is None else left >= needed
        return None if is_enough or self.terms.has_soft_limit else AccessDeniedReason.INSUFFICIENT_CREDITS


def check_credits(scope: Scope, question: CreditQuestion, *, checking: Checking) -> CreditEntitlement:
    """Return the verdict on credits; raises `InvalidInput` for a negative requestedUsage.

    A resource that was never granted any draws on its customer's wallet.
    """
    return find_credits(scope, question, checking=checking)[0]


def find_credits(scope: Scope, question: CreditQuestion, *, checking: Checking) -> tuple[CreditEntitlement, datetime]:
    """Return the verdict with the instant that it is of; raises as `check_credits` does."""
    if question.requested_usage is not None and question.requested_usage < 0:
        raise InvalidInput("requestedUsage must be 0 or more", field="requestedUsage")
    owner = question.customer_id, question.resource_id
    keys = wallets_of(*owner, question.currency_id)
    now, state = checking.present(scope, checking.live.of_wallets(scope, keys), question.customer_id)
    refusal = reason_of_owner(state, *owner)
    if refusal is not None:
        owned = {"customer_id": owner[0], "resource_id": owner[1], "currency_id": question.currency_id}
        return CreditEntitlement(**owned, access_denied_reason=refusal, usage_updated_at=now), now
    found = wallet_in(scope, state, *owner, question.currency_id, now, checking)
    return credit_entitlement_of(question, found, now), now


def credit_entitlement_of(question: CreditQuestion, found: WalletNow, now: datetime) -> CreditEntitlement:
    """Return the answer to a question about credits."""
    reason = found.refusal(question.requested_usage)
    wallet, rows = found.wallet, found.access.subscriptions
    moments = [wallet.next_change, *(each.starts_at for each in rows), *(each.ends_at for each in rows)]
    return CreditEntitlement(
        customer_id=question.customer_id,
        resource_id=question.resource_id,
        currency_id=question.currency_id,
        is_granted=reason is None,
        access_denied_reason=reason,
        current_usage=wallet.consumed,
        usage_limit=wallet.granted,
        has_soft_limit=found.terms.has_soft_limit,
        reserved=wallet.held,
        reserved_on_expired_grants=wallet.held_on_ended,
        usage_period_end=wallet.period_end,
        usage_updated_at=found.written_at,
        entitlement_updated_at=max((each.updated_at for each in rows), default=None) if found.is_known else None,
        valid_until=min((each for each in moments if each is not None and each > now), default=None),
    )


def credits_in(
    scope: Scope, state: LiveState, customer_id: str, resource_id: str | None, now: datetime, checking: Checking
) -> list[CreditEntitlement]:
    """Return the verdict on every currency of which there is a wallet, or that a subscription grants, by its id."""
    named = {key.currency_id for key in state.wallets}
    for owner in {None, resource_id}:
        access = state.access_of(customer_id, owner)
        if access is not None and access.subscriptions:
            named |= currencies_of(access, _sold(scope, access, checking))
    questions = [
        CreditQuestion(customer_id=customer_id, resource_id=resource_id, currency_id=each) for each in sorted(named)
    ]
    found = [
        (each, wallet_in(scope, state, customer_id, resource_id, each.currency_id, now, checking)) for each in questions
    ]
    return [credit_entitlement_of(question, wallet, now) for question, wallet in found if wallet.is_known]


def wallets_of(customer_id: str, resource_id: str | None, *currency_ids: str) -> list[WalletKey]:
    """Return the wallets that credits of currencies may come from: the resource's own, and the customer's."""
    owners = dict.fromkeys((resource_id, None))
    return [WalletKey(customer_id, owner, each) for owner in owners for each in currency_ids]


def wallet_in(
    scope: Scope,
    state: LiveState,
    customer_id: str,
    resource_id: str | None,
    currency_id: str,
    now: datetime,
    checking: Checking,
) -> WalletNow:
    """Return the wallet that credits come from, as it is now: what is due is reckoned, nothing is written."""
    for owner in dict.fromkeys((resource_id, None)):
        access = state.access_of(customer_id, owner)
        assert access is not None, "whose wallet is asked for exists"
        key = WalletKey(customer_id, owner, currency_id)
        stored = state.wallets.get(key)
        terms = terms_of(access, currency_id, _sold(scope, access, checking))
        change = WalletChange(wallet_of(stored, key, now))
        advance(change, now, terms.sources)
        written_at = stored.at if stored is not None else now
        found = WalletNow(change.wallet, terms, written_at, access)
        if owner is None or found.is_known:
            break
    return found


@dataclass(frozen=True)
class FeatureCredits:
    """The wallet that the usage of a feature burns, and what was asked of it; `needed` None is any at all."""

    rate: CreditRate
    needed: Decimal | None
    found: WalletNow

    @property
    def refusal(self) -> AccessDeniedReason | None:
        """Return why the usage may not burn credits, None where it may."""
        too_few = self.found.refusal(self.needed) is not None
        return AccessDeniedReason.INSUFFICIENT_CREDITS if too_few else None


def credits_of_feature(
    scope: Scope, question: Question, rate: CreditRate, state: LiveState, now: datetime, checking: Checking
) -> FeatureCredits:
    """Return what the usage of a feature would burn of which wallet; wallets are read where they were not.

    The process remembers which currency a feature burns, so that the next check reads the wallet along.
    """
    owner = question.customer_id, question.resource_id
    if rate.currency_id not in checking.burning.currencies_of(scope, question.feature_id):
        checking.burning.remember(scope, question.feature_id, rate.currency_id)
        read = checking.live.of_wallets(scope, wallets_of(*owner, rate.currency_id))
        state = replace(state, wallets=read.wallets)
    found = wallet_in(scope, state, *owner, rate.currency_id, now, checking)
    return FeatureCredits(rate, needed_for(rate, question.requested_usage), found)


def needed_for(rate: CreditRate, requested: Decimal | None) -> Decimal | None:
    """Return how many credits so much usage burns; None where it cannot be told, and any at all are needed."""
    if requested is None or rate.cost_formula is not None:
        return None
    return requested * rate.amount


def _sold(scope: Scope, access: Access, checking: Checking) -> SoldVersions:
    plans, addons = versions_sold(access)
    return SoldVersions(
        checking.plans.many(scope, plans) if plans else {}, checking.addons.many(scope, addons) if addons else {}
    )
