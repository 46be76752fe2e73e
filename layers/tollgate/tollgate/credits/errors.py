"""What credits refuse."""

from tollgate.shared.errors import Conflict


class CustomCurrencyInUse(Conflict):
    """Packages that are sold, or drafts, name the currency; the published list has no code of its own for it."""


class TooManyCustomCurrencies(Conflict):
    """As many custom currencies are in use as an environment may have at once."""

    code = "TooManyCustomCurrencies"
