"""The parts that bodies have in common. Every field is always sent; what there is nothing of is null."""

from typing import Any, Self

from pydantic import ConfigDict

from tollgate.catalog.feature import EnumValue, Feature, FeatureStatus, FeatureType, MeterType
from tollgate.credits.custom_currency import CurrencyUnits, CustomCurrency
from tollgate.customers.customer import Customer
from tollgate.event_catalogue.ports import Directory
from tollgate.shared.entity import Value
from tollgate.shared.reset_period import ResetAnchor
from tollgate.shared.scope import Scope


class Part(Value):
    """A part of a body."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class CustomerMin(Part):
    """A customer, as every event shows it. Of an archived one name and e-mail are gone, whenever the event is told.

    `entityId` is its internal id, `id` the one it was given.
    """

    entity_id: str | None = None
    id: str
    name: str | None = None
    email: str | None = None
    billing_id: str | None = None
    crm_id: str | None = None
    salesforce_id: str | None = None
    metadata: dict[str, str] = {}
    billing_currency: str | None = None

    @classmethod
    def found(cls, scope: Scope, customer_id: str, directory: Directory) -> Self:
        """Return the customer as it stands; of one that is unknown only the id."""
        customer = directory.customer(scope, customer_id)
        if customer is None:
            return cls(id=customer_id)
        return cls.of(customer)

    @classmethod
    def of(cls, customer: Customer) -> Self:
        """Return the customer; of an archived one nothing that tells who it was."""
        hidden = _PERSONAL if customer.is_archived else set()
        known = {name: getattr(customer, name) for name in cls.model_fields if name not in {"entity_id", *hidden}}
        return cls(entity_id=customer.uuid, **known)


_PERSONAL = {"name", "email"}


class ResourceRef(Part):
    """A resource of a customer; it has no internal id."""

    id: str
    entity_id: str | None = None


class FeatureMin(Part):
    """A feature, as events of what grants or counts it show it."""

    id: str
    name: str | None = None
    description: str | None = None
    feature_type: FeatureType | None = None
    meter_type: MeterType | None = None
    unit: str | None = None
    units: str | None = None
    status: FeatureStatus | None = None

    @classmethod
    def of(cls, feature: Feature | None, feature_id: str) -> Self:
        """Return the feature; of one that is not found only the id."""
        return cls(id=feature_id, **_shown(feature)) if feature is not None else cls(id=feature_id)


class FeatureInFull(FeatureMin):
    """A feature with its internal id and its values."""

    entity_id: str | None = None
    enum_configuration: tuple[EnumValue, ...] | None = None


class ResetConfiguration(Part):
    """From where reset periods are counted."""

    according_to: ResetAnchor


class CreditCurrency(Part):
    """A custom currency, as events of credits show it."""

    id: str
    name: str | None = None
    description: str | None = None
    unit_label: CurrencyUnits | None = None

    @classmethod
    def of(cls, currency: CustomCurrency | None, currency_id: str) -> Self:
        """Return the currency; of one that is not found only the id."""
        if currency is None:
            return cls(id=currency_id)
        return cls(
            id=currency.id, name=currency.display_name, description=currency.description, unit_label=currency.units
        )


def _shown(feature: Feature) -> dict[str, Any]:
    return {
        "name": feature.display_name,
        "description": feature.description,
        "feature_type": feature.feature_type,
        "meter_type": feature.meter_type,
        "unit": feature.feature_units,
        "units": feature.feature_units_plural,
        "status": feature.feature_status,
    }
