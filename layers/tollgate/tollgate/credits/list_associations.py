"""Find what uses a custom currency."""

from tollgate.catalog.currency_use import packages_naming
from tollgate.catalog.feature_use import sold_packages
from tollgate.catalog.package import Package
from tollgate.catalog.ports import AddonRepository, PlanRepository
from tollgate.credits.ports import CustomCurrencyRepository
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.shared.scope import Scope


def list_associations(
    scope: Scope,
    currency_id: str,
    *,
    currencies: CustomCurrencyRepository,
    plans: PlanRepository,
    addons: AddonRepository,
) -> list[Package]:
    """Return the plans and add-ons, drafts or sold, that name the currency; raises `CustomCurrencyNotFound`."""
    currency = retrieve_custom_currency(scope, currency_id, currencies=currencies)
    return packages_naming(sold_packages(scope, plans=plans, addons=addons), currency.id)
