"""Change how a grant is described, when it counts and when it is burnt."""

from datetime import datetime
from typing import Any

from tollgate.credits.create_grant import check_dates, check_description
from tollgate.credits.errors import CannotUpdateExpiry, CreditGrantAlreadyVoided
from tollgate.credits.find_grant import grant_and_wallet, shown_grant
from tollgate.credits.grant import CreditGrant, GrantStatus
from tollgate.credits.grant_events import CreditGrantUpdated
from tollgate.credits.open_wallet import Crediting, OpenWallet
from tollgate.credits.wallet import GrantPhase, GrantType
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope


class UpdateGrantRequest(Value):
    """What is to change of a grant; what was not sent stays."""

    scope: Scope
    id: str
    display_name: str = ""
    comment: str | None = None
    priority: int = 0
    effective_at: Instant | None = None
    expire_at: Instant | None = None
    metadata: dict[str, str] | None = None

    def has(self, field: str) -> bool:
        """Tell whether a field was sent."""
        return field in self.model_fields_set


def update_grant(request: UpdateGrantRequest, *, ports: Crediting) -> tuple[CreditGrant, datetime]:
    """Return the changed grant, and its customer's present.

    When it takes effect can be changed until then, when it expires until it has. Raises `CreditGrantNotFound`,
    `CreditGrantAlreadyVoided`, `CannotUpdateExpiry`, `ExpiryNotAfterEffect`, and `InvalidInput` naming the field.
    """
    grant, opened = grant_and_wallet(request.scope, request.id, ports=ports)
    if grant.grant_type is GrantType.OVERDRAFT:
        raise InvalidInput("An overdraft cannot be changed; it is settled by granting credits", field="id")
    if grant.voided_at is not None:
        raise CreditGrantAlreadyVoided.of(request.id)
    changed = _changed(request, grant, opened)
    if changed == grant.but(updated_at=changed.updated_at):
        return shown_grant(grant, opened, ports=ports), opened.now
    _move(grant, changed, opened)
    ports.grants.save(request.scope, changed)
    shown = shown_grant(changed, opened, ports=ports)
    ports.events.record(request.scope, CreditGrantUpdated.of(shown, at=opened.now))
    opened.close(ports)
    return shown, opened.now


def _changed(request: UpdateGrantRequest, grant: CreditGrant, opened: OpenWallet) -> CreditGrant:
    changes: dict[str, Any] = {}
    if request.has("display_name"):
        changes["display_name"] = request.display_name
    if request.has("comment"):
        changes["comment"] = request.comment
    if request.has("priority"):
        changes["priority"] = request.priority
    check_description(changes.get("comment"), changes.get("priority", grant.priority))
    if request.has("metadata"):
        changes["metadata"] = checked_metadata(request.metadata or {})
    has_expired = grant.has_expired_at(opened.now)
    if request.effective_at not in (None, grant.effective_at):
        if has_expired or grant.status_at(opened.now) not in {GrantStatus.SCHEDULED, GrantStatus.PAYMENT_PENDING}:
            raise InvalidInput("The credits are in effect already; leave effectiveAt out", field="effectiveAt")
        changes["effective_at"] = request.effective_at
    if request.has("expire_at") and request.expire_at != grant.expire_at:
        if has_expired:
            raise CannotUpdateExpiry.of(grant.id)
        changes["expire_at"] = request.expire_at
    changed = grant.but(**changes, updated_at=opened.now)
    if {"effective_at", "expire_at"} & changes.keys():
        check_dates(changed.effective_at, changed.expire_at, opened.now)
    return changed


def _move(grant: CreditGrant, changed: CreditGrant, opened: OpenWallet) -> None:
    """Let the wallet hold the grant as it is now; one that is used up counts until it expires."""
    held = opened.change.wallet.find(grant.id)
    if held is None or held.phase is GrantPhase.ENDED:
        if changed.expire_at != grant.expire_at:
            opened.change.move_used_up(grant.amount, grant.expire_at, changed.expire_at)
        opened.change.tell_updated(grant.id, opened.now)
        return
    moved = held.but(priority=changed.priority, effective_at=changed.effective_at, expire_at=changed.expire_at)
    if held.phase is GrantPhase.SCHEDULED and changed.effective_at <= opened.now:
        opened.change.tell_updated(grant.id, opened.now)
        opened.change.activate(moved, opened.now)
    else:
        opened.change.replace(moved, opened.now)
