"""What mutations of packages' entitlements are given. The rules of the fields are those of REST."""

from typing import Literal

from tollgate.api.package_entitlements import CreditEntitlementBody, FeatureEntitlementBody
from tollgate.api.wire import Text, Unsupported, refuse_unsupported
from tollgate.catalog.create_package_entitlements import CreatePackageEntitlementsRequest, NewEntitlement
from tollgate.catalog.credit_entitlement import CreditCadence
from tollgate.catalog.credit_settings import CreditSettings
from tollgate.catalog.entitlement_settings import EntitlementSettings
from tollgate.shared.entity import Value
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope


class FeatureEntitlementInput(FeatureEntitlementBody):
    """`PackageFeatureEntitlementUpdateInput`: fields that are left out stay, null clears."""

    type: Literal["FEATURE"] = "FEATURE"
    dependency_feature_id: Unsupported = None


class NewFeatureEntitlementInput(FeatureEntitlementInput):
    """`PackageFeatureEntitlementInput`."""

    feature_id: Text
    feature_group_id: Text | None = None


class CreditEntitlementInput(CreditEntitlementBody):
    """`PackageCreditEntitlementUpdateInput`: fields that are left out stay, null clears."""

    type: Literal["CREDIT"] = "CREDIT"


class NewCreditEntitlementInput(CreditEntitlementInput):
    """`PackageCreditEntitlementInput`."""

    custom_currency_id: Text
    cadence: CreditCadence


class NewEntitlementInput(Value):
    """`CreatePackageEntitlementInput`: a feature or credits."""

    feature: NewFeatureEntitlementInput | None = None
    credit: NewCreditEntitlementInput | None = None

    def to_new(self, path: str) -> NewEntitlement:
        """Return the domain's value; raises `BadUserInput` unless exactly one of them was sent."""
        check_one_is_sent(self.feature, self.credit, path=path)
        if self.feature is not None:
            refuse_unsupported(self.feature, prefix=f"{path}feature.")
            return NewEntitlement(
                id=self.feature.feature_id,
                settings=self.feature.to_settings(),
                feature_group_id=self.feature.feature_group_id,
            )
        assert self.credit is not None
        return NewEntitlement(id=self.credit.custom_currency_id, settings=self.credit.to_settings())

    @property
    def kind(self) -> str:
        """Return the name of the field that was sent."""
        return "feature" if self.feature is not None else "credit"


class CreatePackageEntitlementsInput(Value):
    """`CreatePackageEntitlementsInput`."""

    package_id: str
    entitlements: tuple[NewEntitlementInput, ...]

    def to_request(self, scope: Scope, package_id: str) -> CreatePackageEntitlementsRequest:
        """Return the domain's request."""
        new = tuple(each.to_new(f"entitlements[{index}].") for index, each in enumerate(self.entitlements))
        return CreatePackageEntitlementsRequest(scope=scope, package_id=package_id, entitlements=new)

    def as_sent(self, field: str) -> str:
        """Return the path of a field as this input spells it: within what an entitlement is to."""
        place, dot, name = field.partition("].")
        if not dot:
            return field
        kind = self.entitlements[int(place.removeprefix("entitlements["))].kind
        if name == "id":
            name = "featureId" if kind == "feature" else "customCurrencyId"
        return f"{place}].{kind}.{name}"


class UpdatePackageEntitlementInput(Value):
    """`UpdatePackageEntitlementInput`: what is to change of an entitlement, by its internal id."""

    id: str
    feature: FeatureEntitlementInput | None = None
    credit: CreditEntitlementInput | None = None

    @property
    def kind(self) -> str:
        """Return the name of the field that was sent."""
        return "feature" if self.feature is not None else "credit"

    def to_settings(self) -> EntitlementSettings | CreditSettings:
        """Return the domain's settings; raises `BadUserInput` unless exactly one of them was sent."""
        check_one_is_sent(self.feature, self.credit, path="")
        if self.feature is not None:
            refuse_unsupported(self.feature, prefix="feature.")
            return self.feature.to_settings()
        assert self.credit is not None
        return self.credit.to_settings()


def check_one_is_sent(feature: Value | None, credit: Value | None, *, path: str) -> None:
    """Raise `BadUserInput` unless an entitlement is either to a feature or to credits."""
    if (feature is None) == (credit is None):
        raise BadUserInput("Send either feature or credit", field=f"{path}feature")
