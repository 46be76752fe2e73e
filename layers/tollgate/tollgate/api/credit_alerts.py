"""Alerts of credits on the wire."""

from typing import Self

from tollgate.api.wire import Number
from tollgate.credits.alert_settings import AlertSource, CreditAlertThresholds
from tollgate.shared.entity import Amount, Value


class AlertsQuery(Value):
    """Whose alerts are meant: a customer's, or those of the environment."""

    customer_id: str | None = None


class AlertsBody(Value):
    """The shares of the granted credits, in percent, at which it is told that no more is left; null clears them."""

    thresholds: list[Number] | None


class AlertsView(Value):
    """The thresholds that hold, the highest first, and where they come from."""

    customer_id: str | None
    thresholds: list[Amount]
    source: AlertSource

    @classmethod
    def of(cls, customer_id: str | None, alerts: CreditAlertThresholds) -> Self:
        """Return the view of thresholds."""
        return cls(customer_id=customer_id, thresholds=list(alerts.thresholds), source=alerts.source)
