"""A grant with its wallet, both as they are at one instant."""

from tollgate.credits.errors import CreditGrantNotFound
from tollgate.credits.grant import CreditGrant
from tollgate.credits.open_wallet import Crediting, OpenWallet, open_wallet
from tollgate.credits.wallet import GrantPhase
from tollgate.credits.wallet_change import WalletChange
from tollgate.shared.scope import Scope


def grant_and_wallet(scope: Scope, grant_id: str, *, ports: Crediting) -> tuple[CreditGrant, OpenWallet]:
    """Return a grant as it stands, and its wallet, brought up to the present; raises `CreditGrantNotFound`."""
    grant = ports.grants.find(scope, grant_id)
    if grant is None:
        raise CreditGrantNotFound.of(grant_id)
    opened = open_wallet(scope, grant.key, ports)
    held = opened.change.before.find(grant_id)
    if held is None or held.phase is GrantPhase.ENDED:
        # It may have ended since it was read; once its wallet is read, whoever ends it meets our change of that.
        grant = ports.grants.of_wallet(scope, grant.key, [(grant.created_at, grant_id)])[grant_id]
    return as_ended(grant, opened.change), opened


def shown_grant(grant: CreditGrant, opened: OpenWallet, *, ports: Crediting) -> CreditGrant:
    """Return a grant that a change of its wallet leaves with what is consumed of it."""
    if grant.id in opened.change.endings:
        return as_ended(grant, opened.change)
    return ports.grants.used(opened.scope, grant, opened.change.finished())


def as_ended(grant: CreditGrant, change: WalletChange) -> CreditGrant:
    """Return a grant as a change of its wallet ends it; it stays as it is where the change does not."""
    ending = change.endings.get(grant.id)
    if ending is None:
        return grant
    return grant.but(
        consumed_amount=ending.consumed,
        expire_at=ending.expire_at or grant.expire_at,
        voided_at=ending.voided_at or grant.voided_at,
    )
