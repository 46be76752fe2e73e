"""What credits refuse."""

from tollgate.shared.errors import Conflict, NotFound


class CustomCurrencyNotFound(NotFound):
    """No custom currency has this id."""

    code = "CustomCurrencyNotFound"

    @classmethod
    def of(cls, currency_id: str) -> "CustomCurrencyNotFound":
        """Return the error for this id."""
        return cls(f"There is no custom currency with the id {currency_id}", refId=currency_id)


class TooManyCustomCurrencies(Conflict):
    """As many custom currencies are in use as an environment may have at once."""

    code = "TooManyCustomCurrencies"
