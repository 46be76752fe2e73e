"""Trees of a customer's entities on the wire."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BeforeValidator, Field

from tollgate.api.wire import split_commas
from tollgate.governance.assignment import Target
from tollgate.governance.filters import Order, ScopeFilter, SortKey, TreeFilters
from tollgate.governance.tree import TreeNode
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.page import Page

_Ids = Annotated[list[str] | None, BeforeValidator(split_commas)]


class TreeQuery(Value):
    """Which nodes of a tree are shown, and in which order."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: str | None = None
    feature_ids: _Ids = None
    currency_ids: _Ids = None
    entity_type_ids: _Ids = None
    entity_id_search: str | None = None
    min_utilization: Annotated[Decimal | None, Field(ge=0, allow_inf_nan=False)] = None
    scope: ScopeFilter = ScopeFilter.ALL
    sort_by: SortKey = SortKey.UTILIZATION
    order: Order = Order.DESCENDING

    def to_filters(self) -> TreeFilters:
        """Return the domain's filters."""
        features = (Target.feature(each) for each in dict.fromkeys(self.feature_ids or ()))
        currencies = (Target.currency(each) for each in dict.fromkeys(self.currency_ids or ()))
        return TreeFilters(
            targets=(*features, *currencies),
            entity_type_ids=tuple(self.entity_type_ids or ()),
            entity_id_search=self.entity_id_search,
            min_utilization=self.min_utilization,
            scope=self.scope,
            sort_by=self.sort_by,
            order=self.order,
        )


class TreeNodeView(Value):
    """A node as the contract shows it."""

    entity_id: str
    entity_type_id: str
    display_name: str | None
    parent_id: str | None
    scope_entity_ids: tuple[str, ...]
    feature_id: str | None
    currency_id: str | None
    usage_limit: Amount | None
    cadence: str | None
    current_usage: Amount | None
    usage_period_start: Instant | None
    usage_period_end: Instant | None
    utilization: Amount | None

    @classmethod
    def of(cls, node: TreeNode) -> Self:
        """Return the view of a node."""
        return cls(**{name: getattr(node, name) for name in cls.model_fields})


class TreePagination(Value):
    """The cursor of the next page; null at the end."""

    next: str | None


class TreeView(Value):
    """A page of a tree, which is walked in one direction."""

    data: list[TreeNodeView]
    pagination: TreePagination

    @classmethod
    def of(cls, page: Page[TreeNode]) -> Self:
        """Return the view of a page."""
        return cls(data=[TreeNodeView.of(each) for each in page.rows], pagination=TreePagination(next=page.next))
