"""Switch governance of an environment on or off."""

from tollgate.governance.ports import GovernanceSettingsRepository, KnownGovernance
from tollgate.shared.scope import Scope


def switch_governance(
    scope: Scope, *, is_enabled: bool, settings: GovernanceSettingsRepository, known: KnownGovernance
) -> None:
    """Let governance be on or off: while it is off nothing is attributed and no budget denies anything."""
    present = settings.find(scope)
    if present.is_enabled is not is_enabled:
        settings.save(scope, present.but(is_enabled=is_enabled))
        known.forget(scope)
