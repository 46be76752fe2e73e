"""The recharge of wallets."""

from typing import Any

from tollgate import wiring
from tollgate.credits.retrieve_recharge_settings import retrieve_recharge_settings
from tollgate.credits.save_recharge_settings import save_recharge_settings
from tollgate.graphql.context import Context
from tollgate.graphql.identify import with_public_ids
from tollgate.graphql.inputs.reading import given_fields, read
from tollgate.graphql.inputs.recharge import GetRechargeSettingsInput, SaveRechargeSettingsInput
from tollgate.graphql.views.recharge import RechargeSettingsView

Given = dict[str, Any]

_CLEARED = frozenset(("maxSpendLimit",))


def get_auto_recharge_settings(context: Context, input: Given) -> RechargeSettingsView:
    """Return the settings of a customer's wallet."""
    asked = read(GetRechargeSettingsInput, with_public_ids(context.scope, input))
    settings, now = retrieve_recharge_settings(
        context.scope, asked.customer_id, asked.currency_id, ports=wiring.recharging()
    )
    return RechargeSettingsView(settings, now, context.loader)


def save_auto_recharge_settings(context: Context, input: Given) -> RechargeSettingsView:
    """Return the settings as they are now."""
    given = given_fields(input, cleared_by_null=_CLEARED)
    asked = read(SaveRechargeSettingsInput, with_public_ids(context.scope, given))
    ports = wiring.recharging()
    settings = save_recharge_settings(context.scope, asked.to_request(), ports=ports)
    _, now = retrieve_recharge_settings(context.scope, asked.customer_id, asked.currency_id, ports=ports)
    return RechargeSettingsView(settings, now, context.loader)
