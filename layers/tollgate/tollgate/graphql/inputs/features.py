"""What mutations of features and feature groups are given. The rules of the fields are those of REST."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from tollgate.api.features import CreateFeatureBody, UpdateFeatureBody
from tollgate.api.wire import Description, Metadata, Text, sent
from tollgate.catalog.create_feature_group import CreateFeatureGroupRequest
from tollgate.catalog.feature import MeterType
from tollgate.catalog.update_feature_group import UpdateFeatureGroupRequest
from tollgate.graphql.spelling import METER_TYPE_OF
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope

SPELLED = {"id": "refId", "metadata": "additionalMetaData"}
"""What the domain calls otherwise than these inputs do."""


def _meter_type(spelled: Any) -> Any:
    return METER_TYPE_OF.get(spelled, spelled)


class FeatureInput(CreateFeatureBody):
    """`FeatureInput`: a new feature. A field that is null counts as left out."""

    id: str = Field(alias="refId")
    meter_type: Annotated[MeterType, BeforeValidator(_meter_type)] = MeterType.NONE
    metadata: Metadata = Field(default_factory=dict, alias="additionalMetaData")


class UpdateFeatureInput(UpdateFeatureBody):
    """`UpdateFeatureInput`: fields that are left out stay, null clears."""

    ref_id: str
    metadata: Metadata = Field(default_factory=dict, alias="additionalMetaData")


class CreateFeatureGroupInput(Value):
    """`CreateFeatureGroupInput`."""

    feature_group_id: str
    display_name: Text
    description: Description | None = None
    features: tuple[str, ...]

    def to_request(self, scope: Scope, feature_ids: list[str]) -> CreateFeatureGroupRequest:
        """Return the domain's request; `feature_ids` are the features under the ids their callers chose."""
        return CreateFeatureGroupRequest(
            scope=scope,
            id=self.feature_group_id,
            display_name=self.display_name,
            description=self.description,
            feature_ids=tuple(feature_ids),
        )


class UpdateFeatureGroupInput(Value):
    """`UpdateFeatureGroupInput`: fields that are left out stay, null clears the description."""

    feature_group_id: str
    display_name: Text = Field(default_factory=str)
    description: Description | None = None
    features: tuple[str, ...] = ()

    def to_request(self, scope: Scope, feature_ids: list[str]) -> UpdateFeatureGroupRequest:
        """Return the domain's request; `feature_ids` as with `CreateFeatureGroupInput`."""
        changes = sent(self, but={"feature_group_id", "features"})
        if "features" in self.model_fields_set:
            changes["feature_ids"] = tuple(feature_ids)
        return UpdateFeatureGroupRequest(scope=scope, id=self.feature_group_id, **changes)
