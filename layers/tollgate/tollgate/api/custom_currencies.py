"""Custom currencies on the wire."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field

from tollgate.api.wire import Description, ListQuery, Metadata, Text, sent, split_commas
from tollgate.catalog.package import Package
from tollgate.credits.create_custom_currency import CreateCustomCurrencyRequest
from tollgate.credits.custom_currency import CurrencyUnits, CustomCurrency, CustomCurrencyStatus
from tollgate.credits.filters import CustomCurrencyFilters
from tollgate.credits.update_custom_currency import UpdateCustomCurrencyRequest
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope

ClearableText = Annotated[Description | None, AfterValidator(lambda text: text or None)]
"""A text that an empty one takes away, as null does."""


class UnitsBody(Value):
    """What one unit and several units are called."""

    singular: Text
    plural: Text


class CreateCustomCurrencyBody(Value):
    """What a new custom currency is to be."""

    id: str
    display_name: Text
    description: ClearableText = None
    symbol: ClearableText = None
    units: UnitsBody | None = None
    metadata: Metadata | None = None

    def to_request(self, scope: Scope) -> CreateCustomCurrencyRequest:
        """Return the domain's request."""
        return CreateCustomCurrencyRequest(scope=scope, **_fields(self))


class UpdateCustomCurrencyBody(Value):
    """What is to change of a custom currency: fields that are left out stay, null clears."""

    display_name: Text = Field(default_factory=str)
    description: ClearableText = None
    symbol: ClearableText = None
    units: UnitsBody | None = None
    metadata: Metadata | None = None

    def to_request(self, scope: Scope, currency_id: str) -> UpdateCustomCurrencyRequest:
        """Return the domain's request."""
        return UpdateCustomCurrencyRequest(scope=scope, id=currency_id, **_fields(self))


def _fields(body: CreateCustomCurrencyBody | UpdateCustomCurrencyBody) -> dict[str, Any]:
    fields = sent(body)
    if body.units is not None:
        fields["units"] = CurrencyUnits(singular=body.units.singular, plural=body.units.plural)
    return fields


class CustomCurrencyView(Value):
    """A custom currency as the contract shows it."""

    id: str
    display_name: str
    description: str | None
    symbol: str | None
    units: CurrencyUnits | None
    metadata: dict[str, str]
    archived_at: Instant | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, currency: CustomCurrency) -> Self:
        """Return the view of a custom currency."""
        return cls.model_validate(currency.model_dump())


class AssociatedEntityView(Value):
    """A plan or an add-on that names a custom currency."""

    id: str
    display_name: str
    type: str

    @classmethod
    def of(cls, package: Package) -> Self:
        """Return the view of a package."""
        return cls(id=package.id, display_name=package.display_name, type=type(package).__name__)


class CustomCurrencyListQuery(ListQuery):
    """Which custom currencies are listed: those in use, unless other statuses are asked for."""

    status: Annotated[list[CustomCurrencyStatus] | None, BeforeValidator(split_commas)] = None

    def to_filters(self) -> CustomCurrencyFilters:
        """Return the domain's filters."""
        return CustomCurrencyFilters(statuses=tuple(self.status)) if self.status else CustomCurrencyFilters()
