"""What pricing tables refuse."""

from tollgate.shared.errors import NotAllowed


class AllCountriesNotAllowed(NotAllowed):
    """A key that browsers hold shows the prices of one country at a time."""

    code = "FetchAllCountriesPricesNotAllowed"

    @classmethod
    def refused(cls) -> "AllCountriesNotAllowed":
        """Return the refusal."""
        return cls(
            "A publishable key reads one country's prices; send billingCountryCode, or use a full key",
            field="fetchAllCountriesPrices",
        )
