"""Change what a package grants of a feature or a custom currency, in its draft."""

from datetime import datetime

from tollgate.catalog.charge_rules import check_overage_stays
from tollgate.catalog.credit_settings import CreditSettings, configured_credits
from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.entitlement_settings import EntitlementSettings, configured
from tollgate.catalog.errors import EntitlementNotInPackage
from tollgate.catalog.feature_group_rules import check_alone
from tollgate.catalog.package import AnyEntitlement, Package
from tollgate.catalog.ports import AnyPackage, FeatureRepository, PackageRepository
from tollgate.catalog.retrieve_feature import retrieve_feature
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class UpdatePackageEntitlementRequest(Value):
    """What is to change of an entitlement: to a feature, or with `CreditSettings` to a custom currency, by its id."""

    scope: Scope
    package_id: str
    id: str
    settings: EntitlementSettings | CreditSettings


def update_package_entitlement(
    request: UpdatePackageEntitlementRequest,
    *,
    packages: PackageRepository[AnyPackage],
    features: FeatureRepository,
    clock: Clock,
) -> AnyEntitlement:
    """Return the changed entitlement.

    Raises `PlanNotFound` or `AddonNotFound`, `EntityIsArchived`, `EntitlementNotInPackage`,
    `EntitlementInFeatureGroup`, and `InvalidInput` for values.
    """
    packages.begin_change(request.scope)
    now = clock.now()
    draft = draft_of(edited_version(request.scope, request.package_id, packages=packages), at=now)
    before, after = _changed(draft, request, features=features, at=now)
    if after != before:
        check_overage_stays(draft, after, path="")
        packages.save_draft(request.scope, draft.with_entitlement(after))
    return after


def _changed(
    draft: Package, request: UpdatePackageEntitlementRequest, *, features: FeatureRepository, at: datetime
) -> tuple[AnyEntitlement, AnyEntitlement]:
    if isinstance(request.settings, CreditSettings):
        credits = draft.credits_of(request.id)
        if credits is None:
            raise EntitlementNotInPackage.of(draft.id, request.id)
        known = {each.id: each for each in features.all(request.scope)}
        return credits, configured_credits(credits, request.settings, package=draft, features=known, at=at, path="")
    before = draft.own_entitlement_to(request.id)
    if before is None:
        raise EntitlementNotInPackage.of(draft.id, request.id)
    check_alone(before)
    feature = retrieve_feature(request.scope, request.id, features=features)
    return before, configured(before, request.settings, feature=feature, package=draft, at=at, path="")
