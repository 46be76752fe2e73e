"""Take back what is left of a grant."""

from tollgate.credits.errors import CreditGrantAlreadyVoided, CreditGrantCannotBeVoided, CreditGrantNotFound
from tollgate.credits.grant import CreditGrant, GrantStatus
from tollgate.credits.ledger_entry import LedgerEventType
from tollgate.credits.open_wallet import Crediting, open_wallet
from tollgate.credits.wallet import GrantPhase, GrantType
from tollgate.shared.scope import Scope


def void_grant(scope: Scope, grant_id: str, *, ports: Crediting) -> CreditGrant:
    """Return the voided grant: what is left of it cannot be used, what is consumed stays so; nothing is refunded.

    What reservations hold of it stays with them. Raises `CreditGrantNotFound`, `CreditGrantAlreadyVoided`, and
    `CreditGrantCannotBeVoided` for an overdraft and for what has expired.
    """
    grant = ports.grants.find(scope, grant_id)
    if grant is None:
        raise CreditGrantNotFound.of(grant_id)
    if grant.grant_type is GrantType.OVERDRAFT:
        raise CreditGrantCannotBeVoided.of(grant_id, "an overdraft is settled by granting credits")
    opened = open_wallet(scope, grant.key, ports)
    if grant.voided_at is not None:
        raise CreditGrantAlreadyVoided.of(grant_id)
    ending = opened.change.endings.get(grant.id)
    if ending is not None or grant.status_at(opened.now) is GrantStatus.EXPIRED:
        raise CreditGrantCannotBeVoided.of(grant_id, "it has expired")
    held = opened.change.wallet.find(grant.id)
    if held is not None and held.phase is not GrantPhase.ENDED:
        opened.change.end(held, opened.now, LedgerEventType.VOIDED, is_void=True)
    else:
        opened.change.void_used_up(grant.opened(GrantPhase.ACTIVE), opened.now)
    opened.close(ports)
    consumed = opened.change.endings[grant.id].consumed
    return grant.but(consumed_amount=consumed, voided_at=opened.now, updated_at=opened.now)
