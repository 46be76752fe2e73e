"""The root fields of credits, each with its resolver and the permission it asks of the key."""

from tollgate.api.permissions import Permission
from tollgate.graphql.resolvers.cost_estimates import estimate_event_cost, estimate_usage_cost
from tollgate.graphql.resolvers.credits import (
    consume_credits,
    consume_credits_async,
    create_credit_grant,
    credit_balance_summary,
    credit_grants,
    credit_usage,
    credits_ledger,
    update_credit_grant,
    void_credit_grant,
)
from tollgate.graphql.resolvers.recharge import get_auto_recharge_settings, save_auto_recharge_settings
from tollgate.graphql.root_fields import Resolver, mutation, query

CREDIT_QUERIES: dict[str, Resolver] = {
    "estimateUsageCost": query(estimate_usage_cost, Permission.CUSTOMER_READ),
    "estimateEventCost": query(estimate_event_cost, Permission.CUSTOMER_READ),
    "getAutoRechargeSettings": query(get_auto_recharge_settings, Permission.CUSTOMER_READ),
    "creditBalanceSummary": query(credit_balance_summary, Permission.CUSTOMER_READ),
    "creditGrants": query(credit_grants, Permission.CUSTOMER_READ),
    "creditUsage": query(credit_usage, Permission.CUSTOMER_READ),
    "creditsLedger": query(credits_ledger, Permission.CUSTOMER_READ),
}
CREDIT_MUTATIONS: dict[str, Resolver] = {
    "saveAutoRechargeSettings": mutation(save_auto_recharge_settings, Permission.CUSTOMER_WRITE),
    "consumeCredits": mutation(consume_credits, Permission.USAGE_WRITE),
    "consumeCreditsAsync": mutation(consume_credits_async, Permission.USAGE_WRITE),
    "createCreditGrant": mutation(create_credit_grant, Permission.CUSTOMER_WRITE),
    "updateCreditGrant": mutation(update_credit_grant, Permission.CUSTOMER_WRITE),
    "voidCreditGrant": mutation(void_credit_grant, Permission.CUSTOMER_WRITE),
}
