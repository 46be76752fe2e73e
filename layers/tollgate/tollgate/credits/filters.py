"""Which custom currencies a list shows."""

from tollgate.credits.custom_currency import CustomCurrency, CustomCurrencyStatus
from tollgate.shared.entity import Value


class CustomCurrencyFilters(Value):
    """Which custom currencies are listed: those in use, unless other statuses are asked for."""

    statuses: tuple[CustomCurrencyStatus, ...] = (CustomCurrencyStatus.ACTIVE,)

    def holds(self, currency: CustomCurrency) -> bool:
        """Tell whether the currency is listed."""
        return currency.status in self.statuses
