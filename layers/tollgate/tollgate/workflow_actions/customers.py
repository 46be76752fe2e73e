"""What workflows do with customers."""

from tollgate import wiring
from tollgate.api.customers import CustomerView, ProvisionCustomerBody, UpdateCustomerBody
from tollgate.customers.archive_customer import archive_customer
from tollgate.customers.provision_customer import create_customer
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.customers.update_customer import update_customer
from tollgate.shared.entity import Value
from tollgate.workflow_actions.product_action import ProductAction
from tollgate.workflows.action import ActionCall


class NamedCustomer(Value):
    """Which customer is meant."""

    customer_id: str


class UpdateCustomerParams(UpdateCustomerBody):
    """Which customer is changed, and how."""

    customer_id: str


def _provision(call: ActionCall, params: ProvisionCustomerBody) -> CustomerView:
    customer = create_customer(
        params.to_request(call.scope),
        customers=wiring.customers(),
        access=wiring.access(),
        test_clocks=wiring.test_clocks(),
        coupons=wiring.coupons(),
        linked=wiring.linked_entities(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
        ids=wiring.ids(),
    )
    return CustomerView.of(customer)


def _retrieve(call: ActionCall, params: NamedCustomer) -> CustomerView:
    return CustomerView.of(retrieve_customer(call.scope, params.customer_id, customers=wiring.customers()))


def _update(call: ActionCall, params: UpdateCustomerParams) -> CustomerView:
    customer = update_customer(
        params.to_request(call.scope, params.customer_id),
        customers=wiring.customers(),
        coupons=wiring.coupons(),
        linked=wiring.linked_entities(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
    )
    return CustomerView.of(customer)


def _archive(call: ActionCall, params: NamedCustomer) -> CustomerView:
    return CustomerView.of(archive_customer(call.scope, params.customer_id, wiring.archiving()))


CUSTOMER_ACTIONS = (
    ProductAction("provisionCustomer", ProvisionCustomerBody, _provision),
    ProductAction("getCustomer", NamedCustomer, _retrieve),
    ProductAction("updateCustomer", UpdateCustomerParams, _update),
    ProductAction("archiveCustomer", NamedCustomer, _archive),
)
