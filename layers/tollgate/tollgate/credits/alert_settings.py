"""Set at which shares of the granted credits it is told that no more is left."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from tollgate.credits.crossings import DEFAULT_THRESHOLDS
from tollgate.credits.ports import AlertSettings
from tollgate.customers.access import Access
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.ports import AccessRepository
from tollgate.shared.entity import Amount, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope

_MOST = 10


class AlertSource(StrEnum):
    """Who set them: nobody, the environment, or the customer's own are set."""

    DEFAULT = "DEFAULT"
    ENVIRONMENT = "ENVIRONMENT"
    CUSTOMER = "CUSTOMER"


class CreditAlertThresholds(Value):
    """The thresholds that hold, in percent of what is granted, the highest first."""

    thresholds: tuple[Amount, ...]
    source: AlertSource


def retrieve_alerts(
    scope: Scope, customer_id: str | None, *, settings: AlertSettings, access: AccessRepository
) -> CreditAlertThresholds:
    """Return the thresholds of the environment, or those that hold for a customer; raises `CustomerNotFound`."""
    own = _found(scope, customer_id, access).credit_thresholds if customer_id is not None else None
    if own is not None:
        return CreditAlertThresholds(thresholds=own, source=AlertSource.CUSTOMER)
    return _of_environment(settings.find(scope))


def set_alerts(
    scope: Scope,
    customer_id: str | None,
    thresholds: Sequence[Decimal] | None,
    *,
    settings: AlertSettings,
    access: AccessRepository,
) -> CreditAlertThresholds:
    """Return the thresholds as they hold now; None clears what was set.

    Other processes may go by the former ones of an environment for 60 seconds. Raises `CustomerNotFound`, and
    `InvalidInput` unless there are one to ten of them, different ones between 0 and 100.
    """
    checked = _checked(thresholds) if thresholds is not None else None
    if customer_id is None:
        settings.save(scope, checked)
        return _of_environment(checked)
    access.save(scope, _found(scope, customer_id, access).but(credit_thresholds=checked))
    if checked is None:
        return _of_environment(settings.find(scope))
    return CreditAlertThresholds(thresholds=checked, source=AlertSource.CUSTOMER)


def _found(scope: Scope, customer_id: str, access: AccessRepository) -> Access:
    found = access.find(scope, customer_id)
    if found is None or found.is_archived:
        raise CustomerNotFound.of(customer_id)
    return found


def _of_environment(thresholds: Sequence[Decimal] | None) -> CreditAlertThresholds:
    if thresholds is None:
        return CreditAlertThresholds(thresholds=DEFAULT_THRESHOLDS, source=AlertSource.DEFAULT)
    return CreditAlertThresholds(thresholds=tuple(thresholds), source=AlertSource.ENVIRONMENT)


def _checked(thresholds: Sequence[Decimal]) -> tuple[Decimal, ...]:
    if not 1 <= len(thresholds) <= _MOST:
        raise InvalidInput(f"thresholds are 1 to {_MOST} numbers; null clears them", field="thresholds")
    if any(not 0 < each < 100 for each in thresholds):
        raise InvalidInput("thresholds lie between 0 and 100, both excluded", field="thresholds")
    if len(set(thresholds)) < len(thresholds):
        raise InvalidInput("thresholds must differ from one another", field="thresholds")
    return tuple(sorted(thresholds, reverse=True))
