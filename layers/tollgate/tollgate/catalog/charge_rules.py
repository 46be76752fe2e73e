"""Which charges a package of a pricing type may have."""

from tollgate.catalog.package import Package, PricingType
from tollgate.charges.pricing_model import PriceSet
from tollgate.shared.errors import InvalidInput

MOST_MODELS, MOST_PRICES = 50, 500
"""Charges of a package, and their prices over all periods and countries: more than anybody can read, and small enough
to be stored with a version."""


def check_fits(package: Package, charges: PriceSet, *, path: str) -> None:
    """Raise `InvalidInput` where a package of this pricing type does not charge, or a value is left open in it."""
    if package.pricing_type is not PricingType.PAID:
        _check_nothing_is_charged(package, charges, path)
    if len(charges.pricing_models) + len(charges.overage_pricing_models) > MOST_MODELS:
        raise InvalidInput(f"A package has at most {MOST_MODELS} charges", field=f"{path}pricingModels")
    if len(charges.prices()) + len(charges.overage_prices()) > MOST_PRICES:
        raise InvalidInput(f"A package has at most {MOST_PRICES} prices", field=f"{path}pricingModels")
    open_values = [each for each in package.own_entitlements if each.is_custom]
    if open_values and package.pricing_type is not PricingType.CUSTOM:
        message = f"{package.id} leaves values to each subscription; only a CUSTOM {package.noun} may"
        raise InvalidInput(message, field=f"{path}pricingType")


def _check_nothing_is_charged(package: Package, charges: PriceSet, path: str) -> None:
    parts = {
        "pricingModels": charges.pricing_models,
        "overagePricingModels": charges.overage_pricing_models,
        "minimumSpend": charges.minimum_spend,
    }
    for name, given in parts.items():
        if given:
            raise InvalidInput(f"A {package.pricing_type} {package.noun} has no prices", field=f"{path}{name}")
