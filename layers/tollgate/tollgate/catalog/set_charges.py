"""What a package charges for, set as a whole in its draft."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tollgate.catalog.charge_rules import check_fits, check_has_limit
from tollgate.catalog.create_package_entitlements import Grantable, NewEntitlement, new_entitlement
from tollgate.catalog.credit_settings import CreditSettings, configured_credits
from tollgate.catalog.entitlement_settings import configured
from tollgate.catalog.errors import PricingTypeNotSet
from tollgate.catalog.feature import FeatureType
from tollgate.catalog.feature_group_rules import check_alone
from tollgate.catalog.package import AnyEntitlement, Package, PricingType
from tollgate.catalog.ports import AnyPackage
from tollgate.charges.price import BillingModel, Price
from tollgate.charges.price_set import check_price_set
from tollgate.charges.pricing_model import MinimumSpend, PriceSet
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.ids import Ids


class OverageEntitlement(NewEntitlement):
    """What a package grants of a feature or a currency before overage begins; `path` leads to where it was sent."""

    path: str


class ChargesRequest(Value):
    """Everything a package charges for from now on, and how it is sold; what is left out is charged no more.

    `path` leads to the charges in what was sent and begins the field that an error names.
    """

    path: str = ""
    pricing_type: PricingType
    charges: PriceSet = PriceSet()
    overage_entitlements: tuple[OverageEntitlement, ...] = ()


def with_charges(
    draft: AnyPackage, request: ChargesRequest, *, grantable: Grantable, ids: Ids, at: datetime
) -> AnyPackage:
    """Return the draft with these charges, and with the entitlements that overage needs, which get a soft limit.

    A price that says what one of before said keeps its id. Raises `FeatureNotFound`, `CustomCurrencyNotFound`,
    `EntityIsArchived`, `InvalidInput`, and `EntitlementInFeatureGroup` for one that came with a feature group.
    """
    path = request.path
    priced = draft.but(pricing_type=request.pricing_type)
    check_fits(priced, request.charges, path=path)
    check_price_set(request.charges, path=path)
    _check_what_is_counted(request.charges, grantable, path)
    for new in request.overage_entitlements:
        priced = priced.with_entitlement(_granted(priced, new, grantable=grantable, ids=ids, at=at))
    priced = _with_soft_limits(priced, request.charges, path=path, at=at)
    return priced.but(charges=request.charges.identified(_identities(draft.charges, ids=ids, at=at)))


def with_another_minimum(package: Package, minimum_spend: tuple[MinimumSpend, ...]) -> ChargesRequest:
    """Return the charges a package has, but for another minimum spend; raises `PricingTypeNotSet`."""
    if package.pricing_type is None:
        raise PricingTypeNotSet(f"Set what the {package.noun} charges for first", refId=package.id)
    charges = package.charges.but(minimum_spend=minimum_spend)
    return ChargesRequest(path="", pricing_type=package.pricing_type, charges=charges)


def _check_what_is_counted(charges: PriceSet, grantable: Grantable, path: str) -> None:
    for index, model in enumerate(charges.pricing_models):
        place = f"{path}pricingModels[{index}]."
        if model.feature_id is not None:
            counts_usage = model.billing_model is not BillingModel.PER_UNIT
            _check_feature(model.feature_id, grantable, counts_usage=counts_usage, field=f"{place}featureId")
        if model.top_up_custom_currency_id is not None:
            grantable.currency(model.top_up_custom_currency_id, field=f"{place}topUpCustomCurrencyId")
        for number, period in enumerate(model.price_periods):
            if period.credit_rate is not None:
                field = f"{place}pricePeriods[{number}].creditRate.currencyId"
                grantable.currency(period.credit_rate.currency_id, field=field)
    for index, overage in enumerate(charges.overage_pricing_models):
        place = f"{path}overagePricingModels[{index}]."
        if overage.feature_id is not None:
            _check_feature(overage.feature_id, grantable, counts_usage=True, field=f"{place}featureId")
        if overage.currency_id is not None:
            grantable.currency(overage.currency_id, field=f"{place}currencyId")


def _check_feature(feature_id: str, grantable: Grantable, *, counts_usage: bool, field: str) -> None:
    feature = grantable.feature(feature_id, field=field)
    if counts_usage and not feature.is_metered:
        raise InvalidInput("Usage of this feature is not counted; charge for a metered one", field=field)
    if feature.feature_type is not FeatureType.NUMBER:
        raise InvalidInput("Units are of a NUMBER feature", field=field)


def _granted(
    draft: Package, new: OverageEntitlement, *, grantable: Grantable, ids: Ids, at: datetime
) -> AnyEntitlement:
    """Return the entitlement that overage begins beyond: a new one, or the one there is with these settings."""
    if isinstance(new.settings, CreditSettings):
        credits = draft.credits_of(new.id)
        if credits is not None:
            features = grantable.features
            return configured_credits(credits, new.settings, package=draft, features=features, at=at, path=new.path)
    else:
        before = draft.own_entitlement_to(new.id)
        if before is not None:
            check_alone(before)
            feature = grantable.feature(new.id, field=f"{new.path}featureId")
            return configured(before, new.settings, feature=feature, package=draft, at=at, path=new.path)
    return new_entitlement(draft, new, grantable=grantable, uuid=ids.uuid(), at=at, path=new.path)


def _with_soft_limits(draft: AnyPackage, charges: PriceSet, *, path: str, at: datetime) -> AnyPackage:
    """Return the draft whose entitlements let usage go on where what is beyond their limit is charged."""
    for index, overage in enumerate(charges.overage_pricing_models):
        name, value = overage.counted
        field = f"{path}overagePricingModels[{index}].{name}"
        held: AnyEntitlement | None = (
            draft.own_entitlement_to(value) if name == "featureId" else draft.credits_of(value)
        )
        if held is None and name == "featureId" and charges.sells_units_of(value):
            continue
        if held is None:
            message = f"Overage is beyond a limit: grant {value} in this {draft.noun}, or send it along"
            raise InvalidInput(message, field=field)
        check_has_limit(held, field=field)
        if not held.has_soft_limit:
            draft = draft.with_entitlement(held.but(has_soft_limit=True, updated_at=at))
    return draft


def _identities(before: PriceSet, *, ids: Ids, at: datetime) -> Callable[[Price], dict[str, Any]]:
    known: dict[Price, list[Price]] = {}
    for price in (*before.prices(), *before.overage_prices()):
        known.setdefault(price.unidentified, []).append(price)

    def identity(price: Price) -> dict[str, Any]:
        same = known.get(price.unidentified)
        if same:
            # Fees that are charged once may say the same twice; each keeps an id of its own.
            kept = same.pop(0)
            return {"id": kept.id, "billing_id": kept.billing_id, "created_at": kept.created_at}
        return {"id": ids.uuid(), "created_at": at}

    return identity
