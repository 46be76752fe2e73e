"""What copying a catalogue between environments is given."""

from typing import Any

from tollgate.catalog.migration import MigrationType
from tollgate.environments.environment import EnvironmentType
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput


class MergeConfigurationInput(Value):
    """`EnvironmentMergeConfigurationInput`. Coupons go along unless it is said otherwise."""

    include_coupons: bool | None = None

    @property
    def with_coupons(self) -> bool:
        """Tell whether coupons go along."""
        return self.include_coupons is not False


class DumpProductCatalogInput(Value):
    """`DumpEnvironmentProductCatalogInput`."""

    environment_slug: str


class MergeQueryInput(Value):
    """`ValidateMergeEnvironmentInput` and `DumpEnvironmentForForMergeComparisonInput`."""

    source_environment_slug: str
    destination_environment_slug: str
    merge_configuration: MergeConfigurationInput | None = None

    @property
    def with_coupons(self) -> bool:
        """Tell whether coupons go along."""
        return (self.merge_configuration or MergeConfigurationInput()).with_coupons


class MergeInput(Value):
    """`MergeEnvironmentInput`: one source, and a destination that is there or one that is made."""

    source_environment_slug: str | None = None
    source_template: Any = None
    destination_environment_slug: str | None = None
    destination_environment_name: str | None = None
    destination_environment_type: EnvironmentType | None = None
    merge_configuration: MergeConfigurationInput | None = None
    migration_type: MigrationType | None = None

    @property
    def with_coupons(self) -> bool:
        """Tell whether coupons go along."""
        return (self.merge_configuration or MergeConfigurationInput()).with_coupons

    @property
    def is_into_new(self) -> bool:
        """Tell whether the destination is made first."""
        return self.destination_environment_name is not None or self.destination_environment_type is not None

    def checked(self) -> "MergeInput":
        """Return the input; raises `InvalidInput` unless it names one source and one destination."""
        if (self.source_environment_slug is None) is (self.source_template is None):
            raise InvalidInput("Send either sourceEnvironmentSlug or sourceTemplate", field="sourceEnvironmentSlug")
        for name in ("destination_environment_name", "destination_environment_type"):
            if self.is_into_new and getattr(self, name) is None:
                field = str(type(self).model_fields[name].alias)
                raise InvalidInput(f"A new destination has a name and a type; send {field}", field=field)
        if not self.is_into_new and self.destination_environment_slug is None:
            raise InvalidInput(
                "Send destinationEnvironmentSlug, or the name and type of a new environment",
                field="destinationEnvironmentSlug",
            )
        return self
