"""Contracts on the wire."""

from typing import Any, Self

from pydantic import Field

from tollgate.api.subscription_bodies import ProvisionSubscriptionBody
from tollgate.api.wire import Flag, ListQuery, SentInstant, Text, sent
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope
from tollgate.subscriptions.contract import ContractState
from tollgate.subscriptions.contract_ports import ContractFilters
from tollgate.subscriptions.create_contract import CreateContractRequest, Member
from tollgate.subscriptions.list_contracts import ShownContract
from tollgate.subscriptions.update_contract import UpdateContractRequest

_NAMED = {"activation_start_date": "starts_at", "activation_end_date": "ends_at", "setup_billing": "sets_up_billing"}
_SAME = {"name", "po_number"}


class ContractSubscriptionBody(Value):
    """A subscription there is, or one that is to be provisioned."""

    existing_subscription_id: str | None = None
    new_subscription: ProvisionSubscriptionBody | None = None

    def to_member(self, scope: Scope) -> Member:
        """Return the domain's value."""
        new = self.new_subscription
        return Member(existing_id=self.existing_subscription_id, new=new.to_request(scope) if new is not None else None)


class CreateContractBody(Value):
    """What is agreed on."""

    customer_id: str
    activation_end_date: SentInstant | None = None
    activation_start_date: SentInstant | None = None
    contract_id: str | None = None
    name: Text | None = None
    po_number: Text | None = None
    setup_billing: Flag = True
    subscriptions: tuple[ContractSubscriptionBody, ...] = ()

    def to_request(self, scope: Scope) -> CreateContractRequest:
        """Return the domain's request."""
        return CreateContractRequest(
            scope=scope,
            customer_id=self.customer_id,
            id=self.contract_id,
            members=tuple(each.to_member(scope) for each in self.subscriptions),
            **_agreed(self),
        )


class UpdateContractBody(Value):
    """What is to change: fields that are left out stay; subscriptions are the whole list."""

    activation_end_date: SentInstant | None = None
    activation_start_date: SentInstant | None = None
    name: Text | None = None
    po_number: Text | None = None
    setup_billing: Flag = True
    subscription_ids: tuple[str, ...] = ()

    def to_request(self, scope: Scope, contract_id: str) -> UpdateContractRequest:
        """Return the domain's request."""
        fields = _agreed(self)
        if "subscription_ids" in self.model_fields_set:
            fields["subscription_ids"] = self.subscription_ids
        return UpdateContractRequest(scope=scope, id=contract_id, **fields)


class ContractListQuery(ListQuery):
    """Which contracts are listed."""

    customer_external_id: str | None = None
    name: str | None = None
    state: ContractState | None = None

    def to_filters(self) -> ContractFilters:
        """Return the domain's filters."""
        return ContractFilters(customer_id=self.customer_external_id, name=self.name, state=self.state)


class ContractSubscriptionView(Value):
    """A subscription of a contract, and what its plan and product are called now."""

    subscription_id: str
    plan_display_name: str | None
    product_display_name: str | None


class ContractView(Value):
    """A contract as the published API shows it. `id` is the internal id; the other ids are the public one.

    Custom plans have no prices, so that no invoice is shown until a billing vendor makes some.
    """

    id: str
    contract_id: str
    external_id: str
    ref_id: str
    customer_external_id: str
    name: str | None
    po_number: str | None
    state: ContractState
    billing_state: ContractState | None
    billing_id: None = None
    activation_start_date: Instant
    activation_end_date: Instant | None
    created_at: Instant
    latest_invoice: None = None
    next_invoice: None = None
    subscriptions: list[ContractSubscriptionView] = Field(default_factory=list)

    @classmethod
    def of(cls, shown: ShownContract) -> Self:
        """Return the view of a contract."""
        contract = shown.contract
        state = contract.state_at(shown.now)
        return cls(
            id=contract.uuid,
            contract_id=contract.id,
            external_id=contract.id,
            ref_id=contract.id,
            customer_external_id=contract.customer_id,
            name=contract.name,
            po_number=contract.po_number,
            state=state,
            billing_state=state if contract.sets_up_billing else None,
            activation_start_date=contract.starts_at,
            activation_end_date=contract.ends_at,
            created_at=contract.created_at,
            subscriptions=[
                ContractSubscriptionView(
                    subscription_id=each.id,
                    plan_display_name=shown.plans[each.plan_id].display_name if each.plan_id in shown.plans else None,
                    product_display_name=(
                        shown.products[each.product_id].display_name if each.product_id in shown.products else None
                    ),
                )
                for each in contract.subscriptions
            ],
        )


def _agreed(body: Value) -> dict[str, Any]:
    given = sent(body)
    fields = {name: value for name, value in given.items() if name in _SAME}
    named = ((_NAMED[name], value) for name, value in given.items() if name in _NAMED)
    return fields | {name: value for name, value in named if value is not None}
