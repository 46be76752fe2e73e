"""Follow what usage costs: a subscription that comes to its budget is told of, and gives no more of what costs."""

from tollgate.shared.scope import Scope
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle


def watch_spend(scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, life: Lifecycle) -> bool:
    """Stage how the subscriptions stand to their budgets whose usage of a feature costs, and tell whether any changed.

    A change of usage may be told of late, twice and out of order: what counts is what usage costs by now.
    """
    access = life.access.find(scope, customer_id, resource_id)
    rows = access.subscriptions if access is not None and not access.is_archived else ()
    watched = [each.id for each in rows if each.budget is not None and feature_id in each.budget.features]
    if access is None or not watched:
        return False
    holdings = Holdings(scope, access, life)
    is_changed = [holdings.reckon(each) for each in holdings.held() if each.id in watched]
    holdings.write()
    return any(is_changed)
