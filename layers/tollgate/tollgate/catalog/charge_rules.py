"""Which charges a package may have."""

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.errors import EntitlementIsCharged
from tollgate.catalog.package import AnyEntitlement, Package, PricingType, named
from tollgate.catalog.ports import AnyPackage
from tollgate.charges.pricing_model import PriceSet
from tollgate.shared.errors import InvalidInput

MOST_MODELS, MOST_PRICES, MOST_TIERS, MOST_OF_FORMULAS = 50, 500, 2_000, 50_000
"""Charges of a package, their prices over all periods and countries, and the tiers and characters of cost formulas of
these: more than anybody can read, and small enough to be stored with a version."""


def check_fits(package: Package, charges: PriceSet, *, path: str) -> None:
    """Raise `InvalidInput` where a package of this pricing type does not charge, or a value is left open in it."""
    if package.pricing_type is not PricingType.PAID:
        _check_nothing_is_charged(package, charges, path)
    if len(charges.pricing_models) + len(charges.overage_pricing_models) > MOST_MODELS:
        raise InvalidInput(f"A package has at most {MOST_MODELS} charges", field=f"{path}pricingModels")
    prices = (*charges.prices(), *charges.overage_prices())
    if len(prices) > MOST_PRICES:
        raise InvalidInput(f"A package has at most {MOST_PRICES} prices", field=f"{path}pricingModels")
    if sum(len(price.tiers or ()) for price in prices) > MOST_TIERS:
        raise InvalidInput(f"The prices of a package have at most {MOST_TIERS} tiers", field=f"{path}pricingModels")
    formulas = (price.credit_rate.cost_formula or "" for price in prices if price.credit_rate is not None)
    if sum(map(len, formulas)) > MOST_OF_FORMULAS:
        message = f"The cost formulas of a package have at most {MOST_OF_FORMULAS} characters"
        raise InvalidInput(message, field=f"{path}pricingModels")
    open_values = [each for each in package.own_entitlements if each.is_custom]
    if open_values and package.pricing_type is not PricingType.CUSTOM:
        message = f"{package.id} leaves values to each subscription; only a CUSTOM {package.noun} may"
        raise InvalidInput(message, field=f"{path}pricingType")


def check_has_limit(entitlement: AnyEntitlement, *, field: str) -> None:
    """Raise `InvalidInput` where nothing is beyond an entitlement, so that no overage can be charged."""
    is_unlimited = isinstance(entitlement, FeatureEntitlement) and entitlement.has_unlimited_usage
    if is_unlimited or not entitlement.is_granted:
        message = f"Overage is beyond a limit: {named(entitlement)} has none here, so there is nothing to charge"
        raise InvalidInput(message, field=field)


def check_overage_stays(package: Package, entitlement: AnyEntitlement, *, path: str) -> None:
    """Raise `InvalidInput` where what is charged beyond an entitlement could not come about with these settings."""
    if not _charges_beyond(entitlement, package.charges):
        return
    is_unlimited = isinstance(entitlement, FeatureEntitlement) and entitlement.has_unlimited_usage
    check_has_limit(entitlement, field=f"{path}hasUnlimitedUsage" if is_unlimited else f"{path}isGranted")
    if not entitlement.has_soft_limit:
        message = f"Overage of {named(entitlement)} is charged, so its limit is soft; take the charge out first"
        raise InvalidInput(message, field=f"{path}hasSoftLimit")


def withdrawn(package: AnyPackage, entitlement: AnyEntitlement) -> AnyPackage:
    """Return the package without an entitlement.

    Raises `EntitlementIsCharged` where overage is charged that only this one limits: no units are bought that would.
    """
    is_bought = isinstance(entitlement, FeatureEntitlement) and package.charges.sells_units_of(entitlement.feature_id)
    if _charges_beyond(entitlement, package.charges) and not is_bought:
        raise EntitlementIsCharged(f"Overage of {named(entitlement)} is charged; take that charge out first")
    return package.without_entitlement(entitlement)


def _charges_beyond(entitlement: AnyEntitlement, charges: PriceSet) -> bool:
    name = "featureId" if isinstance(entitlement, FeatureEntitlement) else "currencyId"
    counted = (name, named(entitlement))
    return any(overage.counted == counted for overage in charges.overage_pricing_models)


def _check_nothing_is_charged(package: Package, charges: PriceSet, path: str) -> None:
    parts = {
        "pricingModels": charges.pricing_models,
        "overagePricingModels": charges.overage_pricing_models,
        "minimumSpend": charges.minimum_spend,
    }
    for name, given in parts.items():
        if given:
            raise InvalidInput(f"A {package.pricing_type} {package.noun} has no prices", field=f"{path}{name}")
