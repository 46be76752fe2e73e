"""What credits refuse."""

from tollgate.shared.errors import Conflict


class TooManyCustomCurrencies(Conflict):
    """As many custom currencies are in use as an environment may have at once."""

    code = "TooManyCustomCurrencies"
