"""What an update does to a subscription, step by step."""

from tollgate.shared.errors import InvalidInput
from tollgate.shared.metadata import checked_metadata
from tollgate.subscriptions.agreement import check_amounts, check_quantities, with_unit_quantity
from tollgate.subscriptions.apply_changes import (
    on_offer,
    settle,
    waiting_for_payment,
    with_changes,
    without_unpaid,
)
from tollgate.subscriptions.catalogue import agreed_entitlements, held_version
from tollgate.subscriptions.coupons import applied_coupon
from tollgate.subscriptions.dates import with_dates
from tollgate.subscriptions.errors import DoesNotHaveBillingPeriod, InvalidSubscriptionStatus
from tollgate.subscriptions.future_update import (
    AnyChange,
    FutureUpdate,
    MetadataChange,
    PlanChange,
    QuantityChange,
    ScheduleStatus,
)
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.schedule import scheduled_time, with_schedule
from tollgate.subscriptions.status import ScheduleStrategy, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import Quantity
from tollgate.subscriptions.update_request import UpdateRequest, changes_of, is_decrease


def apply_update(request: UpdateRequest, former: Subscription, holdings: Holdings) -> Subscription:
    """Return the subscription after the update, taken in; untouched where the update says nothing new."""
    _check(request, former)
    request = _with_unit_quantity(request, former, holdings)
    changes = _changes(request, former, holdings)
    strategy = _strategy(request, former, holdings, changes)
    at_once, later = _split(request, former, changes, strategy)
    plain = _with_plain_fields(request, former, holdings)
    dated = with_dates(request, plain, holdings)
    if dated.has_ended or dated.status is not former.status:
        return dated  # the end of its trial was asked for, and everything of it is done
    changed = _applied(request, dated, at_once, holdings)
    if later and strategy is not None:
        at = scheduled_time(former, strategy, now=holdings.now)
        changed = with_schedule(changed, tuple(later), at=at or holdings.now, now=holdings.now)
    if changed.but(updated_at=former.updated_at) == former:
        return former
    return holdings.keep(changed.but(updated_at=holdings.now))


def _check(request: UpdateRequest, former: Subscription) -> None:
    if former.status is SubscriptionStatus.PAYMENT_PENDING:
        raise InvalidSubscriptionStatus.named(former.id, former.status)
    checked_metadata(request.metadata)
    checked_metadata(request.billing_information.metadata, path="billingInformation.metadata")
    check_amounts(request.budget, request.minimum_spend, request.billing_information)
    if request.billing_information.is_backdated and former.start_date >= former.created_at:
        message = f"{former.id} began when it was provisioned; provision with a startDate in the past instead"
        raise InvalidInput(message, field="billingInformation.isBackdated")
    check_quantities(request.quantities)
    if request.restarts_billing_cycle and former.period is None:
        message = f"{former.id} has no billing period that could begin anew"
        raise DoesNotHaveBillingPeriod(message, field="billingCycleAnchor")


def _with_unit_quantity(request: UpdateRequest, former: Subscription, holdings: Holdings) -> UpdateRequest:
    if request.unit_quantity is None:
        return request
    plan = held_version(holdings.scope, former.plan_id, former.price_version, holdings.life)
    terms = with_unit_quantity(former.terms.but(quantities=request.quantities), request.unit_quantity, plan)
    return request.but(quantities=terms.quantities)


def _changes(request: UpdateRequest, former: Subscription, holdings: Holdings) -> list[AnyChange]:
    life, coupon = holdings.life, None
    if request.coupon is not None:
        coupon = applied_coupon(request.scope, request.coupon, coupons=life.coupons, ids=life.ids, at=holdings.now)
    changes = changes_of(request, former, coupon)
    is_put_off = request.schedule_strategy not in {None, ScheduleStrategy.IMMEDIATE}
    if is_put_off and request.given("metadata") and request.metadata != former.metadata:
        changes.append(MetadataChange(metadata=request.metadata))
    return changes


