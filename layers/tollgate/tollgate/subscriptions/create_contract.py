"""Make a contract together with everything it is over: new subscriptions and existing ones."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from tollgate.customers.errors import CustomerNotFound
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import DuplicatedEntity, InvalidInput
from tollgate.shared.ids import require_id
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.contract import Contract, ContractSubscription
from tollgate.subscriptions.contract_events import ContractCreated
from tollgate.subscriptions.contract_members import check_dates, check_room, provision_into, take_in
from tollgate.subscriptions.contract_ports import ContractRepository
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.subscription import Subscription


class Member(Value):
    """One of what a contract is over: a subscription there is, or one that is to be provisioned."""

    existing_id: str | None = None
    new: ProvisionRequest | None = None


class CreateContractRequest(Value):
    """What is agreed on. Without an `id` one is generated; without a start it begins now."""

    scope: Scope
    customer_id: str
    id: str | None = None
    name: str | None = None
    po_number: str | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    sets_up_billing: bool = True
    members: tuple[Member, ...] = ()

    @property
    def digest(self) -> str:
        """Return what tells this request from any other."""
        beside: Any = {"scope": True, "members": {"__all__": {"new": {"scope"}}}}
        asked = self.model_dump_json(exclude=beside)
        return sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()


def create_contract(request: CreateContractRequest, *, contracts: ContractRepository, life: Lifecycle) -> Contract:
    """Return the contract; the same request with the same id again returns the one there is.

    Raises `CustomerNotFound`, `DuplicatedEntity` where the id is another contract's, `InvalidInput`, and what taking
    in its subscriptions raises. Nothing is made then.
    """
    _check(request)
    scope = request.scope
    held = contracts.find(scope, request.id) if request.id is not None else None
    if held is not None and request.id is not None:
        if held.asked != request.digest:
            raise DuplicatedEntity.of("contract", request.id)
        return held
    own = life.access.find(scope, request.customer_id)
    if own is None or own.is_archived:
        raise CustomerNotFound.of(request.customer_id)
    now = life.clock.now(scope, own.test_clock_id)
    starts_at = request.starts_at or now
    check_dates(starts_at, request.ends_at, now=now)
    contract = Contract(
        id=request.id or life.ids.new("contract"),
        uuid=life.ids.uuid(),
        customer_id=request.customer_id,
        name=request.name,
        po_number=request.po_number,
        starts_at=starts_at,
        ends_at=request.ends_at,
        sets_up_billing=request.sets_up_billing,
        asked=request.digest,
        test_clock_id=own.test_clock_id,
        created_at=now,
        updated_at=now,
    )
    # Archiving the customer goes by its access item: of the two, one is decided again.
    life.access.save(scope, own)
    taken = tuple(_taken(contract, number, each, request, life) for number, each in enumerate(request.members))
    _check_beside(taken, request, life)
    contract = contract.but(subscriptions=tuple(map(ContractSubscription.of, taken)))
    contracts.add(scope, contract)
    life.events.record(scope, ContractCreated.of(contract, at=now))
    return contract


def _taken(
    contract: Contract, number: int, member: Member, request: CreateContractRequest, life: Lifecycle
) -> Subscription:
    path = f"subscriptions[{number}]"
    if member.new is not None:
        return provision_into(contract, member.new, life, path=f"{path}.newSubscription")
    existing_id = member.existing_id or ""
    return take_in(request.scope, contract, existing_id, life, path=f"{path}.existingSubscriptionId")


def _check_beside(taken: Sequence[Subscription], request: CreateContractRequest, life: Lifecycle) -> None:
    """Raise `InvalidInput` where one of the contract's subscriptions took the place of another of them."""
    for number, each in enumerate(taken):
        stands = life.subscriptions.find(request.scope, each.id)
        if stands is None or stands.has_ended or each.id in {other.id for other in taken[:number]}:
            message = "Another one of the contract takes the same place: the same product, for the same resource"
            raise InvalidInput(message, field=f"subscriptions[{number}]")


def _check(request: CreateContractRequest) -> None:
    if request.id is not None:
        require_id(request.id, field="contractId")
    check_room(len(request.members), field="subscriptions")
    for number, each in enumerate(request.members):
        if (each.existing_id is None) is (each.new is None):
            message = "Name either an existingSubscriptionId or a newSubscription"
            raise InvalidInput(message, field=f"subscriptions[{number}]")
    named = Counter(each.existing_id for each in request.members if each.existing_id is not None)
    if any(times > 1 for times in named.values()):
        raise InvalidInput("Name each subscription once", field="subscriptions")
