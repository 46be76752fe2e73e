"""Show the hierarchy of a customer's entities, with how much of their budgets is used."""

from tollgate.governance.filters import TreeFilters
from tollgate.governance.governing import Governing
from tollgate.governance.tree import TreeNode, nodes_of, page_of
from tollgate.shared.cursor import Seal
from tollgate.shared.page import Page
from tollgate.shared.scope import Scope


def retrieve_tree(
    scope: Scope, customer_id: str, filters: TreeFilters, *, limit: int, after: str | None, governing: Governing
) -> Page[TreeNode]:
    """Return a page of the tree, as it is now; raises `GovernanceNotEnabled`, `CustomerNotFound` and `BadUserInput`."""
    now = governing.present_of(scope, customer_id)
    entities = governing.entities.all(scope, customer_id)
    budgets = governing.assignments.all(scope, customer_id) if filters.targets else []
    found = {target: governing.features.find(scope, target.id) for target in filters.targets if target.feature_id}
    transformations = {
        target: feature.unit_transformation
        for target, feature in found.items()
        if feature is not None and feature.unit_transformation is not None
    }
    nodes = nodes_of(entities, budgets, filters, transformations=transformations, now=now)
    named = "/".join((scope.account_id, scope.environment_id, "TREE", customer_id, filters.model_dump_json()))
    return page_of(nodes, filters, limit=limit, after=after, seal=Seal(named))
