"""How the document tells of features, products, currencies and coupons: what they say, by ids that callers gave.

An entry holds what is the same in every environment: no internal ids, no instants, no numbers of versions, and
nothing that a billing provider calls it.
"""

from collections.abc import Set
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator

from tollgate.catalog.feature import EnumValue, FeatureStatus, FeatureType, MeterType
from tollgate.catalog.meter import Meter
from tollgate.catalog.product import UsageResetCutoff
from tollgate.catalog.product_settings import (
    AutoCancellationRule,
    ProductSettings,
    SubscriptionEndSetup,
    SubscriptionStartSetup,
)
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.credits.custom_currency import CurrencyUnits
from tollgate.shared.entity import Value
from tollgate.shared.money import Money
from tollgate.workflows.definition import Definition, Edge, Node, Trigger
from tollgate.workflows.workflow import Workflow, WorkflowStatus

Listed = TypeVar("Listed")

Filled = Annotated[tuple[Listed, ...] | None, AfterValidator(lambda values: values or None)]
"""A list that is not there where it is empty."""


class Entry(Value):
    """What the document tells of one thing: the fields it shares with the entity, under the same names."""

    @classmethod
    def of(cls, entity: Value) -> Self:
        """Return the entry of an entity."""
        return cls.model_validate({name: getattr(entity, name) for name in cls.model_fields})

    def fields(self, *, beside: Set[str] = frozenset()) -> dict[str, Any]:
        """Return the fields by their names, as requests take them; without those that are named."""
        return {name: getattr(self, name) for name in type(self).model_fields if name not in beside}

    def after(self, held: Self | None) -> Self:
        """Return the entry as a merge leaves it, given the one that is held already; a kind may take some over."""
        return self


class CurrencyEntry(Entry):
    """A custom currency."""

    display_name: str
    description: str | None = None
    symbol: str | None = None
    units: CurrencyUnits | None = None
    metadata: dict[str, str] = {}


class FeatureEntry(Entry):
    """A feature."""

    display_name: str
    description: str | None = None
    feature_type: FeatureType
    meter_type: MeterType = MeterType.NONE
    feature_status: FeatureStatus = FeatureStatus.ACTIVE
    feature_units: str | None = None
    feature_units_plural: str | None = None
    enum_configuration: Filled[EnumValue] = None
    meter: Meter | None = None
    unit_transformation: UnitTransformation | None = None
    metadata: dict[str, str] = {}

    def after(self, held: Self | None) -> Self:
        """Return the entry as a merge leaves it: whether a feature is NEW or ACTIVE is told when it is made."""
        return self if held is None else self.but(feature_status=held.feature_status)

    def with_values_of(self, held: Self) -> Self:
        """Return the entry as it is until everything is merged that grants the feature: no value is missing yet."""
        known = held.enum_configuration or ()
        names = {each.value for each in known}
        added = tuple(each for each in self.enum_configuration or () if each.value not in names)
        return self.after(held).but(enum_configuration=(*known, *added) or None)


class FeatureGroupEntry(Entry):
    """A feature group, by its latest version."""

    display_name: str
    description: str | None = None
    feature_ids: tuple[str, ...]


class PackageGroupEntry(Entry):
    """A package group, by its latest version."""

    product_id: str
    display_name: str
    description: str | None = None
    addon_ids: tuple[str, ...] = ()


class ProductEntry(Entry):
    """A product."""

    display_name: str
    description: str | None = None
    metadata: dict[str, str] = {}
    multiple_subscriptions: bool = False
    usage_reset_cutoff: UsageResetCutoff = UsageResetCutoff.ALWAYS_RESET
    product_settings: ProductSettings = ProductSettings()
    auto_cancellation_rules: tuple[AutoCancellationRule, ...] = ()

    def naming(self, plan_ids: Set[str]) -> Self:
        """Return the entry with what names other plans left out: rules, and the half of the settings that needs one."""
        settings, rules = self.product_settings, self.auto_cancellation_rules
        if settings.subscription_start_plan_id not in {None, *plan_ids}:
            setup = SubscriptionStartSetup.PLAN_SELECTION
            settings = settings.but(subscription_start_setup=setup, subscription_start_plan_id=None)
        if settings.downgrade_plan_id not in {None, *plan_ids}:
            settings = settings.but(
                subscription_end_setup=SubscriptionEndSetup.CANCEL_SUBSCRIPTION, downgrade_plan_id=None
            )
        kept = tuple(each for each in rules if {each.source_plan_id, each.target_plan_id} <= plan_ids)
        return self.but(product_settings=settings, auto_cancellation_rules=kept)

    def before_plans(self, held: Self) -> Self:
        """Return the entry as it is until its plans are merged: as settled as before, and without rules that go."""
        kept = tuple(each for each in held.auto_cancellation_rules if each in self.auto_cancellation_rules)
        return self.but(product_settings=held.product_settings, auto_cancellation_rules=kept)


class CouponEntry(Entry):
    """A coupon of the catalogue: neither one of a single subscription nor one that a billing provider keeps."""

    name: str
    description: str | None = None
    metadata: dict[str, str] = {}
    percent_off: int | None = None
    amounts_off: Filled[Money] = None
    duration_in_months: int | None = None


class WorkflowEntry(Entry):
    """A workflow by its present version; its runs and the secrets that it names stay where they are."""

    name: str
    description: str | None = None
    status: WorkflowStatus = WorkflowStatus.ACTIVE
    triggers: tuple[Trigger, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    error_workflow_id: str | None = None

    @classmethod
    def showing(cls, workflow: Workflow, definition: Definition) -> Self:
        """Return the entry of a workflow."""
        return cls(**{name: value for name, value in {**dict(workflow), **dict(definition)}.items() if name in _SHOWN})

    @property
    def definition(self) -> Definition:
        """Return the definition."""
        return Definition(**self.fields(beside={"name", "description", "status"}))

    @property
    def needed(self) -> frozenset[str]:
        """Return the workflow that is told where it fails: it has to be there first."""
        return frozenset((self.error_workflow_id,) if self.error_workflow_id is not None else ())


_SHOWN = WorkflowEntry.model_fields.keys()
