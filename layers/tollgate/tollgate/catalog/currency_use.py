"""Which packages use a custom currency: those with a draft, or a latest version that is sold, that name it."""

from collections.abc import Iterable

from tollgate.catalog.package import Package


def packages_naming(packages: Iterable[Package], currency_id: str) -> list[Package]:
    """Return the packages that grant credits of a currency, sell them, burn them or charge what is beyond them.

    Each is there once, by the first of its versions among these that does, in the order of their ids.
    """
    found: dict[tuple[str, str], Package] = {}
    for package in packages:
        if _names(package, currency_id):
            found.setdefault((package.noun, package.id), package)
    return [package for _, package in sorted(found.items(), key=lambda each: (each[0][0] != "plan", each[0][1]))]


def _names(package: Package, currency_id: str) -> bool:
    return package.credits_of(currency_id) is not None or any(
        price.top_up_custom_currency_id == currency_id
        or (price.credit_rate is not None and price.credit_rate.currency_id == currency_id)
        for price in package.charges.all_prices()
    )
