"""Put a whole package in place at once: everything it says, as a draft or as what is sold from now on."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from tollgate.catalog.create_package_entitlements import Grantable, NewEntitlement, new_entitlement
from tollgate.catalog.credit_entitlement import CreditEntitlement
from tollgate.catalog.credit_settings import CreditSettings, configured_credits
from tollgate.catalog.entitlement import Widget
from tollgate.catalog.entitlement_settings import configured
from tollgate.catalog.events import PackagePublished, package_created, package_updated
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.feature_group_errors import FeatureGroupNotFound
from tollgate.catalog.inheritance import MOST_GRANTED
from tollgate.catalog.package import AnyEntitlement, Package, PricingType, named
from tollgate.catalog.ports import AnyPackage, PackageRepository
from tollgate.catalog.set_charges import ChargesRequest, with_charges
from tollgate.charges.price import Price
from tollgate.charges.pricing_model import OverageBillingPeriod, PriceSet
from tollgate.shared.entity import Value
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope


class StatedEntitlement(NewEntitlement):
    """What a package is to grant of a feature or a currency, and the feature groups it is to hold the feature with."""

    feature_group_ids: tuple[str, ...] = ()


class PackageContent(Value):
    """Everything a plan or an add-on is to say; what is left out, it says no more.

    With `is_sold` it is what is sold from now on, else a draft. Of a billing provider nothing is said: what that one
    calls the package and its prices stays as it is.
    """

    scope: Scope
    id: str
    product_id: str
    display_name: str
    description: str | None
    pricing_type: PricingType | None
    metadata: dict[str, str]
    hidden_from_widgets: tuple[Widget, ...]
    charges: PriceSet
    entitlements: tuple[StatedEntitlement, ...]
    is_sold: bool

    @property
    def fields(self) -> dict[str, Any]:
        """Return the fields of a version that are as they are said."""
        others = {"scope", "metadata", "charges", "entitlements", "is_sold"}
        return {name: getattr(self, name) for name in type(self).model_fields if name not in others}


@dataclass(frozen=True)
class Putting(Generic[AnyPackage]):
    """What a package is put in place with.

    `check` raises for a package that cannot be like this; `publish` stages a version, and returns it and the others
    that it published along with it.
    """

    packages: PackageRepository[AnyPackage]
    grantable: Grantable
    groups: Mapping[str, FeatureGroup]
    check: Callable[[AnyPackage], None]
    publish: Callable[[AnyPackage], Sequence[AnyPackage]]
    events: EventRecorder
    ids: Ids
    at: datetime


def put_package(content: PackageContent, by: Putting[AnyPackage]) -> AnyPackage:
    """Return the version that is in place now. What is sold is never replaced by a draft, and keeps the one it has.

    Raises `InvalidInput`, `EntityIsArchived`, what grants and charges raise, and what `by` raises.
    """
    held = _held(content, by.packages)
    if held is None:
        return _begun(content, by)
    return held if held.is_latest and not content.is_sold else _changed(content, held, by)


def _held(content: PackageContent, packages: PackageRepository[AnyPackage]) -> AnyPackage | None:
    held = packages.latest(content.scope, content.id) or packages.draft(content.scope, content.id)
    if held is None:
        require_id(content.id, field="id")
        return None
    if held.is_archived:
        raise EntityIsArchived.of(held.noun, held.id)
    if held.product_id != content.product_id:
        raise InvalidInput(f"The {held.noun} belongs to {held.product_id}, which never changes", field="productId")
    return held


def _begun(content: PackageContent, by: Putting[AnyPackage]) -> AnyPackage:
    blank = by.packages.kind(
        uuid=by.ids.uuid(),
        version_number=1,
        metadata=checked_metadata(content.metadata),
        created_at=by.at,
        updated_at=by.at,
        **content.fields,
    )
    package = _stated(content, blank, by)
    by.check(package)
    if content.is_sold:
        package = by.publish(package)[0]
    else:
        by.packages.save_draft(content.scope, package)
    by.events.record(content.scope, package_created(package, at=by.at))
    return package


def _changed(content: PackageContent, held: AnyPackage, by: Putting[AnyPackage]) -> AnyPackage:
    scope, metadata = content.scope, checked_metadata(content.metadata)
    after = _stated(content, held, by)
    published: list[AnyPackage] = []
    if after != held or (content.is_sold and held.is_draft):
        by.check(after)
        after = after.but(updated_at=by.at) if held.is_draft else after.next_draft(at=by.at)
        if content.is_sold:
            published = list(by.publish(after))
            after = published[0]
        else:
            by.packages.save_draft(scope, after)
    if metadata != held.metadata:
        after = after.but(metadata=metadata, updated_at=by.at)
        by.packages.save_shared(scope, after)
    for version in [after, *published[1:]] if published else []:
        by.events.record(scope, PackagePublished.of(version, at=by.at))
        by.events.record(scope, package_updated(version, at=by.at))
    if not published and metadata != held.metadata and held.is_latest:
        by.events.record(scope, package_updated(after, at=by.at))
    return after


def _stated(content: PackageContent, before: AnyPackage, by: Putting[AnyPackage]) -> AnyPackage:
    """Return the package with what the content says in the place of what it said before."""
    package = _granting(content, before.but(**content.fields), by)
    charges = _billed(content.charges, before.charges)
    if _says_the_same(charges, before.charges):
        charges = before.charges  # in their order of before
    if content.pricing_type is None:
        if charges != PriceSet():
            raise InvalidInput("What has a price has a pricingType", field="pricingType")
        return package.but(charges=charges)
    request = ChargesRequest(pricing_type=content.pricing_type, charges=charges)
    return with_charges(package, request, grantable=by.grantable, ids=by.ids, at=by.at)


def _granting(content: PackageContent, package: AnyPackage, by: Putting[AnyPackage]) -> AnyPackage:
    if len(content.entitlements) > MOST_GRANTED:
        raise InvalidInput(f"A {package.noun} takes at most {MOST_GRANTED} entitlements", field="entitlements")
    kept = {(each.id, isinstance(each.settings, CreditSettings)) for each in content.entitlements}
    for held in package.own_entitlements:
        if (named(held), isinstance(held, CreditEntitlement)) not in kept:
            package = package.without_entitlement(held)
    for each in content.entitlements:
        package = package.with_entitlement(_granted(each, package, by))
    return package


def _granted(new: StatedEntitlement, package: Package, by: Putting[AnyPackage]) -> AnyEntitlement:
    """Return the entitlement the package holds already with these settings, or a new one."""
    entitlement = _configured(new, package, by)
    if isinstance(entitlement, CreditEntitlement):
        return entitlement
    for group_id in new.feature_group_ids:
        if group_id not in by.groups:
            raise FeatureGroupNotFound.of(group_id)
        if by.groups[group_id].is_archived:
            raise EntityIsArchived.of("featureGroup", group_id)
    return entitlement.but(feature_group_ids=new.feature_group_ids)


def _configured(new: NewEntitlement, package: Package, by: Putting[AnyPackage]) -> AnyEntitlement:
    features, at, settings = by.grantable.features, by.at, new.settings
    if isinstance(settings, CreditSettings):
        path, credits = f"entitlements.credit:{new.id}.", package.credits_of(new.id)
        if credits is not None:
            return configured_credits(credits, settings, package=package, features=features, at=at, path=path)
    else:
        path, held = f"entitlements.feature:{new.id}.", package.own_entitlement_to(new.id)
        if held is not None:
            return configured(held, settings, feature=features[new.id], package=package, at=at, path=path)
    return new_entitlement(package, new, grantable=by.grantable, uuid=by.ids.uuid(), at=at, path=path)


def _billed(charges: PriceSet, before: PriceSet) -> PriceSet:
    """Return the charges with what a billing provider calls those of their prices that were there before."""
    known = {_said(price): price.billing_id for price in (*before.prices(), *before.overage_prices())}

    def identity(price: Price) -> dict[str, Any]:
        billing_id = known.get(_said(price))
        return {"billing_id": billing_id} if billing_id is not None else {}

    return charges.identified(identity)


def _says_the_same(charges: PriceSet, before: PriceSet) -> bool:
    return _sayings(charges) == _sayings(before)


def _sayings(charges: PriceSet) -> tuple[Counter[Price], Counter[Price], OverageBillingPeriod]:
    return (
        Counter(map(_said, charges.prices())),
        Counter(map(_said, charges.overage_prices())),
        charges.overage_billing_period,
    )


def _said(price: Price) -> Price:
    return price.unidentified.but(billing_id=None)
