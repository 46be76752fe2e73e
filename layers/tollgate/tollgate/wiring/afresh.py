"""Starting afresh, as a cold Lambda does."""

from typing import TYPE_CHECKING

from tollgate.shared.clock import Clock
from tollgate.shared.ids import Ids
from tollgate.wiring.billing import bill_through
from tollgate.wiring.catalog import addon_grants, addon_versions, plan_grants, plan_versions
from tollgate.wiring.credits import alert_thresholds, known_currencies
from tollgate.wiring.deliveries import delivery_queue, send_through
from tollgate.wiring.governance import known_governance
from tollgate.wiring.lifecycle import due_queue, subscription_facts
from tollgate.wiring.metering import burning_features, event_names, known_features, known_meters, usage_queue
from tollgate.wiring.payment_methods import connect_payment_methods
from tollgate.wiring.paywall import kept_paywalls
from tollgate.wiring.tasks import task_queue
from tollgate.wiring.telling import known_listeners
from tollgate.wiring.webhooks import start_webhooks_afresh
from tollgate.wiring.work import start_afresh
from tollgate.wiring.workflow_actions import forget_workflow_services
from tollgate.wiring.workflows import known_workflow_versions, workflow_queues

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.billing.ports import BillingProvider


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
    known_listeners.cache_clear()
    known_workflow_versions.cache_clear()
    workflow_queues.cache_clear()
    forget_workflow_services()
    start_webhooks_afresh()
    send_through(None)
    delivery_queue.cache_clear()