def _strategy(
    request: UpdateRequest, former: Subscription, holdings: Holdings, changes: list[AnyChange]
) -> ScheduleStrategy | None:
    """Return when the changes that are put off take place, None where none is."""
    if request.schedule_strategy is not None:
        return None if request.schedule_strategy is ScheduleStrategy.IMMEDIATE else request.schedule_strategy
    if former.status is not SubscriptionStatus.ACTIVE or former.period is None:
        return None
    decreases = [each for each in changes if is_decrease(each, former)]
    if not decreases:
        return None
    waiting = {each.change.quantity.id for each in former.scheduled if isinstance(each.change, QuantityChange)}
    if any(isinstance(each, QuantityChange) and each.quantity.id in waiting for each in decreases):
        return ScheduleStrategy.END_OF_BILLING_PERIOD  # a smaller quantity waits already: this one takes its place
    product = holdings.life.products.find(holdings.scope, former.product_id)
    if product is None or not product.product_settings.downgrade_at_end_of_billing_period:
        return None
    return ScheduleStrategy.END_OF_BILLING_PERIOD


def _split(
    request: UpdateRequest, former: Subscription, changes: list[AnyChange], strategy: ScheduleStrategy | None
) -> tuple[list[AnyChange], list[AnyChange]]:
    """Return what takes place at once and what waits: with a wish all of it, else what is less."""
    if strategy is None:
        return changes, []
    if request.schedule_strategy is not None:
        return [], changes
    later = [each for each in changes if is_decrease(each, former)]
    return [each for each in changes if each not in later], later


def _with_plain_fields(request: UpdateRequest, former: Subscription, holdings: Holdings) -> Subscription:
    """Return the subscription with what neither waits nor costs anything by itself."""
    plain = former.but(**request.fields("budget", "salesforce_id"))
    if request.given("billing_information"):
        told = request.billing_information
        given = {name: getattr(told, name) for name in told.model_fields_set}
        plain = plain.but(billing_information=former.billing_information.but(**given))
    is_put_off = request.schedule_strategy not in {None, ScheduleStrategy.IMMEDIATE}
    if request.given("metadata") and not is_put_off:
        plain = plain.but(metadata=request.metadata)
    if request.given("entitlements"):
        plan = held_version(holdings.scope, former.plan_id, former.plan_version, holdings.life)
        features, credits = agreed_entitlements(
            holdings.scope, request.entitlements, plan, holdings.life, at=holdings.now
        )
        plain = plain.but(terms=plain.terms.but(overrides=features, credit_overrides=credits))
    if request.given("minimum_spend"):
        plain = plain.but(terms=plain.terms.but(minimum_spend=request.minimum_spend))
    return plain


def _applied(request: UpdateRequest, plain: Subscription, changes: list[AnyChange], holdings: Holdings) -> Subscription:
    """Return the subscription after what takes place at once, or waiting until that is paid for."""
    former = holdings.stored(plain.id)
    if changes and plain.unpaid_updates:
        plain = without_unpaid(plain, holdings, at=holdings.now)
    cleared = _rescheduled(request, plain, changes)
    changed = with_changes(cleared, changes, at=holdings.now)
    if changed.terms == former.terms and changed.coupon == former.coupon and not request.restarts_billing_cycle:
        return changed
    if changed.terms.billing_period is None and former.terms.billing_period is not None:
        raise InvalidInput("A paid subscription has a billing period", field="billingPeriod")
    offered = on_offer(changed, holdings, latest=False, at=holdings.now)
    charged = settle(
        former,
        offered,
        holdings,
        restarts=request.restarts_billing_cycle,
        awaits_payment=request.awaits_payment,
        at=holdings.now,
    )
    if charged.is_settled:
        return charged.subscription
    unchanged = cleared.but(terms=cleared.terms.but(minimum_spend=former.terms.minimum_spend))
    return waiting_for_payment(unchanged, changes, charged, at=holdings.now)


def _rescheduled(request: UpdateRequest, plain: Subscription, changes: list[AnyChange]) -> Subscription:
    """Return the subscription without what waited before; more units of what is to be downgraded go along with it."""
    if not request.changes_terms:
        return plain
    plans = [each for each in plain.scheduled if isinstance(each.change, PlanChange)]
    more = [each.quantity for each in changes if isinstance(each, QuantityChange)]
    if plans and more and len(more) == len(changes):
        return plain.but(future_updates=tuple(_with_units(each, more) for each in plain.future_updates))
    return plain.with_updates_over(ScheduleStatus.SCHEDULED, now_over=ScheduleStatus.CANCELED)


def _with_units(update: FutureUpdate, quantities: list[Quantity]) -> FutureUpdate:
    change = update.change
    if update.status is not ScheduleStatus.SCHEDULED or not isinstance(change, PlanChange):
        return update
    terms = change.terms
    for quantity in quantities:
        if terms.quantity_of(quantity.type, quantity.id) is not None:
            terms = terms.with_quantity(quantity)
    return update.but(change=change.but(terms=terms))
