"""Put features and credits into a package, each with its value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tollgate.catalog.charge_rules import check_overage_stays
from tollgate.catalog.credit_entitlement import CreditEntitlement
from tollgate.catalog.credit_settings import CreditSettings, configured_credits
from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.entitlement_settings import EntitlementSettings, configured
from tollgate.catalog.errors import CustomCurrencyNotFound, FeatureNotFound
from tollgate.catalog.feature import Feature
from tollgate.catalog.feature_group_rules import check_groups, taken_over, without_group
from tollgate.catalog.group_ports import FeatureGroupRepository
from tollgate.catalog.inheritance import MOST_GRANTED
from tollgate.catalog.package import AnyEntitlement, Package, named
from tollgate.catalog.ports import (
    AnyPackage,
    Currencies,
    CurrencyFacts,
    FeatureRepository,
    PackageRepository,
)
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, EntityIsArchived, InvalidInput
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope


class NewEntitlement(Value):
    """A feature, or with `CreditSettings` a custom currency, by its id, and what a package is to grant of it.

    A feature may come with a feature group, which then comes whole.
    """

    id: str
    settings: EntitlementSettings | CreditSettings
    feature_group_id: str | None = None


class CreatePackageEntitlementsRequest(Value):
    """What a package is to grant besides what it grants already."""

    scope: Scope
    package_id: str
    entitlements: tuple[NewEntitlement, ...]


@dataclass(frozen=True)
class Grantable:
    """What there is to grant in an environment: its features and custom currencies by id, archived ones included."""

    features: Mapping[str, Feature]
    currencies: Mapping[str, CurrencyFacts]

    @classmethod
    def of(cls, scope: Scope, *, features: FeatureRepository, currencies: Currencies) -> "Grantable":
        """Load what there is to grant."""
        return cls(
            features={each.id: each for each in features.all(scope)},
            currencies={each.id: each for each in currencies.all(scope)},
        )

    def feature(self, feature_id: str, *, field: str) -> Feature:
        """Return a feature that may be sold; raises `FeatureNotFound`, `EntityIsArchived`."""
        feature = self.features.get(feature_id)
        if feature is None:
            raise FeatureNotFound.of(feature_id, field=field)
        if feature.is_archived:
            raise EntityIsArchived.of("feature", feature_id, field=field)
        return feature

    def currency(self, currency_id: str, *, field: str) -> CurrencyFacts:
        """Return a custom currency that may be sold; raises `CustomCurrencyNotFound`, `EntityIsArchived`."""
        currency = self.currencies.get(currency_id)
        if currency is None:
            raise CustomCurrencyNotFound.of(currency_id, field=field)
        if currency.is_archived:
            raise EntityIsArchived.of("customCurrency", currency_id, field=field)
        return currency


def create_package_entitlements(
    request: CreatePackageEntitlementsRequest,
    *,
    packages: PackageRepository[AnyPackage],
    features: FeatureRepository,
    currencies: Currencies,
    groups: FeatureGroupRepository,
    clock: Clock,
    ids: Ids,
) -> list[AnyEntitlement]:
    """Return the new entitlements in the order asked for; all are made, or none.

    A feature group that the package holds already is brought to its latest version: its members get the new values,
    and those that are none any more leave. Raises `PlanNotFound` or `AddonNotFound`, `FeatureNotFound`,
    `CustomCurrencyNotFound`, `EntityIsArchived`, `DuplicatedEntity`, `InvalidInput` for values,
    `EntitlementIsCharged`, and the refusals of feature groups.
    """
    packages.begin_change(request.scope)
    now = clock.now()
    draft = draft_of(edited_version(request.scope, request.package_id, packages=packages), at=now)
    draft = _ready_for_groups(draft, request, groups=groups)
    if not 0 < len(request.entitlements) <= MOST_GRANTED - _count_of_kept(draft, request):
        raise InvalidInput(f"A {draft.noun} takes 1-{MOST_GRANTED} entitlements in all", field="entitlements")
    grantable = Grantable.of(request.scope, features=features, currencies=currencies)
    made: dict[str, AnyEntitlement] = {}
    for index, new in enumerate(request.entitlements):
        path = f"entitlements[{index}]."
        entitlement = new_entitlement(draft, new, grantable=grantable, uuid=ids.uuid(), at=now, path=path)
        check_overage_stays(draft, entitlement, path=path)
        draft = draft.with_entitlement(entitlement)
        made[entitlement.uuid] = entitlement
    packages.save_draft(request.scope, draft)
    return list(made.values())


def _ready_for_groups(
    draft: AnyPackage, request: CreatePackageEntitlementsRequest, *, groups: FeatureGroupRepository
) -> AnyPackage:
    """Return the draft without what is no member any more of the groups that are put in."""
    members = [(new.id, new.feature_group_id) for new in request.entitlements]
    if any(group_id is not None for _, group_id in members):
        check_groups(members, {group.id: group for group in groups.all(request.scope)})
    given: dict[str, set[str]] = {}
    for feature_id, group_id in members:
        if group_id is not None:
            given.setdefault(group_id, set()).add(feature_id)
    for group_id, feature_ids in given.items():
        former = [each for each in draft.entitlements_of(group_id) if each.feature_id not in feature_ids]
        draft = without_group(draft, group_id, former)
    return draft


def _count_of_kept(draft: Package, request: CreatePackageEntitlementsRequest) -> int:
    """Return how many entitlements the draft holds beside those whose group is put in again."""
    again = {new.id for new in request.entitlements if new.feature_group_id is not None}
    return sum(named(each) not in again for each in draft.own_entitlements)


def new_entitlement(
    draft: Package, new: NewEntitlement, *, grantable: Grantable, uuid: str, at: datetime, path: str
) -> AnyEntitlement:
    """Return an entitlement to put into a draft; raises as `create_package_entitlements` does."""
    if isinstance(new.settings, CreditSettings):
        credits = _blank_credits(grantable.currency(new.id, field=f"{path}id"), draft, uuid=uuid, at=at)
        features = grantable.features
        return configured_credits(credits, new.settings, package=draft, features=features, at=at, path=path)
    feature, settings = grantable.feature(new.id, field=f"{path}id"), new.settings
    return taken_over(
        draft.own_entitlement_to(feature.id),
        FeatureEntitlement.blank(feature, uuid=uuid, at=at),
        new.feature_group_id,
        lambda blank: configured(blank, settings, feature=feature, package=draft, at=at, path=path),
    )


def _blank_credits(currency: CurrencyFacts, draft: Package, *, uuid: str, at: datetime) -> CreditEntitlement:
    if draft.credits_of(currency.id) is not None:
        raise DuplicatedEntity.of("entitlement", currency.id)
    return CreditEntitlement(currency_id=currency.id, uuid=uuid, created_at=at, updated_at=at)
