"""What the catalogue refuses."""

from typing import Any

from tollgate.shared.errors import Conflict, InvalidInput, NotFound


class FeatureNotFound(NotFound):
    """No feature has this id."""

    code = "FeatureNotFound"

    @classmethod
    def of(cls, feature_id: str, **details: Any) -> "FeatureNotFound":
        """Return the error for this id; `details` name the field where it stood in a body."""
        return cls(f"There is no feature with the id {feature_id}", refId=feature_id, **details)


class ProductNotFound(NotFound):
    """No product has this id."""

    code = "ProductNotFoundError"

    @classmethod
    def of(cls, product_id: str) -> "ProductNotFound":
        """Return the error for this id."""
        return cls(f"There is no product with the id {product_id}", refId=product_id)


class PlanNotFound(NotFound):
    """No plan has this id."""

    code = "PlanNotFound"

    @classmethod
    def of(cls, plan_id: str, **details: Any) -> "PlanNotFound":
        """Return the error for this id; `details` name the field where it stood in a body."""
        return cls(f"There is no plan with the id {plan_id}", refId=plan_id, **details)


class AddonNotFound(NotFound):
    """No add-on has this id."""

    code = "AddonNotFound"

    @classmethod
    def of(cls, addon_id: str) -> "AddonNotFound":
        """Return the error for this id."""
        return cls(f"There is no add-on with the id {addon_id}", refId=addon_id)


class AddonsNotFound(NotFound):
    """Some of several add-ons that are named do not exist."""

    code = "AddonsNotFound"

    @classmethod
    def of(cls, addon_ids: list[str], *, field: str) -> "AddonsNotFound":
        """Return the error for these ids."""
        return cls(f"There are no add-ons with these ids: {', '.join(addon_ids)}", refIds=addon_ids, field=field)


class CustomCurrencyNotFound(NotFound):
    """No custom currency has this id."""

    code = "CustomCurrencyNotFound"

    @classmethod
    def of(cls, currency_id: str, **details: Any) -> "CustomCurrencyNotFound":
        """Return the error for this id; `details` name the field where it stood in a body."""
        return cls(f"There is no custom currency with the id {currency_id}", refId=currency_id, **details)


class CouponNotFound(NotFound):
    """No coupon has this id."""

    code = "CouponNotFound"

    @classmethod
    def of(cls, coupon_id: str) -> "CouponNotFound":
        """Return the error for this id."""
        return cls(f"There is no coupon with the id {coupon_id}", refId=coupon_id)


class DraftNotFound(NotFound):
    """The package has no draft."""

    code = "NoDraftOfferFound"


class EntitlementNotInPackage(NotFound):
    """The package holds no entitlement to this feature or currency."""

    code = "NoFeatureEntitlementError"

    @classmethod
    def of(cls, package_id: str, entitlement_id: str) -> "EntitlementNotInPackage":
        """Return the error for this package and feature or currency."""
        return cls(f"{package_id} holds no entitlement to {entitlement_id}", refId=entitlement_id)


class FeatureInUse(Conflict):
    """A draft, a published package or a feature group still holds the feature."""

    code = "CannotArchiveFeatureError"


class FeatureNotMetered(InvalidInput):
    """Usage of the feature is not counted."""

    code = "MeteringNotAvailableForFeatureType"

    @classmethod
    def of(cls, feature_id: str, feature_type: str) -> "FeatureNotMetered":
        """Return the error for this feature."""
        return cls(
            f"Usage of the feature {feature_id} is not counted; report a feature with a meter type",
            featureType=feature_type,
        )


class MeterOnUnmeteredFeature(InvalidInput):
    """Only a feature whose usage is counted has a meter."""

    code = "MeterMustBeAssociatedToMeteredFeature"


class UnitTransformationInUse(Conflict):
    """Limits that plans grant are told in the units of the transformation."""

    code = "CannotUpdateUnitTransformationError"


class ProductInUse(Conflict):
    """The product is the default one, or subscriptions to it are alive."""

    code = "CannotArchiveProductError"


class ProductNotArchived(Conflict):
    """The product is not in the archive."""

    code = "CannotUnarchiveProductError"


class PlanUnpublished(InvalidInput):
    """The plan exists, and no version of it is published."""

    code = "UnPublishedPackage"

    @classmethod
    def of(cls, plan_id: str) -> "PlanUnpublished":
        """Return the error for this plan."""
        return cls(
            f"The plan {plan_id} has no published version; publish it first",
            nonPublishedPackageIds=[plan_id],
            packageType="PLAN",
        )


class DraftAlreadyExists(Conflict):
    """The package has a draft already; there is one at a time."""

    code = "DraftAlreadyExists"


class DraftPlanNotArchived(Conflict):
    """The plan was never published; its draft is removed, not archived."""

    code = "DraftPlanCantBeArchived"


class DraftAddonNotArchived(Conflict):
    """The add-on was never published; its draft is removed, not archived."""

    code = "DraftAddonCantBeArchived"


class PlanHasChildren(Conflict):
    """Other plans build on the plan."""

    code = "PlanWithChildCantBeDeleted"


class AddonIsCompatible(Conflict):
    """A plan lists the add-on as compatible."""

    code = "AddonIsCompatibleWithPlan"


class AddonIsNeeded(Conflict):
    """Other add-ons depend on the add-on; the published list has no code of its own for it."""


class EntitlementIsCharged(Conflict):
    """The package charges for what is beyond the entitlement; the published list has no code of its own for it."""


class PackageAlreadyPublished(Conflict):
    """There is no draft to publish."""

    code = "PackageAlreadyPublished"


class PricingTypeNotSet(InvalidInput):
    """The package says neither that it is free, nor paid, nor custom."""

    code = "PackagePricingTypeNotSet"


class OverrideOnPlan(InvalidInput):
    """Only add-ons may override another value."""

    code = "CannotAddOverrideEntitlementToPlan"


class InvalidResetPeriod(InvalidInput):
    """The reset period does not go with the feature or with its configuration."""

    code = "InvalidEntitlementResetPeriod"


class AddonWithoutPrice(InvalidInput):
    """A paid add-on is sold at a price."""

    code = "AddonHasToHavePriceError"


class BasePlanIsDraft(InvalidInput):
    """The plan builds on one that was never published."""

    code = "PlanCannotBePublishWhenBasePlanIsDraft"


class CompatibleAddonIsDraft(InvalidInput):
    """A compatible add-on was never published."""

    code = "PlanCannotBePublishWhenCompatibleAddonIsDraft"


class PlansBuildOnEachOther(InvalidInput):
    """A plan would build on itself."""

    code = "PlansCircularDependencyError"
