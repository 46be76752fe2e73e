"""What credits refuse."""

from tollgate.shared.errors import ConcurrentChange, Conflict, InvalidInput, NotFound


class CustomCurrencyInUse(Conflict):
    """Packages that are sold, or drafts, name the currency; the published list has no code of its own for it."""


class TooManyCustomCurrencies(Conflict):
    """As many custom currencies are in use as an environment may have at once."""

    code = "TooManyCustomCurrencies"


class TooManyOpenGrants(Conflict):
    """A wallet holds as many grants that are not used up as one item can keep."""

    @classmethod
    def of(cls, most: int) -> "TooManyOpenGrants":
        """Return the refusal of one more."""
        return cls(f"The wallet has {most} grants that are not used up; void some, or grant more credits at once")


class WalletBehind(ConcurrentChange):
    """More has come due in a wallet than one transaction holds; it is being caught up with."""

    @classmethod
    def of(cls, currency_id: str) -> "WalletBehind":
        """Return the refusal, which a retry cures."""
        return cls(f"The wallet of {currency_id} is catching up with the time that passed; send the request again")


class CreditGrantNotFound(NotFound):
    """No grant has this id."""

    code = "CreditGrantNotFound"

    @classmethod
    def of(cls, grant_id: str) -> "CreditGrantNotFound":
        """Return the error for this id."""
        return cls(f"There is no credit grant with the id {grant_id}")


class CreditGrantAlreadyVoided(Conflict):
    """The grant was voided before."""

    code = "CreditGrantAlreadyVoided"

    @classmethod
    def of(cls, grant_id: str) -> "CreditGrantAlreadyVoided":
        """Return the error for this grant."""
        return cls(f"The credit grant {grant_id} is voided already", grantId=grant_id)


class CreditGrantCannotBeVoided(InvalidInput):
    """An overdraft is settled by new credits only, and of what has expired nothing is left."""

    code = "CreditGrantCannotBeVoided"

    @classmethod
    def of(cls, grant_id: str, why: str) -> "CreditGrantCannotBeVoided":
        """Return the error for this grant."""
        return cls(f"The credit grant {grant_id} cannot be voided: {why}", grantId=grant_id)


class ExpiryNotAfterEffect(InvalidInput):
    """A grant would expire before it takes effect."""

    code = "ExpireAtMustBeLaterThanEffectiveAtError"

    @classmethod
    def of(cls) -> "ExpiryNotAfterEffect":
        """Return the error."""
        return cls("expireAt must be later than effectiveAt", field="expireAt")


class CannotUpdateExpiry(InvalidInput):
    """The grant has expired, and what is gone does not come back."""

    code = "CannotUpdateExpireAtForExpiredCreditGrantError"

    @classmethod
    def of(cls, grant_id: str) -> "CannotUpdateExpiry":
        """Return the error for this grant."""
        return cls(f"The credit grant {grant_id} has expired; grant credits anew", field="expireAt")


class ReservationNotFound(NotFound):
    """No reservation has this id, or it expired more than a week ago."""

    @classmethod
    def of(cls, reservation_id: str) -> "ReservationNotFound":
        """Return the error for this id."""
        return cls(f"There is no reservation {reservation_id} of this customer and currency", field="reservationId")


class ReservationConflict(Conflict):
    """The id was used before, for something else."""

    @classmethod
    def of(cls, reservation_id: str) -> "ReservationConflict":
        """Return the error for a reservation that was made with other parameters."""
        message = f"The reservation {reservation_id} was made with other parameters; choose another id"
        return cls(message, field="reservationId")

    @classmethod
    def released(cls, reservation_id: str) -> "ReservationConflict":
        """Return the error for a reservation that was released with another amount."""
        return cls(f"The reservation {reservation_id} was released with another consumedAmount", field="consumedAmount")


class NoTopUpPrice(InvalidInput):
    """Nothing that the customer subscribes to says what credits cost, so that none can be bought."""

    @classmethod
    def of(cls, currency_id: str) -> "NoTopUpPrice":
        """Return the error for this currency."""
        message = f"No subscription of the customer sells credits of {currency_id}; subscribe to a plan that does"
        return cls(message, field="currencyId")
