"""What one version of a package grants: all that a check needs to know of it."""

from tollgate.catalog.credit_entitlement import CreditEntitlement
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.shared.entity import Value


class PackageGrants(Value):
    """The entitlements to features and credits that a version holds: its own, and those of the plan it builds on.

    A published version has the inherited ones that held when it was published; its own win where both have one.
    """

    id: str
    version_number: int
    entitlements: tuple[FeatureEntitlement, ...] = ()
    inherited_entitlements: tuple[FeatureEntitlement, ...] = ()
    credit_entitlements: tuple[CreditEntitlement, ...] = ()
    inherited_credit_entitlements: tuple[CreditEntitlement, ...] = ()

    @property
    def granted_credits(self) -> tuple[CreditEntitlement, ...]:
        """Return all credits that are granted, own and inherited, one entitlement per currency."""
        return self.credit_entitlements + self.inherited_credit_entitlements

    def credits_granted(self, currency_id: str) -> CreditEntitlement | None:
        """Return the credits of a currency that the version grants, None where it grants none."""
        return next((each for each in self.granted_credits if each.currency_id == currency_id), None)

    @property
    def granted(self) -> tuple[FeatureEntitlement, ...]:
        """Return every entitlement, own and inherited, one per feature."""
        return self.entitlements + self.inherited_entitlements

    def entitlement_to(self, feature_id: str) -> FeatureEntitlement | None:
        """Return what the version grants of a feature, None where it does not hold the feature."""
        return next((each for each in self.granted if each.feature_id == feature_id), None)

    def charges_beyond(self, feature_id: str) -> bool:
        """Tell whether usage beyond the limit of a feature is charged; what says nothing of charges charges none."""
        return False


class OverageFacts(Value):
    """Which feature's overage is charged; None where it is a currency's."""

    feature_id: str | None = None


class ChargeFacts(Value):
    """What a check needs to know of a version's charges."""

    overage_pricing_models: tuple[OverageFacts, ...] = ()


class VersionGrants(PackageGrants):
    """What a published version grants, with as little of its charges as that takes."""

    charges: ChargeFacts = ChargeFacts()

    def charges_beyond(self, feature_id: str) -> bool:
        """Tell whether usage beyond the limit of a feature is charged."""
        return any(each.feature_id == feature_id for each in self.charges.overage_pricing_models)
