"""Entitlements as feature flags: each feature has its forms, told apart by the flag's key."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tollgate.catalog.errors import FeatureNotFound
from tollgate.catalog.feature import Feature, FeatureType
from tollgate.catalog.ports import FeatureRepository
from tollgate.entitlements.check import check_entitlement
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.entitlement import AccessDeniedReason, Entitlement
from tollgate.entitlements.list import find_entitlements
from tollgate.entitlements.verdict import Question
from tollgate.shared.scope import Scope

_SEPARATOR = ":"
"""No id has one, so that it never hides a feature."""

_WITHOUT_SOURCE = frozenset(
    (
        AccessDeniedReason.CUSTOMER_NOT_FOUND,
        AccessDeniedReason.CUSTOMER_IS_ARCHIVED,
        AccessDeniedReason.CUSTOMER_RESOURCE_NOT_FOUND,
        AccessDeniedReason.FEATURE_NOT_FOUND,
        AccessDeniedReason.NO_ACTIVE_SUBSCRIPTION,
        AccessDeniedReason.NO_FEATURE_ENTITLEMENT_IN_SUBSCRIPTION,
    )
)


class FlagForm(StrEnum):
    """What kind of value a flag has: whether, how much, which, or everything there is to tell."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    STRING = "string"
    OBJECT = "object"


FORMS_OF: dict[FeatureType, tuple[FlagForm, ...]] = {
    FeatureType.BOOLEAN: (FlagForm.BOOLEAN, FlagForm.OBJECT),
    FeatureType.NUMBER: (FlagForm.NUMBER, FlagForm.BOOLEAN, FlagForm.OBJECT),
    FeatureType.ENUM: (FlagForm.STRING, FlagForm.BOOLEAN, FlagForm.OBJECT),
}
"""The forms of each kind of feature; the first is that of the feature's own id."""


@dataclass(frozen=True)
class Flag:
    """A feature in one of its forms, as a customer or resource may use it now."""

    key: str
    form: FlagForm
    entitlement: Entitlement

    @property
    def has_source(self) -> bool:
        """Tell whether anything that the customer holds speaks of the feature."""
        return self.entitlement.access_denied_reason not in _WITHOUT_SOURCE

    @property
    def is_told(self) -> bool:
        """Tell whether there is a limit, or values, to tell: also where the limit is reached."""
        return self.has_source and self.entitlement.access_denied_reason is not AccessDeniedReason.REVOKED


def evaluate_flag(scope: Scope, key: str, question: Question, *, checking: Checking) -> Flag:
    """Return the flag of this key; `question` asks about its feature. Raises `FeatureNotFound`.

    A customer that does not exist may use nothing, as in a check.
    """
    feature = checking.known(scope, [question.feature_id]).get(question.feature_id)
    form = _forms(feature).get(key) if feature is not None else None
    if feature is None or form is None:
        raise FeatureNotFound.of(key)
    return _flag(key, form, check_entitlement(scope, question, checking=checking), feature)


def evaluate_flags(
    scope: Scope, customer_id: str, resource_id: str | None, *, checking: Checking, features: FeatureRepository
) -> list[Flag]:
    """Return every flag of an environment, by feature: those of features that nobody granted too."""
    listing = find_entitlements(scope, customer_id, resource_id, checking=checking)
    granted = {each.feature_id: each for each in listing.entitlements}
    return [
        _flag(key, form, granted.get(feature.id) or listing.absent(feature), feature)
        for feature in sorted(features.all(scope), key=lambda each: each.id)
        for key, form in _forms(feature).items()
    ]


def feature_of(key: str) -> str:
    """Return the id of the feature that a flag's key is about."""
    return key.partition(_SEPARATOR)[0]


def only(flags: list[Flag], keys: Collection[str] | None) -> Iterator[Flag]:
    """Yield the flags of these keys, all of them where none are named."""
    return (flag for flag in flags if keys is None or flag.key in keys)


def _forms(feature: Feature) -> dict[str, FlagForm]:
    own, *others = FORMS_OF[feature.feature_type]
    return {feature.id: own, **{f"{feature.id}{_SEPARATOR}{form}": form for form in others}}


def _flag(key: str, form: FlagForm, entitlement: Entitlement, feature: Feature) -> Flag:
    return Flag(key, form, entitlement if entitlement.feature is not None else entitlement.but(feature=feature))
