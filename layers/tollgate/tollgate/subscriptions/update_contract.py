"""Change a contract, and which subscriptions it is over."""

from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.scope import Scope
from tollgate.subscriptions.contract import Contract, ContractSubscription
from tollgate.subscriptions.contract_errors import ContractNotFound
from tollgate.subscriptions.contract_events import ContractUpdated
from tollgate.subscriptions.contract_members import check_dates, check_room, let_go, take_in
from tollgate.subscriptions.contract_ports import ContractRepository
from tollgate.subscriptions.lifecycle import Lifecycle

_FIELDS = ("name", "po_number", "starts_at", "ends_at", "sets_up_billing")
_PASSED_ON = {"starts_at", "ends_at", "sets_up_billing"}
"""What its subscriptions say too."""


class UpdateContractRequest(Value):
    """The fields to change: those that are set, None to clear a name or number. The list of subscriptions is whole."""

    scope: Scope
    id: str
    name: str | None = None
    po_number: str | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    sets_up_billing: bool = True
    subscription_ids: tuple[str, ...] = ()


def update_contract(request: UpdateContractRequest, *, contracts: ContractRepository, life: Lifecycle) -> Contract:
    """Return the changed contract; what it is no longer over goes on without it.

    Raises `ContractNotFound`, `EntityIsArchived`, `InvalidInput`, and what taking in subscriptions raises.
    """
    scope = request.scope
    held = contracts.find(scope, request.id)
    if held is None:
        raise ContractNotFound.of(request.id)
    if held.archived_at is not None:
        raise EntityIsArchived.of("contract", held.id)
    now = life.clock.now(scope, held.test_clock_id)
    given = request.model_fields_set
    changed = held.but(**{name: getattr(request, name) for name in _FIELDS if name in given})
    if changed.starts_at != held.starts_at and held.starts_at <= now:
        raise InvalidInput(f"The contract {held.id} has begun", field="activationStartDate")
    if given & {"starts_at", "ends_at"}:
        check_dates(changed.starts_at, changed.ends_at, now=now)
    changed = _with_members(request, held, changed.but(updated_at=now), life)
    if changed.but(updated_at=held.updated_at) == held:
        return held
    contracts.save(scope, changed)
    life.events.record(scope, ContractUpdated.of(changed, at=now))
    return changed


def _with_members(request: UpdateContractRequest, held: Contract, changed: Contract, life: Lifecycle) -> Contract:
    before = held.subscription_ids
    asked = request.subscription_ids if "subscription_ids" in request.model_fields_set else before
    if len(set(asked)) < len(asked):
        raise InvalidInput("Name each subscription once", field="subscriptionIds")
    is_passed_on = any(getattr(held, name) != getattr(changed, name) for name in _PASSED_ON)
    ended = {each for each in before if _has_ended(request.scope, each, life)}
    left = [each for each in before if each not in asked]
    touched = [each for each in asked if each not in ended and (is_passed_on or each not in before)]
    check_room(max(len(asked), len(touched) + len(left)), field="subscriptionIds")
    for each in left:
        let_go(request.scope, each, life)
    rows = {each.id: each for each in held.subscriptions}
    starts_at = changed.starts_at if changed.starts_at != held.starts_at else None
    for each in touched:
        place = f"subscriptionIds[{asked.index(each)}]"
        taken = take_in(request.scope, changed, each, life, path=place, starts_at=starts_at)
        rows[each] = ContractSubscription.of(taken)
    return changed.but(subscriptions=tuple(rows[each] for each in asked))


def _has_ended(scope: Scope, subscription_id: str, life: Lifecycle) -> bool:
    subscription = life.subscriptions.find(scope, subscription_id)
    return subscription is None or subscription.has_ended
