"""The composition root: the only package that reads the environment and joins ports with storage.

One module per area; handlers, resolvers and commands use the names gathered here.
"""

from typing import TYPE_CHECKING

from tollgate.shared.clock import Clock
from tollgate.shared.ids import Ids
from tollgate.wiring.billing import bill_through, billing_provider, usage_ledgers, usage_reader
from tollgate.wiring.catalog import (
    addon_grants,
    addon_versions,
    addons,
    coupons,
    feature_groups,
    features,
    package_groups,
    plan_grants,
    plan_versions,
    plans,
    products,
    subscription_use,
    version_use,
    whole_lists,
)
from tollgate.wiring.clocks import customer_clock, environment_kinds, test_clocks
from tollgate.wiring.contracts import contracts, shown_contracts, subscription_imports
from tollgate.wiring.credits import (
    alert_thresholds,
    crediting,
    custom_currencies,
    known_currencies,
    wallet_balances,
)
from tollgate.wiring.customers import (
    customer_imports,
    customers,
    import_work,
    linked_entities,
    promoting,
    promotions,
)
from tollgate.wiring.deliveries import (
    deliveries,
    delivering,
    delivery_log,
    delivery_queue,
    fanning_out,
    replaying,
    send_through,
    settling,
    webhook_sender,
)
from tollgate.wiring.followed import firing, rescheduling, streamed
from tollgate.wiring.governance import attributing, governance_settings, governing, known_governance
from tollgate.wiring.graphql import graphql_limits
from tollgate.wiring.lifecycle import (
    archiving,
    due,
    due_queue,
    subscription_facts,
    subscription_lifecycle,
    subscriptions,
)
from tollgate.wiring.merging import catalogue, merge_sources, rehearsals
from tollgate.wiring.metering import (
    access,
    access_seen,
    burning_features,
    checking,
    consumption_queue,
    dimension_buckets,
    estimating,
    event_metering,
    event_names,
    event_state,
    kept_events,
    known_features,
    known_meters,
    live_reader,
    metering,
    rejected_usage,
    usage_buckets,
    usage_queue,
)
from tollgate.wiring.outbox import activity_log, outbox, streamed_events
from tollgate.wiring.payment_methods import connect_payment_methods, payment_methods
from tollgate.wiring.paywall import kept_paywalls, paywall_ports
from tollgate.wiring.recharging import alert_settings, recharging
from tollgate.wiring.tasks import task_queue, task_work, tasks
from tollgate.wiring.telling import directory, whole_event
from tollgate.wiring.tenancy import api_keys, environments, secrets
from tollgate.wiring.webhooks import (
    durable_queue,
    managing_webhooks,
    open_address_book,
    queueing,
    start_webhooks_afresh,
    webhooks,
)
from tollgate.wiring.work import (
    Work,
    answers,
    clock,
    event_bus,
    event_names_at_work,
    events,
    ids,
    session,
    start_afresh,
    tell_of,
    transact,
    working,
)
from tollgate.wiring.workflows import (
    event_body,
    known_workflow_versions,
    listeners,
    running,
    saving,
    workflow_queues,
)

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.billing.ports import BillingProvider

__all__ = [
    "Work",
    "access",
    "access_seen",
    "activity_log",
    "addon_grants",
    "addon_versions",
    "addons",
    "alert_settings",
    "answers",
    "api_keys",
    "archiving",
    "attributing",
    "billing_provider",
    "catalogue",
    "checking",
    "clock",
    "connect_payment_methods",
    "consumption_queue",
    "contracts",
    "coupons",
    "crediting",
    "custom_currencies",
    "customer_clock",
    "customer_imports",
    "customers",
    "deliveries",
    "delivering",
    "delivery_log",
    "delivery_queue",
    "dimension_buckets",
    "directory",
    "due",
    "due_queue",
    "durable_queue",
    "environment_kinds",
    "environments",
    "estimating",
    "event_body",
    "event_bus",
    "event_metering",
    "event_names_at_work",
    "event_state",
    "events",
    "fanning_out",
    "feature_groups",
    "features",
    "firing",
    "governance_settings",
    "governing",
    "graphql_limits",
    "ids",
    "import_work",
    "kept_events",
    "known_currencies",
    "known_features",
    "known_governance",
    "linked_entities",
    "listeners",
    "live_reader",
    "managing_webhooks",
    "merge_sources",
    "metering",
    "open_address_book",
    "outbox",
    "package_groups",
    "payment_methods",
    "paywall_ports",
    "plan_grants",
    "plan_versions",
    "plans",
    "products",
    "promoting",
    "promotions",
    "queueing",
    "recharging",
    "rehearsals",
    "rejected_usage",
    "replaying",
    "rescheduling",
    "reset",
    "running",
    "saving",
    "secrets",
    "send_through",
    "session",
    "settling",
    "shown_contracts",
    "streamed",
    "streamed_events",
    "subscription_imports",
    "subscription_lifecycle",
    "subscription_use",
    "subscriptions",
    "task_queue",
    "task_work",
    "tasks",
    "tell_of",
    "test_clocks",
    "transact",
    "usage_buckets",
    "usage_ledgers",
    "usage_queue",
    "usage_reader",
    "version_use",
    "wallet_balances",
    "webhook_sender",
    "webhooks",
    "whole_event",
    "whole_lists",
    "workflow_queues",
    "working",
]


def reset(*, clock: Clock | None = None, ids: Ids | None = None, billing: "BillingProvider | None" = None) -> None:
    """Start afresh, as a cold Lambda does, with another clock, ids or billing where given. For servers and tests."""
    start_afresh(clock=clock, ids=ids)
    bill_through(billing)
    connect_payment_methods(None)
    plan_grants.cache_clear()
    addon_grants.cache_clear()
    plan_versions.cache_clear()
    addon_versions.cache_clear()
    known_features.cache_clear()
    known_governance.cache_clear()
    known_currencies.cache_clear()
    kept_paywalls.cache_clear()
    subscription_facts.cache_clear()
    due_queue.cache_clear()
    task_queue.cache_clear()
    known_meters.cache_clear()
    event_names.cache_clear()
    usage_queue.cache_clear()
    alert_thresholds.cache_clear()
    burning_features.cache_clear()
    known_workflow_versions.cache_clear()
    workflow_queues.cache_clear()
    start_webhooks_afresh()
    send_through(None)
    delivery_queue.cache_clear()
