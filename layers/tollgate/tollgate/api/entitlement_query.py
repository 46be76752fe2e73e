"""What a check of entitlements is asked, on the wire."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from tollgate.api.wire import QueryMap, SentInstant, split_commas
from tollgate.entitlements.verdict import CreditQuestion, Question
from tollgate.shared.entity import Value
from tollgate.shared.errors import BadUserInput

if TYPE_CHECKING:  # most checks hold nothing, and start fast
    from tollgate.credits.reservation import ReservationTerms

_METADATA = TypeAdapter(dict[str, str])


class CheckEntitlementQuery(Value):
    """What is asked: about a feature or about a currency, never both."""

    feature_id: str | None = None
    currency_id: str | None = None
    requested_usage: Annotated[int | None, Field(ge=0, le=2**53 - 1)] = None
    requested_values: Annotated[list[str] | None, BeforeValidator(split_commas)] = None
    resource_id: str | None = None
    dimensions: QueryMap | None = None
    reserve_amount: Annotated[Decimal | None, Field(gt=0, le=10**15)] = None
    reservation_id: str | None = None
    reservation_ttl_seconds: int | None = None
    reservation_expires_at: SentInstant | None = None
    reservation_metadata: str | None = None

    def checked(self) -> Self:
        """Return the query; raises `BadUserInput` unless it names one of featureId and currencyId.

        Credits are held of a currency only, and what is said of a reservation goes with how much is to be held.
        """
        if (self.feature_id is None) is (self.currency_id is None):
            raise BadUserInput("Send either featureId or currencyId", field="featureId")
        for name in ("reservation_id", "reservation_ttl_seconds", "reservation_expires_at", "reservation_metadata"):
            if getattr(self, name) is not None and self.reserve_amount is None:
                raise BadUserInput("Send reserveAmount: how many credits are to be held", field="reserveAmount")
        if self.reserve_amount is not None and self.currency_id is None:
            raise BadUserInput("Credits are held of a currency; send currencyId", field="currencyId")
        return self

    def to_terms(self) -> "ReservationTerms | None":
        """Return what is to be held, None where nothing is; raises `BadUserInput` for metadata that is no object."""
        if self.reserve_amount is None:
            return None
        from tollgate.credits.reservation import ReservationTerms  # most checks hold nothing, and start fast

        return ReservationTerms(
            id=self.reservation_id,
            amount=self.reserve_amount,
            seconds=self.reservation_ttl_seconds,
            expires_at=self.reservation_expires_at,
            metadata=self._metadata(),
        )

    def _metadata(self) -> dict[str, str] | None:
        if self.reservation_metadata is None:
            return None
        try:
            return _METADATA.validate_json(self.reservation_metadata)
        except ValidationError as broken:
            message = "reservationMetadata is a JSON object of texts"
            raise BadUserInput(message, field="reservationMetadata") from broken

    def to_credit_question(self, customer_id: str) -> CreditQuestion:
        """Return the domain's question about credits."""
        return CreditQuestion(
            customer_id=customer_id,
            currency_id=self.currency_id or "",
            resource_id=self.resource_id,
            requested_usage=Decimal(self.requested_usage) if self.requested_usage is not None else None,
        )

    def to_question(self, customer_id: str) -> Question:
        """Return the domain's question about a feature."""
        return Question(
            customer_id=customer_id,
            feature_id=self.feature_id or "",
            resource_id=self.resource_id,
            requested_usage=Decimal(self.requested_usage) if self.requested_usage is not None else None,
            requested_values=tuple(self.requested_values) if self.requested_values else None,
        )
