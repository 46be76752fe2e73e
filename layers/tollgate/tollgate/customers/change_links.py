"""Change a customer's links to vendors' systems: one per integration, and one customer per entity of a vendor."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from tollgate.customers.customer import Customer
from tollgate.customers.errors import DuplicateIntegration, UnsupportedVendorIdentifier
from tollgate.customers.events import CustomerUpdated
from tollgate.customers.integration import LINKING_VENDORS, IntegrationLink, RequestedLink
from tollgate.customers.ports import CustomerRepository, LinkedEntities
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope

MOST_LINKS = 20
"""More integrations than any environment has; all of a customer's entities change in one transaction."""


def with_links(
    scope: Scope, customer: Customer, links: Sequence[IntegrationLink], *, linked: LinkedEntities, fields: Sequence[str]
) -> Customer:
    """Return the customer with these links and no others, its entities claimed; `fields` say where each link stood.

    Raises `UnsupportedVendorIdentifier`, `DuplicateIntegration`, or `InvalidInput` for too many. A link that was
    there before keeps the instant it was made at.
    """
    _check(customer, links, fields)
    held = {each.id: each for each in customer.integrations}
    kept = tuple(each.but(linked_at=held[each.id].linked_at) if each.id in held else each for each in links)
    before = {each.entity for each in customer.integrations} - {None}
    for link, field in zip(kept, fields, strict=True):
        if link.entity is not None and link.entity not in before:
            _claim(scope, customer, *link.entity, linked=linked, field=field)
    for entity in before - {each.entity for each in kept}:
        if entity is not None:
            linked.release(scope, *entity)
    return customer.but(integrations=kept)


def with_requested_links(
    scope: Scope, customer: Customer, requested: Sequence[RequestedLink], *, linked: LinkedEntities, at: datetime
) -> Customer:
    """Return the customer with the links that were asked for in one list, `integrations`; raises as `with_links`."""
    fields = [f"integrations[{index}]." for index in range(len(requested))]
    return with_links(scope, customer, [each.made(at=at) for each in requested], linked=linked, fields=fields)


def save_links(
    scope: Scope,
    customer: Customer,
    links: Sequence[IntegrationLink],
    *,
    customers: CustomerRepository,
    linked: LinkedEntities,
    events: EventRecorder,
    at: datetime,
) -> None:
    """Stage the customer with these links and no others; raises as `with_links` does."""
    changed = with_links(scope, customer, links, linked=linked, fields=[""] * len(links)).but(updated_at=at)
    customers.save(scope, changed)
    events.record(scope, CustomerUpdated.of(changed, at=at))


def _check(customer: Customer, links: Sequence[IntegrationLink], fields: Sequence[str]) -> None:
    if len(links) > MOST_LINKS:
        raise InvalidInput(f"A customer has at most {MOST_LINKS} integrations", field="integrations")
    seen: Counter[str] = Counter()
    for link, field in zip(links, fields, strict=True):
        if link.vendor_identifier not in LINKING_VENDORS:
            supported, place = sorted(LINKING_VENDORS), f"{field}vendorIdentifier"
            raise UnsupportedVendorIdentifier.of(link.vendor_identifier, supported=supported, field=place)
        if seen[link.id]:
            raise DuplicateIntegration.of_customer(customer.id, link.id, field=f"{field}id")
        seen[link.id] += 1


def _claim(
    scope: Scope, customer: Customer, integration_id: str, entity_id: str, *, linked: LinkedEntities, field: str
) -> None:
    if linked.owner(scope, integration_id, entity_id) not in {None, customer.id}:
        raise DuplicateIntegration.of_entity(integration_id, entity_id, field=f"{field}syncedEntityId")
    linked.claim(scope, integration_id, entity_id, customer_id=customer.id)
