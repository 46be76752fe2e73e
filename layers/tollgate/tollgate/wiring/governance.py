"""The ports of governance, joined with storage."""

from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.work import clock, ids, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.governance.attributing import Attributing
    from tollgate.governance.governing import Governing
    from tollgate.governance.ports import GovernanceSettingsRepository, KnownGovernance


@cache
def known_governance() -> "KnownGovernance":
    """Return how environments attribute usage, one memory for the process."""
    from tollgate.storage.governance_rules import KnownGovernanceRules

    return KnownGovernanceRules(clock)


def governance_settings() -> "GovernanceSettingsRepository":
    """Return where governance is switched on and off."""
    from tollgate.storage.governance_rules import DynamoGovernanceSettings

    return DynamoGovernanceSettings(session())


def attributing() -> "Attributing":
    """Return what attributing usage works with."""
    from tollgate.governance.attributing import Attributing
    from tollgate.storage.budgets import DynamoBudgetReader

    return Attributing(known=known_governance(), reader=DynamoBudgetReader())


def governing() -> "Governing":
    """Return what the operations of governance work with."""
    from tollgate.governance.governing import Governing
    from tollgate.storage.governance import DynamoAssignments, DynamoGovernedEntities
    from tollgate.storage.governance_rules import DynamoEntityTypes
    from tollgate.wiring.catalog import features
    from tollgate.wiring.clocks import customer_clock
    from tollgate.wiring.credits import custom_currencies
    from tollgate.wiring.metering import plain_access

    return Governing(
        known=known_governance(),
        settings=governance_settings(),
        types=DynamoEntityTypes(session()),
        entities=DynamoGovernedEntities(session()),
        assignments=DynamoAssignments(session()),
        access=plain_access(),
        features=features(),
        currencies=custom_currencies(),
        clock=customer_clock(),
        ids=ids(),
    )
