"""Take back what is left of a grant."""

from tollgate.credits.errors import CreditGrantAlreadyVoided, CreditGrantCannotBeVoided
from tollgate.credits.find_grant import as_ended, grant_and_wallet
from tollgate.credits.grant import CreditGrant
from tollgate.credits.ledger_entry import LedgerEventType
from tollgate.credits.open_wallet import Crediting
from tollgate.credits.wallet import GrantPhase, GrantType
from tollgate.shared.scope import Scope


def void_grant(scope: Scope, grant_id: str, *, ports: Crediting) -> CreditGrant:
    """Return the voided grant: what is left of it cannot be used, what is consumed stays so; nothing is refunded.

    What reservations hold of it stays with them. Raises `CreditGrantNotFound`, `CreditGrantAlreadyVoided`, and
    `CreditGrantCannotBeVoided` for an overdraft and for what has expired.
    """
    grant, opened = grant_and_wallet(scope, grant_id, ports=ports)
    if grant.grant_type is GrantType.OVERDRAFT:
        raise CreditGrantCannotBeVoided.of(grant_id, "an overdraft is settled by granting credits")
    if grant.voided_at is not None:
        raise CreditGrantAlreadyVoided.of(grant_id)
    if grant.has_expired_at(opened.now):
        raise CreditGrantCannotBeVoided.of(grant_id, "it has expired")
    held = opened.change.wallet.find(grant.id)
    if held is not None:
        opened.change.end(held, opened.now, LedgerEventType.VOIDED, is_void=True)
    else:
        opened.change.void_used_up(grant.opened(GrantPhase.ACTIVE), opened.now)
    opened.close(ports)
    return as_ended(grant, opened.change).but(updated_at=opened.now)
