"""Customers in table `documents`, each in a partition of its own that its subscriptions and resources share."""

from collections.abc import Iterable, Sequence
from typing import Any

from tollgate.customers.customer import Customer
from tollgate.customers.filters import CustomerFilters
from tollgate.customers.resource import CustomerResource
from tollgate.shared.entity import wire_instant
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory, page_of_index
from tollgate.storage.session import Session

_LONG_SINCE = "1970-01-01T00:00:00.000Z"


class DynamoCustomers:
    """Satisfies `customers.ports.CustomerRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, customer_id: str) -> Customer | None:
        """Return the customer, archived or not, or None where there is none of this id."""
        row = self._session.load(Document, keys.customer(scope, customer_id))
        return read(Customer, row) if row is not None else None

    def find_many(self, scope: Scope, customer_ids: Iterable[str]) -> dict[str, Customer]:
        """Return the customers there are, archived or not, by id."""
        wanted = [keys.customer(scope, customer_id) for customer_id in customer_ids]
        found = (read(Customer, row) for row in self._session.load_many(Document, wanted).values())
        return {customer.id: customer for customer in found}

    def new_among(self, scope: Scope, customer_ids: Sequence[str]) -> list[str]:
        """Return those of the ids that no customer has, archived or not, in their order."""
        wanted = {customer_id: keys.customer(scope, customer_id) for customer_id in customer_ids}
        found = self._session.load_many(Document, wanted.values())
        return [customer_id for customer_id, key in wanted.items() if key not in found]

    def page(self, scope: Scope, filters: CustomerFilters, request: PageRequest) -> Page[Customer]:
        """Return a page of the customers that are not archived and fit the filters, newest first."""
        index: Any = Document.by_list
        partition, sort_key = keys.listed(scope, "CUSTOMER"), "list_sk"
        if filters.email is not None:
            index, partition, sort_key = Document.by_group, keys.customer_email(scope, filters.email), "group_sk"
        elif filters.name is not None:
            index, partition, sort_key = Document.by_status, keys.customer_name(scope, filters.name), "status_sk"

        def listed(row: Document) -> Customer | None:
            customer = read(Customer, row)
            return customer if filters.holds(customer) else None

        cursor = Cursor(scope, "CUSTOMER", filters.model_dump(mode="json"))
        return page_of_index(self._session, index, partition, request, cursor, sort_key=sort_key, read=listed)

    def add(self, scope: Scope, customer: Customer) -> None:
        """Stage a new customer."""
        self._session.add(_row(scope, customer), aggregate=f"CUSTOMER#{customer.id}")

    def save(self, scope: Scope, customer: Customer) -> None:
        """Stage the changed customer."""
        self._session.save(_row(scope, customer), aggregate=f"CUSTOMER#{customer.id}")

    def resources(self, scope: Scope, customer_id: str) -> list[CustomerResource]:
        """Return the customer's resources, by id."""
        partition = keys.customer_partition(scope, customer_id)
        rows = self._session.query(Document, partition, sk=Document.sk.startswith("RES#"))
        return [read(CustomerResource, row) for row in rows]

    def resource_page(self, scope: Scope, customer_id: str, request: PageRequest) -> Page[CustomerResource]:
        """Return a page of the customer's resources, newest first."""
        held = self.resources(scope, customer_id)
        rows = [(keys.created_order(each.created_at, each.id), each) for each in held]
        return page_in_memory(rows, request, Cursor(scope, "RESOURCE", {"customer_id": customer_id}))

    def add_resource(self, scope: Scope, resource: CustomerResource) -> None:
        """Stage a new resource of a customer."""
        key = keys.resource(scope, resource.customer_id, resource.id)
        self._session.add(Document(key.pk, key.sk, body=body_of(resource)))


def _row(scope: Scope, customer: Customer) -> Document:
    key = keys.customer(scope, customer.id)
    row = Document(key.pk, key.sk, body=body_of(customer))
    if customer.archived_at is None:
        # Archived customers are in no list, so they are in no index either.
        order = keys.created_order(customer.created_at, customer.id)
        row.list_pk, row.list_sk = keys.listed(scope, "CUSTOMER"), order
        if customer.email is not None:
            row.group_pk, row.group_sk = keys.customer_email(scope, customer.email), order
        if customer.name is not None:
            row.status_pk, row.status_sk = keys.customer_name(scope, customer.name), order
    elif customer.ending_from is not None:
        # Subscriptions are left to be ended: that has been due since the customer was archived. It is no matter of
        # time, so the minute's sweep does it also where a test clock says when that was.
        is_timed = customer.test_clock_id is None
        row.due_shard = keys.due_shard(customer.id)
        row.due_at = wire_instant(customer.archived_at) if is_timed else _LONG_SINCE
    return row
