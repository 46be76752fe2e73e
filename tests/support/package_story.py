"""A random life of three plans and two add-ons, and what must hold after each of its steps, whatever stores them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from tests.support.catalog import THEN, a_feature, a_plan
from tests.support.pricing import base, monthly, per_call, per_seat
from tollgate.catalog.addon import Addon
from tollgate.catalog.archive_feature import archive_feature
from tollgate.catalog.archive_package import archive_package
from tollgate.catalog.create_package_draft import create_package_draft
from tollgate.catalog.create_package_entitlements import (
    CreatePackageEntitlementsRequest,
    NewEntitlement,
    create_package_entitlements,
)
from tollgate.catalog.credit_settings import CreditSettings
from tollgate.catalog.delete_package_entitlement import delete_package_entitlement
from tollgate.catalog.entitlement_settings import EntitlementSettings
from tollgate.catalog.feature import Feature
from tollgate.catalog.group_ports import FeatureGroupRepository, PackageGroupRepository
from tollgate.catalog.inheritance import with_inheritance
from tollgate.catalog.migration import MigrationType
from tollgate.catalog.package import Package, PackageStatus, PricingType, named
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import AddonRepository, FeatureRepository, PlanRepository, ProductRepository
from tollgate.catalog.product import Product
from tollgate.catalog.publish_addon import publish_addon
from tollgate.catalog.publish_plan import publish_plan
from tollgate.catalog.remove_package_draft import remove_package_draft
from tollgate.catalog.set_charges import ChargesRequest, OverageEntitlement
from tollgate.catalog.update_addon import UpdateAddonRequest, update_addon
from tollgate.catalog.update_package_entitlement import UpdatePackageEntitlementRequest, update_package_entitlement
from tollgate.catalog.update_plan import UpdatePlanRequest, update_plan
from tollgate.charges.pricing_model import OveragePricingModel, PriceSet
from tollgate.credits.archive_custom_currency import archive_custom_currency
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.ports import CustomCurrencyRepository
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Amount
from tollgate.shared.errors import DomainError
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.tasks.ports import TaskRepository

SCOPE = Scope(account_id="account-test", environment_id="development")
PLANS, ADDONS = ("plan-a", "plan-b", "plan-c"), ("addon-x", "addon-y")
FEATURES, TOKENS = ("seats", "calls"), "tokens"
PRODUCT = Product(id="product-main", uuid="uuid-product", display_name="Main", created_at=THEN, updated_at=THEN)
CURRENCY = CustomCurrency(id=TOKENS, uuid="uuid-tokens", display_name="Tokens", created_at=THEN, updated_at=THEN)

Result = TypeVar("Result")
Known = dict[tuple[str, int], Package]


@dataclass(frozen=True)
class Shelf:
    """The ports that the story goes through."""

    plans: PlanRepository
    addons: AddonRepository
    products: ProductRepository
    features: FeatureRepository
    groups: FeatureGroupRepository
    bundles: PackageGroupRepository
    currencies: CustomCurrencyRepository
    tasks: TaskRepository
    events: EventRecorder
    clock: Clock
    ids: Ids

    def fill(self) -> None:
        """Put a draft of everything, and what there is to grant, on it."""
        for plan_id in PLANS:
            self.plans.save_draft(SCOPE, a_plan(plan_id, pricing_type=PricingType.FREE))
        for addon_id in ADDONS:
            self.addons.save_draft(SCOPE, an_addon(addon_id))
        for feature in FEATURES:
            self.features.add(SCOPE, a_feature(feature))
        self.currencies.add(SCOPE, CURRENCY)
        self.products.add(SCOPE, PRODUCT)

    def packages(self, package_id: str) -> Any:
        """Return the repository of a package."""
        return self.plans if package_id in PLANS else self.addons


def an_addon(id: str) -> Addon:
    """Return the first draft of an add-on."""
    shared = a_plan(id, pricing_type=PricingType.FREE).model_dump(include=set(Addon.model_fields))
    return Addon(**{**shared, "schema_version": Addon.model_fields["schema_version"].default})


class Runs(Protocol):
    """Runs an operation on the shelf, in a transaction where there are some."""

    def __call__(self, operation: Callable[[Shelf], Result]) -> Result:
        """Return what the operation returns."""
        ...


Step = tuple[str, str, str, int]
"""What is done, to which package, with which feature or other package, and a number."""


def _update(shelf: Shelf, package_id: str, **changes: Any) -> object:
    common: dict[str, Any] = {"features": shelf.features, "currencies": shelf.currencies, "events": shelf.events}
    common |= {
        "clock": shelf.clock,
        "ids": shelf.ids,
        "plans": shelf.plans,
        "addons": shelf.addons,
        "groups": shelf.bundles,
    }
    if package_id in PLANS:
        return update_plan(UpdatePlanRequest(scope=SCOPE, id=package_id, **changes), **common)
    request = UpdateAddonRequest(scope=SCOPE, id=package_id, **changes)
    return update_addon(request, products=shelf.products, **common)


def _grant(shelf: Shelf, package_id: str, id: str, settings: EntitlementSettings | CreditSettings) -> object:
    new = NewEntitlement(id=id, settings=settings)
    return create_package_entitlements(
        CreatePackageEntitlementsRequest(scope=SCOPE, package_id=package_id, entitlements=(new,)),
        packages=shelf.packages(package_id),
        features=shelf.features,
        currencies=shelf.currencies,
        groups=shelf.groups,
        clock=shelf.clock,
        ids=shelf.ids,
    )


def _limit(shelf: Shelf, package_id: str, id: str, settings: EntitlementSettings | CreditSettings) -> object:
    return update_package_entitlement(
        UpdatePackageEntitlementRequest(scope=SCOPE, package_id=package_id, id=id, settings=settings),
        packages=shelf.packages(package_id),
        features=shelf.features,
        clock=shelf.clock,
    )


def _charge(shelf: Shelf, package_id: str, feature: str, number: int) -> object:
    """Set no charges, a fee, a fee and units, or a fee and overage with the limit it is beyond."""
    fee, models = base(monthly(str(number))), per_seat(feature_id="seats")
    beyond = OveragePricingModel(feature_id=feature, price_periods=(monthly("0.01"),))
    granted = OverageEntitlement(id=feature, settings=EntitlementSettings(usage_limit=Amount(number)), path="")
    request = (
        ChargesRequest(pricing_type=PricingType.FREE),
        ChargesRequest(pricing_type=PricingType.PAID, charges=PriceSet(pricing_models=(fee,))),
        ChargesRequest(pricing_type=PricingType.PAID, charges=PriceSet(pricing_models=(fee, models, per_call()))),
        ChargesRequest(
            pricing_type=PricingType.PAID,
            charges=PriceSet(pricing_models=(fee,), overage_pricing_models=(beyond,)),
            overage_entitlements=(granted,),
        ),
    )[number]
    return _update(shelf, package_id, charges=request)


def _publish(shelf: Shelf, package_id: str) -> object:
    shared: dict[str, Any] = {"plans": shelf.plans, "addons": shelf.addons, "products": shelf.products}
    shared |= {"events": shelf.events, "clock": shelf.clock, "tasks": shelf.tasks, "ids": shelf.ids}
    if package_id in ADDONS:
        return publish_addon(SCOPE, package_id, MigrationType.NEW_CUSTOMERS, **shared)
    return publish_plan(SCOPE, package_id, MigrationType.NEW_CUSTOMERS, groups=shelf.bundles, **shared)


def _with_all(operation: Callable[..., object]) -> Callable[[Shelf, str, str, int], object]:
    def run(shelf: Shelf, package_id: str, _: str, __: int) -> object:
        packages: dict[str, Any] = {"packages": shelf.packages(package_id), "plans": shelf.plans}
        packages |= {"addons": shelf.addons, "groups": shelf.bundles, "products": shelf.products}
        return operation(SCOPE, package_id, **packages, events=shelf.events, clock=shelf.clock)

    return run


def _relate(shelf: Shelf, package_id: str, other: str, number: int) -> object:
    """Let a plan build on another or offer an add-on, or an add-on depend on the other; or none of that."""
    if package_id in ADDONS:
        return _update(shelf, package_id, dependencies=(ADDONS[number % 2],) if number else ())
    if other == "seats":
        return _update(shelf, package_id, parent_plan_id=(None, *PLANS)[number])
    return _update(shelf, package_id, compatible_addon_ids=ADDONS[: number % 3])


ACTIONS: Mapping[str, Callable[[Shelf, str, str, int], object]] = {
    "grant": lambda s, p, f, n: _grant(s, p, f, EntitlementSettings(usage_limit=Amount(n))),
    "grant credits": lambda s, p, f, n: _grant(s, p, TOKENS, CreditSettings(amount=Amount(n), dependency_feature_id=f)),
    "limit": lambda s, p, f, n: _limit(s, p, f, EntitlementSettings(usage_limit=Amount(n), has_soft_limit=n > 1)),
    "limit credits": lambda s, p, _, n: _limit(s, p, TOKENS, CreditSettings(amount=Amount(n))),
    "withdraw": lambda s, p, f, n: delete_package_entitlement(
        SCOPE, p, f if n else TOKENS, packages=s.packages(p), clock=s.clock
    ),
    "rename": lambda s, p, _, n: _update(s, p, display_name=f"Name {n}"),
    "annotate": lambda s, p, _, n: _update(s, p, metadata={"number": str(n)}),
    "charge": _charge,
    "relate": _relate,
    "draft": lambda s, p, _, __: create_package_draft(SCOPE, p, packages=s.packages(p), clock=s.clock),
    "publish": lambda s, p, _, __: _publish(s, p),
    "publish with status": lambda s, p, _, n: _update(
        s, ADDONS[n % 2], status=PackageStatus.PUBLISHED, max_quantity=n + 1
    ),
    "discard": _with_all(remove_package_draft),
    "archive": _with_all(archive_package),
    "archive feature": lambda s, _, f, __: archive_feature(
        SCOPE, f, features=s.features, groups=s.groups, plans=s.plans, addons=s.addons, events=s.events, clock=s.clock
    ),
    "archive currency": lambda s, _, __, ___: archive_custom_currency(
        SCOPE, TOKENS, currencies=s.currencies, plans=s.plans, addons=s.addons, events=s.events, clock=s.clock
    ),
}

_OFTEN = ("publish", "publish", "relate", "charge", "grant", "draft")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(ACTIONS) + list(_OFTEN)),
        st.sampled_from(PLANS + ADDONS),
        st.sampled_from(FEATURES),
        st.integers(0, 3),
    ),
    min_size=8,
    max_size=30,
)
OPENING: tuple[Step, ...] = (
    ("grant", "plan-a", "seats", 1),
    ("relate", "plan-b", "seats", 1),
    ("relate", "plan-c", "seats", 2),
    *(("publish", package_id, "seats", 0) for package_id in (*PLANS, *ADDONS)),
)
"""What each story begins with: two plans that build one on another, and all are sold."""

State = tuple[list[Plan], list[Addon], list[Feature], list[CustomCurrency]]


@dataclass
class Story:
    """Tells steps and checks what must hold. `known` holds every version as it was when it was first read."""

    run: Runs
    versions: Callable[[], Known]
    known: Known = field(default_factory=dict)

    def tell(self, step: Step) -> bool:
        """Take a step; a refusal changes nothing. Tell whether it was taken."""
        action, package_id, other, number = step
        before = self.run(_state)
        try:
            self.run(lambda shelf: ACTIONS[action](shelf, package_id, other, number))
        except DomainError:
            assert self.run(_state) == before, f"{step} was refused and changed something"
            return False
        return True

    def check(self) -> None:
        """Assert what must always hold."""
        found = self.versions()
        for address, version in self.known.items():
            assert found[address] == version, f"{address} is not what was published"
        self.known = found
        plans, addons, features, currencies = self.run(_state)
        for package in (*plans, *addons):
            numbers = sorted(number for package_id, number in found if package_id == package.id)
            assert numbers == list(range(1, len(numbers) + 1)), "versions are numbered without a gap"
            assert package.version_number == len(numbers) + (1 if package.is_draft else 0)
            if package.is_latest:
                assert _sold(package) == _sold(found[package.id, len(numbers)]), "what is sold is what was published"
        living = [each for each in (*plans, *addons) if not each.is_archived]
        suspended = {each.id for each in (*features, *currencies) if each.is_archived}
        assert not {name for each in living for name in _named(each)} & suspended, "what packages use is not archived"
        _check_relations([each for each in plans if not each.is_archived], plans, addons)


def _state(shelf: Shelf) -> State:
    def in_order(rows: list[Any]) -> list[Any]:
        return sorted(rows, key=lambda each: (each.id, getattr(each, "version_number", 0)))

    plans, addons = in_order(shelf.plans.current(SCOPE)), in_order(shelf.addons.current(SCOPE))
    return plans, addons, in_order(shelf.features.all(SCOPE)), in_order(shelf.currencies.all(SCOPE))


def _sold(package: Package) -> dict[str, Any]:
    return package.model_dump(exclude={"status", "is_latest", "metadata", "updated_at"})


def _named(package: Package) -> set[str]:
    charged = {price.feature_id for price in package.charges.all_prices()}
    return {named(each) for each in package.own_entitlements} | {name for name in charged if name is not None}


def _check_relations(living: list[Plan], plans: list[Plan], addons: list[Addon]) -> None:
    sold = {each.id: each for each in addons if each.is_latest}
    for plan in living:
        if plan.is_draft:
            continue
        parent = next((each for each in plans if each.is_latest and each.id == plan.parent_plan_id), None)
        assert plan == with_inheritance(plan, parent), "it grants what its base does"
        assert parent is None or not parent.is_archived, "what is built on is sold"
        offered = [sold[addon_id] for addon_id in plan.compatible_addon_ids]
        assert not any(each.is_archived for each in offered), "what is offered is sold"
        assert plan.pricing_type is not PricingType.PAID or plan.charges.prices(), "what is paid has a price"
