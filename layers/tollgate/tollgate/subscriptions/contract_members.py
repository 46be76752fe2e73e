"""Take subscriptions into a contract, and let them go: each is written with the contract, or none is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from tollgate.catalog.package import PricingType
from tollgate.shared.errors import DomainError, InvalidInput
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.contract import Contract
from tollgate.subscriptions.contract_errors import InOtherContract
from tollgate.subscriptions.find_live import find_live
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.provision_subscription import provision_subscription
from tollgate.subscriptions.status import PaymentCollectionMethod, ScheduleStrategy, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription

MOST_AT_ONCE = 12
"""So many subscriptions one call takes in, changes or lets go of: with all that follows they fit one transaction."""


def check_room(touched: int, *, field: str) -> None:
    """Raise `InvalidInput` for more subscriptions than one call may touch."""
    if touched > MOST_AT_ONCE:
        raise InvalidInput(f"One call changes at most {MOST_AT_ONCE} subscriptions, not {touched}", field=field)


def provision_into(contract: Contract, request: ProvisionRequest, life: Lifecycle, *, path: str) -> Subscription:
    """Return a new subscription of the contract, by its dates where the request has none of its own.

    Raises what provisioning raises, the field by its place in the contract's request.
    """
    with fields_within(path):
        if request.customer_id != contract.customer_id:
            raise InvalidInput(f"The contract is {contract.customer_id}'s", field="customerId")
        if request.schedule_strategy not in {None, ScheduleStrategy.IMMEDIATE}:
            raise InvalidInput("What a contract is over begins at its startDate", field="scheduleStrategy")
        given: dict[str, Any] = {"contract_id": contract.id, "end_date": contract.ends_at}
        if request.start_date is None and contract.starts_at > contract.updated_at:
            given["start_date"] = contract.starts_at
        if not contract.sets_up_billing:
            given["payment_collection_method"] = PaymentCollectionMethod.NONE
        subscription = provision_subscription(request.but(**given), life).subscription
        assert subscription is not None, "a custom plan needs no checkout"
        _check_custom(subscription, field="planId")
    if subscription.contract_id == contract.id:
        return subscription
    return take_in(request.scope, contract, subscription.id, life, path=path)


def take_in(
    scope: Scope,
    contract: Contract,
    subscription_id: str,
    life: Lifecycle,
    *,
    path: str,
    starts_at: datetime | None = None,
) -> Subscription:
    """Return a subscription as it belongs to the contract and ends with it; untouched where it says so already.

    One that has not begun is put off, or brought forward, to `starts_at` where that is given.

    Raises `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, `InOtherContract`, or `InvalidInput` where it is
    another customer's or not to a custom plan.
    """
    subscription, holdings = find_live(scope, subscription_id, life)
    if subscription.customer_id != contract.customer_id:
        raise InvalidInput(f"{subscription_id} is not a subscription of {contract.customer_id}", field=path)
    if subscription.contract_id not in {None, contract.id}:
        raise InOtherContract.of(subscription_id, subscription.contract_id or "", field=path)
    _check_custom(subscription, field=path)
    taken = subscription.but(contract_id=contract.id, end_date=contract.ends_at, **_billing(contract, subscription))
    if taken.status is SubscriptionStatus.NOT_STARTED and starts_at is not None:
        taken = taken.but(start_date=starts_at)
    if taken == subscription:
        return subscription
    kept = holdings.keep(taken.but(updated_at=holdings.now))
    holdings.write()
    return kept


def let_go(scope: Scope, subscription_id: str, life: Lifecycle) -> None:
    """Let a subscription go on without the contract; one that has ended keeps what it was in."""
    subscription = life.subscriptions.find(scope, subscription_id)
    if subscription is None or subscription.has_ended:
        return
    subscription, holdings = find_live(scope, subscription_id, life)
    holdings.keep(subscription.but(contract_id=None, end_date=None, updated_at=holdings.now))
    holdings.write()


def check_dates(starts_at: datetime, ends_at: datetime | None, *, now: datetime) -> None:
    """Raise `InvalidInput` for a contract that would be over before it begins, or already."""
    if ends_at is not None and ends_at <= max(starts_at, now):
        raise InvalidInput("A contract ends after it begins, in the future", field="activationEndDate")


@contextmanager
def fields_within(path: str) -> Iterator[None]:
    """Let a refusal name its field by its place in the request that it is a part of."""
    try:
        yield
    except DomainError as error:
        if "field" in error.details:
            error.details["field"] = f"{path}.{error.details['field']}"
        raise


def _check_custom(subscription: Subscription, *, field: str) -> None:
    if subscription.pricing_type is not PricingType.CUSTOM:
        kind = subscription.pricing_type.value
        raise InvalidInput(f"Contracts are over custom plans; {subscription.plan_id} is {kind}", field=field)


def _billing(contract: Contract, subscription: Subscription) -> dict[str, Any]:
    none = PaymentCollectionMethod.NONE
    if not contract.sets_up_billing:
        return {"payment_collection_method": none}
    return {"payment_collection_method": None} if subscription.payment_collection_method is none else {}
