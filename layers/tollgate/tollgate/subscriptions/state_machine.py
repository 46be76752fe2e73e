"""The life of a subscription as one table: what leads from which state to which, for what reason, and what follows.

Source: the state table of the behaviour specification. Nothing else sets the status of a subscription.
"""

from enum import StrEnum
from typing import NamedTuple

from tollgate.subscriptions.errors import InvalidSubscriptionStatus, SubscriptionAlreadyEnded
from tollgate.subscriptions.status import CancelReason, SubscriptionStatus

PAYMENT_PENDING, NOT_STARTED, IN_TRIAL = (
    SubscriptionStatus.PAYMENT_PENDING,
    SubscriptionStatus.NOT_STARTED,
    SubscriptionStatus.IN_TRIAL,
)
ACTIVE, CANCELED, EXPIRED = SubscriptionStatus.ACTIVE, SubscriptionStatus.CANCELED, SubscriptionStatus.EXPIRED


class Trigger(StrEnum):
    """What may happen to a subscription."""

    PROVISIONED = "provisioned"
    PROVISIONED_LATER = "provisioned, start in the future"
    PROVISIONED_IN_TRIAL = "provisioned with a trial"
    PROVISIONED_UNPAID = "provisioned, payment not done"
    STARTED = "start reached"
    STARTED_IN_TRIAL = "start reached, with a trial"
    STARTED_UNPAID = "start reached, payment not done"
    PAID = "paid"
    PAYMENT_OVERDUE = "not paid in time"
    CONVERTED = "trial converted"
    CONVERTED_UNPAID = "trial converted, payment not done"
    TRIAL_SUPERSEDED = "another plan paid for during the trial"
    TRIAL_ENDED = "trial over"
    CANCELED_NOW = "cancelled at once"
    CANCELLATION_REACHED = "cancellation date reached"
    END_REACHED = "end date reached"
    REPLACED = "replaced in its slot"
    CANCELED_BY_BILLING = "cancelled by the billing provider"
    BILLING_DETACHED = "billing detached"
    CUSTOMER_ARCHIVED = "customer archived"
    RULE_APPLIED = "auto-cancellation rule"


class Effect(StrEnum):
    """What follows a transition, beside its event and the access it gives or takes."""

    BILLS_START = "first period billed"
    BILLS_REST = "usage so far billed"
    VOIDS_INVOICE = "open invoice voided"
    TAKES_SLOT = "occupant of the slot replaced"
    FOLLOWS_JOURNEY = "journey's end: perhaps a free plan"


class Transition(NamedTuple):
    """One row of the table. Without a source the subscription begins here."""

    source: SubscriptionStatus | None
    trigger: Trigger
    target: SubscriptionStatus
    reason: CancelReason | None = None
    effects: tuple[Effect, ...] = ()


