"""The ports of recharges and of alerts of credits, joined with storage."""

from typing import TYPE_CHECKING

from tollgate.wiring.billing import billing_provider
from tollgate.wiring.credits import crediting
from tollgate.wiring.lifecycle import subscriptions
from tollgate.wiring.work import clock, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.credits.ports import AlertSettings
    from tollgate.credits.recharge_ports import Recharging


def recharging() -> "Recharging":
    """Return what recharges of wallets work with."""
    from tollgate.credits.recharge_ports import Recharging
    from tollgate.storage.recharges import DynamoRecharges
    from tollgate.subscriptions.top_up_prices import SubscribedTopUpPrices

    return Recharging(
        crediting=crediting(),
        settings=DynamoRecharges(session()),
        prices=SubscribedTopUpPrices(subscriptions()),
        billing=billing_provider(),
        today=clock().now(),
    )


def alert_settings() -> "AlertSettings":
    """Return where the alerts of an environment are set."""
    from tollgate.storage.credit_alerts import DynamoCreditAlerts

    return DynamoCreditAlerts(session())
