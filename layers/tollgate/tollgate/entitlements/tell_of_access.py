"""Tell what a customer and its resources may use when that has become something else, where somebody asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from tollgate.customers.access import Access, PromotionalAccess, SubscriptionAccess
from tollgate.customers.ports import CustomerRepository
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.list import find_entitlements
from tollgate.entitlements.update_events import EntitlementsUpdated
from tollgate.shared.entity import Value
from tollgate.shared.following import Cause, Listeners, OnceRecorder
from tollgate.shared.scope import Scope

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)

Row = TypeVar("Row", SubscriptionAccess, PromotionalAccess)


class AccessChange(Value):
    """An access item as a change left it, and as it was before; None where it was new or is not known."""

    scope: Scope
    access: Access
    former: Access | None = None
    cause: Cause


@dataclass(frozen=True)
class TellingOfAccess:
    """The ports that telling of access works with."""

    listeners: Listeners
    checking: Checking
    customers: CustomerRepository
    events: OnceRecorder


def holders_to_tell(change: AccessChange, ports: TellingOfAccess) -> Sequence[str | None]:
    """Return whose lists a change concerns; None stands for the customer itself, whose access its resources share.

    Empty where nothing of it is another than before, or nobody asks for it.
    """
    access = change.access
    if trigger_of(change, change.cause.at) is None or not ports.listeners.wants(
        change.scope, EntitlementsUpdated.event_type
    ):
        return ()
    if access.resource_id is not None:
        return (access.resource_id,)
    return (None, *(each.id for each in ports.customers.resources(change.scope, access.customer_id)))


def tell_of_access(change: AccessChange, resource_id: str | None, ports: TellingOfAccess) -> bool:
    """Stage the list of what a holder may use now, once per change, and tell whether there is one.

    A change may come late: what is told is what holds by now, so that the latest list is always the right one.
    """
    scope, customer_id, event_type = change.scope, change.access.customer_id, EntitlementsUpdated.event_type
    # The change of a customer's own item concerns several lists, each of which is told of once.
    cause = change.cause.but(item=f"{change.cause.item}/{resource_id or ''}")
    if ports.events.is_recorded(scope, event_type, f"CUSTOMER#{customer_id}", cause):
        return False
    customer = ports.customers.find(scope, customer_id)
    listing = find_entitlements(scope, customer_id, resource_id, checking=ports.checking)
    trigger = trigger_of(change, listing.now)
    if customer is None or trigger is None:
        return False
    ports.events.record_once(scope, EntitlementsUpdated.of(listing, customer, trigger=trigger), cause)
    return True


def trigger_of(change: AccessChange, now: datetime) -> str | None:
    """Return what the change came from, None where what may be used is the same as before.

    `now` is the customer's time: it tells a promotion that is over from one that was taken back.
    """
    access = change.access
    former = change.former or Access(customer_id=access.customer_id, resource_id=access.resource_id)
    if access.is_archived != former.is_archived:
        return "customer_deleted" if access.is_archived else "customer_updated"
    return _of_subscriptions(former, access) or _of_promotions(former, access, now)


def _of_subscriptions(former: Access, access: Access) -> str | None:
    before = {each.id: _essence(each) for each in former.subscriptions}
    now = {each.id: _essence(each) for each in access.subscriptions}
    if now.keys() - before.keys():
        return "subscription_created"
    if before.keys() - now.keys():
        return "subscription_canceled"
    return "subscription_updated" if before != now else None


def _of_promotions(former: Access, access: Access, moment: datetime) -> str | None:
    before = {each.feature_id: _granted(each) for each in former.promotions}
    now = {each.feature_id: _granted(each) for each in access.promotions}
    if now.keys() - before.keys():
        return "promotional_entitlement_granted"
    if gone := before.keys() - now.keys():
        is_over = all(not before[each].is_live(moment) for each in gone)
        return "promotional_entitlement_expired" if is_over else "promotional_entitlement_revoked"
    return "promotional_entitlement_updated" if before != now else None


def _essence(row: SubscriptionAccess) -> SubscriptionAccess:
    """Return what a subscription gives, without when that was written and what follows it."""
    return row.but(updated_at=_NO_TIME, changes_at=None)


def _granted(row: PromotionalAccess) -> PromotionalAccess:
    return row.but(entitlement=row.entitlement.but(created_at=_NO_TIME, updated_at=_NO_TIME))
