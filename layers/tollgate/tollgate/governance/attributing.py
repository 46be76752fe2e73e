"""Attributing usage: which budgets it counts in, read in one round trip, or two where entities stand above others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tollgate.governance.assignment import Target
from tollgate.governance.budget import Budget
from tollgate.governance.chains import (
    Attribution,
    Chain,
    Governed,
    Holder,
    budgets_of,
    chains_of,
    holders_above,
    holders_named,
)
from tollgate.governance.ports import BudgetReader, KnownGovernance
from tollgate.shared.scope import Scope


@dataclass(frozen=True)
class Attributing:
    """The ports that attributing works with."""

    known: KnownGovernance
    reader: BudgetReader

    def names_anybody(self, scope: Scope) -> bool:
        """Tell whether any dimension names entities; raises `GovernanceUnavailable` where that cannot be read."""
        return self.known.rules(scope).name_anybody

    def attribution(
        self, scope: Scope, customer_id: str, target: Target, dimensions: Mapping[str, Any]
    ) -> Attribution | None:
        """Return whom usage with these dimensions is attributed to, None where to nobody."""
        named = self.known.rules(scope).named_by(dimensions) if dimensions else ()
        return Attribution(customer_id, target, named) if named else None

    def chains(self, scope: Scope, asked: Iterable[Attribution]) -> dict[Attribution, tuple[Chain, ...]]:
        """Return the chains of each; raises `GovernanceUnavailable` where they cannot be read."""
        wanted = dict.fromkeys(asked)
        if not wanted:
            return {}
        governed = self._read(scope, {holder for each in wanted for holder in holders_named(each)})
        above = {holder for each in wanted for holder in holders_above(each, governed)}
        if above:
            governed |= self._read(scope, above)
        return {each: chains_of(each, governed) for each in wanted}

    def budgets(self, scope: Scope, asked: Iterable[Attribution]) -> dict[Attribution, tuple[Budget, ...]]:
        """Return the budgets that each counts in, each once; raises as `chains` does."""
        return {each: budgets_of(chains) for each, chains in self.chains(scope, asked).items()}

    def _read(self, scope: Scope, holders: set[Holder]) -> Governed:
        return self.reader.read(scope, {(each.customer_id, each.entity_id) for each in holders}, holders)
