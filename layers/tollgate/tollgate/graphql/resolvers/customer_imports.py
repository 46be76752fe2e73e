"""Imports of customers."""

from typing import Any

from tollgate import wiring
from tollgate.customers.import_customer import import_customer
from tollgate.customers.import_customers import import_customers
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.customer_import import ImportCustomerBulkInput, ImportCustomerInput
from tollgate.graphql.inputs.customers import SPELLED
from tollgate.graphql.inputs.reading import fields_named, read, without_nulls
from tollgate.graphql.views.customers import CustomerView

Given = dict[str, Any]


def import_one_customer(context: Context, input: Given) -> CustomerView:
    """Return the customer as it is after the import, which is done at once."""
    given, scope = read(ImportCustomerInput, without_nulls(input)).to_value(), context.scope
    held = wiring.customers().find(scope, given.id)
    with fields_named(SPELLED):
        customer = import_customer(scope, given, held, wiring.import_work())
    return CustomerView(customer, context.loader)


def import_customers_bulk(context: Context, input: Given) -> str:
    """Return the id of the task that imports the customers."""
    for each in input["customers"]:
        context.check_environment(each.get("environmentId"))
    started = import_customers(
        context.scope,
        read(ImportCustomerBulkInput, without_nulls(input)).to_values(),
        imports=wiring.customer_imports(),
        customers=wiring.customers(),
        tasks=wiring.tasks(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return started.task.id
