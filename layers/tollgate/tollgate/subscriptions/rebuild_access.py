"""Make an access item anew from what it tells of: subscriptions, promotional grants, and the customer."""

from collections.abc import Iterable
from typing import TypeVar

from tollgate.customers.access import Access, PromotionalAccess, SubscriptionAccess
from tollgate.customers.customer import Customer
from tollgate.shared.scope import Scope
from tollgate.subscriptions.access_row import access_of
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle

Part = TypeVar("Part", SubscriptionAccess, PromotionalAccess)


def rebuild_access(scope: Scope, customer: Customer, resource_id: str | None, life: Lifecycle) -> Access:
    """Return the access item as its sources have it, and stage it where it is another.

    Where usage was cut is written nowhere else: a row that is there keeps that. Whatever changes a source writes the
    item too, so of two writers at once the one who read the older item is decided again.
    """
    stored = life.access.find(scope, customer.id, resource_id)
    blank = Access(customer_id=customer.id, resource_id=resource_id, test_clock_id=customer.test_clock_id)
    known = stored or blank
    of_customer = life.subscriptions.of_customer(scope, customer.id)
    held = [each for each in of_customer if each.resource_id == resource_id and not each.has_ended]
    former = {row.id: row for row in known.subscriptions}
    rows = [
        access_of(each, usage_cut=former[each.id].usage_cut).but(budget=former[each.id].budget)
        if each.id in former
        else access_of(each)
        for each in held
    ]
    rebuilt = known.but(
        is_archived=customer.is_archived and resource_id is None,
        subscriptions=_in_order(rows, known.subscriptions),
        promotions=_in_order(_promotions(scope, customer, resource_id, life), known.promotions),
    )
    holdings = Holdings(scope, rebuilt, life)
    for each in held:
        holdings.know(each)
        holdings.reckon(each)
    if stored is None:
        life.access.add(scope, holdings.access)
    elif holdings.access != stored:
        life.access.save(scope, holdings.access)
    return holdings.access


def _promotions(scope: Scope, customer: Customer, resource_id: str | None, life: Lifecycle) -> list[PromotionalAccess]:
    if resource_id is not None:
        return []
    return [each.access for each in life.promotions.of_customer(scope, customer.id) if not each.is_over]


def _in_order(parts: Iterable[Part], former: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts in the order they were in, the oldest of the others after them."""
    places = {each.id: place for place, each in enumerate(former)}
    return tuple(sorted(parts, key=lambda each: (places.get(each.id, len(places)), each.starts_at, each.id)))