_BEGINNINGS = (
    Transition(None, Trigger.PROVISIONED, ACTIVE, effects=(Effect.TAKES_SLOT, Effect.BILLS_START)),
    Transition(None, Trigger.PROVISIONED_LATER, NOT_STARTED),
    Transition(None, Trigger.PROVISIONED_IN_TRIAL, IN_TRIAL, effects=(Effect.TAKES_SLOT,)),
    Transition(None, Trigger.PROVISIONED_UNPAID, PAYMENT_PENDING),
    Transition(NOT_STARTED, Trigger.STARTED, ACTIVE, effects=(Effect.TAKES_SLOT, Effect.BILLS_START)),
    Transition(NOT_STARTED, Trigger.STARTED_IN_TRIAL, IN_TRIAL, effects=(Effect.TAKES_SLOT,)),
    Transition(NOT_STARTED, Trigger.STARTED_UNPAID, PAYMENT_PENDING),
    Transition(PAYMENT_PENDING, Trigger.PAID, ACTIVE, effects=(Effect.TAKES_SLOT,)),
    Transition(IN_TRIAL, Trigger.CONVERTED, ACTIVE, effects=(Effect.TAKES_SLOT, Effect.BILLS_START)),
    Transition(IN_TRIAL, Trigger.CONVERTED_UNPAID, PAYMENT_PENDING),
)
_ENDS = (
    Transition(
        PAYMENT_PENDING,
        Trigger.PAYMENT_OVERDUE,
        EXPIRED,
        CancelReason.PENDING_PAYMENT_EXPIRED,
        (Effect.VOIDS_INVOICE,),
    ),
    Transition(IN_TRIAL, Trigger.TRIAL_SUPERSEDED, CANCELED, CancelReason.TRIAL_CONVERTED),
    Transition(IN_TRIAL, Trigger.TRIAL_ENDED, EXPIRED, CancelReason.TRIAL_ENDED, (Effect.FOLLOWS_JOURNEY,)),
    Transition(
        ACTIVE,
        Trigger.CANCELED_NOW,
        CANCELED,
        CancelReason.IMMEDIATE,
        (Effect.BILLS_REST, Effect.FOLLOWS_JOURNEY),
    ),
    Transition(IN_TRIAL, Trigger.CANCELED_NOW, CANCELED, CancelReason.IMMEDIATE, (Effect.FOLLOWS_JOURNEY,)),
    Transition(NOT_STARTED, Trigger.CANCELED_NOW, CANCELED, CancelReason.IMMEDIATE),
    Transition(PAYMENT_PENDING, Trigger.CANCELED_NOW, CANCELED, CancelReason.IMMEDIATE, (Effect.VOIDS_INVOICE,)),
    Transition(
        ACTIVE,
        Trigger.CANCELLATION_REACHED,
        CANCELED,
        CancelReason.SCHEDULED_CANCELLATION,
        (Effect.BILLS_REST, Effect.FOLLOWS_JOURNEY),
    ),
    Transition(
        IN_TRIAL,
        Trigger.CANCELLATION_REACHED,
        CANCELED,
        CancelReason.SCHEDULED_CANCELLATION,
        (Effect.FOLLOWS_JOURNEY,),
    ),
    Transition(ACTIVE, Trigger.END_REACHED, EXPIRED, CancelReason.EXPIRED, (Effect.BILLS_REST,)),
    Transition(ACTIVE, Trigger.REPLACED, CANCELED, CancelReason.UPGRADE_OR_DOWNGRADE, (Effect.BILLS_REST,)),
    Transition(IN_TRIAL, Trigger.REPLACED, CANCELED, CancelReason.UPGRADE_OR_DOWNGRADE),
    Transition(NOT_STARTED, Trigger.REPLACED, CANCELED, CancelReason.UPGRADE_OR_DOWNGRADE),
    Transition(PAYMENT_PENDING, Trigger.REPLACED, CANCELED, CancelReason.UPGRADE_OR_DOWNGRADE, (Effect.VOIDS_INVOICE,)),
)
_ANY_LIVE = tuple(
    Transition(source, trigger, CANCELED, reason, effects)
    for trigger, reason in (
        (Trigger.CUSTOMER_ARCHIVED, CancelReason.CUSTOMER_ARCHIVED),
        (Trigger.RULE_APPLIED, CancelReason.AUTO_CANCELLATION_RULE),
    )
    for source, effects in (
        (ACTIVE, (Effect.BILLS_REST,)),
        (IN_TRIAL, ()),
        (NOT_STARTED, ()),
        (PAYMENT_PENDING, (Effect.VOIDS_INVOICE,)),
    )
)
_BY_BILLING = (
    # Who ended it there made the last invoice there too.
    Transition(ACTIVE, Trigger.CANCELED_BY_BILLING, CANCELED, CancelReason.CANCELLED_BY_BILLING),
    Transition(ACTIVE, Trigger.BILLING_DETACHED, CANCELED, CancelReason.DETACH_BILLING),
)

TRANSITIONS = (*_BEGINNINGS, *_ENDS, *_BY_BILLING, *_ANY_LIVE)
"""Every transition there is; any other is refused."""

_BY_KEY = {(each.source, each.trigger): each for each in TRANSITIONS}


def transition(source: SubscriptionStatus | None, trigger: Trigger, *, of: str) -> Transition:
    """Return the transition that a trigger causes.

    Raises `SubscriptionAlreadyEnded` where the subscription `of` this id has ended, and `InvalidSubscriptionStatus`
    where what happens does not go with its state.
    """
    found = _BY_KEY.get((source, trigger))
    if found is not None:
        return found
    if source is not None and source.has_ended:
        raise SubscriptionAlreadyEnded.named(of, source)
    raise InvalidSubscriptionStatus.named(of, source)


def as_diagram() -> str:
    """Return the table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for each in TRANSITIONS:
        source = each.source.value if each.source is not None else "[*]"
        lines.append(f"    {source} --> {each.target.value}: {each.trigger.value}")
    lines += [f"    {status.value} --> [*]" for status in (CANCELED, EXPIRED)]
    return "\n".join(lines)
