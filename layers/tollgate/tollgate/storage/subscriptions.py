"""Subscriptions in table `documents`, in their customer's partition; a pointer leads to each from its id."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tollgate.shared.entity import Entity, wire_instant
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import clock_keys, customer_keys, keys
from tollgate.storage.batch import LARGEST_BATCH
from tollgate.storage.documents import body_of, read
from tollgate.storage.known import Known
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, check_position, page_in_memory, page_of_index
from tollgate.storage.session import Session
from tollgate.subscriptions.filters import SubscriptionFilters
from tollgate.subscriptions.listed import ListedSubscription
from tollgate.subscriptions.place import SubscriptionPlace
from tollgate.subscriptions.subscription import Subscription

_KIND = "SUBSCRIPTION"
_READ_AHEAD, _MOST_WALKS = 1000, 8
"""Entries of an index are small: many are read at once, and steps of a walk take from them."""


class SubscriptionPointer(Entity):
    """Whose a subscription is. It never changes, and being one per id it keeps ids unique in the environment."""

    customer_id: str


class PaidSubscription(Entity):
    """What leads from a payer to a subscription of another customer. It stays when the payer changes."""

    customer_id: str
    subscription_id: str


@dataclass(frozen=True)
class SubscriptionFacts:
    """What never changes: whose a subscription is, and of which product a plan is; and the places a walk leads to."""

    customer_of: Known[tuple[Scope, str], str] = field(default_factory=Known)
    product_of: Known[tuple[Scope, str], str] = field(default_factory=Known)
    ahead_of: Known[tuple[Scope, str, str], tuple[SubscriptionPlace, ...]] = field(
        default_factory=lambda: Known(_MOST_WALKS)
    )


class DynamoSubscriptions:
    """Satisfies `subscriptions.ports.SubscriptionRepository`."""

    def __init__(self, session: Session, facts: SubscriptionFacts) -> None:
        self._session, self._facts = session, facts

    def find(self, scope: Scope, subscription_id: str) -> Subscription | None:
        """Return the subscription, or None where there is none of this id."""
        known = self._facts.customer_of.get((scope, subscription_id))
        if known is not None and (subscription := self.find_of(scope, known, subscription_id)) is not None:
            return subscription
        row = self._session.load(Document, keys.subscription_pointer(scope, subscription_id))
        if row is None:
            return None
        customer_id = read(SubscriptionPointer, row).customer_id
        self._facts.customer_of.keep((scope, subscription_id), customer_id)
        return self.find_of(scope, customer_id, subscription_id)

    def find_of(self, scope: Scope, customer_id: str, subscription_id: str) -> Subscription | None:
        """Return the subscription of a customer, or None where the customer has none of this id."""
        row = self._session.load(Document, keys.subscription(scope, customer_id, subscription_id))
        return read(Subscription, row) if row is not None else None

    def of_customer(self, scope: Scope, customer_id: str) -> list[Subscription]:
        """Return every subscription of a customer."""
        partition = keys.customer_partition(scope, customer_id)
        rows = self._session.query(Document, partition, sk=Document.sk.startswith("S#"))
        return [read(Subscription, row) for row in rows]

    def paid_by(self, scope: Scope, customer_id: str) -> list[Subscription]:
        """Return the subscriptions of others that were ever agreed to be paid by the customer."""
        partition = customer_keys.paid_subscriptions(scope, customer_id)
        pointers = self._session.query(Document, partition, sk=Document.sk.startswith("PAYS#"))
        found = [read(PaidSubscription, row) for row in pointers]
        wanted = [keys.subscription(scope, each.customer_id, each.subscription_id) for each in found]
        return [read(Subscription, row) for row in self._session.load_many(Document, wanted).values()]

    def places_of_plan(
        self, scope: Scope, plan_id: str, *, walk: str, after: str | None, limit: int
    ) -> list[SubscriptionPlace]:
        """Return where the plan's subscriptions are found, ended ones included, oldest first after a place.

        Fewer than `limit` are the last. What was read ahead in the same walk is not read again.
        """
        address = (scope, plan_id, walk)
        ahead = [each for each in self._facts.ahead_of.get(address) or () if after is None or each.order > after]
        if len(ahead) < limit:
            ahead = _places_of_plan(scope, plan_id, after=after, limit=max(limit, _READ_AHEAD))
            self._facts.ahead_of.keep(address, tuple(ahead))
        return ahead[:limit]

    def find_at(self, scope: Scope, places: Iterable[SubscriptionPlace]) -> list[Subscription]:
        """Return the subscriptions that are found at these places, at once."""
        wanted = [keys.subscription(scope, each.customer_id, each.subscription_id) for each in places]
        return [read(Subscription, row) for row in self._session.load_many(Document, wanted).values()]

    def page(self, scope: Scope, filters: SubscriptionFilters, request: PageRequest) -> Page[Subscription]:
        """Return a page of the subscriptions that fit the filters, newest first."""
        cursor = Cursor(scope, _KIND, filters.model_dump(mode="json"))
        if filters.customer_id is not None:
            held = self.of_customer(scope, filters.customer_id)
            return page_in_memory([(_order(each), each) for each in held if filters.holds(each)], request, cursor)
        index, partition, sort_key = _index_for(scope, filters)

        def listed(row: Document) -> Subscription | None:
            subscription = read(Subscription, row)
            return subscription if filters.holds(subscription) else None

        return page_of_index(self._session, index, partition, request, cursor, sort_key=sort_key, read=listed)

    def walk(
        self, scope: Scope, filters: SubscriptionFilters, *, after: str | None, is_back: bool
    ) -> Iterator[ListedSubscription]:
        """Yield the subscriptions that fit the filters beyond a position: newest first, or going back oldest first."""
        check_position(after)
        if filters.customer_id is not None:
            held = [ListedSubscription(_order(each), each) for each in self.of_customer(scope, filters.customer_id)]
            if after is not None:
                held = [each for each in held if (each.position > after if is_back else each.position < after)]
            fitting = [each for each in held if filters.holds(each.subscription)]
            yield from sorted(fitting, key=lambda each: each.position, reverse=not is_back)
            return
        index, partition, sort_key = _index_for(scope, filters)
        attribute = getattr(Document, sort_key)
        beyond = None if after is None else attribute > after if is_back else attribute < after
        entries = index.query(partition, beyond, scan_index_forward=is_back, page_size=LARGEST_BATCH)
        while batch := list(islice(entries, LARGEST_BATCH)):
            rows = self._session.load_many(Document, [keys.Key(entry.pk, entry.sk) for entry in batch])
            for entry in batch:
                row = rows.get(keys.Key(entry.pk, entry.sk))
                subscription = read(Subscription, row) if row is not None else None
                if subscription is not None and filters.holds(subscription):
                    yield ListedSubscription(getattr(entry, sort_key), subscription)

    def read_ahead(
        self, scope: Scope, customer_id: str, plan_id: str, *, held: Iterable[str], new_id: str | None
    ) -> None:
        """Read at once what provisioning is about to load: the plan, its product, what is held, and who has the id."""
        wanted = [keys.catalog_entity(scope, "PLAN", plan_id)]
        product_id = self._facts.product_of.get((scope, plan_id))
        if product_id is not None:
            wanted.append(keys.catalog_entity(scope, "PRODUCT", product_id))
        wanted += [keys.subscription(scope, customer_id, subscription_id) for subscription_id in held]
        if new_id is not None:
            wanted.append(keys.subscription_pointer(scope, new_id))
        self._session.read_ahead(Document, wanted)

    def add(self, scope: Scope, subscription: Subscription) -> None:
        """Stage a new subscription; its id is unique in the environment."""
        self._facts.product_of.keep((scope, subscription.plan_id), subscription.product_id)
        key = keys.subscription_pointer(scope, subscription.id)
        pointer = SubscriptionPointer(customer_id=subscription.customer_id)
        self._session.add(Document(key.pk, key.sk, body=body_of(pointer)))
        self._session.add(_row(scope, subscription), aggregate=f"{_KIND}#{subscription.id}")
        self._lead_from_payer(scope, subscription)

    def save(self, scope: Scope, subscription: Subscription) -> None:
        """Stage the changed subscription."""
        self._session.save(_row(scope, subscription), aggregate=f"{_KIND}#{subscription.id}")
        self._lead_from_payer(scope, subscription)

    def _lead_from_payer(self, scope: Scope, subscription: Subscription) -> None:
        payer = subscription.paying_customer_id
        if payer is None or payer == subscription.customer_id:
            return
        key = customer_keys.paid_subscription(scope, payer, subscription.id)
        if self._session.load(Document, key) is None:
            pointer = PaidSubscription(customer_id=subscription.customer_id, subscription_id=subscription.id)
            self._session.add(Document(*key, body=body_of(pointer)))


def _index_for(scope: Scope, filters: SubscriptionFilters) -> tuple[Any, str, str]:
    """Return the index that holds what fits the filters in the smallest partition, that, and the key of its order."""
    if filters.plan_id is not None:
        return Document.by_group, keys.plan_subscriptions(scope, filters.plan_id), "group_sk"
    if filters.statuses is not None and len(filters.statuses) == 1:
        return Document.by_status, keys.status_subscriptions(scope, filters.statuses[0]), "status_sk"
    return Document.by_list, keys.listed(scope, "SUB"), "list_sk"


def _places_of_plan(scope: Scope, plan_id: str, *, after: str | None, limit: int) -> list[SubscriptionPlace]:
    entries = Document.by_group.query(
        keys.plan_subscriptions(scope, plan_id),
        Document.group_sk > after if after is not None else None,
        limit=limit,
    )
    return [_place(entry) for entry in entries]


def _place(entry: Document) -> SubscriptionPlace:
    _, customer_id = keys.customer_of_partition(entry.pk)
    subscription_id = keys.subscription_of_sort_key(entry.sk) or ""
    return SubscriptionPlace(order=entry.group_sk or "", customer_id=customer_id, subscription_id=subscription_id)


def _order(subscription: Subscription) -> str:
    return keys.created_order(subscription.created_at, subscription.id)


def _row(scope: Scope, subscription: Subscription) -> Document:
    key, order = keys.subscription(scope, subscription.customer_id, subscription.id), _order(subscription)
    row = Document(
        key.pk,
        key.sk,
        body=body_of(subscription),
        list_pk=keys.listed(scope, "SUB"),
        list_sk=order,
        group_pk=keys.plan_subscriptions(scope, subscription.plan_id),
        group_sk=order,
        status_pk=keys.status_subscriptions(scope, subscription.status),
        status_sk=order,
    )
    if subscription.due_at is not None:
        row.due_shard = clock_keys.due_shard_of(scope, subscription.id, subscription.test_clock_id)
        row.due_at = wire_instant(subscription.due_at)
    return row
