"""POST /api/v1/customers/import: import many customers; a task does it, and tells what becomes of each."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.customer_import import CustomerImportView, ImportCustomersBody
from tollgate.api.edge import LARGEST_IMPORT
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, refuse_unsupported
from tollgate.customers.import_customers import import_customers

app = rest_app()


@app.post("/api/v1/customers/import", status_code=201)
def import_all(body: Annotated[ImportCustomersBody, Body()]) -> Data[CustomerImportView]:
    refuse_unsupported(body)
    started = import_customers(
        scope_of(app),
        [each.to_value() for each in body.customers],
        imports=wiring.customer_imports(),
        customers=wiring.customers(),
        tasks=wiring.tasks(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=CustomerImportView(new_customers=list(started.new_customers), task_id=started.task.id))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE, largest_body=LARGEST_IMPORT)
