"""What pricing refuses."""

from tollgate.shared.errors import BadUserInput, InvalidInput, NotFound


class PriceNotFound(NotFound):
    """Nothing is sold at this price, in this billing period or in this currency."""

    code = "PriceNotFound"


class InvalidQuantity(InvalidInput):
    """The quantity is not one that can be bought or counted at this price."""

    code = "InvalidQuantity"


class AmountTooLarge(InvalidInput):
    """The amount is beyond what clients read exactly."""

    code = "AmountTooLarge"


class InvalidPriceAmount(InvalidInput):
    """A price agreed for one subscription is negative."""

    code = "InvalidUpdatePriceUnitAmountError"


class FormulaInvalid(BadUserInput):
    """A cost formula is no expression; `position` counts its characters from one and tells where it stops being one."""
